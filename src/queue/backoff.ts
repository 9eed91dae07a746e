import type { TaskKind } from '../fax/task.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

interface Backoff {
  readonly firstMs: number
  readonly longestMs: number
  /** Failures after which the task is parked for a person. Null: never; the step itself knows when to give up. */
  readonly tries: number | null
}

/**
 * How a failed step is tried again: doubling from `firstMs` to `longestMs`. Technical patience only; how long a fax or
 * a mail may wait is decided by its own deadline. `docs/operations.md` prints this table with the times added up.
 */
export const BACKOFF: Readonly<Record<TaskKind, Backoff>> = {
  link: { firstMs: 5 * SECOND, longestMs: 15 * MINUTE, tries: null },
  prepare: { firstMs: 5 * SECOND, longestMs: 15 * MINUTE, tries: null },
  submit: { firstMs: 5 * SECOND, longestMs: 15 * MINUTE, tries: null },
  reconcile: { firstMs: 30 * SECOND, longestMs: 10 * MINUTE, tries: null },
  track: { firstMs: 10 * SECOND, longestMs: 5 * MINUTE, tries: null },
  recheck: { firstMs: MINUTE, longestMs: HOUR, tries: null },
  cancel: { firstMs: 10 * SECOND, longestMs: 5 * MINUTE, tries: 10 },
  report: { firstMs: 5 * SECOND, longestMs: HOUR, tries: null },
  relay: { firstMs: MINUTE, longestMs: HOUR, tries: null },
  fetch: { firstMs: 10 * SECOND, longestMs: HOUR, tries: null },
  route: { firstMs: 10 * SECOND, longestMs: HOUR, tries: null },
  deliver: { firstMs: 10 * SECOND, longestMs: HOUR, tries: null },
  carry: { firstMs: 30 * SECOND, longestMs: HOUR, tries: null },
  acknowledge: { firstMs: 30 * SECOND, longestMs: HOUR, tries: null },
  discard: { firstMs: MINUTE, longestMs: HOUR, tries: 100 },
  call: { firstMs: 10 * SECOND, longestMs: 15 * MINUTE, tries: null },
}

/** The wait in ms after the n-th failure (n ≥ 1), or null when the task is to be parked. */
export function backoffMs(kind: TaskKind, failures: number): number | null {
  const { firstMs, longestMs, tries } = BACKOFF[kind]
  if (tries !== null && failures >= tries) return null
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20))
}
