/** Rules for received faxes: the same for all faxes (inbound.rules) and for those of one subscriber (rules). */
import { z } from 'zod'
import { MARK } from '../fax/inbound-fax.ts'
import { readWindow } from '../fax/read-time.ts'
import { mailAddress, name } from './schema-values.ts'

/** One text, or several of which one must fit. */
const texts = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform(value => (typeof value === 'string' ? [value] : value))
  .optional()

/** A mail address, or the name of a destination. */
export const receiver = z.union([mailAddress, name])

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const conditions = {
  kind: z
    .enum(['exact', 'glob', 'regex'])
    .default('exact')
    .describe('How the texts of this rule are meant. glob: * is any text, ? one character.'),
  called: texts.describe('The number that was called; a plus in front makes no difference.'),
  subaddress: texts.describe('The T.33 subaddress, where the provider tells one.'),
  caller: texts.describe("The caller's number; a plus in front makes no difference."),
  station: texts.describe("What the caller's machine calls itself."),
  account: texts.describe('The provider account that the fax came in at.'),
  line: texts.describe('The line or virtual fax at the provider, where it tells one.'),
  text: texts.describe('What stands anywhere on page 1, as far as a program can read it. Needs tesseract.'),
  barcode: texts.describe('What a barcode or QR code on page 1 says.'),
  hours: z
    .string()
    .refine(text => 'value' in readWindow(text), 'write two times of day, such as "18:00-08:00"')
    .optional()
    .describe('Time of reception: "18:00-08:00".'),
  days: z.array(z.enum(DAYS)).min(1).optional().describe('Days of reception: mon … sun.'),
  pages: z
    .strictObject({
      from: z.int().min(0).optional().describe('At least so many.'),
      to: z.int().min(0).optional().describe('At most so many.'),
    })
    .optional()
    .describe('How many pages the provider counts.'),
  complete: z.boolean().optional().describe('false: only calls that broke off. true: only whole ones.'),
}

const actions = {
  to: z
    .array(receiver)
    .min(1)
    .optional()
    .describe('Goes to these and to nobody else: mail addresses, names from inbound.destinations.'),
  copy: z.array(receiver).min(1).optional().describe('Goes to these as well.'),
  mark: z
    .array(z.string().regex(MARK, 'write at most 40 letters and digits'))
    .min(1)
    .optional()
    .describe('Words that stand in the mail and in the list: urgent.'),
  drop: z
    .enum(['file', 'junk'])
    .optional()
    .describe('file: keep it, nobody gets it. junk: the same, and delete it after inbound.junkDays.'),
}

const named = { name: name.optional().describe('Stands in the trace.') }

/** Of one subscriber. */
export const subscriberRule = z.strictObject({ ...named, ...conditions, ...actions })

/** For all faxes. */
export const globalRule = z.strictObject({
  ...named,
  ...conditions,
  subscriber: name.optional().describe('Is a fax of this subscriber, whatever number was called.'),
  ...actions,
})

const unknownWords = z.enum(['accept', 'mark', 'file', 'junk'])

const blocked = z
  .array(z.string().min(1))
  .default([])
  .describe('Callers whose faxes are junk: numbers, or names of stations; * is any text.')

/** Keys of a subscriber. */
export const receivingKeys = {
  received_to: z
    .array(name)
    .default([])
    .describe('Where received faxes go beside mail: names from inbound.destinations.'),
  rules: z.array(subscriberRule).default([]).describe('What becomes of its received faxes, in order.'),
  blocked_callers: blocked,
  unknown_caller: unknownWords
    .optional()
    .describe('A fax without a number of its caller. Default: inbound.unknownCaller.'),
}

/** Keys of inbound. */
export const inboundRuleKeys = {
  rules: z
    .array(globalRule)
    .default([])
    .describe('What becomes of received faxes, in order, before the rules of their subscriber.'),
  blockedCallers: blocked,
  unknownCaller: unknownWords.default('accept').describe('A fax without a number of its caller.'),
  catchAll: z
    .array(receiver)
    .default([])
    .describe('Gets the faxes that belong to nobody. Empty: they wait, unrouted, and stay at the provider.'),
  textLanguages: z
    .array(
      z
        .string()
        .regex(/^[a-z]{3}(_[a-z]{3,4})?$/, 'write a language as tesseract calls it: eng, deu, fra, spa'),
    )
    .min(1)
    .max(5)
    .default(['eng'])
    .describe('Languages in which page 1 is read for rules with text.'),
  junkDays: z
    .number()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Junk can be released this long; then it is deleted.'),
  timeZone: z
    .string()
    .default('UTC')
    .describe('For hours and days in inbound.rules: an IANA name, such as Europe/Berlin.'),
}

export type ReceivedRule = z.output<typeof globalRule>
