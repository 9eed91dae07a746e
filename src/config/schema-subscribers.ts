/** Keys of a subscriber: who may send, and where received faxes go. NGCP's names where NGCP has them. */
import { z } from 'zod'
import { coverKeys } from './schema-covers.ts'
import { secretKeys } from './schema-keys.ts'
import { reportKeys } from './schema-reports.ts'
import { timeKeys } from './schema-time.ts'
import { faxNumber, mailAddress, name, type SecretRef } from './schema-values.ts'

const aclEntry = z.strictObject({
  from_email: z.string().max(255).nullable().default(null).describe('Sender. null or empty: anyone.'),
  received_from: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Address or network that the mail must come from: 192.0.2.7 or 192.0.2.0/24.'),
  destination: z
    .string()
    .max(255)
    .nullable()
    .default(null)
    .describe('Number in E.164 without plus. null or empty: any.'),
  use_regex: z
    .boolean()
    .default(false)
    .describe('The three texts are regular expressions that must match the whole value.'),
})

export function subscriberSchema(secret: z.ZodType<string, SecretRef>, file: z.ZodString) {
  return z.strictObject({
    id: name.describe('Stands in reports and logs.'),
    active: z.boolean().default(false).describe('Off until you switch it on.'),
    numbers: z.array(faxNumber).min(1).describe('Own fax numbers. The first one is sent from.'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'write a two-letter country code, for example US')
      .describe('How numbers without country code are read.'),
    ...timeKeys,
    ...coverKeys(file),
    ...secretKeys(secret),
    acl: z
      .array(aclEntry)
      .default([])
      .describe('Who may send. With neither key nor entries every mail is refused.'),
    allow_unproven_from: z
      .boolean()
      .default(false)
      .describe('Accept a From address that nothing proves. Anyone can forge it.'),
    logins: z
      .array(
        z.strictObject({
          user: name.describe('Login name.'),
          password: secret.describe('Its password.'),
        }),
      )
      .default([])
      .describe('SMTP AUTH.'),
    received: z
      .array(
        z.strictObject({
          mail: mailAddress.describe('Address that gets every received fax.'),
          format: z.enum(['pdf', 'tiff']).default('pdf').describe('What is attached.'),
        }),
      )
      .default([])
      .describe('Where received faxes go.'),
    resolution: z
      .enum(['standard', 'fine'])
      .default('fine')
      .describe('fine: 204×196 dpi. standard: 204×98 dpi, half the time on the line.'),
    paper: z.enum(['a4', 'letter']).optional().describe('Default: letter for +1, else a4.'),
    ...reportKeys,
    report_success: z
      .boolean()
      .default(true)
      .describe('Mail a report also for a delivered fax when the sender did not ask for one.'),
  })
}
