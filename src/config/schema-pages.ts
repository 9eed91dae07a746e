/** Keys of a subscriber about its fax pages, where a mail does not choose for itself. */
import { z } from 'zod'

export const pageKeys = {
  resolution: z
    .enum(['standard', 'fine'])
    .default('fine')
    .describe('fine: 204×196 dpi. standard: 204×98 dpi, half the time on the line.'),
  paper: z
    .enum(['a4', 'letter', 'legal'])
    .optional()
    .describe(
      "Default: by the number's country: letter in the Americas and the Philippines where it is usual, else a4.",
    ),
  tone: z
    .enum(['line', 'airtime', 'looks'])
    .default('airtime')
    .describe(
      'Photographs and grey areas. airtime: coarse dots, short on the line. looks: fine dots, four times as long. line: black or white.',
    ),
  blank_pages: z
    .enum(['keep', 'remove'])
    .default('keep')
    .describe('remove: blank pages are not faxed, and the report names them.'),
}
