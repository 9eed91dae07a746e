/**
 * Received faxes: rows of the journal with direction `in`, and their recordings. NGCP knows no acknowledgement. Either a
 * fax is deleted there once it is delivered here (releases from about mr11.5 on), or the list shows the same faxes of the
 * last days again and again, and the daemon knows them by id and time.
 */
import { BridgeError } from '../../fax/error.ts'
import { type FaxNumber, parseE164 } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { DocumentFormat, InboundSource } from '../provider.ts'
import type { JournalRow } from './api.ts'
import type { NgcpCalls } from './calls.ts'
import { isCallee, isReceived, type NumberMatching, readJournal, timeOf } from './journal.ts'
import { statusWord } from './words.ts'

export interface InboundSettings extends NumberMatching {
  readonly subscriberId: number
  readonly number?: string | undefined
  readonly inboundPollSeconds: number
  readonly inboundDays: number
  readonly recordings: 'tiff' | 'pdf14'
  readonly deleteReceived: boolean
}

const DAY = 86_400_000
/** NGCP keeps at most 16 MiB of TIFF; a PDF made of it may be bigger. */
const RECORDING_BYTES = 64 * 1024 * 1024
/** No fax is older: what a row without a readable time gets. */
const NO_TIME = 0 as EpochMs

export function makeInbound(calls: NgcpCalls, settings: InboundSettings): InboundSource {
  return {
    pollMs: settings.inboundPollSeconds * 1000,
    list: signal => list(calls, settings, signal),
    fetch: (providerId, signal) => fetchRecording(calls, settings, providerId, signal),
    acknowledge: (providerId, signal) => acknowledge(calls, settings, providerId, signal),
  }
}

async function list(
  calls: NgcpCalls,
  settings: InboundSettings,
  signal: AbortSignal,
): Promise<readonly InboundListing[]> {
  const since = (calls.clock.now() - settings.inboundDays * DAY) as EpochMs
  const { rows } = await readJournal(calls, settings.subscriberId, { id: 0, since }, signal)
  return rows
    .filter(isReceived)
    .reverse()
    .map(row => listing(row, settings))
}

function listing(row: JournalRow, settings: InboundSettings): InboundListing {
  return {
    providerId: String(row.id),
    receivedAt: timeOf(row) ?? NO_TIME,
    calledNumber: calledNumber(row.callee, settings),
    callerNumber: row.caller === '' ? null : row.caller,
    stationId: null,
    pageCount: row.pages > 0 ? row.pages : null,
    // A word that we do not know says nothing against the fax.
    complete: statusWord(row.status) !== 'failed',
  }
}

/** The journal shows an extension, the local or the international form; only a whole number counts. */
function calledNumber(callee: string, settings: InboundSettings): FaxNumber | null {
  const own = settings.number === undefined ? null : parseE164(settings.number)
  if (own !== null && isCallee(callee, own, settings)) return own
  const user = callee.replace(/^sips?:/i, '').split('@')[0] ?? ''
  const international = user.replace(/[\s()./-]/g, '').replace(/^00/, '+')
  // NGCP's own form of a number: country code first, no plus.
  return parseE164(/^[1-9]/.test(international) ? `+${international}` : international) ?? own
}

function idOf(providerId: string): string {
  if (/^\d{1,15}$/.test(providerId)) return providerId
  throw new BridgeError('E_NOT_FOUND', { detail: { providerId } })
}

async function fetchRecording(
  calls: NgcpCalls,
  { recordings }: InboundSettings,
  providerId: string,
  signal: AbortSignal,
): Promise<{ readonly format: DocumentFormat; readonly bytes: Uint8Array }> {
  const response = await calls.send(
    {
      method: 'GET',
      path: `/api/faxrecordings/${idOf(providerId)}`,
      ...(recordings === 'tiff' ? {} : { query: { format: recordings } }),
      headers: { accept: '*/*' },
      effect: 'nothing',
      maxBytes: RECORDING_BYTES,
    },
    signal,
  )
  const { status, body } = response
  if (status === 500) {
    const say = `The pages of received fax ${providerId} are not stored there, or not yet.`
    throw new BridgeError('E_PROVIDER_UNREACHABLE', { say, detail: { status } })
  }
  if (status !== 200) throw calls.error(response, 'nothing')
  // Its Content-Disposition lacks a quote and its type is guessed there: the bytes themselves say what they are.
  const format = formatOf(body)
  if (format === null)
    throw new BridgeError('E_PROVIDER_REPLY', {
      say: `The recording ${providerId} is neither TIFF nor PDF.`,
      detail: { bytes: body.length },
    })
  return { format, bytes: body }
}

function formatOf(bytes: Buffer): DocumentFormat | null {
  const head = bytes.subarray(0, 4).toString('latin1')
  if (head === '%PDF') return 'pdf'
  return head === 'II*\0' || head === 'MM\0*' ? 'tiff' : null
}

/** 404: gone already. 405: a release that cannot delete; the daemon knows the fax by its id. */
const DONE = [200, 204, 404, 405]

async function acknowledge(
  calls: NgcpCalls,
  { deleteReceived }: InboundSettings,
  providerId: string,
  signal: AbortSignal,
): Promise<void> {
  if (!deleteReceived) return
  const path = `/api/faxes/${idOf(providerId)}`
  await calls.ask({ method: 'DELETE', path, effect: 'nothing' }, DONE, signal)
}
