/** Received faxes, as the API shows them and asks for them. */
import { z } from 'zod'
import { INBOUND_STATES, MARK, RECEIVER } from '../fax/inbound-fax.ts'
import type { InboxDetail } from '../inbound/inbox-views.ts'
import {
  askedInstant,
  instant,
  maybeInstant,
  maybeText,
  nextCursor,
  pageKeys,
  textPart,
  wordsOf,
} from './schema-parts.ts'

const fields = {
  id: z.string(),
  account: z.string(),
  providerId: z.string(),
  state: z.enum(INBOUND_STATES),
  filed: maybeText,
  why: maybeText.describe('Why nobody got it.'),
  subscriber: maybeText,
  calledNumber: maybeText,
  callerNumber: maybeText,
  stationId: maybeText.describe("What the caller's machine calls itself."),
  subaddress: maybeText,
  line: maybeText,
  pages: z.int().nullable(),
  complete: z.boolean().describe('false: the call broke off.'),
  marks: z.array(z.string()),
  receivedAt: maybeInstant,
  seenAt: instant,
  acknowledgedAt: maybeInstant,
}

export const inboxFax = z.object(fields).meta({ id: 'InboxFax', description: 'One received fax.' })

const destination = z
  .object({
    to: z.string(),
    kind: z.enum(['mail', 'place']),
    round: z.int(),
    state: z.string(),
    required: z.boolean(),
    attempts: z.int(),
    lastError: maybeText,
    result: maybeText,
    endedAt: maybeInstant,
  })
  .meta({ id: 'InboxDestination', description: 'One place that a received fax goes to.' })

export const inboxDetail = z
  .object({
    ...fields,
    format: z.enum(['tiff', 'pdf']).nullable(),
    sha256: maybeText,
    hasDocument: z.boolean().describe('Its pages are here.'),
    round: z.int(),
    goesTo: z.array(z.string()),
    trace: z.array(z.string()).describe('Which rules were looked at, and what they said.'),
    destinations: z.array(destination),
    history: z.array(z.object({ at: instant, type: z.string(), text: z.string() })),
  })
  .meta({ id: 'InboxDetail', description: 'Everything about one received fax.' })

/** What the store shows, as the document has it. */
export const inboxDetailOf = (detail: InboxDetail): z.input<typeof inboxDetail> =>
  detail as unknown as z.input<typeof inboxDetail>

export const inboxPage = z
  .object({ items: z.array(inboxFax), next: nextCursor })
  .meta({ id: 'InboxPage', description: 'Received faxes, newest first.' })

const digits = z
  .string()
  .regex(/^[0-9 +()./-]{2,31}$/, 'write some digits of it')
  .optional()

export const inboxQuery = z.strictObject({
  search: textPart.describe('A part of a number, the station, a mark or an id.'),
  called: digits.describe('Digits of the number that was called.'),
  caller: digits.describe("Digits of the caller's number."),
  state: wordsOf(INBOUND_STATES).describe(`With commas: ${INBOUND_STATES.join(', ')}.`),
  account: z.string().max(64).optional(),
  subscriber: z.string().max(64).optional(),
  from: askedInstant.describe('First seen from this time on.'),
  until: askedInstant.describe('First seen before this time.'),
  ...pageKeys,
})

const word = z.string().regex(MARK, 'a mark has at most 40 letters and digits')
const receiver = z.string().regex(RECEIVER, 'write a mail address, or a name from inbound.destinations')

export const redeliver = z
  .strictObject({
    all: z.boolean().default(false).describe('true: everything, not only what has not arrived.'),
  })
  .meta({ id: 'Redeliver' })

export const reroute = z
  .strictObject({
    to: z
      .array(receiver)
      .max(100)
      .default([])
      .describe('Mail addresses, or names from inbound.destinations.'),
    subscriber: z.string().max(64).optional().describe('It is a fax of this subscriber.'),
  })
  .meta({ id: 'Reroute' })

export const mark = z
  .strictObject({ add: z.array(word).max(20).default([]), remove: z.array(word).max(20).default([]) })
  .meta({ id: 'Mark' })

export const discard = z
  .strictObject({
    atOnce: z
      .boolean()
      .default(false)
      .describe('true: its pages are deleted now, not after inbound.junkDays.'),
  })
  .meta({ id: 'Discard' })
