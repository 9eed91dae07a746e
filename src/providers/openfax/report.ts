import { LIMITS, type ReportRow, reportRow, SCRIPTS } from './api.ts'
import { type OpenfaxDeps, postOf, rowsOf } from './calls.ts'
import { isToken } from './reference.ts'

/** The document does not name the time zone of its dates: a day more on both sides holds all of them. */
const DAY_MS = 86_400_000
/** Fifty thousand calls in a few days: beyond that the report counts as unread. */
const MAX_PAGES = 50
export interface ReportRange {
  /** The oldest fax that is asked about (epoch ms). */
  readonly since: number
  /** Rows with higher history ids only; null: all of these days. */
  readonly after: bigint | null
  readonly maxPages?: number
}

export interface ReportScan {
  readonly rows: readonly ReportRow[]
  /** False when rows may be missing: then nothing follows from what is not there. */
  readonly complete: boolean
}

/** Reads the report. Throws BridgeError as any call. */
export async function readReport(
  deps: OpenfaxDeps,
  range: ReportRange,
  signal: AbortSignal,
): Promise<ReportScan> {
  const rows: ReportRow[] = []
  let cursor = range.after ?? 0n
  for (let page = 0; page < (range.maxPages ?? MAX_PAGES); page++) {
    const part = await reportPage(deps, range.since, cursor, signal)
    const ids = part.rows.map(historyId).filter(id => id !== null)
    rows.push(...part.rows.filter(row => isAfter(row, cursor)))
    if (part.blank) return { rows, complete: false }
    if (part.rows.length < LIMITS.reportRows) return { rows, complete: true }
    const highest = ids.reduce((a, b) => (a > b ? a : b), 0n)
    const descending = (ids[0] ?? 0n) > (ids.at(-1) ?? 0n)
    // Where the newest come first, or the cursor is ignored, what is beyond a full page cannot be reached.
    if (highest <= cursor || descending) return { rows, complete: part.rows.length > LIMITS.reportRows }
    cursor = highest
  }
  return { rows, complete: false }
}

const isAfter = (row: ReportRow, cursor: bigint): boolean => {
  const id = historyId(row)
  return id === null || id > cursor
}

function reportPage(deps: OpenfaxDeps, since: number, cursor: bigint, signal: AbortSignal) {
  const fields = {
    FromDate: dayOf(since - DAY_MS),
    ToDate: dayOf(deps.clock.now() + DAY_MS),
    // 1: every call, also of faxes that are under way.
    DetailType: '1',
    ...(cursor > 0n ? { LastHistoryID: String(cursor) } : {}),
    Limit: String(LIMITS.reportRows),
  }
  return rowsOf(deps, postOf(deps, SCRIPTS.report, fields, 'nothing'), reportRow, signal)
}

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** The number of a row: later rows have higher ones. Null: the column is missing. */
export function historyId(row: Pick<ReportRow, 'HistoryOutboundFaxID'>): bigint | null {
  const text = row.HistoryOutboundFaxID
  return text !== null && /^\d{1,40}$/.test(text) ? BigInt(text) : null
}

/** A watermark as `watermark` gave it; null: it says nothing. */
export function cursorOf(watermark: string | null): bigint | null {
  if (watermark === null || !/^\d{1,40}$/.test(watermark)) return null
  const cursor = BigInt(watermark)
  return cursor > 0n ? cursor : null
}

/** Is our code in one of the header texts? In either: which of the two fields got which name is not certain. */
export const hasToken = (row: Pick<ReportRow, 'ToHeader' | 'FromHeader'>, token: string): boolean =>
  isToken(row.ToHeader, token) || isToken(row.FromHeader, token)
