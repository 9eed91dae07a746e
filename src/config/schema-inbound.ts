/** Keys on received faxes as a whole. What a subscriber says of its own stands in schema-subscribers.ts. */
import { z } from 'zod'
import { destinationSchema } from './schema-destinations.ts'
import { inboundRuleKeys } from './schema-inbound-rules.ts'
import { name, type SecretRef } from './schema-values.ts'

export const inboundSchema = (secret: z.ZodType<string, SecretRef>, path: z.ZodString) =>
  z
    .strictObject({
      pollSeconds: z.number().positive().optional().describe('Default: what the provider asks for.'),
      startFrom: z
        .string()
        .regex(
          /^(?:now|all|[1-9][0-9]{0,3}[hd]|[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))$/,
          'write now, all, a time such as 24h or 7d, or a date such as "2026-11-21"',
        )
        .default('24h')
        .describe(
          'Faxes that an account held before, when it is first asked: older ones are filed, not mailed.',
        ),
      acknowledgeOld: z
        .boolean()
        .default(false)
        .describe('Whether those old ones are acknowledged at the provider: deleted or marked there.'),
      keepDays: z
        .number()
        .min(0)
        .max(36_500)
        .default(30)
        .describe('Pages of a received fax are deleted this long after the delivery. 0: once it is done.'),
      ...inboundRuleKeys,
      destinations: z
        .record(name, destinationSchema(secret, path))
        .prefault({})
        .describe('Places for received faxes beside mail: a name of your choice, and its settings.'),
    })
    .prefault({})
    .describe('Received faxes.')
