/** Subscribers, their keys, and the lists of numbers, as the API shows them and asks for them. */
import { z } from 'zod'
import { subscriberJsonSchema } from '../config/json-schema.ts'
import { instant, maybeInstant, maybeText, nextCursor } from './schema-parts.ts'

/** What is checked of them is what the configuration checks: here they are only described. */
export const settings = z.looseObject({ id: z.string().min(1).max(64) }).meta({
  id: 'SubscriberSettings',
  ...(subscriberJsonSchema() as object),
  description:
    'As in the configuration file (docs/operations.md). Secrets go in and never come out: `secret_key` is kept as a digest, and left alone when it is not named; so are passwords of logins.',
})

const shown = z
  .looseObject({ id: z.string() })
  .describe('SubscriberSettings without secrets; what is not named has its default.')

export const subscriber = z
  .object({
    id: z.string(),
    managed: z.boolean().describe('false: it stands in the configuration file and is changed only there.'),
    active: z.boolean(),
    numbers: z.array(z.string()),
    hasKey: z.boolean().describe('Has a secret key.'),
    settings: shown,
  })
  .meta({ id: 'Subscriber', description: 'A fax line or department.' })

export const subscriberList = z
  .object({ items: z.array(subscriber) })
  .meta({ id: 'SubscriberList', description: 'All subscribers that may be seen, by id.' })

export const patch = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.literal('add'), path: z.string(), value: z.unknown() }),
      z.strictObject({ op: z.literal('replace'), path: z.string(), value: z.unknown() }),
      z.strictObject({ op: z.literal('test'), path: z.string(), value: z.unknown() }),
      z.strictObject({ op: z.literal('remove'), path: z.string() }),
      z.strictObject({ op: z.literal('move'), from: z.string(), path: z.string() }),
      z.strictObject({ op: z.literal('copy'), from: z.string(), path: z.string() }),
    ]),
  )
  .min(1)
  .max(100)
  .meta({ id: 'JsonPatch', description: 'RFC 6902, on the `settings` of the subscriber.' })

const keyFields = {
  subscriber: z.string(),
  active: z.boolean(),
  mode: z.enum(['lenient', 'strict']),
  source: z.enum(['configuration', 'faxbridge']).describe('Who made the key that counts.'),
  fingerprint: maybeText,
  modifiedAt: maybeInstant,
  renew: z.enum(['never', 'daily', 'weekly', 'monthly']),
  timeZone: z.string(),
  nextRenewal: maybeInstant,
  overdue: z.boolean(),
  oldKeyUntil: maybeInstant,
  notify: z.array(z.string()),
}

export const keyDetails = z
  .object({
    ...keyFields,
    notices: z.array(z.object({ to: z.string(), state: z.string(), error: maybeText })),
    history: z.array(z.object({ at: instant, text: z.string() })),
  })
  .meta({ id: 'KeyDetails', description: 'How the secret key of a subscriber stands; never the key.' })

export const rotation = z
  .strictObject({
    notify: z.boolean().default(false).describe('Mail it to secret_renew_notify instead of giving it back.'),
    atOnce: z.boolean().default(false).describe('The old key is void now: when it has leaked.'),
  })
  .meta({ id: 'KeyRotation' })

export const rotated = z
  .object({
    key: maybeText.describe('The new key: shown this once, also not again for the same Idempotency-Key.'),
    mailedTo: z.array(z.string()),
    view: z.object(keyFields),
  })
  .meta({ id: 'RotatedKey', description: 'A new secret key.' })

export const number = z
  .string()
  .regex(/^\+[1-9][0-9]{6,14}$/, 'write the number with + and country code: +15555550199')

export const listedNumber = z
  .object({
    number,
    managed: z.boolean().describe('false: it stands in the list file and is removed only there.'),
  })
  .meta({ id: 'ListedNumber', description: 'A number that must not be faxed.' })

export const numberPage = z
  .object({ items: z.array(listedNumber), next: nextCursor })
  .meta({ id: 'NumberPage', description: 'Numbers that must not be faxed, in their order.' })

export const caller = z
  .string()
  .trim()
  .min(2)
  .max(100)
  .describe('A number, or the name of a station; * is any text.')

export const listedCaller = z
  .object({
    caller: z.string(),
    managed: z.boolean().describe('false: it stands in the configuration file and is removed only there.'),
  })
  .meta({ id: 'BlockedCaller', description: 'A caller whose faxes are junk.' })

export const callerList = z
  .object({ items: z.array(listedCaller) })
  .meta({ id: 'BlockedCallerList', description: 'Callers whose faxes are junk.' })

const listFields = {
  subscriber: z.string().describe('Whose list it is.'),
  name: z.string().describe('A mail to NAME@lists.… goes to all members.'),
  count: z.int().describe('Numbers in it, each once.'),
  hasFile: z.boolean().describe('More members stand in a file of the server, and are changed there.'),
  managed: z.boolean().describe('false: it stands in the configuration file and is changed only there.'),
}

export const distributionLists = z
  .object({ items: z.array(z.object(listFields)) })
  .meta({ id: 'DistributionLists', description: 'Distribution lists of all subscribers that may be seen.' })

export const distributionList = z
  .object({
    ...listFields,
    members: z.array(z.object({ number: z.string(), name: maybeText })).describe('As they are in force.'),
  })
  .meta({ id: 'DistributionList', description: 'One mail, one fax to each member, one report.' })
