/** Where in the journal the rows of a fax are, and which of them are its own: NGCP gives no reference. */
import type { EpochMs } from '../../fax/id.ts'
import type { SubmittedFax } from '../provider.ts'
import type { JournalRow } from './api.ts'
import { type Floor, isBefore, isCallee, isSent, isUnclear, type NumberMatching } from './journal.ts'

export interface TrackingSettings extends NumberMatching {
  readonly subscriberId: number
  readonly attemptsMinutes: number
  readonly journalMinutes: number
  readonly absentMeansNotTaken: boolean
}

export const MINUTE = 60_000

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
export function placeOf(fax: SubmittedFax, skewMs: number): Place {
  const known = fax.providerRef === null ? null : parsePlace(fax.providerRef)
  return known ?? { watermark: watermarkOf(fax), since: (fax.submittedAt + skewMs) as EpochMs }
}

const watermarkOf = ({ watermark }: SubmittedFax): number =>
  watermark !== null && /^\d{1,15}$/.test(watermark) ? Number(watermark) : 0

/** Without a watermark the time alone keeps the reading short; a day covers every difference of clocks and zones. */
export function floorFor(faxes: readonly SubmittedFax[]): Floor {
  const places = faxes.map(fax => placeOf(fax, 0))
  const id = Math.min(...places.map(({ watermark }) => watermark))
  const since = Math.min(...places.map(place => place.since)) - 24 * 60 * MINUTE
  return { id, since: id === 0 ? (since as EpochMs) : null }
}

export interface Matches {
  /** Rows of the fax, newest first. */
  readonly mine: readonly JournalRow[]
  /** To the same number and new, but written before the hand-over. */
  readonly early: readonly JournalRow[]
  /** Sent since, to what cannot be read as a number. */
  readonly unclear: readonly JournalRow[]
}

/** The rows of a fax among those of the journal. */
export function matchesOf(
  rows: readonly JournalRow[],
  fax: SubmittedFax,
  place: Place,
  settings: TrackingSettings,
) {
  const matches: { [K in keyof Matches]: JournalRow[] } = { mine: [], early: [], unclear: [] }
  for (const row of rows) {
    if (row.id <= place.watermark || !isSent(row)) continue
    if (isCallee(row.callee, fax.to, settings))
      matches[isBefore(row, place.since) ? 'early' : 'mine'].push(row)
    else if (isUnclear(row.callee, settings) && !isBefore(row, place.since)) matches.unclear.push(row)
  }
  return matches
}
