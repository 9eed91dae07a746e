/** Keys of a subscriber about options: what its senders may choose with a mail, and what counts when they do not. */
import { z } from 'zod'
import { OPTION_NAMES } from '../fax/fax-options.ts'
import { readWindow } from '../fax/read-time.ts'

const copyPattern = z
  .string()
  .max(255)
  .regex(
    /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:\*\.)?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$/,
    'write an address, "*@example.com" for a domain, or "*@*.example.com" for all below it',
  )

export const optionKeys = {
  options: z
    .strictObject({
      allow: z
        .array(z.enum(OPTION_NAMES))
        .default([...OPTION_NAMES])
        .describe('What senders may choose for a fax by header, subject or address: docs/mailing.md.'),
      notify: z
        .array(copyPattern)
        .max(100)
        .default([])
        .describe('Who may get copies of reports: addresses, "*@example.com". Empty: nobody.'),
      priority: z
        .enum(['high', 'normal', 'low'])
        .default('normal')
        .describe("Order among this subscriber's faxes when nothing is chosen."),
      window: z
        .string()
        .refine(text => 'value' in readWindow(text), 'write two times of day, such as "20:00-06:00"')
        .optional()
        .describe(
          'Hours in which faxes are handed over when nothing is chosen: "20:00-06:00". Default: always.',
        ),
      billing: z
        .string()
        .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._/:#-]{0,39}$/u, 'write at most 40 letters, digits and . _ - / : #')
        .optional()
        .describe('Billing code for the provider when none is chosen.'),
      ignore_headers: z
        .array(
          z
            .string()
            .regex(
              /^[Xx]-[Ff][Aa][Xx]-[\x21-\x39\x3b-\x7e]{1,60}$/,
              'write the name of a header, such as X-Fax-Model',
            ),
        )
        .max(100)
        .default([])
        .describe('X-Fax- headers that a device sets and that are no options. All others must be.'),
      ignore_tags: z
        .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,30}$/, 'write the word before the =, such as SEC'))
        .max(100)
        .default(['SEC', 'DLM'])
        .describe('[KEY=…] at the end of subjects that other programs set and that are no options.'),
    })
    .prefault({})
    .describe('What senders may choose with a mail.'),
}
