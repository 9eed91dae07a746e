/** Keys on documents at rest. How long they are kept stands in schema-retention.ts. */
import { z } from 'zod'
import { masterKeyBytes } from './master-key.ts'
import { name, type SecretRef } from './schema-values.ts'

export const archiveSchema = (secret: z.ZodType<string, SecretRef>) =>
  z
    .strictObject({
      encrypt: z
        .boolean()
        .default(true)
        .describe('false: new documents are not encrypted; the keys are for reading what is.'),
      keys: z
        .array(
          z.strictObject({
            id: name.describe(
              'Name of your choice. It stands beside each document: never give it to another key.',
            ),
            key: secret
              .refine(
                text => typeof text !== 'string' || masterKeyBytes(text) !== null,
                'a master key is 32 random bytes in base64, such as "openssl rand -base64 32" gives',
              )
              .describe('32 random bytes in base64.'),
          }),
        )
        .max(50)
        .default([])
        .describe(
          'Master keys that documents are encrypted with at rest. The first one is for new documents. Empty: they are not encrypted.',
        ),
    })
    .prefault({})
    .describe('Documents at rest.')
