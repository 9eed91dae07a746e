import { z } from 'zod'
import { MIB, type SecretRef } from './schema-values.ts'

/** What turns Office documents into PDF, and within which limits. */
export const officeSchema = (secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      gotenberg: z
        .strictObject({
          url: z
            .string()
            .regex(
              /^https?:\/\/[^\s/@]+(?:\/\S*)?$/,
              'write the address, for example http://gotenberg.lan:3000',
            )
            .describe('Where it listens.'),
          user: z.string().min(1).optional().describe('Login, where it wants one.'),
          password: secret.optional().describe('Its password.'),
        })
        .optional()
        .describe('A Gotenberg server turns Office documents into PDF, instead of LibreOffice here.'),
      libreoffice: z
        .union([
          z.literal('auto'),
          z.literal('off'),
          z.string().regex(/^\//, 'write auto, off or a whole path'),
        ])
        .default('auto')
        .describe(
          'auto: LibreOffice is used when it is installed. off: Office documents are refused, and of web pages the text is faxed. Or the path of soffice.',
        ),
      seconds: z.number().positive().default(60).describe('Longest time for one document.'),
      memoryBytes: z
        .int()
        .min(512 * MIB)
        .default(1536 * MIB)
        .describe('Largest memory of one LibreOffice.'),
      documentsPerStart: z
        .int()
        .min(1)
        .max(1000)
        .default(50)
        .describe(
          'A new LibreOffice with a new profile after so many documents. 1: each document gets its own.',
        ),
      idleMinutes: z
        .number()
        .positive()
        .default(30)
        .describe('LibreOffice is ended after so long without a document.'),
      fitTables: z
        .boolean()
        .default(true)
        .describe('Spreadsheets are made as wide as the paper, unless they set a scale themselves.'),
    })
    .prefault({})
    .describe('How Office documents become PDF.')
