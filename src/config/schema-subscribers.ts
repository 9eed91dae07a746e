/** Keys of a subscriber: who may send, and where received faxes go. NGCP's names where NGCP has them. */
import { z } from 'zod'
import { PASSWORD_HASH } from '../fax/password-hash.ts'
import { budgetKeys } from './schema-budget.ts'
import { contentKeys } from './schema-contents.ts'
import { coverKeys } from './schema-covers.ts'
import { receivingKeys } from './schema-inbound-rules.ts'
import { secretKeys } from './schema-keys.ts'
import { listKeys } from './schema-lists.ts'
import { numberKeys } from './schema-numbers.ts'
import { optionKeys } from './schema-options.ts'
import { pageKeys } from './schema-pages.ts'
import { receivedKeys } from './schema-received.ts'
import { receivedMailKeys } from './schema-received-mail.ts'
import { reportKeys } from './schema-reports.ts'
import { retentionKeys } from './schema-retention.ts'
import { subscriberSenderKeys } from './schema-senders.ts'
import { timeKeys } from './schema-time.ts'
import { faxNumber, name, type SecretRef } from './schema-values.ts'

/** The forms stand here again, since the union of a union would hide what is wrong with a file or a variable. */
function loginPassword(secret: z.ZodType<string, SecretRef>) {
  const hash = z.strictObject({ scrypt: z.string().regex(PASSWORD_HASH, 'this is no hash of a password') })
  return z
    .union([
      z.string().min(1),
      z.strictObject({ file: z.string() }),
      z.strictObject({ env: z.string() }),
      hash,
    ])
    .transform((value, ctx) => {
      if (typeof value === 'object' && 'scrypt' in value) return value
      const read = secret.safeParse(value)
      if (read.success) return read.data
      for (const { message } of read.error.issues) ctx.addIssue({ code: 'custom', message })
      return z.NEVER
    })
}

export function subscriberSchema(secret: z.ZodType<string, SecretRef>, file: z.ZodString) {
  return z.strictObject({
    id: name.describe('Stands in reports and logs.'),
    active: z.boolean().default(false).describe('Off until you switch it on.'),
    numbers: z.array(faxNumber).min(1).describe('Own fax numbers. The first one is sent from.'),
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'write a two-letter country code, for example US')
      .describe('How numbers without country code are read.'),
    ...numberKeys,
    ...timeKeys,
    ...coverKeys(file),
    ...contentKeys,
    ...secretKeys(secret),
    ...subscriberSenderKeys,
    logins: z
      .array(
        z.strictObject({
          user: name.describe('Login name.'),
          password: loginPassword(secret).describe('Its password; also {scrypt: HASH}, as the API keeps it.'),
        }),
      )
      .default([])
      .describe('SMTP AUTH.'),
    ...receivedKeys,
    ...receivingKeys,
    ...receivedMailKeys,
    ...optionKeys,
    ...pageKeys,
    ...budgetKeys,
    ...listKeys,
    ...reportKeys,
    ...retentionKeys,
  })
}
