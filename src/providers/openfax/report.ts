/**
 * The date report (`outboundDetailsbyDate.php`): the only way to ask what became of a fax. In charge of reading it page
 * by page, and of what its rows say of our faxes; one reading serves all of them.
 */
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import { LIMITS, type ReportRow, reportRow, SCRIPTS } from './api.ts'
import { type OpenfaxDeps, postOf, rowsOf } from './call.ts'
import { headerToken, isToken } from './reference.ts'
import { isCreditHold, reportOf } from './words.ts'

/** The document does not name the time zone of its dates: a day more on both sides holds all of them. */
const DAY_MS = 86_400_000
/** Fifty thousand calls in a few days: beyond that the report counts as unread. */
const MAX_PAGES = 50
/** A fax that is still missing after this is looked for by date alone, in case its row has a lower number than we think. */
const CURSOR_TRUSTED_MS = 3_600_000

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

/** The standing of many faxes, by our reference. A fax that the report does not show has no entry. */
export async function statusOfMany(
  deps: OpenfaxDeps,
  faxes: readonly SubmittedFax[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderReport>> {
  if (faxes.length === 0) return new Map()
  const reports = await look(deps, faxes, lowestCursor(faxes), signal)
  const overdue = faxes.filter(
    fax =>
      !reports.has(fax.reference) &&
      cursorOf(fax.watermark) !== null &&
      deps.clock.now() - fax.submittedAt > CURSOR_TRUSTED_MS,
  )
  if (overdue.length === 0) return reports
  return new Map([...(await look(deps, overdue, null, signal)), ...reports])
}

async function look(
  deps: OpenfaxDeps,
  faxes: readonly SubmittedFax[],
  after: bigint | null,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, ProviderReport>> {
  const since = Math.min(...faxes.map(fax => fax.submittedAt))
  const { rows } = await readReport(deps, { since, after }, signal)
  const byId = groupedById(rows)
  const reports = new Map<string, ProviderReport>()
  const held: string[] = []
  for (const fax of faxes) {
    const own = fax.providerRef === null ? withToken(deps, rows, fax) : (byId.get(fax.providerRef) ?? [])
    const report = standingOf(own, fax.pageCount)
    if (report !== null) reports.set(fax.reference, report)
    if (report?.kind === 'progress' && own.some(row => isCreditHold(row.CurrentState)))
      held.push(fax.reference)
  }
  if (held.length > 0)
    deps.log.warn({ faxes: held }, 'Openfax holds faxes until somebody pays into the account')
  return reports
}

function lowestCursor(faxes: readonly SubmittedFax[]): bigint | null {
  const cursors = faxes.map(fax => cursorOf(fax.watermark))
  const known = cursors.filter(cursor => cursor !== null)
  return known.length < cursors.length ? null : known.reduce((a, b) => (a < b ? a : b))
}

function groupedById(rows: readonly ReportRow[]): ReadonlyMap<string, readonly ReportRow[]> {
  const groups = new Map<string, ReportRow[]>()
  for (const row of rows) {
    if (row.OutTransID === null) continue
    const group = groups.get(row.OutTransID)
    if (group === undefined) groups.set(row.OutTransID, [row])
    else group.push(row)
  }
  return groups
}

/** A fax whose id was lost: by our code in a header line, if there is one. */
function withToken(
  { settings }: OpenfaxDeps,
  rows: readonly ReportRow[],
  fax: SubmittedFax,
): readonly ReportRow[] {
  if (settings.referenceInHeader === 'none') return []
  const token = headerToken(fax.reference)
  return rows.filter(row => hasToken(row, token))
}

/** Is our code in one of the header texts? In either: which of the two fields got which name is not certain. */
export const hasToken = (row: Pick<ReportRow, 'ToHeader' | 'FromHeader'>, token: string): boolean =>
  isToken(row.ToHeader, token) || isToken(row.FromHeader, token)

/**
 * What the rows of one fax say together: a success in any of them is final, since a repetition would be a second fax;
 * else the latest row counts, whose failure is final only when CurrentState says so.
 */
export function standingOf(rows: readonly ReportRow[], pages: number): ProviderReport | null {
  const sorted = rows.toSorted((a, b) => compare(historyId(a) ?? 0n, historyId(b) ?? 0n))
  const reports = sorted.map(row =>
    reportOf(
      {
        currentState: row.CurrentState,
        lastStatus: row.LastStatus,
        renderStatus: row.RenderStatus,
        pageCount: row.PageCount,
      },
      pages,
    ),
  )
  const success = reports.find(report => report.kind === 'verdict' && report.outcome.kind === 'delivered')
  return success ?? reports.at(-1) ?? null
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
