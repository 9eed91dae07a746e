/**
 * Received faxes. FAX.PLUS has no queue: the inbox is listed over a span of days, again and again, and what was taken is
 * told by a mark of ours in the comment of the fax. Its `is_read` is set as well, but never believed: people who look
 * into the web pages set it too.
 */
import type { FaxplusSettings } from '../../config/providers/faxplus.ts'
import { BridgeError } from '../../fax/error.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { Clock, Logger } from '../../runtime.ts'
import type { HttpResponse } from '../http.ts'
import type { DocumentFormat, InboundSource } from '../provider.ts'
import { type FaxRecord, faxRecord } from './api.ts'
import { type Client, isSuccess } from './calls.ts'
import { listRecords } from './find.ts'
import { readNumber, readTime } from './time.ts'
import { receivedMeaning } from './words.ts'

/** Stands in the comment of every received fax that is safe here. */
export const TAKEN_MARK = 'faxbridge:taken'
/** A fax without a time is delivered with this one rather than not at all: 1 January 1970. */
const NO_TIME = 0 as EpochMs
const DAY_MS = 86_400_000
/** A long fax in fine resolution. */
const DOCUMENT_BYTES = 200 * 1024 * 1024

export interface InboundDeps {
  readonly settings: FaxplusSettings
  readonly client: Client
  readonly clock: Clock
  readonly log: Logger
}

export function makeInbound(deps: InboundDeps): InboundSource {
  return {
    pollMs: deps.settings.receive.pollSeconds * 1000,
    list: signal => list(deps, signal),
    fetch: (providerId, signal) => fetchDocument(deps, providerId, signal),
    acknowledge: (providerId, signal) => acknowledge(deps, providerId, signal),
  }
}

async function list(
  { settings, client, clock, log }: InboundDeps,
  signal: AbortSignal,
): Promise<InboundListing[]> {
  const { receive } = settings
  const first = receive.since === undefined ? 0 : Date.parse(`${receive.since}T00:00:00Z`)
  const since = Math.max(first, clock.now() - receive.days * DAY_MS)
  const listings: InboundListing[] = []
  for (const category of receive.spam ? (['inbox', 'spam'] as const) : (['inbox'] as const)) {
    const { records, complete } = await listRecords(client, category, since, signal)
    if (!complete)
      log.warn({ category, read: records.length }, 'FAX.PLUS has received faxes that could not be listed')
    listings.push(...records.map(listingOf).filter(own => own !== null))
  }
  const isRecent = ({ receivedAt }: InboundListing) => receivedAt === NO_TIME || receivedAt >= since
  const fresh = new Map(listings.filter(isRecent).map(own => [own.providerId, own]))
  return [...fresh.values()].sort((a, b) => a.receivedAt - b.receivedAt)
}

/** Null: not a received fax, or taken already. */
function listingOf(record: FaxRecord): InboundListing | null {
  const meaning = receivedMeaning(record.status ?? null, record.pages ?? null)
  const receivedAt = receptionOf(record)
  if (record.direction?.trim().toLowerCase() === 'outgoing') return null
  if (isMarked(record)) return null
  const caller = record.from ?? record.from_number ?? null
  return {
    providerId: record.id,
    receivedAt,
    calledNumber: readNumber(record.to ?? record.to_number),
    callerNumber: readNumber(caller) ?? caller,
    stationId: null,
    pageCount: record.pages ?? null,
    complete: meaning === 'whole',
    ...(meaning === 'nothing' ? { empty: true } : {}),
  }
}

/** Never the time of the last change: it moves when we acknowledge, and the fax would be another one. */
const receptionOf = (record: FaxRecord): EpochMs =>
  readTime(record.start_time) ?? readTime(record.submit_time) ?? NO_TIME

const isMarked = ({ comment }: FaxRecord) =>
  comment.text.includes(TAKEN_MARK) || comment.tags.includes(TAKEN_MARK)

/** The file is found by the id of the fax; where that is refused, by the file that its record names. */
async function fetchDocument(
  { settings, client }: InboundDeps,
  providerId: string,
  signal: AbortSignal,
): Promise<{ format: DocumentFormat; bytes: Uint8Array }> {
  const get = (file: string) =>
    client.call(
      {
        method: 'GET',
        path: client.own('files', file),
        query: { format: settings.receive.format },
        headers: { accept: 'application/pdf, image/tiff, application/json' },
        maxBytes: DOCUMENT_BYTES,
        effect: 'nothing',
      },
      signal,
    )
  let response = await get(providerId)
  if (response.status === 404) {
    const record = await client.read(client.own('faxes', providerId), faxRecord, signal)
    if (record?.file != null && record.file !== '') response = await get(record.file)
  }
  if (!isSuccess(response)) throw client.errorOf(response, 'nothing')
  return { format: formatOf(response), bytes: response.body }
}

/** By the bytes themselves: the type in the header is not always the one asked for. TIFF 6.0 §2, PDF 1.7 §7.5.2. */
function formatOf({ body, headers }: HttpResponse): DocumentFormat {
  const head = body.subarray(0, 1024).toString('latin1')
  if (head.startsWith('II*\0') || head.startsWith('MM\0*')) return 'tiff'
  if (head.includes('%PDF-')) return 'pdf'
  const type = (headers['content-type'] ?? 'no type').slice(0, 80)
  throw new BridgeError('E_PROVIDER_REPLY', { say: `The received fax is neither PDF nor TIFF (${type}).` })
}

/** The comment is written back whole with our mark behind it: the call replaces it, and people write there. */
async function acknowledge(
  { settings, client }: InboundDeps,
  providerId: string,
  signal: AbortSignal,
): Promise<void> {
  const path = client.own('faxes', providerId)
  const record = await client.read(path, faxRecord, signal)
  // Somebody has deleted it there: nothing is left to tell.
  if (record === null) return
  if (!isMarked(record) || record.is_read !== true) {
    const { text } = record.comment
    const comment = isMarked(record) ? text : `${text} ${TAKEN_MARK}`.trim()
    await done(
      client,
      { method: 'PUT', path, body: { json: { comment, is_read: true } }, effect: 'nothing' },
      signal,
    )
  }
  if (settings.receive.deleteAfter) await done(client, { method: 'DELETE', path, effect: 'nothing' }, signal)
}

async function done(
  client: Client,
  request: Parameters<Client['call']>[0],
  signal: AbortSignal,
): Promise<void> {
  const response = await client.call(request, signal)
  if (!isSuccess(response) && response.status !== 404) throw client.errorOf(response, 'nothing')
}
