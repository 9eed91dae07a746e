/** How faxes flow: counts in equal spans of time, for charts. Read from indexes alone, so that it costs no more in a full store. */
import type { EpochMs } from '../fax/id.ts'
import type { Row } from './rows.ts'
import type { SqlDriver, SqlValue } from './sql-driver.ts'

export interface FlowFilter {
  readonly from: EpochMs
  /** Length of one span, in ms. */
  readonly span: number
  /** How many spans. */
  readonly spans: number
  /** Only of these subscribers. Absent: of all. */
  readonly subscriberIds?: readonly string[]
}

/** What ended or came in one span. */
export interface FlowCount {
  readonly at: EpochMs
  readonly delivered: number
  readonly failed: number
  readonly received: number
}

export interface FlowStore {
  /** One entry for each span, oldest first. */
  flow(filter: FlowFilter): Promise<readonly FlowCount[]>
  /** Faxes that an account has, or may have, and that have not ended. */
  openAtAccounts(): Promise<Readonly<Record<string, number>>>
}

export function makeFlow(driver: SqlDriver): FlowStore {
  return {
    async openAtAccounts() {
      // The second condition is that of the index of open faxes: said with the same words, it counts.
      const rows = await driver.all<Row>(
        `select a.account, count(*) as faxes from fax_job j join attempt a on a.fax_job_id = j.id and a.n = j.attempts
         where j.state in ('submitting', 'unknown', 'sending') and j.state not in ('delivered', 'failed', 'cancelled')
         group by a.account`,
      )
      return Object.fromEntries(rows.map(row => [String(row['account']), Number(row['faxes'])]))
    },
    async flow({ from, span, spans, subscriberIds }) {
      const until = from + span * spans
      const values: SqlValue[] = [from, span, until]
      const own = subscriberIds?.map(id => `$${values.push(id)}`).join(', ')
      const whose = own === undefined ? '' : `and subscriber_id in (${own || 'null'})`
      const ended = await driver.all<Row>(
        `select (ended_at - $1) / $2 as n, state, count(*) as faxes from fax_job
         where ended_at >= $1 and ended_at < $3 ${whose} group by 1, state`,
        values,
      )
      const seen = await driver.all<Row>(
        `select (seen_at - $1) / $2 as n, count(*) as faxes from inbound_fax
         where seen_at >= $1 and seen_at < $3 ${whose} group by 1`,
        values,
      )
      const count = (rows: readonly Row[], n: number, state?: string) =>
        rows
          .filter(
            row => Math.floor(Number(row['n'])) === n && (state === undefined || row['state'] === state),
          )
          .reduce((all, row) => all + Number(row['faxes']), 0)
      return Array.from({ length: spans }, (_, n) => ({
        at: (from + n * span) as EpochMs,
        delivered: count(ended, n, 'delivered'),
        failed: count(ended, n, 'failed'),
        received: count(seen, n),
      }))
    },
  }
}
