/**
 * Step 3, submit: hands a ready fax to its provider. The intention is committed before the first byte leaves, the
 * answer after it came. Whatever is not certainly "not taken" counts as "may have been taken" and is never repeated
 * blindly. Which provider: the route with the longest prefix.
 */
import type { DeliveredDocument } from '../fax/delivered-document.ts'
import type { FaxDocument } from '../fax/document.ts'
import { isBridgeError } from '../fax/error.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import { turnAt } from '../fax/send-time.ts'
import type { FaxPages, FaxProvider, SubmitRequest } from '../providers/provider.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { beyondBudget } from './budget.ts'
import { chooseAccount, HOLDS } from './choose-account.ts'
import { canDial, dialsOf, noAccount } from './dialable.ts'
import { mustNotBeFaxed } from './do-not-fax.ts'
import { ownNumber } from './finish.ts'
import { pagesOrStop } from './finish-or-stop.ts'
import { noting } from './handed-over.ts'
import { happened, type OutboundDeps, subscriberOf } from './steps.ts'

/** Another fax is on its way to the same number: a fax machine has one line. The longer it waited, the longer the wait. */
const NUMBER_BUSY_MS = { shortest: 10_000, longest: 120_000 }

export function makeSubmit(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const id = task.subjectId as FaxJobId
    const job = await deps.store.job(id)
    if (job === null || job.state !== 'ready' || job.held !== null) return
    if ((await happened(deps, id, { type: 'timePassed' })) !== null) return
    const { config, board, runtime } = deps
    const now = runtime.clock.now()
    const turn = turnAt(job, now)
    if (turn > now) return turn
    const choice = chooseAccount(config.current, job, board, canDial(dialsOf(deps.providers)))
    if (choice.kind === 'wait') return choice.until
    if (choice.kind === 'hold') {
      await happened(deps, id, { type: 'holdAsked', by: 'faxbridge', reason: choice.why })
      return
    }
    const account = choice.kind === 'account' ? choice.account : null
    const provider = account === null ? undefined : deps.providers.get(account)
    const document = job.documentId === null ? null : await deps.store.document(job.documentId)
    const obstacle = mustNotBeFaxed(config.current, job) ?? obstacleTo(provider, document)
    if (
      choice.kind !== 'account' ||
      account === null ||
      provider === undefined ||
      document === null ||
      obstacle !== null
    ) {
      const text = noAccount(config.current, dialsOf(deps.providers), job)
      await happened(deps, id, obstacle ?? { type: 'unsendable', failure: 'no-route', text })
      return
    }
    const { number } = job.recipient
    if (board.space(account, provider.limits).free <= 0) return { account }
    if (!board.enter(account, number)) return numberBusy(job, runtime.clock.now())
    let began = false
    try {
      const open = await deps.store.openTo(number)
      const now = runtime.clock.now()
      if (open.some(other => other.id !== id && blocks(other, account, provider, now)))
        return numberBusy(job, now)
      const pages = await pagesOrStop(deps, { job, document, crashes: task.crashes ?? 0 }, signal)
      if (pages === null) return undefined
      const stop = await beyondBudget(deps, job, account, pages.pageCount)
      if (stop !== null) return stop === 'held' ? undefined : stop
      began = true
      await attempt(deps, { job, account, provider, pages, more: choice.more }, signal)
    } finally {
      board.left(account, number, began)
    }
    return undefined
  }
}

function numberBusy(job: FaxJob, now: EpochMs): EpochMs {
  const { shortest, longest } = NUMBER_BUSY_MS
  return (now + Math.min(longest, Math.max(shortest, (now - job.createdAt) / 10))) as EpochMs
}

/** A call takes no longer, whatever the provider says or does not say of it. */
const LONGEST_CALL_MS = 30 * 60_000
/** Where a fax can be told from another only by number and time, they must be this far apart. */
const APART_MS = 2 * 3_600_000

/** Whether a fax that is under way keeps the line busy, or would be mistaken for the next one. */
function blocks(other: FaxJob, account: string, provider: FaxProvider, now: EpochMs): boolean {
  const age = now - (other.attempt?.startedAt ?? 0)
  const alike = provider.limits.onePerNumber === true && other.attempt?.account === account
  return alike ? age < APART_MS : other.state !== 'unknown' && age < LONGEST_CALL_MS
}

interface HandOver {
  readonly job: FaxJob
  readonly account: string
  readonly provider: FaxProvider
  readonly pages: FaxPages
  /** Others stand behind this account. */
  readonly more: boolean
}

/** The intention, the call, the answer: each committed before the next. */
async function attempt(deps: OutboundDeps, handOver: HandOver, signal: AbortSignal): Promise<void> {
  const { account, provider, more } = handOver
  const { id } = handOver.job
  const { pages, taken } = noting(handOver.pages)
  const watermark = await watermarkOf(deps, handOver, signal)
  const attemptId = deps.runtime.ids.next('att')
  const event = { type: 'attemptStarted', attemptId, account, reference: attemptId, watermark } as const
  const started = await happened(deps, id, event)
  if (started === null || started.job.state !== 'submitting') return
  deps.runtime.checkpoint('submitting')
  const answer = await submitted(deps, provider, started.job, pages, signal)
  deps.runtime.checkpoint('answered')
  const elsewhere = answer.type === 'notTaken' && more
  const round = started.job.attempts
  const delivered = taken().map(one => ({ ...one, to: account, round }) satisfies DeliveredDocument)
  await happened(deps, id, elsewhere ? { ...answer, hold: null, elsewhere } : answer, provider, { delivered })
  deps.runtime.checkpoint('submitted')
  if (answer.type === 'notTaken' && answer.hold !== null) {
    deps.runtime.log.error(
      { account, fax: id },
      elsewhere ? `${answer.hold}: trying another` : `a fax is held: ${answer.hold}`,
    )
  }
}

/** A vendor that cannot even be asked for its highest id has not taken anything: the account's trouble, not the fax's. */
async function watermarkOf(
  deps: OutboundDeps,
  { account, provider }: HandOver,
  signal: AbortSignal,
): Promise<string | null> {
  try {
    return (await provider.watermark?.(signal)) ?? null
  } catch (error) {
    deps.board.failed(account, error)
    throw error
  }
}

function obstacleTo(provider: FaxProvider | undefined, document: FaxDocument | null): FaxEvent | null {
  if (document === null) {
    const text = 'The pages have been deleted, as the retention time is over. Send the mail again.'
    return { type: 'unsendable', failure: 'document-rejected', text }
  }
  if (provider === undefined) return null
  if (document.pageCount > provider.limits.maxPages) {
    const text = `The document has ${document.pageCount} pages; the provider takes at most ${provider.limits.maxPages}.`
    return { type: 'unsendable', failure: 'too-long', text }
  }
  if (document.tiffBytes > provider.limits.maxBytes) {
    const text = `The document has ${document.tiffBytes} bytes; the provider takes at most ${provider.limits.maxBytes}.`
    return { type: 'unsendable', failure: 'document-rejected', text }
  }
  return null
}

/** Turns whatever happened into one event; decides nothing. */
async function submitted(
  deps: OutboundDeps,
  provider: FaxProvider,
  job: FaxJob,
  pages: FaxPages,
  signal: AbortSignal,
): Promise<FaxEvent> {
  const subscriber = subscriberOf(deps.config.current, job.subscriberId)
  const { billingCode, priority } = job.recipient.options
  const request: SubmitRequest = {
    reference: job.attempt?.reference ?? job.id,
    to: job.recipient.number,
    parts: job.recipient.parts,
    from: ownNumber(job, subscriber),
    pages,
    ...(billingCode === null ? {} : { billingCode }),
    ...(priority === null ? {} : { priority }),
  }
  try {
    const reply = await provider.submit(request, signal)
    deps.board.succeeded(job.attempt?.account ?? '')
    return reply.kind === 'taken'
      ? { type: 'taken', providerRef: reply.providerRef }
      : { type: 'refused', outcome: reply.outcome }
  } catch (error) {
    deps.board.failed(job.attempt?.account ?? '', error)
    return eventForError(deps, error, job.attempt?.account ?? '')
  }
}

function eventForError(deps: OutboundDeps, error: unknown, account: string): FaxEvent {
  if (!isBridgeError(error)) {
    // A bug in an adapter: nobody knows how far the request went.
    deps.runtime.log.error({ error, account }, 'the provider adapter failed in a way that nobody expected')
    return { type: 'noAnswer', text: 'The hand-over broke off; the provider may have the fax.' }
  }
  if (error.kind === 'ambiguous') return { type: 'noAnswer', text: error.message }
  const hold = error.code in HOLDS ? HOLDS[error.code as keyof typeof HOLDS](account) : null
  return { type: 'notTaken', text: error.message, retryAt: error.retryAt as EpochMs | null, hold }
}
