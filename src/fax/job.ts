import type { AddressParts } from './address-parts.ts'
import type { Attempt } from './attempt.ts'
import type { Correction } from './correction.ts'
import type { FaxFailure } from './failure.ts'
import type { FaxNumber } from './fax-number.ts'
import type { FaxOptions } from './fax-options.ts'
import type { DocumentId, EpochMs, FaxJobId, SubmissionId } from './id.ts'
import type { Outcome } from './outcome.ts'

export const FAX_STATES = [
  'accepted',
  'ready',
  'submitting',
  'unknown',
  'sending',
  'delivered',
  'failed',
  'cancelled',
] as const
export type FaxState = (typeof FAX_STATES)[number]

/** Only the provider's own correction ever leaves one of these, for another of them (correction.ts). */
export const FINAL_STATES: readonly FaxState[] = ['delivered', 'failed', 'cancelled']

/** What the sender asked for with RFC 3461 on RCPT TO, xtext already decoded. */
export interface RecipientDsn {
  /** Null: the NOTIFY parameter was absent, which is not the same as any list. */
  readonly notify: readonly ('NEVER' | 'SUCCESS' | 'FAILURE' | 'DELAY')[] | null
  readonly originalRecipient: string | null
}

/** One RCPT: the address as received, access codes masked, and what it means. */
export interface Recipient {
  readonly address: string
  readonly number: FaxNumber
  /** What the address says beside the number. */
  readonly parts: AddressParts
  /** What the sender chose for this fax. */
  readonly options: FaxOptions
  readonly dsn: RecipientDsn
  /** The distribution list that it is a member of; null: it was written by itself. */
  readonly list: string | null
}

/** One fax to one number. Only `step()` in lifecycle.ts makes a new one out of an old one. */
export interface FaxJob {
  readonly id: FaxJobId
  readonly submissionId: SubmissionId
  readonly subscriberId: string
  readonly recipient: Recipient
  readonly documentId: DocumentId | null
  readonly pageCount: number | null
  readonly state: FaxState
  /** An operator's or the daemon's brake beside any state that is not final: why, or null. */
  readonly held: string | null
  /** Someone asked to cancel while the provider had the fax: a wish, not a verdict. */
  readonly cancelWanted: boolean
  readonly attempts: number
  /** Hand-overs known not to have been taken, in a row: drives the back-off. */
  readonly refusals: number
  /** The current or last hand-over. */
  readonly attempt: Attempt | null
  readonly createdAt: EpochMs
  /** Not handed over any more after this instant. */
  readonly deadline: EpochMs
  readonly endedAt: EpochMs | null
  readonly failure: FaxFailure | null
  readonly outcome: Outcome | null
  /** A sentence with the detail of a failure, safe to show to the sender: names the file, the limit, the page. */
  readonly failureText: string | null
  /** How often the provider took back its final word, oldest first. `endedAt` stays that of the first end. */
  readonly corrections: readonly Correction[]
  /** The job that this one repeats, when a person asked to send it again. */
  readonly resendOf: FaxJobId | null
  /** Compare-and-set. The store adds one with every change. */
  readonly version: number
}

export function isFinal(state: FaxState): boolean {
  return FINAL_STATES.includes(state)
}
