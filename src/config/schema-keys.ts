/** Keys of a subscriber about its secret key. NGCP's names where NGCP has them. */
import { z } from 'zod'
import { mailAddress, type SecretRef } from './schema-values.ts'

/** A month is at least this long: the old key never outlives the new one. */
const MOST_GRACE_HOURS = 28 * 24

const notify = z.strictObject({
  destination: mailAddress.describe('Address that gets the new key, in a mail of its own.'),
})

/** `secret`: how any secret is written. */
export function secretKeys(secret: z.ZodType<string, SecretRef>) {
  const digest = z.strictObject({
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'write the 64 hex digits that "faxbridge keys new" gives beside a key')
      .transform(text => text.toLowerCase()),
  })
  // The forms stand here again, since the union of a union would hide what is wrong with a file or a variable.
  const key = z
    .union([
      z.string().min(1),
      z.strictObject({ file: z.string() }),
      z.strictObject({ env: z.string() }),
      digest,
    ])
    .transform((value, ctx) => {
      if (typeof value === 'object' && 'sha256' in value) return value
      const read = secret.safeParse(value)
      if (read.success) return read.data
      for (const { message } of read.error.issues) ctx.addIssue({ code: 'custom', message })
      return z.NEVER
    })
  return {
    secret_key: key
      .nullable()
      .default(null)
      .describe('First line of every mail; also {sha256: HEX}. null: not used.'),
    secret_key_mode: z
      .enum(['lenient', 'strict'])
      .default('lenient')
      .describe(
        'lenient: text may follow at once, HTML is taken. strict: plain text, an empty line behind the key.',
      ),
    secret_key_renew: z
      .enum(['never', 'daily', 'weekly', 'monthly'])
      .default('never')
      .describe('How often faxbridge makes a new key and mails it to secret_renew_notify.'),
    secret_key_grace_hours: z
      .number()
      .min(0)
      .max(MOST_GRACE_HOURS)
      .default(24)
      .describe('So long the old key still works beside the new one.'),
    secret_renew_notify: z.array(notify).max(50).default([]).describe('Who gets the new key.'),
  }
}
