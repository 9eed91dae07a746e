/** Keys of a subscriber about received faxes: where they go, and what is done with their pages. */
import { z } from 'zod'
import { DELIVERY_FORMATS } from '../fax/delivery-format.ts'
import { mailAddress } from './schema-values.ts'

export const receivedKeys = {
  received: z
    .array(
      z.strictObject({
        mail: mailAddress.describe('Address that gets every received fax.'),
        format: z
          .enum(DELIVERY_FORMATS)
          .default('pdf')
          .describe(
            'What is attached. pdfa: PDF/A-2b, for archives. tiff-s, tiff-f: TIFF-FX profiles S and F (RFC 3949), for fax software and Internet fax machines.',
          ),
      }),
    )
    .default([])
    .describe('Where received faxes go.'),
  received_pages: z
    .strictObject({
      damaged: z
        .enum(['repair', 'mark', 'keep'])
        .default('repair')
        .describe(
          'Lines that the call damaged. repair: the line above once more. mark: also a bar at the edge. keep: as they came.',
        ),
      g4: z.boolean().default(false).describe('Code G3 pages as G4: the same dots in fewer bytes.'),
      upright: z
        .boolean()
        .default(false)
        .describe('Turn pages that lie on their head or side. Needs tesseract.'),
      deskew: z.boolean().default(false).describe('Straighten pages that went askew through the scanner.'),
      search: z
        .boolean()
        .default(false)
        .describe('Text layer in PDF files, so that they can be searched. Needs tesseract.'),
      languages: z
        .array(
          z
            .string()
            .regex(/^[a-z]{3}(_[a-z]{3,4})?$/, 'write a language as tesseract calls it: eng, deu, fra, spa'),
        )
        .min(1)
        .max(5)
        .default(['eng'])
        .describe('Languages for search, as "tesseract --list-langs" shows them.'),
    })
    .prefault({})
    .describe('What is done with the pages of received faxes. Each change is told in the mail.'),
}
