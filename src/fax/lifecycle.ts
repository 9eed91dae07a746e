/**
 * The state machine of a fax: one pure, total function. It is in charge of every state a FaxJob ever has, of which
 * tasks follow, and of what the history says. It does not talk to anyone, read a clock or touch the store.
 *
 *   accepted → ready → submitting → sending → delivered | failed | cancelled
 *                          └→ unknown (answer lost) → sending | ready | held for a person
 *
 * `held` is a brake beside any state that is not final. A final state absorbs: late or repeated news change nothing, but
 * for a provider that takes back its own final word (correction.ts).
 * At most one hand-over is open at a time, and a new one starts only when the last is known not to have been taken
 * or is known to have failed. That is how a fax is never sent twice. None starts before the time that the sender chose,
 * or outside his hours: the fax waits in `ready`.
 */
import type { Attempt } from './attempt.ts'
import { corrected } from './correction.ts'
import { absurd } from './error.ts'
import type { FaxEvent } from './event.ts'
import { FAX_FAILURES } from './failure.ts'
import {
  attemptWith,
  type Context,
  cancelled,
  change,
  type FaxChange,
  fail,
  final,
  outcomeDetail,
  taskFor,
} from './fax-change.ts'
import type { EpochMs } from './id.ts'
import { type FaxJob, isFinal } from './job.ts'
import type { Outcome } from './outcome.ts'
import { type LifecyclePolicy, mayRetry, notTakenDelayMs } from './retry-policy.ts'
import { mayGoAt, sendTimeText } from './send-time.ts'
import { HELD_FOR_LINK } from './sender-link.ts'
import type { NewTask, TaskKind } from './task.ts'

export type { FaxChange } from './fax-change.ts'

/** Gives the change that `event` makes, or null when it makes none. Never throws for any (job, event) pair. */
export function step(job: FaxJob, event: FaxEvent, policy: LifecyclePolicy, now: EpochMs): FaxChange | null {
  const c: Context = { job, policy, now }
  if (isFinal(job.state)) return afterTheEnd(c, event)
  switch (event.type) {
    case 'prepared':
      return prepared(c, event)
    case 'unsendable':
      if (job.state !== 'accepted' && job.state !== 'ready') return null
      return fail(c, event.failure, event.text)
    case 'attemptStarted':
      return attemptStarted(c, event)
    case 'taken':
      return job.state === 'submitting' ? taken(c, event.providerRef, job.held) : null
    case 'refused':
      return job.state === 'submitting' ? verdict(c, event.outcome) : null
    case 'notTaken':
      return job.state === 'submitting' ? notTaken(c, event) : null
    case 'noAnswer':
      return job.state === 'submitting' ? noAnswer(c, event.text) : null
    case 'found':
      if (job.state !== 'unknown') return null
      return taken(c, event.providerRef, event.by === undefined ? job.held : null)
    case 'notFound':
      return job.state === 'unknown' ? notFound(c) : null
    case 'cannotTell':
      return job.state === 'unknown' ? cannotTell(c, event.text) : null
    case 'verdict':
      return job.state === 'sending' ? verdict(c, event.outcome) : null
    case 'progress':
      if (job.state !== 'sending' || job.attempt?.progress === event.text) return null
      return change(c, { attempt: attemptWith(c, { progress: event.text }) }, 'progress', event.text)
    case 'timePassed':
      return timePassed(c)
    case 'cancelAsked':
      return cancelAsked(c, event.by)
    case 'holdAsked':
      if (job.held !== null) return null
      return change(c, { held: event.reason }, 'held', `Held by ${event.by}: ${event.reason}`)
    case 'releaseAsked':
      return release(c, event)
    case 'verdictAgain':
    case 'resendAsked':
      return null
    default:
      return absurd(event)
  }
}

function afterTheEnd(c: Context, event: FaxEvent): FaxChange | null {
  if (event.type === 'verdictAgain') return corrected(c, event.outcome)
  return event.type === 'resendAsked' ? resend(c, event) : null
}

function prepared(c: Context, event: Extract<FaxEvent, { type: 'prepared' }>): FaxChange | null {
  if (c.job.state !== 'accepted') return null
  const { documentId, pageCount } = event
  const pages = pageCount === 1 ? '1 page' : `${pageCount} pages`
  const { options } = c.job.recipient
  const at = mayGoAt(options, c.now)
  const waits = at > c.now ? ` Waits until ${sendTimeText(options, at)}.` : ''
  return change(c, { state: 'ready', documentId, pageCount }, 'prepared', `Made into ${pages}.${waits}`, {
    tasks: [['submit', c.now]],
    detail: { documentId, pageCount },
  })
}

function attemptStarted(c: Context, event: Extract<FaxEvent, { type: 'attemptStarted' }>): FaxChange | null {
  const { job, now } = c
  if (job.state !== 'ready' || job.held !== null) return null
  if (now >= job.deadline) return timePassed(c)
  if (mayGoAt(job.recipient.options, now) > now) return null
  const attempt: Attempt = {
    id: event.attemptId,
    faxJobId: job.id,
    n: job.attempts + 1,
    account: event.account,
    reference: event.reference,
    watermark: event.watermark,
    providerRef: null,
    startedAt: now,
    endedAt: null,
    looks: 0,
    progress: null,
    outcome: null,
  }
  const next = { state: 'submitting', attempts: attempt.n, attempt } as const
  return change(c, next, 'submitting', `Handing over to ${event.account}.`, {
    detail: { account: event.account, attempt: attempt.n, attemptId: attempt.id },
  })
}

function taken(c: Context, providerRef: string, held: string | null): FaxChange {
  const text =
    c.job.state === 'unknown' ? 'The provider has the fax after all.' : 'The provider took the fax.'
  const tasks: [TaskKind, number][] = [['track', c.now]]
  if (c.job.cancelWanted) tasks.push(['cancel', c.now])
  const attempt = attemptWith(c, { providerRef })
  return change(c, { state: 'sending', attempt, refusals: 0, held }, 'taken', text, {
    tasks,
    detail: { providerRef },
  })
}

function notTaken(c: Context, event: Extract<FaxEvent, { type: 'notTaken' }>): FaxChange {
  const { job, now } = c
  const refusals = job.refusals + 1
  const attempt = attemptWith(c, { endedAt: now })
  if (job.cancelWanted) return cancelled({ ...c, job: { ...job, attempt } }, 'Cancelled before it was sent.')
  if (event.hold !== null) {
    return change(c, { state: 'ready', attempt, refusals, held: event.hold }, 'held', `Held: ${event.hold}`, {
      detail: { text: event.text },
    })
  }
  const at = event.elsewhere === true ? now : Math.max(event.retryAt ?? 0, now + notTakenDelayMs(refusals))
  const next = { state: 'ready', attempt, refusals } as const
  return change(c, next, 'notTaken', `Not taken: ${event.text}`, {
    tasks: [['submit', Math.min(at, job.deadline)]],
  })
}

function noAnswer(c: Context, text: string): FaxChange {
  return change(c, { state: 'unknown' }, 'noAnswer', text, {
    tasks: [['reconcile', c.now + c.policy.firstLookMs]],
  })
}

function notFound(c: Context): FaxChange {
  const looks = (c.job.attempt?.looks ?? 0) + 1
  if (looks < c.policy.looks) {
    return change(
      c,
      { attempt: attemptWith(c, { looks }) },
      'notFound',
      `The provider does not show the fax (look ${looks}).`,
      {
        tasks: [['reconcile', c.now + c.policy.lookGapMs]],
      },
    )
  }
  const attempt = attemptWith(c, { looks, endedAt: c.now })
  if (c.job.cancelWanted)
    return cancelled({ ...c, job: { ...c.job, attempt } }, 'Cancelled: the provider never had it.')
  const next = { state: 'ready', attempt } as const
  return change(c, next, 'notTaken', `The provider has not taken the fax (${looks} looks).`, {
    tasks: [['submit', c.now]],
  })
}

function cannotTell(c: Context, text: string): FaxChange | null {
  if (c.job.held !== null) return null
  return change(c, { held: text }, 'held', `Held for a person: ${text}`)
}

function verdict(c: Context, outcome: Outcome): FaxChange {
  const attempt = attemptWith(c, { outcome, endedAt: c.now })
  if (outcome.kind === 'delivered') {
    return final(c, 'delivered', 'Delivered: the other fax machine confirmed all pages.', {
      attempt,
      outcome,
      failure: null,
    })
  }
  const { failure } = outcome
  if (failure === 'cancelled')
    return cancelled({ ...c, job: { ...c.job, attempt, outcome } }, 'Cancelled at the provider.')
  const again = mayRetry(failure, c.job.attempts, c.policy) && !c.job.cancelWanted
  const at = mayGoAt(c.job.recipient.options, (c.now + c.policy.retryDelayMs) as EpochMs)
  if (!again || at >= c.job.deadline)
    return fail({ ...c, job: { ...c.job, attempt, outcome } }, failure, null)
  const next = { state: 'ready', attempt, outcome, failure } as const
  return change(c, next, 'attemptFailed', `${FAX_FAILURES[failure].sentence} It will be tried again.`, {
    tasks: [['submit', at]],
    detail: outcomeDetail(outcome),
  })
}

function timePassed(c: Context): FaxChange | null {
  const { job, policy, now } = c
  if (
    job.state === 'sending' &&
    job.attempt !== null &&
    now >= job.attempt.startedAt + policy.trackingLimitMs
  ) {
    return fail(c, 'no-verdict', null)
  }
  const waiting = job.state === 'accepted' || job.state === 'ready'
  if (waiting && now >= job.deadline) return fail(c, job.failure ?? 'expired', null)
  return null
}

function cancelAsked(c: Context, by: string): FaxChange | null {
  const { job } = c
  if (job.state === 'accepted' || job.state === 'ready') return cancelled(c, `Cancelled by ${by}.`)
  if (job.cancelWanted) return null
  const tasks: [TaskKind, number][] = job.state === 'sending' ? [['cancel', c.now]] : []
  return change(c, { cancelWanted: true }, 'cancelWanted', `${by} asked to cancel; the provider decides.`, {
    tasks,
  })
}

function release(c: Context, event: Extract<FaxEvent, { type: 'releaseAsked' }>): FaxChange | null {
  const { job, now } = c
  if (job.state === 'unknown' && event.notTaken) {
    const attempt = attemptWith(c, { endedAt: now })
    const text = `${event.by} stated that the provider has not taken the fax.`
    return change(c, { state: 'ready', held: null, attempt }, 'released', text, { tasks: [['submit', now]] })
  }
  if (job.held === null) return null
  const next: Partial<Record<FaxJob['state'], TaskKind>> = {
    // What waited for its sender has not been begun; anything else has its task already.
    ...(job.held === HELD_FOR_LINK ? { accepted: 'prepare' } : {}),
    ready: 'submit',
    unknown: 'reconcile',
    sending: 'track',
  }
  const kind = next[job.state]
  // The time spent on hold is not held against the fax: it gets the same patience again.
  const { options } = job.recipient
  const patience = job.deadline - mayGoAt(options, job.createdAt)
  const deadline = Math.max(job.deadline, mayGoAt(options, now) + patience) as EpochMs
  return change(c, { held: null, deadline }, 'released', `Released by ${event.by}.`, {
    tasks: kind === undefined ? [] : [[kind, now]],
  })
}

function resend(c: Context, event: Extract<FaxEvent, { type: 'resendAsked' }>): FaxChange | null {
  const { job, now } = c
  const newJob: FaxJob = {
    ...job,
    id: event.newJobId,
    recipient: event.recipient ?? job.recipient,
    state: job.documentId === null ? 'accepted' : 'ready',
    held: null,
    cancelWanted: false,
    attempts: 0,
    refusals: 0,
    attempt: null,
    createdAt: now,
    deadline: (mayGoAt(job.recipient.options, now) + (event.deadline - now)) as EpochMs,
    endedAt: null,
    failure: null,
    failureText: null,
    outcome: null,
    corrections: [],
    resendOf: job.id,
    version: 0,
  }
  const task: NewTask =
    newJob.state === 'ready'
      ? taskFor(newJob, 'submit', now)
      : { kind: 'prepare', subjectId: newJob.submissionId, runAt: now, lane: newJob.subscriberId }
  const to = event.recipient === undefined ? '' : ` to ${newJob.recipient.number}`
  const text = `${event.by} asked to send it again${to} as ${newJob.id}.`
  return {
    job,
    tasks: [task],
    history: { at: now, type: 'resent', text, detail: { newJobId: newJob.id } },
    newJob,
  }
}
