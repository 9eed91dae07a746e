/**
 * The fax journal: NGCP's only news. Reads it newest first down to a floor, and finds the rows of a fax in it, which has
 * no reference: by subscriber, direction, id above the watermark, time, and the last digits of the number. Not in charge
 * of what the rows mean.
 */
import { BridgeError } from '../../fax/error.ts'
import { digitsOf, type FaxNumber } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import { type HttpResponse, parsedAs } from '../http.ts'
import { type JournalRow, journalPage } from './api.ts'
import { type NgcpCalls, serverTime } from './calls.ts'

/** NGCP's default is 10. */
const ROWS = 100
/** With 100 rows each: far more than a subscriber faxes in a week. */
const MOST_PAGES = 100
/** Clocks of the servers of one platform differ, and rows have whole seconds. */
const TIME_MARGIN_MS = 120_000
/** Longest callee that is looked at. */
const CALLEE_CHARS = 255

/** Rows at or below `id`, or older than `since`, are of no interest. */
export interface Floor {
  readonly id: number
  readonly since: EpochMs | null
}

export interface NumberMatching {
  readonly matchDigits: number
  readonly calleePattern?: string | undefined
}

export interface Reading {
  /** Newest first, each id once. */
  readonly rows: readonly JournalRow[]
  /** The instant at the platform when it answered. */
  readonly serverNow: EpochMs
}

interface Page {
  readonly rows: readonly JournalRow[]
  readonly isLast: boolean
  readonly response: HttpResponse
}

async function readPage(
  calls: NgcpCalls,
  subscriberId: number,
  page: number,
  rows: number,
  signal: AbortSignal,
): Promise<Page> {
  // Without tz the times are in the zone of the server or of the owner. no_count spares its database a count.
  const query = {
    subscriber_id: subscriberId,
    order_by: 'id',
    order_by_direction: 'desc',
    tz: 'UTC',
    no_count: 1,
    page,
    rows,
  }
  const response = await calls.ask(
    { method: 'GET', path: '/api/faxes/', query, effect: 'nothing' },
    [200],
    signal,
  )
  const { _embedded, _links } = parsedAs(response, journalPage, 'nothing')
  const isLast = _embedded.length < rows && (_links?.next === undefined || _links.next === null)
  return { rows: _embedded, isLast, response }
}

/** Every row above the floor. Throws E_PROVIDER_REPLY when there is no end to it. */
export async function readJournal(
  calls: NgcpCalls,
  subscriberId: number,
  floor: Floor,
  signal: AbortSignal,
): Promise<Reading> {
  const found = new Map<number, JournalRow>()
  let serverNow: EpochMs | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { rows, isLast, response } = await readPage(calls, subscriberId, page, ROWS, signal)
    serverNow ??= serverTime(response, calls.clock)
    const news = rows.filter(row => !found.has(row.id))
    for (const row of news) found.set(row.id, row)
    const oldest = rows.at(-1)
    const isDeepEnough = oldest !== undefined && isDescending(rows) && isBelow(oldest, floor)
    // A page without news: a server that shows the same page for ever.
    if (isLast || isDeepEnough || news.length === 0) {
      return { rows: above([...found.values()], subscriberId, floor), serverNow }
    }
  }
  throw new BridgeError('E_PROVIDER_REPLY', {
    say: `The fax journal has more than ${MOST_PAGES * ROWS} new rows: use a subscriber for faxbridge alone.`,
  })
}

/** A release that does not know the filter must not show us somebody else's faxes: so it is applied here too. */
function above(rows: readonly JournalRow[], subscriberId: number, floor: Floor): readonly JournalRow[] {
  return rows
    .filter(row => row.subscriber_id === subscriberId && !isBelow(row, floor))
    .sort((a, b) => b.id - a.id)
}

/** The highest id of the journal, 0 for an empty one. */
export async function highestId(
  calls: NgcpCalls,
  subscriberId: number,
  signal: AbortSignal,
): Promise<{ readonly id: number; readonly serverNow: EpochMs }> {
  const { rows, response } = await readPage(calls, subscriberId, 1, 1, signal)
  return { id: Math.max(0, ...rows.map(row => row.id)), serverNow: serverTime(response, calls.clock) }
}

const isDescending = (rows: readonly JournalRow[]) =>
  rows.every((row, i) => row.id < (rows[i - 1]?.id ?? Number.POSITIVE_INFINITY))

function isBelow(row: JournalRow, { id, since }: Floor): boolean {
  if (row.id <= id) return true
  const at = timeOf(row)
  return since !== null && at !== null && at < since - TIME_MARGIN_MS
}

/** The time of a row that was read with tz=UTC; null when it is not written as documented. */
export function timeOf(row: JournalRow): EpochMs | null {
  const found = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(row.time)
  const at = found === null ? Number.NaN : Date.parse(`${found[1]}T${found[2]}Z`)
  return Number.isFinite(at) ? (at as EpochMs) : null
}

export const isReceived = (row: JournalRow) => row.direction.toLowerCase() === 'in'
export const isSent = (row: JournalRow) => row.direction.toLowerCase() === 'out'

/** True when the row was written too early to be about a hand-over at `since`. */
export function isBefore(row: JournalRow, since: EpochMs): boolean {
  const at = timeOf(row)
  return at !== null && at < since - TIME_MARGIN_MS
}

/**
 * True when the journal's callee is this number, as the platform may show it: `+4315551234`, `004315551234`,
 * `015551234`, `5551234@example.com`. `matchDigits`: so many last digits must be the same, and all that both have.
 */
export function isCallee(callee: string, to: FaxNumber, options: NumberMatching): boolean {
  const shown = shownDigits(callee, options.calleePattern)
  const wanted = digitsOf(to)
  const shared = Math.min(shown.length, wanted.length)
  // A number shorter than matchDigits can only be itself.
  if (shared < Math.min(options.matchDigits, wanted.length)) return false
  return shown.slice(-shared) === wanted.slice(-shared)
}

/** True for a callee that can be no telephone number as it stands: an extension, `webfax`, nothing at all. */
export function isUnclear(callee: string, options: NumberMatching): boolean {
  return shownDigits(callee, options.calleePattern).length < options.matchDigits
}

function shownDigits(callee: string, pattern: string | undefined): string {
  const user =
    callee
      .slice(0, CALLEE_CHARS)
      .replace(/^sips?:/i, '')
      .split('@')[0] ?? ''
  const number = pattern === undefined ? user : (new RegExp(pattern).exec(user)?.[1] ?? '')
  // Prefixes for long distance and abroad are zeros; no number begins with one.
  return number.replace(/[^0-9]/g, '').replace(/^0+/, '')
}
