/**
 * What an operator can see and do: list, show, cancel, resend, hold, release. Every action goes through the state
 * machine as an event; there is no other door. Serves the control socket, and later the admin API and the console.
 */
import { buffer } from 'node:stream/consumers'
import { BridgeError } from '../fax/error.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { EpochMs, FaxJobId, InboundFaxId, SubmissionId } from '../fax/id.ts'
import type { FaxJob, FaxState } from '../fax/job.ts'
import { holdOfSubscriber } from '../fax/legal-hold.ts'
import type { FaxChange } from '../fax/lifecycle.ts'
import { pagesAsSent } from './finish.ts'
import { happened, type OutboundDeps } from './steps.ts'
import { type FaxDetail, type FaxRows, type FaxView, faxDetail, faxView } from './views.ts'
import { happenedToAll } from './whole-mail.ts'

export type OperatorAction =
  | { readonly type: 'cancel' }
  | { readonly type: 'resend' }
  | { readonly type: 'hold'; readonly reason: string }
  /** `taken`: the provider's id of a fax whose answer was lost, as a person has found it there. */
  | { readonly type: 'release'; readonly notTaken: boolean; readonly taken?: string | undefined }

export interface FaxListFilter {
  readonly states?: readonly FaxState[] | undefined
  readonly held?: boolean | undefined
  readonly subscriber?: string | undefined
  /** Only of these. */
  readonly subscriberIds?: readonly string[] | undefined
  readonly search?: string | undefined
  readonly before?: string | undefined
  readonly limit: number
}

export interface OperateDeps extends OutboundDeps {
  readonly kick: () => void
}

const HOUR = 3_600_000
/** Shorter parts of an id hit too many faxes by chance. */
const SHORTEST_ID_PART = 6

export async function listFaxes(deps: OutboundDeps, filter: FaxListFilter): Promise<readonly FaxView[]> {
  const { states, held, subscriber, subscriberIds, search, before, limit } = filter
  const rows = await deps.store.list({
    limit,
    ...(states === undefined ? {} : { states }),
    ...(held === undefined ? {} : { held }),
    ...(subscriber === undefined ? {} : { subscriberId: subscriber }),
    ...(subscriberIds === undefined ? {} : { subscriberIds }),
    ...(search === undefined ? {} : { search }),
    ...(before === undefined ? {} : { before: before as FaxJobId }),
  })
  const now = deps.runtime.clock.now()
  return rows.map(row => faxView(row, now))
}

/** The whole of one fax; null when nothing has this id. A submission's id shows its first fax. */
export async function showFax(deps: OutboundDeps, idText: string): Promise<FaxDetail | null> {
  const job = await findJob(deps, idText)
  const submission = job === null ? null : await deps.store.submission(job.submissionId)
  if (job === null || submission === null) return null
  const { store } = deps
  const rows: FaxRows = {
    job,
    submission,
    document: job.documentId === null ? null : await store.document(job.documentId),
    attempts: await store.attempts(job.id),
    history: await store.history(job.id),
    mails: await store.mailsOf(job.id),
    legalHolds: await store.holdsOn([job.submissionId, holdOfSubscriber(job.subscriberId)]),
  }
  return faxDetail(rows, deps.runtime.clock.now())
}

/** A full id, or a part of at least six characters that only one fax has. */
async function findJob(deps: OutboundDeps, idText: string): Promise<FaxJob | null> {
  const { store } = deps
  if (idText.startsWith('sub_')) return (await store.jobsOf(idText as SubmissionId))[0] ?? null
  const exact = await store.job(idText as FaxJobId)
  if (exact !== null || idText.length < SHORTEST_ID_PART) return exact
  const hits = (await store.list({ search: idText, limit: 2 })).filter(({ job }) => job.id.includes(idText))
  if (hits.length > 1)
    throw new BridgeError('E_BAD_REQUEST', {
      say: `More than one fax has "${idText}" in its id: write more of it.`,
    })
  return hits[0]?.job ?? null
}

export interface ActionResult {
  readonly text: string
  readonly newId: string | null
}

/** Throws E_NOT_FOUND, or E_WRONG_STATE with the reason and what to do instead. */
export async function act(
  deps: OperateDeps,
  idText: string,
  action: OperatorAction,
  by: string,
): Promise<ActionResult> {
  const all = idText.startsWith('sub_') ? await deps.store.jobsOf(idText as SubmissionId) : []
  if (all.length > 1) return actOnAll(deps, all, action, by)
  const job = await findJob(deps, idText)
  if (job === null)
    throw new BridgeError('E_NOT_FOUND', {
      say: `No fax has the id "${idText}". "faxbridge list" shows them.`,
    })
  if (action.type === 'resend') await mayResend(deps, job)
  const newJobId = deps.runtime.ids.next('fax')
  const change = await happened(deps, job.id, eventFor(action, by, newJobId, deps))
  if (change === null) throw new BridgeError('E_WRONG_STATE', { say: whyNot(job, action) })
  deps.kick()
  deps.runtime.log.info({ fax: job.id, action: action.type, by }, change.history.text)
  return { text: change.history.text, newId: newIdOf(change) }
}

async function actOnAll(
  deps: OperateDeps,
  jobs: readonly FaxJob[],
  action: OperatorAction,
  by: string,
): Promise<ActionResult> {
  if (
    action.type === 'resend' ||
    (action.type === 'release' && (action.notTaken || action.taken !== undefined))
  )
    throw new BridgeError('E_BAD_REQUEST', {
      say: `This mail has ${jobs.length} faxes: name the one that you mean. "faxbridge show" lists them.`,
    })
  const text = await happenedToAll(deps, jobs, eventFor(action, by, deps.runtime.ids.next('fax'), deps))
  deps.kick()
  deps.runtime.log.info({ submissionId: jobs[0]?.submissionId, action: action.type, by }, text)
  return { text, newId: null }
}

function newIdOf(change: FaxChange): string | null {
  return change.newJob?.id ?? null
}

function eventFor(action: OperatorAction, by: string, newJobId: FaxJobId, deps: OutboundDeps): FaxEvent {
  switch (action.type) {
    case 'cancel':
      return { type: 'cancelAsked', by }
    case 'hold':
      return { type: 'holdAsked', by, reason: action.reason }
    case 'release':
      if (action.taken !== undefined) return { type: 'found', providerRef: action.taken, by }
      return { type: 'releaseAsked', by, notTaken: action.notTaken }
    case 'resend': {
      const deadline = (deps.runtime.clock.now() + deps.config.current.sending.hours * HOUR) as EpochMs
      return { type: 'resendAsked', by, newJobId, deadline }
    }
  }
}

async function mayResend(deps: OutboundDeps, job: FaxJob): Promise<void> {
  const submission = await deps.store.submission(job.submissionId)
  const document = job.documentId === null ? null : await deps.store.document(job.documentId)
  if (submission === null || (document === null && submission.raw === '')) {
    throw new BridgeError('E_WRONG_STATE', {
      say: 'Its mail and pages have been deleted, as the retention time is over.',
    })
  }
}

function whyNot(job: FaxJob, action: OperatorAction): string {
  if (action.type === 'resend')
    return `It is ${job.state}: only a fax that has ended can be sent again. Cancel it first.`
  if (action.type === 'hold')
    return job.held === null ? `It is ${job.state}: it has ended.` : `It is held already: ${job.held}`
  if (action.type === 'release' && action.taken !== undefined)
    return `It is ${job.state}: only a fax whose answer was lost can be found.`
  if (action.type === 'release') return job.held === null ? 'It is not held.' : `It is ${job.state}.`
  return job.cancelWanted ? 'It is being cancelled already.' : `It is ${job.state}: it has ended.`
}

/** The fax pages as a TIFF: of a sent fax as they were handed over, of a received one as it came. Null when there are none. */
export async function pagesOfFax(deps: OutboundDeps, idText: string): Promise<Uint8Array | null> {
  if (idText.startsWith('inb_')) {
    const fax = await deps.store.inbound(idText as InboundFaxId)
    if (fax === null || fax.raw === null || fax.format !== 'tiff') return null
    return buffer(deps.spool.read(fax.raw))
  }
  const job = await findJob(deps, idText)
  const document = job?.documentId == null ? null : await deps.store.document(job.documentId)
  if (job === null || document === null) return null
  const pages = await pagesAsSent(deps, job, document, new AbortController().signal)
  return pages.bytes('tiff')
}
