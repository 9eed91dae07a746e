/** Keys of a subscriber about cover pages and the header line. */
import { z } from 'zod'
import { name } from './schema-values.ts'

export function coverKeys(file: z.ZodString) {
  return {
    company: z
      .string()
      .max(60)
      .default('')
      .describe('Who the faxes are from: stands on cover pages and in the header line.'),
    cover: name
      .default('none')
      .describe('Cover page unless the mail says otherwise: none, standard, or a name from covers.'),
    covers: z
      .array(
        z.strictObject({
          name: name.describe('Name for cover and for mails.'),
          form: file.describe(
            'PDF form, whose text fields are filled in: to, from, subject and so on; or an HTML page with {to}, {from} …',
          ),
        }),
      )
      .default([])
      .describe('Cover pages of your own.'),
    cover_notice: z
      .string()
      .max(600)
      .optional()
      .describe('Text at the foot of a cover page. Default: that the fax is confidential. "": none.'),
    header_line: z
      .boolean()
      .default(false)
      .describe(
        'Print date, company, numbers and page at the top of every page. Most providers do it themselves.',
      ),
  }
}
