/** Keys of a subscriber about what of a mail is faxed. */
import { z } from 'zod'
import { TEXT_WISHES } from '../fax/fax-options.ts'

export const contentKeys = {
  text: z
    .enum(TEXT_WISHES)
    .default('auto')
    .describe(
      'Text of a mail with attachments. auto: on the cover page where there is one, else left out. pages, cover, none.',
    ),
  cut_signature: z
    .boolean()
    .default(false)
    .describe('Leave out what follows the line "-- " in the text of a mail.'),
  unpack_zip: z
    .boolean()
    .default(false)
    .describe(
      'Fax what is in ZIP archives. Off: such a mail comes back, so that nobody faxes a heap unawares.',
    ),
}
