/**
 * What became of a fax, read from the journal. A row is written when an attempt is over; a fax that is queued or on the
 * line has none. Also answers, after a lost answer, whether the platform has the fax: a row proves that it has, and
 * nothing proves that it has not.
 */
import type { EpochMs } from '../../fax/id.ts'
import type { FindReply, ProviderReport, SubmittedFax } from '../provider.ts'
import type { JournalRow } from './api.ts'
import type { NgcpCalls } from './calls.ts'
import {
  type Floor,
  isBefore,
  isCallee,
  isSent,
  isUnclear,
  type NumberMatching,
  readJournal,
  timeOf,
} from './journal.ts'
import { attemptOf, failureOf, statusWord } from './words.ts'

export interface TrackingSettings extends NumberMatching {
  readonly subscriberId: number
  readonly attemptsMinutes: number
  readonly journalMinutes: number
  readonly absentMeansNotTaken: boolean
}

const MINUTE = 60_000
/** Rows named in a sentence for a person. */
const SHOWN_ROWS = 3

/** Where in the journal a fax may be: all that a reference can say, as NGCP gives none. */
export interface Place {
  readonly watermark: number
  /** By the platform's clock. */
  readonly since: EpochMs
}

/** `journal>41@2026-11-21T06:00:00Z` */
export function placeText({ watermark, since }: Place): string {
  return `journal>${watermark}@${new Date(since).toISOString().replace(/\.\d+Z$/, 'Z')}`
}

/** Null for what placeText never gives. */
export function parsePlace(text: string): Place | null {
  const found = /^journal>(\d{1,15})@(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(text)
  const since = Date.parse(found?.[2] ?? '')
  return found === null || Number.isNaN(since)
    ? null
    : { watermark: Number(found[1]), since: since as EpochMs }
}

/** `skewMs`: how far the platform's clock is ahead of ours. */
function placeOf(fax: SubmittedFax, skewMs: number): Place {
  const known = fax.providerRef === null ? null : parsePlace(fax.providerRef)
  return known ?? { watermark: watermarkOf(fax), since: (fax.submittedAt + skewMs) as EpochMs }
}

const watermarkOf = ({ watermark }: SubmittedFax): number =>
  watermark !== null && /^\d{1,15}$/.test(watermark) ? Number(watermark) : 0

/** Without a watermark the time alone keeps the reading short; a day covers every difference of clocks and zones. */
function floorFor(faxes: readonly SubmittedFax[]): Floor {
  const places = faxes.map(fax => placeOf(fax, 0))
  const id = Math.min(...places.map(({ watermark }) => watermark))
  const since = Math.min(...places.map(place => place.since)) - 24 * 60 * MINUTE
  return { id, since: id === 0 ? (since as EpochMs) : null }
}

interface Matches {
  /** Rows of the fax, newest first. */
  readonly mine: readonly JournalRow[]
  /** To the same number and new, but written before the hand-over. */
  readonly early: readonly JournalRow[]
  /** Sent since, to what cannot be read as a number. */
  readonly unclear: readonly JournalRow[]
}

function matchesOf(rows: readonly JournalRow[], fax: SubmittedFax, place: Place, settings: TrackingSettings) {
  const matches: { [K in keyof Matches]: JournalRow[] } = { mine: [], early: [], unclear: [] }
  for (const row of rows) {
    if (row.id <= place.watermark || !isSent(row)) continue
    if (isCallee(row.callee, fax.to, settings))
      matches[isBefore(row, place.since) ? 'early' : 'mine'].push(row)
    else if (isUnclear(row.callee, settings) && !isBefore(row, place.since)) matches.unclear.push(row)
  }
  return matches
}

/** The standing of many faxes by one reading of the journal; by our reference. */
export async function readReports(
  calls: NgcpCalls,
  settings: TrackingSettings,
  faxes: readonly SubmittedFax[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderReport>> {
  if (faxes.length === 0) return new Map()
  const { rows, serverNow } = await readJournal(calls, settings.subscriberId, floorFor(faxes), signal)
  const skewMs = serverNow - calls.clock.now()
  return new Map(
    faxes.map(fax => {
      const matches = matchesOf(rows, fax, placeOf(fax, skewMs), settings)
      return [fax.reference, reportOn(fax, matches, serverNow, settings)]
    }),
  )
}

function reportOn(
  fax: SubmittedFax,
  { mine, early }: Matches,
  serverNow: EpochMs,
  { attemptsMinutes }: TrackingSettings,
): ProviderReport {
  const delivered = mine.findLast(row => statusWord(row.status) === 'delivered')
  if (delivered !== undefined) {
    const outcome = {
      kind: 'delivered',
      // Old releases, and rows without a count, say 0; a success has all pages.
      pagesSent: delivered.pages > 0 ? delivered.pages : fax.pageCount,
      remoteStationId: null,
      callSeconds: delivered.duration > 0 ? delivered.duration : null,
    } as const
    return { kind: 'verdict', outcome }
  }
  const [latest] = mine
  if (latest === undefined) return { kind: 'progress', text: waitingText(early) }
  const rested = serverNow - (timeOf(latest) ?? fax.submittedAt) >= attemptsMinutes * MINUTE
  const attempt = attemptOf(latest.reason)
  if (statusWord(latest.status) === 'failed') {
    if (attempt === null || attempt.n >= attempt.of || rested) return failed(latest)
    const text = `Attempt ${attempt.n} of ${attempt.of} failed (${failureOf(latest.reason)}); NGCP dials again.`
    return { kind: 'progress', text }
  }
  return rested ? failed(latest) : { kind: 'unknown', raw: `${latest.status}: ${latest.reason}` }
}

function waitingText([early]: readonly JournalRow[]): string {
  if (early === undefined) return 'Handed over; NGCP shows a fax only when an attempt is over.'
  return `Journal row ${early.id} has this number but a time before the hand-over (${early.time}): are the clocks right?`
}

function failed({ reason, pages, status }: JournalRow): ProviderReport {
  const outcome = {
    kind: 'failed',
    failure: failureOf(reason),
    pagesSent: pages,
    remoteStationId: null,
    providerCode: status,
    providerText: reason,
  } as const
  return { kind: 'verdict', outcome }
}

/** After a lost answer. Says `notFound` only where the operator has said that the journal's silence is proof. */
export async function findFax(
  calls: NgcpCalls,
  settings: TrackingSettings,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<FindReply> {
  const { rows, serverNow } = await readJournal(calls, settings.subscriberId, floorFor([fax]), signal)
  const place = placeOf(fax, serverNow - calls.clock.now())
  const { mine, early, unclear } = matchesOf(rows, fax, place, settings)
  if (mine.length > 0) return { kind: 'found', providerRef: placeText(place) }
  const doubtful = [...early, ...unclear]
  const { journalMinutes, absentMeansNotTaken } = settings
  const isLate = calls.clock.now() - fax.submittedAt >= journalMinutes * MINUTE
  if (absentMeansNotTaken && isLate && doubtful.length === 0) return { kind: 'notFound' }
  return { kind: 'cannotTell', text: doubtText(place, doubtful) }
}

function doubtText({ watermark }: Place, doubtful: readonly JournalRow[]): string {
  const none = `Whether NGCP took the fax is not known: its journal has no row above ${watermark} to this number. `
  const rows = doubtful.slice(0, SHOWN_ROWS).map(rowText).join('; ')
  const seen =
    doubtful.length === 0 ? 'That proves nothing: a row is written when a call is over. ' : `Is it ${rows}? `
  return `${none}${seen}Look into the panel, under the faxes of the subscriber.`
}

const rowText = ({ id, time, callee, status }: JournalRow) =>
  `row ${id}, ${time} UTC, to "${callee}", ${status}`
