/** After a lost answer: a row of the journal proves that the platform has the fax; nothing proves that it has not. */
import type { FindReply, SubmittedFax } from '../provider.ts'
import type { JournalRow } from './api.ts'
import type { NgcpCalls } from './calls.ts'
import { readJournal } from './journal.ts'
import {
  floorFor,
  MINUTE,
  matchesOf,
  type Place,
  placeOf,
  placeText,
  type TrackingSettings,
} from './place.ts'

/** Rows named in a sentence for a person. */
const SHOWN_ROWS = 3

/** After a lost answer. Says `notFound` only where the operator has said that the journal's silence is proof. */
export async function find(
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
