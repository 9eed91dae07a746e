/** Faxes that are sent, as the API shows them and asks for them. */
import { z } from 'zod'
import { FAX_STATES } from '../fax/job.ts'
import type { FaxDetail } from '../outbound/views.ts'
import {
  anyDetail,
  askedInstant,
  historyEntry,
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
  submissionId: z.string().describe('The mail that it came with.'),
  subscriber: z.string(),
  state: z.enum(FAX_STATES),
  held: maybeText.describe('Why it is held; null: it is not.'),
  waitsUntil: maybeInstant,
  number: z.string().describe('E.164.'),
  from: z.string(),
  subject: z.string(),
  pages: z.int().nullable(),
  account: maybeText.describe('The provider account of its last hand-over.'),
  attempts: z.int().describe('Hand-overs so far.'),
  failure: maybeText.describe('One of the words in docs/errors.md.'),
  failureText: maybeText,
  createdAt: instant,
  endedAt: maybeInstant,
  resendOf: maybeText.describe('The fax that it repeats.'),
  list: maybeText.describe('The distribution list that it is a member of.'),
}

export const fax = z.object(fields).meta({ id: 'Fax', description: 'One fax to one number.' })

const attempt = z
  .object({
    id: z.string(),
    n: z.int(),
    account: z.string(),
    reference: z.string(),
    providerRef: maybeText.describe("The provider's id of it."),
    startedAt: instant,
    endedAt: maybeInstant,
    progress: maybeText,
    outcome: anyDetail.nullable(),
  })
  .meta({ id: 'Attempt', description: 'One hand-over of a fax to one provider account.' })

const mail = z
  .object({
    id: z.string(),
    to: z.string(),
    state: z.enum(['queued', 'sent', 'failed']),
    messageId: z.string(),
    attempts: z.int(),
    lastError: maybeText,
    createdAt: instant,
    sentAt: maybeInstant,
  })
  .meta({ id: 'OutgoingMail', description: 'A mail that was written about a fax.' })

const submissionFields = {
  id: z.string(),
  receivedAt: instant,
  listener: z.string(),
  peerAddress: z.string(),
  authUser: maybeText,
  evidence: z.string().describe('What proved the sender.'),
  reversePath: z.string(),
  messageId: maybeText,
  size: z.int(),
  sha256: z.string(),
}

export const faxDetail = z
  .object({
    ...fields,
    recipientAddress: z.string(),
    addressParts: anyDetail,
    outcome: anyDetail.nullable().describe("The provider's verdict."),
    deadline: instant,
    options: z.record(z.string(), z.string()),
    submission: z.object(submissionFields),
    resolution: maybeText,
    lineSeconds: z.int().nullable().describe('Estimate of the call.'),
    parts: z.array(z.object({ name: z.string(), type: z.string(), pages: z.int(), leftOut: maybeText })),
    attemptList: z.array(attempt),
    history: z.array(historyEntry),
    mails: z.array(mail),
  })
  .meta({ id: 'FaxDetail', description: 'Everything about one fax.' })

/** What the store shows, as the document has it. */
export const faxDetailOf = (detail: FaxDetail): z.input<typeof faxDetail> =>
  detail as unknown as z.input<typeof faxDetail>

export const submission = z
  .object({
    ...submissionFields,
    from: z.string(),
    subject: z.string(),
    subscriber: z.string(),
    lists: z.array(z.string()),
    states: z.record(z.string(), z.int()).describe('How many of its faxes are in which state.'),
    held: z.int(),
    faxes: z.array(fax),
    history: z.array(historyEntry),
    mails: z.array(mail),
  })
  .meta({ id: 'Submission', description: 'One mail, or one upload, with all its faxes.' })

export const faxPage = z
  .object({ items: z.array(fax), next: nextCursor })
  .meta({ id: 'FaxPage', description: 'Faxes, newest first.' })

export const faxQuery = z.strictObject({
  search: textPart.describe('A part of the number, the sender, the subject or an id.'),
  number: z
    .string()
    .regex(/^\+?[0-9][0-9 ()./-]{0,30}$/, 'write + and the first digits, or some digits of it')
    .optional()
    .describe('`+` and its first digits, or digits anywhere in it. Write + as %2B.'),
  sender: textPart.describe('A part of the From address.'),
  subject: textPart.describe('A part of the subject.'),
  id: z.string().max(64).optional().describe('This fax, or the faxes of this mail (`sub_…`).'),
  state: wordsOf(FAX_STATES).describe(`With commas: ${FAX_STATES.join(', ')}.`),
  held: z.enum(['true', 'false']).optional(),
  subscriber: z.string().max(64).optional(),
  account: z.string().max(64).optional().describe('The provider account of its last hand-over.'),
  from: askedInstant.describe('Taken in from this time on.'),
  until: askedInstant.describe('Taken in before this time.'),
  ...pageKeys,
})
