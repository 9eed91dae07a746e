/**
 * Received faxes: the RX records of the UCX. A listing reads all pages before anything is deleted, as offsets shift with
 * every deletion. Which number was called is not in the records: it is derived, and left open where it is not certain,
 * because a received fax that goes to the wrong department is worse than one that a person must place.
 */
import { BridgeError } from '../../fax/error.ts'
import { type FaxNumber, parseE164 } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { InboundSource } from '../provider.ts'
import type { FaxRow, JobRow } from './api.ts'
import type { UcxClient } from './calls.ts'
import { countOf, jobIdOf, timeOf } from './fields.ts'
import { faxList, fileDownload, type Job, recordCount, recordDelete } from './methods.ts'
import { allRecords } from './records.ts'

export interface CalledBy {
  /** Virtual fax → the number at which it is called. */
  readonly faxes: readonly { readonly id: string; readonly number: string }[]
  readonly calledNumberFrom: 'auto' | 'modem' | 'station'
}

export interface InboundOptions extends CalledBy {
  readonly client: UcxClient
  readonly pollMs: number
  readonly deleteReceived: boolean
}

export function makeInbound(options: InboundOptions): InboundSource {
  const { client, pollMs, deleteReceived } = options
  return {
    pollMs,
    async list(signal) {
      if ((await recordCount(client, 'RX', signal)) === 0) return []
      const known = await faxList(client, signal)
      const { jobs } = await allRecords(client, 'RX', signal)
      const listings = jobs.map(job => listing(job, known, options))
      return listings.sort((a, b) => a.receivedAt - b.receivedAt)
    },
    async fetch(providerId, signal) {
      const file = await fileDownload(client, idOf(providerId), signal)
      if (file !== null) return file
      throw new BridgeError('E_NOT_FOUND', {
        say: `The UCX has no file for ${idOf(providerId)}: somebody deleted it there, or the call brought no page.`,
      })
    },
    async acknowledge(providerId, signal) {
      // False: it is gone already, by an earlier try whose answer was lost, or by somebody at the UCX.
      if (deleteReceived) await recordDelete(client, idOf(providerId), signal)
    },
  }
}

function idOf(providerId: string): string {
  const id = jobIdOf(providerId, 'RX')
  if (id === null) throw new BridgeError('E_NOT_FOUND', { say: 'This is no id of a received fax of a UCX.' })
  return id
}

const isDone = (row: JobRow): boolean => row.state.toLowerCase() === 'done'

/** A call that broke off before its first page has no file. */
function hasPages(row: JobRow): boolean {
  const counts = [countOf(row.sent_pages), countOf(row.total_pages)]
  return isDone(row) || counts.some(count => count === null || count > 0)
}

function listing({ id, row }: Job, known: readonly FaxRow[], options: CalledBy): InboundListing {
  const [total, sent] = [countOf(row.total_pages) ?? 0, countOf(row.sent_pages) ?? 0]
  const isOurName = known.some(({ name }) => sameName(name, row.station_id))
  return {
    providerId: id,
    // It is part of what makes a fax the same fax at every listing: a time of ours would make it a new one each time.
    receivedAt: timeOf(row.time) ?? (0 as EpochMs),
    calledNumber: calledNumber(row, known, options),
    callerNumber: row.phone_number || row.cid_name || null,
    // In the vendor's samples it is the name of the virtual fax; the other side's only when it is none of these.
    stationId: row.station_id === '' || isOurName ? null : row.station_id,
    pageCount: total > 0 ? total : sent > 0 ? sent : null,
    complete: isDone(row),
    line: virtualFax(row, known, options),
    ...(hasPages(row) ? {} : { empty: true }),
  }
}

/**
 * The number of the virtual fax that took the call. The modem is `ttyIAX` and the id in the vendor's samples; the
 * station is its name. Neither is promised, and in one sample they disagree: then nobody knows.
 */
export function calledNumber(row: JobRow, known: readonly FaxRow[], called: CalledBy): FaxNumber | null {
  const id = virtualFax(row, known, called)
  const number = called.faxes.find(fax => fax.id === id)?.number
  return number === undefined ? null : parseE164(number)
}

function virtualFax(
  row: JobRow,
  known: readonly FaxRow[],
  { calledNumberFrom }: Pick<CalledBy, 'calledNumberFrom'>,
): string | null {
  const byModem = /^ttyIAX0*([0-9]+)$/i.exec(row.modem)?.[1] ?? null
  const named = known.filter(({ name }) => sameName(name, row.station_id))
  const byStation = named.length === 1 ? (named[0]?.id ?? null) : null
  return {
    modem: byModem,
    station: byStation,
    auto: byModem !== null && byStation !== null && byModem !== byStation ? null : (byModem ?? byStation),
  }[calledNumberFrom]
}

function sameName(a: string, b: string): boolean {
  return a.trim() !== '' && a.trim().toLowerCase() === b.trim().toLowerCase()
}
