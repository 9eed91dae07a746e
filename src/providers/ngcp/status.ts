/**
 * What became of a fax, read from the journal. A row is written when an attempt is over; a fax that is queued or on the
 * line has none. Also answers, after a lost answer, whether the platform has the fax: a row proves that it has, and
 * nothing proves that it has not.
 */
import type { EpochMs } from '../../fax/id.ts'
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import type { JournalRow } from './api.ts'
import type { NgcpCalls } from './calls.ts'
import { readJournal, timeOf } from './journal.ts'
import { floorFor, type Matches, MINUTE, matchesOf, placeOf, type TrackingSettings } from './place.ts'
import { attemptOf, failureOf, statusWord } from './words.ts'

/** The standing of one fax. */
export async function status(
  calls: NgcpCalls,
  settings: TrackingSettings,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  const reports = await statusOfMany(calls, settings, [fax], signal)
  return reports.get(fax.reference) ?? { kind: 'unknown', raw: '' }
}

/** The standing of many faxes by one reading of the journal; by our reference. */
export async function statusOfMany(
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
