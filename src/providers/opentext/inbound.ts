/**
 * Received faxes at OpenText: a queue that can only be taken from. `next` gives one document with its body and hides it
 * for hold_sec; a document that is not deleted comes back after that. So `list` takes a few documents and keeps their
 * bodies until `fetch` asks for them. Nothing is lost when they are dropped: it only takes until the lock ends. Only
 * `acknowledge` deletes. A daemon that starts anew needs nothing of what was kept.
 */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { type HttpResponse, parsedAs } from '../http.ts'
import type { InboundSource } from '../provider.ts'
import { InboundAnswer } from './api.ts'
import type { Connection } from './calls.ts'
import { type DocumentBody, type Held, makeHeld } from './held.ts'
import { fromVendor, type NumberFormat } from './numbers.ts'

export interface InboundDeps {
  readonly settings: OpentextSettings
  readonly connection: Connection
  readonly clock: Clock
  readonly log: Logger
}

interface Queue extends InboundDeps {
  readonly held: Held
}

/** Documents, and bytes of them, that one listing takes: the rest stays in the queue for the next one. */
const BATCH = 16
const BATCH_BYTES = 32 * 1024 * 1024
/** Answers in one listing, with those that are of no use. */
const LOOKS = 50
/** A document in base64 and what is around it. A longer one stays at OpenText, and the log says so. */
const ANSWER_BYTES = 96 * 1024 * 1024
/** Their clock and ours are not the same: a look just at the end of a lock would come too early. */
const LOCK_MARGIN_MS = 5_000
/** The only class that OpenText's documents name. */
const FAX_CLASS = 'inbound fax'

export function makeInbound(deps: InboundDeps): InboundSource {
  const queue: Queue = { ...deps, held: makeHeld(deps.clock) }
  const { held } = queue
  return {
    pollMs: deps.settings.receive.pollSeconds * 1000,
    async list(signal) {
      try {
        await gather(queue, null, signal)
      } catch (error) {
        // What was taken before the trouble is hidden from everybody else: it must be told now.
        if (held.waiting().length === 0) throw error
        deps.log.warn({ error }, 'not all received faxes at OpenText could be listed')
      }
      return held.waiting().toSorted((a, b) => a.receivedAt - b.receivedAt)
    },
    fetch: (docId, signal) => fetchBody(queue, docId, signal),
    async acknowledge(docId, signal) {
      await remove(queue, docId, signal)
      held.forget(docId)
    },
  }
}

async function fetchBody(queue: Queue, docId: string, signal: AbortSignal): Promise<DocumentBody> {
  const { held, clock, settings } = queue
  const kept = held.take(docId)
  if (kept !== null) return kept
  if (held.lockedUntil(docId) === null) {
    await gather(queue, docId, signal)
    const found = held.take(docId)
    if (found !== null) return found
  }
  const until = held.lockedUntil(docId) ?? clock.now() + settings.receive.holdSeconds * 1000
  throw new BridgeError('E_PROVIDER_BUSY', {
    say: 'OpenText hides the received document until its lock ends, unless another program has taken it.',
    retryAt: until + LOCK_MARGIN_MS,
  })
}

/** Takes documents off the queue into `held`, until `wanted` is among them, the queue is empty or enough were taken. */
async function gather(queue: Queue, wanted: string | null, signal: AbortSignal): Promise<void> {
  const { held, clock, settings, log } = queue
  const taken = new Set<string>()
  let bytes = 0
  let trouble: unknown = null
  for (let look = 0; look < LOOKS && taken.size < BATCH && bytes < BATCH_BYTES; look++) {
    const since = clock.now()
    const answer = await next(queue, signal).catch((error: unknown) => {
      // It is hidden now, whatever it is, and the next one may be sound.
      if (!isBridgeError(error) || error.code !== 'E_PROVIDER_REPLY' || signal.aborted) throw error
      log.error({ error }, 'OpenText gave a received document that cannot be read; it stays there')
      trouble = error
      return 'unreadable' as const
    })
    if (answer === null) break
    if (answer === 'unreadable') continue
    if (taken.has(answer.doc_id)) {
      log.error({ docId: answer.doc_id }, 'OpenText gives the same received document again: no lock')
      break
    }
    taken.add(answer.doc_id)
    const body = bodyOf(answer, queue)
    if (body === null) continue
    bytes += body.bytes.length
    const lockedUntil = (since + settings.receive.holdSeconds * 1000) as EpochMs
    held.keep(listingOf(answer, settings.numberFormat), body, lockedUntil)
    if (answer.doc_id === wanted) return
  }
  if (trouble !== null && taken.size === 0) throw trouble
}

/** The next document, or null when the queue is empty. Never safe to forget: the document is hidden from now on. */
async function next({ connection, settings }: Queue, signal: AbortSignal): Promise<InboundAnswer | null> {
  const { holdSeconds, group, wholeCustomer, domain } = settings.receive
  const query = {
    hold_sec: holdSeconds,
    group_no: group,
    customer: wholeCustomer ? 'true' : undefined,
    domain,
  }
  const response = await connection.request(
    { method: 'GET', path: '/inbound/documents/next', query, effect: 'nothing', maxBytes: ANSWER_BYTES },
    signal,
  )
  if (response.status === 204 || (isSuccess(response) && response.body.length === 0)) return null
  if (!isSuccess(response)) throw connection.failure(response, 'nothing')
  return parsedAs(response, InboundAnswer, 'nothing')
}

/** Gives null for a document that is not a fax we can read; the log says which. It stays at OpenText. */
function bodyOf(answer: InboundAnswer, { log }: Queue): DocumentBody | null {
  const { doc_id: docId, document_class: documentClass, document } = answer
  if (documentClass !== null && documentClass.trim().toLowerCase() !== FAX_CLASS) {
    log.warn({ docId, documentClass }, 'OpenText has a document that is not a fax; it stays there')
    return null
  }
  const bytes = Buffer.from(document?.data ?? '', 'base64')
  const format = formatOf(bytes, document?.type ?? '')
  if (bytes.length > 0 && format !== null) return { format, bytes }
  log.error(
    { docId, type: document?.type, bytes: bytes.length },
    'OpenText has a received fax that is neither PDF nor TIFF; it stays there',
  )
  return null
}

/** The bytes say more than the vendor's word for them, of which only `PDF` is documented. */
function formatOf(bytes: Buffer, type: string): DocumentBody['format'] | null {
  const begin = bytes.toString('latin1', 0, 1024)
  if (begin.includes('%PDF-')) return 'pdf'
  if (/^(?:II\*\0|MM\0\*)/.test(begin)) return 'tiff'
  if (/^pdf$/i.test(type.trim())) return 'pdf'
  return /^tiff?$/i.test(type.trim()) ? 'tiff' : null
}

function listingOf(answer: InboundAnswer, format: NumberFormat): InboundListing {
  const info = answer.transaction_info
  const received = Date.parse(info?.call_date ?? '')
  const caller = info?.ani?.trim() ?? ''
  return {
    providerId: answer.doc_id,
    // Part of what tells one fax from another, so it must be the same at every listing: never the time of the listing.
    receivedAt: (Number.isFinite(received) ? received : 0) as EpochMs,
    calledNumber: fromVendor(info?.dnis ?? '', format),
    callerNumber: fromVendor(caller, format) ?? (caller === '' ? null : caller),
    stationId: info?.tsid?.trim() || null,
    pageCount: info?.page_count ?? null,
    complete: true,
  }
}

/** Deletes a document. One that is not there any more is as good. */
async function remove(queue: Queue, docId: string, signal: AbortSignal): Promise<void> {
  const { connection } = queue
  const path = `/inbound/documents/${encodeURIComponent(docId)}`
  const response = await connection.request({ method: 'DELETE', path, effect: 'nothing' }, signal)
  const gone = response.status === 404 || response.status === 410
  // Not documented, but possible: it deletes only what is locked. The next listing locks it again.
  if (response.status === 409 || response.status === 423) {
    const detail = { status: response.status, answer: connection.shown(response) }
    throw new BridgeError('E_PROVIDER_BUSY', { say: 'OpenText does not delete the document now.', detail })
  }
  if (!isSuccess(response) && !gone) throw connection.failure(response, 'nothing')
}

const isSuccess = ({ status }: HttpResponse) => status >= 200 && status <= 299
