/**
 * When a provider takes back its final word. Only its own word on the very hand-over that ended the fax, read from it
 * again within a bounded time, changes an end; nothing is sent again for it. Pure, as all of the state machine.
 */
import { FAX_FAILURES } from './failure.ts'
import { attemptWith, type Context, change, type FaxChange, outcomeDetail } from './fax-change.ts'
import type { EpochMs } from './id.ts'
import type { FaxJob, FaxState } from './job.ts'
import type { Outcome } from './outcome.ts'

/** One word taken back. At most one to each end: a provider that keeps changing its mind is not believed for ever. */
export interface Correction {
  readonly at: EpochMs
  readonly to: 'delivered' | 'failed'
}

/** The change that a final word makes after the end; null when it says nothing new, or comes too late to be believed. */
export function corrected(c: Context, outcome: Outcome): FaxChange | null {
  const { job, now, policy } = c
  const { attempt, endedAt } = job
  if (attempt === null || attempt.providerRef === null || endedAt === null) return null
  if (now >= endedAt + policy.correctionMs) return null
  const to = outcome.kind
  if (to === wordOf(job) || job.corrections.some(one => one.to === to)) return null
  const fields: Partial<FaxJob> = {
    state: endOf(outcome),
    outcome,
    failure: outcome.kind === 'delivered' ? null : outcome.failure,
    failureText: null,
    attempt: attemptWith(c, { outcome, endedAt: attempt.endedAt ?? now }),
    corrections: [...job.corrections, { at: now, to }],
  }
  const text = `The provider has corrected its word. ${sentenceOf(outcome)}`
  return change(c, fields, 'corrected', text, { tasks: [['report', now]], detail: outcomeDetail(outcome) })
}

/** What the reports so far say; null: that nobody knows. */
function wordOf(job: FaxJob): 'delivered' | 'failed' | null {
  if (job.state === 'delivered') return 'delivered'
  return job.failure === 'no-verdict' ? null : 'failed'
}

function endOf(outcome: Outcome): FaxState {
  if (outcome.kind === 'delivered') return 'delivered'
  return outcome.failure === 'cancelled' ? 'cancelled' : 'failed'
}

function sentenceOf(outcome: Outcome): string {
  if (outcome.kind === 'delivered') return 'Delivered after all: the other fax machine confirmed the pages.'
  return `Not delivered: ${FAX_FAILURES[outcome.failure].sentence}`
}
