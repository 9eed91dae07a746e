/** Keys of a subscriber about its secret key. NGCP's names where NGCP has them. */
import { z } from 'zod'
import type { SecretRef } from './schema-values.ts'

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
  }
}
