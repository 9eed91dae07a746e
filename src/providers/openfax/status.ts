/** How faxes stand, by what the date report says of them; one reading serves all. */
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import type { ReportRow } from './api.ts'
import type { OpenfaxDeps } from './calls.ts'
import { headerToken } from './reference.ts'
import { cursorOf, hasToken, historyId, readReport } from './report.ts'
import { isCreditHold, reportOf } from './words.ts'

/** A fax that is still missing after this is looked for by date alone, in case its row has a lower number than we think. */
const CURSOR_TRUSTED_MS = 3_600_000

/** Throws BridgeError as any call. */
export async function status(
  deps: OpenfaxDeps,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  const reports = await statusOfMany(deps, [fax], signal)
  return (
    reports.get(fax.reference) ?? {
      kind: 'progress',
      text: 'The date report of Openfax does not show the fax yet.',
    }
  )
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
