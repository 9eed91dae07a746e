import type { FaxFailure } from './failure.ts'
import { FAX_FAILURES } from './failure.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The user's patience, as opposed to a task's technical back-off in `queue/backoff.ts`. Spans in ms. */
export interface LifecyclePolicy {
  /** Hand-overs of one job that end in a verdict. 1: the provider's own redials are enough (the default). */
  readonly maxAttempts: number
  /** Wait before another hand-over after a failed call. */
  readonly retryDelayMs: number
  /** A provider that says nothing for this long after it took the fax: failed with `no-verdict`. */
  readonly trackingLimitMs: number
  /** After an unanswered submission: how often we look before we believe that it was not taken. */
  readonly looks: number
  /** Wait before the first look: the provider's delay before a new fax becomes visible. */
  readonly firstLookMs: number
  /** Wait between two looks. */
  readonly lookGapMs: number
  /** How long after the end a provider may take back its final word. 0: this one is not listened to any more. */
  readonly correctionMs: number
  /** One look of our own this long after the end, where the provider is known for it. Null: only when it calls. */
  readonly laterLookMs: number | null
}

/** Reasons: redials are the provider's; two looks at least a minute apart, as new records may answer 4xx for 30 s. */
export const DEFAULT_POLICY: LifecyclePolicy = {
  maxAttempts: 1,
  retryDelayMs: 5 * MINUTE,
  trackingLimitMs: 24 * HOUR,
  looks: 2,
  firstLookMs: 30 * SECOND,
  lookGapMs: MINUTE,
  correctionMs: 0,
  laterLookMs: null,
}

/** Wait after a hand-over that is known not to have been taken: 10 s, 20 s, 40 s … at most 15 minutes. */
export function notTakenDelayMs(refusals: number): number {
  return Math.min(15 * MINUTE, 10 * SECOND * 2 ** Math.min(refusals - 1, 12))
}

/** Whether a failed call may be placed again by us, given how many hand-overs there were. */
export function mayRetry(failure: FaxFailure, attempts: number, policy: LifecyclePolicy): boolean {
  const { again } = FAX_FAILURES[failure]
  if (again === 'yes') return attempts < policy.maxAttempts
  if (again === 'once') return attempts < Math.min(2, policy.maxAttempts)
  return false
}
