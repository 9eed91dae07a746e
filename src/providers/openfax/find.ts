/**
 * After a lost answer: is the fax in the date report? Only with our code in a header line, since Openfax gives nothing
 * else back. "Not found" leads to a second hand-over, so whatever is not certain is left to a person.
 */
import { digitsOf } from '../../fax/fax-number.ts'
import type { FindReply, SubmittedFax } from '../provider.ts'
import type { ReportRow } from './api.ts'
import type { OpenfaxDeps } from './calls.ts'
import { headerToken } from './reference.ts'
import { cursorOf, hasToken, historyId, type ReportScan, readReport } from './report.ts'

/** Looks first behind the watermark, then, before it says "not found", through all of the days. */
export async function find(deps: OpenfaxDeps, fax: SubmittedFax, signal: AbortSignal): Promise<FindReply> {
  const after = cursorOf(fax.watermark)
  if (after !== null) {
    const reply = judge(deps, fax, await readReport(deps, { since: fax.submittedAt, after }, signal))
    if (reply.kind === 'found') return reply
  }
  return judge(deps, fax, await readReport(deps, { since: fax.submittedAt, after: null }, signal))
}

function judge(deps: OpenfaxDeps, fax: SubmittedFax, scan: ReportScan): FindReply {
  const token = headerToken(fax.reference)
  const ours = scan.rows.filter(row => hasToken(row, token))
  if (ours.length > 0) return adopted(ours, fax, token)
  if (!scan.complete)
    return { kind: 'cannotTell', text: 'The date report of Openfax could not be read to its end.' }
  const nameless = scan.rows.filter(row => isNameless(deps, row, fax))
  if (nameless.length > 0) {
    const ids = idsOf(nameless).join(', ')
    const text = `Openfax shows a fax to this number without our header text (OutTransID ${ids || 'unknown'}); it may be this one.`
    return { kind: 'cannotTell', text }
  }
  return { kind: 'notFound' }
}

function adopted(rows: readonly ReportRow[], fax: SubmittedFax, token: string): FindReply {
  const ids = idsOf(rows)
  const [id, ...more] = ids
  if (id === undefined)
    return {
      kind: 'cannotTell',
      text: `Openfax shows a fax with our header text ${token}, but without OutTransID.`,
    }
  if (more.length > 0) {
    const text = `Openfax shows ${ids.length} faxes with our header text ${token}: OutTransID ${ids.join(', ')}.`
    return { kind: 'cannotTell', text }
  }
  if (rows.some(row => !isTo(row, fax))) {
    const text = `Openfax shows a fax with our header text ${token} (OutTransID ${id}), but to another number.`
    return { kind: 'cannotTell', text }
  }
  return { kind: 'found', providerRef: id }
}

const idsOf = (rows: readonly ReportRow[]): string[] => [
  ...new Set(rows.map(row => row.OutTransID).filter(id => id !== null)),
]

/** A missing number contradicts nothing. */
function isTo({ FaxNumber }: ReportRow, fax: SubmittedFax): boolean {
  const digits = FaxNumber?.replace(/\D/g, '') ?? ''
  const ours = digitsOf(fax.to)
  return digits === '' || digits === ours || (ours.startsWith('1') && digits === ours.slice(1))
}

/** A later fax to the same number that has lost its header text, or never had one. */
function isNameless({ settings }: OpenfaxDeps, row: ReportRow, fax: SubmittedFax): boolean {
  const header = settings.referenceInHeader === 'to' ? row.ToHeader : row.FromHeader
  if (header !== null || row.FaxNumber === null || !isTo(row, fax)) return false
  const [id, after] = [historyId(row), cursorOf(fax.watermark)]
  return id === null || after === null || id > after
}
