/**
 * Step 3, submit: hands a ready fax to its provider. The intention is committed before the first byte leaves, the
 * answer after it came. Whatever is not certainly "not taken" counts as "may have been taken" and is never repeated
 * blindly. Which provider: the route with the longest prefix.
 */
import { pdfOfTiff } from '../documents/pdf-write.ts'
import type { FaxDocument } from '../fax/document.ts'
import { isBridgeError } from '../fax/error.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { DocumentFormat, FaxPages, FaxProvider } from '../providers/provider.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { happened, type OutboundDeps, subscriberOf } from './steps.ts'

export function makeSubmit(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const id = task.subjectId as FaxJobId
    const job = await deps.store.job(id)
    if (job === null || job.state !== 'ready' || job.held !== null) return
    if ((await happened(deps, id, { type: 'timePassed' })) !== null) return
    const account = accountFor(deps, job)
    const provider = account === null ? undefined : deps.providers.get(account)
    const document = job.documentId === null ? null : await deps.store.document(job.documentId)
    const obstacle = obstacleTo(provider, document)
    if (account === null || provider === undefined || document === null || obstacle !== null) {
      await happened(
        deps,
        id,
        obstacle ?? { type: 'unsendable', failure: 'no-route', text: 'No route leads to this number.' },
      )
      return
    }
    const watermark = (await provider.watermark?.(signal)) ?? null
    const attemptId = deps.runtime.ids.next('att')
    const started = await happened(deps, id, {
      type: 'attemptStarted',
      attemptId,
      account,
      reference: attemptId,
      watermark,
    })
    if (started === null || started.job.state !== 'submitting') return
    deps.runtime.checkpoint('submitting')
    const event = await handOver(deps, provider, started.job, document, signal)
    deps.runtime.checkpoint('answered')
    await happened(deps, id, event, provider)
    deps.runtime.checkpoint('submitted')
    if (event.type === 'notTaken' && event.hold !== null) {
      deps.runtime.log.error({ account, fax: id }, `a fax is held: ${event.hold}`)
    }
  }
}

function accountFor(deps: OutboundDeps, job: FaxJob): string | null {
  const matching = deps.config.current.routes.filter(route => job.recipient.number.startsWith(route.prefix))
  matching.sort((a, b) => b.prefix.length - a.prefix.length)
  return matching[0]?.provider ?? null
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
async function handOver(
  deps: OutboundDeps,
  provider: FaxProvider,
  job: FaxJob,
  document: FaxDocument,
  signal: AbortSignal,
): Promise<FaxEvent> {
  const subscriber = subscriberOf(deps.config.current, job.subscriberId)
  const request = {
    reference: job.attempt?.reference ?? job.id,
    to: job.recipient.number,
    from: (subscriber?.numbers[0] as FaxNumber | undefined) ?? null,
    pages: pagesOf(deps, document),
  }
  try {
    const reply = await provider.submit(request, signal)
    return reply.kind === 'taken'
      ? { type: 'taken', providerRef: reply.providerRef }
      : { type: 'refused', outcome: reply.outcome }
  } catch (error) {
    return eventForError(deps, error, job.attempt?.account ?? '')
  }
}

/** Errors after which every further fax would fail the same way until a person has acted: the fax waits for that. */
const HOLDS = {
  E_PROVIDER_CREDENTIALS: (account: string) => `provider ${account} refuses our credentials`,
  E_PROVIDER_CREDIT: (account: string) => `provider account ${account} has no credit`,
  E_PROVIDER_REQUEST: (account: string) => `provider ${account} does not understand our request`,
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

/** The pages in the form that a provider asks for. The PDF has the very same G4 bytes. */
export function pagesOf(deps: Pick<OutboundDeps, 'spool'>, document: FaxDocument): FaxPages {
  const bytes = async (format: DocumentFormat) => {
    const tiff = await deps.spool.readRange(document.tiff, 0, document.tiffBytes)
    return format === 'tiff'
      ? tiff
      : pdfOfTiff(tiff, { producer: 'faxbridge', createdAt: document.createdAt })
  }
  return { pageCount: document.pageCount, resolution: document.resolution, bytes }
}
