/**
 * Step 4, track: follows a fax that a provider has taken, or may have taken, to its verdict. Also reconciles a
 * hand-over whose answer was lost, passes the wish to cancel on, and gives every fax an end when its time is over.
 */
import type { Attempt } from '../fax/attempt.ts'
import { isBridgeError } from '../fax/error.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { FaxProvider, SubmittedFax } from '../providers/provider.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { happened, type OutboundDeps } from './steps.ts'
import { UnknownWords } from './unknown-words.ts'

/** Polls grow from the provider's interval to this many times it: a fax in the air for an hour needs no second look a second. */
const SLOWEST_POLL_FACTOR = 30

interface Tracked {
  readonly job: FaxJob
  readonly fax: SubmittedFax
  readonly provider: FaxProvider
}

async function tracked(
  deps: OutboundDeps,
  subjectId: string,
  state: FaxJob['state'],
): Promise<Tracked | null> {
  const job = await deps.store.job(subjectId as FaxJobId)
  if (job === null || job.state !== state || job.attempt === null) return null
  const { attempt } = job
  const provider = deps.providers.get(attempt.account)
  if (provider === undefined) {
    const reason = `provider account ${attempt.account} is not in the configuration any more`
    await happened(deps, job.id, { type: 'holdAsked', by: 'faxbridge', reason })
    return null
  }
  return { job, fax: faxOf(job, attempt), provider }
}

/** What a provider is told of a fax when it is asked for it. */
export function faxOf(job: FaxJob, attempt: Attempt): SubmittedFax {
  return {
    reference: attempt.reference,
    providerRef: attempt.providerRef,
    to: job.recipient.number,
    pageCount: job.pageCount ?? 0,
    submittedAt: attempt.startedAt,
    watermark: attempt.watermark,
  }
}

/** An account that refuses us is asked again this seldom: some vendors ban whoever keeps knocking. */
const ACCOUNT_TROUBLE_MS = 10 * 60_000

/**
 * Asks the provider, unless its account is stopped. Null: the account itself is in trouble; the fax is none the wiser,
 * and is asked for again when a person may have put it right. Other errors go to the queue, which tries again.
 */
export async function asked<T>(deps: OutboundDeps, job: FaxJob, ask: () => Promise<T>): Promise<T | null> {
  const account = job.attempt?.account ?? ''
  if (deps.board.standing(account).kind === 'stopped') return null
  try {
    return await ask()
  } catch (error) {
    deps.board.failed(account, error)
    if (!isBridgeError(error) || error.kind !== 'permanent') throw error
    deps.runtime.log.warn({ account, fax: job.id, code: error.code }, error.message)
    return null
  }
}

export function makeTrack(deps: OutboundDeps): TaskHandler {
  const unknown = new UnknownWords(deps.runtime.log)
  return async (task, signal) => {
    const found = await tracked(deps, task.subjectId, 'sending')
    if (found === null) return
    const { job, fax, provider } = found
    if ((await happened(deps, job.id, { type: 'timePassed' }, provider)) !== null) return
    const report = await asked(deps, job, () =>
      deps.desk.status(job.attempt?.account ?? '', provider, fax, signal),
    )
    if (report === null) return (deps.runtime.clock.now() + ACCOUNT_TROUBLE_MS) as EpochMs
    unknown.note(job.attempt?.account ?? '', fax, report)
    if (report.kind === 'verdict') {
      deps.runtime.checkpoint('verdict-seen')
      await happened(deps, job.id, { type: 'verdict', outcome: report.outcome }, provider)
      deps.runtime.checkpoint('verdict')
      return
    }
    const text =
      report.kind === 'progress' ? report.text : `The provider says "${report.raw}", which we do not know.`
    await happened(deps, job.id, { type: 'progress', text }, provider)
    return nextLook(deps, job, provider)
  }
}

/** A tenth of the time it is under way, but not below the provider's interval nor above thirty times it. */
function nextLook(deps: OutboundDeps, job: FaxJob, provider: FaxProvider): EpochMs {
  const now = deps.runtime.clock.now()
  const { pollMs } = provider.limits
  const age = now - (job.attempt?.startedAt ?? now)
  const next = now + Math.min(SLOWEST_POLL_FACTOR * pollMs, Math.max(pollMs, age / 10))
  // Where one request serves many, all look at the same instants.
  return (provider.statusOfMany === undefined ? next : Math.ceil(next / pollMs) * pollMs) as EpochMs
}

export function makeReconcile(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const found = await tracked(deps, task.subjectId, 'unknown')
    if (found === null) return
    const { job, fax, provider } = found
    if (provider.find === undefined) {
      const text = 'The answer was lost, and this provider cannot be asked whether it took the fax.'
      await happened(deps, job.id, { type: 'cannotTell', text }, provider)
      return
    }
    const { find } = provider
    const reply = await asked(deps, job, () => find.call(provider, fax, signal))
    if (reply === null) return (deps.runtime.clock.now() + ACCOUNT_TROUBLE_MS) as EpochMs
    deps.runtime.checkpoint('looked')
    if (reply.kind === 'found')
      await happened(deps, job.id, { type: 'found', providerRef: reply.providerRef }, provider)
    else if (reply.kind === 'notFound') await happened(deps, job.id, { type: 'notFound' }, provider)
    else await happened(deps, job.id, { type: 'cannotTell', text: reply.text }, provider)
    deps.runtime.checkpoint('reconciled')
  }
}

export function makeCancel(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const found = await tracked(deps, task.subjectId, 'sending')
    if (found === null) return
    const { job, fax, provider } = found
    if (provider.cancel === undefined) {
      await happened(deps, job.id, {
        type: 'progress',
        text: 'This provider cannot cancel a fax; its verdict decides.',
      })
      return
    }
    try {
      await provider.cancel(fax, signal)
    } catch (error) {
      // Too late, or not possible: the verdict decides, and the person sees why.
      if (!isBridgeError(error) || error.kind === 'temporary') throw error
      await happened(deps, job.id, { type: 'progress', text: `Not cancelled: ${error.message}` })
    }
  }
}

/**
 * At start: a fax that was being handed over when the last daemon ended may have been taken. Nothing of ours is in the
 * air any more, so it is looked for at once.
 */
export async function recoverInterrupted(deps: OutboundDeps): Promise<number> {
  const ids = await deps.store.interrupted()
  for (const id of ids) {
    await happened(deps, id, {
      type: 'noAnswer',
      text: 'faxbridge ended during the hand-over; the provider may have the fax.',
    })
  }
  return ids.length
}
