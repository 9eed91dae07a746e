/** What the state machine gives out, and the few ways in which lifecycle.ts makes it. It decides nothing. */
import type { Attempt } from './attempt.ts'
import { FAX_FAILURES, type FaxFailure } from './failure.ts'
import type { FaxPriority } from './fax-options.ts'
import type { HistoryEntry } from './history.ts'
import type { EpochMs } from './id.ts'
import type { FaxJob } from './job.ts'
import type { Outcome } from './outcome.ts'
import type { LifecyclePolicy } from './retry-policy.ts'
import { turnAt } from './send-time.ts'
import type { NewTask, TaskKind, TaskPriority } from './task.ts'

/** What one event makes of one job: written by the store in one transaction, or not at all. */
export interface FaxChange {
  readonly job: FaxJob
  readonly tasks: readonly NewTask[]
  readonly history: HistoryEntry
  /** A new job of the same submission, when a person asked to send the fax again. */
  readonly newJob: FaxJob | null
}

/** What every decision needs. */
export interface Context {
  readonly job: FaxJob
  readonly policy: LifecyclePolicy
  readonly now: EpochMs
}

export function fail(c: Context, failure: FaxFailure, text: string | null): FaxChange {
  const words = text === null ? FAX_FAILURES[failure].sentence : text
  const attempt = c.job.attempt === null ? null : attemptWith(c, { endedAt: c.job.attempt.endedAt ?? c.now })
  return final(c, 'failed', `Failed: ${words}`, { failure, failureText: text, attempt })
}

export function cancelled(c: Context, text: string): FaxChange {
  return final(c, 'cancelled', text, { failure: 'cancelled', attempt: c.job.attempt, outcome: c.job.outcome })
}

export function final(
  c: Context,
  state: 'delivered' | 'failed' | 'cancelled',
  text: string,
  fields: Partial<FaxJob>,
): FaxChange {
  const outcome = fields.outcome ?? c.job.outcome
  const attempt = fields.attempt === undefined ? c.job.attempt : fields.attempt
  const { correctionMs, laterLookMs } = c.policy
  const mayBeCorrected = correctionMs > 0 && typeof attempt?.providerRef === 'string'
  const look =
    c.now + Math.min(state === 'failed' ? (laterLookMs ?? correctionMs) : correctionMs, correctionMs)
  return change(c, { outcome, ...fields, state, held: null, endedAt: c.now }, state, text, {
    tasks: [['report', c.now], ...(mayBeCorrected ? [['recheck', look] as const] : [])],
    detail: outcome === null ? {} : outcomeDetail(outcome),
  })
}

export function outcomeDetail(outcome: Outcome): Record<string, unknown> {
  const { kind, ...rest } = outcome
  return { outcome: kind, ...rest }
}

export function attemptWith(c: Context, fields: Partial<Attempt>): Attempt | null {
  return c.job.attempt === null ? null : { ...c.job.attempt, ...fields }
}

interface ChangeExtras {
  readonly tasks?: readonly (readonly [TaskKind, number])[]
  readonly detail?: Readonly<Record<string, unknown>>
}

export function change(
  c: Context,
  fields: Partial<FaxJob>,
  type: string,
  text: string,
  extras: ChangeExtras = {},
): FaxChange {
  const job = { ...c.job, ...fields }
  return {
    job,
    tasks: (extras.tasks ?? []).map(([kind, runAt]) => taskFor(job, kind, runAt as EpochMs)),
    history: { at: c.now, type, text, detail: extras.detail ?? {} },
    newJob: null,
  }
}

const PRIORITIES: Readonly<Record<FaxPriority, TaskPriority>> = { high: 0, normal: 1, low: 2 }

/**
 * A step for a fax. Hand-overs wait in the lane of their subscriber, so that nobody's thousand faxes go before another's
 * one, and for the time that the sender chose.
 */
export function taskFor(job: FaxJob, kind: TaskKind, runAt: EpochMs): NewTask {
  // Pages are made once for all faxes of a mail.
  if (kind === 'prepare') return { kind, subjectId: job.submissionId, runAt, lane: job.subscriberId }
  if (kind !== 'submit') return { kind, subjectId: job.id, runAt }
  const priority = PRIORITIES[job.recipient.options.priority ?? 'normal']
  return { kind, subjectId: job.id, runAt: turnAt(job, runAt), lane: job.subscriberId, priority }
}
