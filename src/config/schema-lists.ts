/** Keys of a subscriber's distribution lists. */
import { z } from 'zod'
import { faxNumber } from './schema-values.ts'

/** More numbers than this are a mailing, and better sent in parts. */
export const MOST_MEMBERS = 1000

const member = z
  .union([
    faxNumber,
    z.strictObject({
      number: faxNumber.describe('Number of the member.'),
      name: z.string().min(1).max(100).optional().describe('Whom the cover page names.'),
    }),
  ])
  .transform(value =>
    typeof value === 'string' ? { number: value, name: null } : { ...value, name: value.name ?? null },
  )

export const listKeys = {
  lists: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(
            /^[A-Za-z][A-Za-z0-9._-]{0,31}$/,
            'begin with a letter, then letters, digits, dot, dash and underscore: it is part of an address',
          )
          .transform(text => text.toLowerCase())
          .describe('A mail to NAME@lists.fax.local or list+NAME@fax.local goes to all members.'),
        members: z.array(member).max(MOST_MEMBERS).default([]).describe('Numbers, or { number, name }.'),
        members_file: z
          .string()
          .min(1)
          .optional()
          .describe('More members: a file with a number a line, and a name behind it. Read again on reload.'),
      }),
    )
    .default([])
    .describe('Distribution lists: one mail, one fax to each member, one report.'),
}
