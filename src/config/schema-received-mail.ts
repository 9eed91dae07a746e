/** How the mails look that bring received faxes: what is in them, and what is shown where others can see it. */
import { z } from 'zod'

/** What may stand in braces in a file name. */
export const FILE_NAME_PARTS = [
  'date',
  'time',
  'caller',
  'called',
  'station',
  'pages',
  'id',
  'subscriber',
] as const

const fileName = z
  .string()
  .min(1)
  .max(100)
  .refine(text => !/[^A-Za-z0-9._{}-]/.test(text), 'use letters, digits, dot, dash, underscore and {names}')
  .refine(
    text =>
      [...text.matchAll(/\{([^}]*)\}?/g)].every(([, name]) => FILE_NAME_PARTS.some(part => part === name)),
    `there is ${FILE_NAME_PARTS.map(part => `{${part}}`).join(', ')}`,
  )

export const receivedMailKeys = {
  received_mail: z
    .strictObject({
      content: z
        .enum(['attached', 'link'])
        .default('attached')
        .describe('attached: the fax is in the mail. link: only a link to it, which needs http.publicUrl.'),
      picture: z.boolean().default(true).describe('Shows page 1 in the mail.'),
      file_name: fileName
        .default('fax-{date}-{time}-from-{caller}')
        .describe('Name of the attached file, without its end.'),
      thread_by_caller: z
        .boolean()
        .default(false)
        .describe('Mail programs show all faxes of one caller as one conversation.'),
      max_bytes: z
        .int()
        .min(100_000)
        .optional()
        .describe(
          'A larger fax is not attached as a whole: see too_large. Default: attached, whatever its size.',
        ),
      too_large: z
        .enum(['link', 'split'])
        .default('link')
        .describe('link: such a mail has a link to the fax. split: several mails have some pages each.'),
      answer_by_fax: z
        .boolean()
        .default(false)
        .describe('Whoever answers the mail and may fax for this subscriber faxes back to the caller.'),
      answer_days: z.int().min(1).max(90).default(14).describe('How long it can be answered by fax.'),
      link_days: z.int().min(1).max(90).default(7).describe('How long a link can be opened.'),
    })
    .prefault({})
    .describe('The mails that bring received faxes.'),
}
