/**
 * What has happened to faxes, in the order of the commits: lines of history with a number each, for whoever follows along. The
 * number is that of the row, which only grows: history is only ever added to.
 */
import type { EpochMs } from '../fax/id.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'

/** One line of the history of a fax or a received fax, with what the fax is now. */
export interface Change {
  readonly n: number
  /** `fax_…` or `inb_…`. */
  readonly id: string
  readonly at: EpochMs
  readonly type: string
  readonly text: string
  readonly state: string
  readonly held: string | null
  readonly subscriberId: string | null
}

export interface ChangeStore {
  /** Oldest first. `last`: up to where was looked; lines about other things are left out. */
  changesAfter(
    n: number,
    limit: number,
  ): Promise<{ readonly changes: readonly Change[]; readonly last: number }>
  /** The number of the newest line; 0: there is none. */
  newestChange(): Promise<number>
}

export function makeChanges(driver: SqlDriver): ChangeStore {
  return {
    async changesAfter(n, limit) {
      const rows = await driver.all<Row>(
        `select h.rowid as n, h.subject_id, h.at, h.type, h.text, j.state as fax_state, j.held,
           j.subscriber_id as fax_subscriber, i.state as inbox_state, i.subscriber_id as inbox_subscriber
         from history h left join fax_job j on j.id = h.subject_id left join inbound_fax i on i.id = h.subject_id
         where h.rowid > $1 order by h.rowid limit $2`,
        [n, limit],
      )
      const about = rows.filter(row => row['fax_state'] != null || row['inbox_state'] != null)
      return { changes: about.map(changeOf), last: Number(rows.at(-1)?.['n'] ?? n) }
    },
    async newestChange() {
      const row = await driver.get<{ n: number | null }>('select max(rowid) as n from history')
      return Number(row?.n ?? 0)
    },
  }
}

const changeOf = (row: Row): Change => ({
  n: Number(row['n']),
  id: String(row['subject_id']),
  at: Number(row['at']) as EpochMs,
  type: String(row['type']),
  text: String(row['text']),
  state: String(row['fax_state'] ?? row['inbox_state']),
  held: (row['held'] ?? null) as string | null,
  subscriberId: (row['fax_subscriber'] ?? row['inbox_subscriber'] ?? null) as string | null,
})
