/**
 * The audit log: rows that are only added, each with a hash over the one before. The database itself refuses changes
 * (migrations, 0019); the chain shows those of somebody who gets around it.
 */
import { createHash } from 'node:crypto'
import type { EpochMs } from '../fax/id.ts'
import type { AuditBase, AuditEntry, AuditFilter, AuditStore, KeptAuditEntry } from './access-store.ts'
import type { Row } from './rows.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'
import { insert } from './statements.ts'

/** The hash of an entry that follows one with the hash `previous`; the first one's is empty. */
export function auditHash(previous: string, entry: Omit<KeptAuditEntry, 'hash'>): string {
  const { sequence, at, who, from, action, object, detail } = entry
  const text = JSON.stringify([previous, sequence, at, who, from, action, object, JSON.stringify(detail)])
  return createHash('sha256').update(text).digest('hex')
}

interface Waiting {
  readonly entry: AuditEntry
  readonly at: EpochMs
  readonly resolve: (kept: KeptAuditEntry) => void
  readonly reject: (error: unknown) => void
}

export function makeAuditRows(driver: SqlDriver): AuditStore {
  let waiting: Waiting[] = []
  let writing = false
  const write = async () => {
    writing = true
    // What comes in while a commit is flushed goes into the next one, together.
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const kept = await driver.tx(sql => append(sql, batch))
        batch.forEach(({ resolve }, i) => {
          resolve(kept[i] as KeptAuditEntry)
        })
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    writing = false
  }
  return {
    addAudit: (entry, at) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, at, resolve, reject })
        if (!writing) void write()
      }),
    async auditEntries(filter) {
      const { text, values } = where(filter)
      const rows = await driver.all<Row>(
        `select * from audit ${text} order by sequence desc limit ${limited(filter.limit)}`,
        values,
      )
      return rows.map(entryOf)
    },
    async auditAfter(after, limit) {
      const text = `select * from audit where sequence > $1 order by sequence limit ${limited(limit)}`
      return (await driver.all<Row>(text, [after])).map(entryOf)
    },
    auditEnds: () => ends(driver),
    auditArchived: (base, at) =>
      driver.tx(async sql => {
        await insert(sql, 'audit_base', { ...base, at })
        return sql.run('delete from audit where sequence <= $1', [base.sequence])
      }),
  }
}

const limited = (limit: number): number => Math.max(1, Math.min(10_000, Math.trunc(limit)))

async function append(sql: Sql, batch: readonly Waiting[]): Promise<KeptAuditEntry[]> {
  let { head } = await ends(sql)
  const kept: KeptAuditEntry[] = []
  for (const { entry, at } of batch) {
    const numbered = { ...entry, sequence: head.sequence + 1, at }
    const hash = auditHash(head.hash, numbered)
    const { sequence, who, from, action, object, detail } = numbered
    const row = {
      sequence,
      at,
      who,
      from_address: from,
      action,
      object,
      detail: JSON.stringify(detail),
      hash,
    }
    await insert(sql, 'audit', row)
    head = { sequence, hash }
    kept.push({ ...numbered, hash })
  }
  return kept
}

async function ends(sql: Pick<Sql, 'get'>) {
  const none = { sequence: 0, hash: '', file: '' }
  const base =
    (await sql.get<AuditBase>(
      'select sequence, hash, file from audit_base order by sequence desc limit 1',
    )) ?? none
  const newest = await sql.get<AuditBase>('select sequence, hash from audit order by sequence desc limit 1')
  return { base, head: newest ?? { sequence: base.sequence, hash: base.hash } }
}

function where(filter: AuditFilter): { readonly text: string; readonly values: SqlValue[] } {
  const parts: string[] = []
  const values: SqlValue[] = []
  const add = (text: string, value: SqlValue | undefined) => {
    if (value === undefined) return
    values.push(value)
    parts.push(text.replace('?', `$${values.length}`))
  }
  add('at >= ?', filter.from)
  add('at < ?', filter.until)
  add('who = ?', filter.who)
  add('object = ?', filter.object)
  if (filter.action?.endsWith('.') === true) {
    add('action >= ?', filter.action)
    // The sign after the dot: everything that begins so, by the index.
    add('action < ?', `${filter.action.slice(0, -1)}/`)
  } else add('action = ?', filter.action)
  add('sequence < ?', filter.before)
  return { text: parts.length === 0 ? '' : `where ${parts.join(' and ')}`, values }
}

function entryOf(row: Row): KeptAuditEntry {
  return {
    sequence: Number(row['sequence']),
    at: row['at'] as EpochMs,
    who: String(row['who']),
    from: String(row['from_address']),
    action: String(row['action']),
    object: String(row['object']),
    detail: JSON.parse(String(row['detail'])) as KeptAuditEntry['detail'],
    hash: String(row['hash']),
  }
}
