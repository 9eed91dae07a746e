/** `faxbridge audit`: what was done and looked at, by whom, and whether the log of it is whole. */
import type { KeptAuditEntry } from '../access/audit.ts'
import { systemClock } from '../runtime.ts'
import type { AuditArchive, AuditCheck } from '../store/audit-chain.ts'
import { controlOf } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { localTime, say, sayJson, table } from './print.ts'
import { sinceOf } from './refused.ts'

interface Range {
  readonly config: string
  readonly json?: boolean
  readonly from?: string
  readonly to?: string
}

const timeOf = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : String(sinceOf(text, systemClock.now()))

export async function listAudit(
  options: Range & {
    readonly who?: string
    readonly action?: string
    readonly object?: string
    readonly before?: string
    readonly limit: string
  },
): Promise<void> {
  const { config, json, from, to, who, action, object, before, limit } = options
  const query = { from: timeOf(from), until: timeOf(to), who, action, object, before, limit }
  const entries = await controlOf(config).get<KeptAuditEntry[]>('/audit', query)
  if (json === true) return sayJson(entries)
  if (entries.length === 0) return say('Nothing was written down.')
  const rows = entries.map(({ sequence, at, who: by, from: where, action: what, object: on, detail }) => [
    String(sequence),
    localTime(new Date(at).toISOString()),
    by,
    where,
    what,
    on,
    Object.entries(detail)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  ])
  say(table(['NO', 'WHEN', 'WHO', 'FROM', 'WHAT', 'OF', 'DETAIL'], rows, 60))
}

/** Gives the exit code: 1 when something is wrong. */
export async function verifyAudit(
  options: Range & { readonly head?: string; readonly file?: string },
): Promise<number> {
  const { config, json, from, to, head, file } = options
  const check =
    file === undefined
      ? await controlOf(config).get<AuditCheck>('/audit/verify', {
          from: timeOf(from),
          until: timeOf(to),
          head,
        })
      : await (await import('../store/audit-chain.ts')).verifyArchive(file)
  if (json === true) sayJson(check)
  else say(checkText(check))
  return check.broken === null ? EXIT_CODES.ok.code : EXIT_CODES.failed.code
}

function checkText({ checked, head, broken }: AuditCheck): string {
  const end = `The end is ${head.sequence}:${head.hash}`
  if (broken === null) return `The audit log is whole: ${checked} entries were checked.\n${end}`
  return `The audit log is BROKEN at entry ${broken.sequence}: ${broken.why}.\n${checked} entries before it were checked. ${end}`
}

export async function archiveAudit(time: string, options: Pick<Range, 'config' | 'json'>): Promise<void> {
  const before = sinceOf(time, systemClock.now())
  const moved = await controlOf(options.config).post<AuditArchive>('/audit/archive', { before })
  if (options.json === true) return sayJson(moved)
  say(moved.file === null ? 'There is nothing so old.' : `${moved.entries} entries are in ${moved.file} now.`)
}
