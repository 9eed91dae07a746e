/** A new fax by upload, as the API takes it. */
import { z } from 'zod'
import { fax } from './schema-faxes.ts'

/** The text fields; a field may be there more than once where it is a list. */
export const sendFields = z
  .strictObject({
    to: z
      .array(z.string().trim().min(1).max(320))
      .min(1)
      .max(100)
      .describe('A number as people write it, the name of a list (`list+NAME`), or a whole fax address.'),
    from: z.string().min(3).max(320).describe('Mail address of the sender: reports go there.'),
    subscriber: z
      .string()
      .max(64)
      .optional()
      .describe('Who sends. Needed unless the token is for exactly one.'),
    subject: z.string().max(500).default(''),
    text: z.string().max(100_000).default('').describe('Text of the fax, before the files.'),
    option: z
      .array(
        z.string().regex(/^[A-Za-z][A-Za-z-]{1,20}=[^\r\n]{0,200}$/, 'write NAME=VALUE, such as cover=none'),
      )
      .max(30)
      .default([])
      .describe('The options of a mail: NAME=VALUE, as in docs/mailing.md.'),
  })
  .describe('What is faxed.')

/** For the document: fields and files side by side. */
export const sendForm = z
  .strictObject({
    ...sendFields.shape,
    file: z
      .array(z.string().meta({ contentMediaType: 'application/octet-stream' } as Record<string, string>))
      .max(20)
      .default([])
      .describe('Documents, in the order in which they are faxed: PDF, TIFF, Office, pictures, text.'),
  })
  .meta({ id: 'NewFax', description: 'A new fax: fields, and documents as files.' })

export const taken = z
  .object({
    submissionId: z.string(),
    repeat: z.boolean().describe('It was there already: the same upload, asked for again.'),
    faxes: z.array(fax),
  })
  .meta({ id: 'TakenFax', description: 'It is on disk and will be faxed.' })
