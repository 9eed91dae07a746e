/** Addresses whose mails come back: since when, and what was said last. */
import type { BrokenAddress } from '../fax/bounce.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'

/** What a bounce says, as it is kept. */
export type NotedBounce = Pick<BrokenAddress, 'address' | 'status' | 'diagnostic' | 'subjectId'>

export interface BrokenAddressStore {
  /** Gives since when the address is broken: `now` when it was well before, or has had no bounce since `wellAfter`. */
  noteBounce(
    bounce: NotedBounce,
    at: { readonly now: EpochMs; readonly wellAfter: EpochMs },
  ): Promise<EpochMs>
  /** Those with a bounce at or after `from`, the newest first. */
  brokenAddresses(from: EpochMs): Promise<readonly BrokenAddress[]>
}

export function makeBrokenAddresses(driver: SqlDriver): BrokenAddressStore {
  return {
    noteBounce: ({ address, status, diagnostic, subjectId }, { now, wellAfter }) =>
      driver.tx(async sql => {
        await sql.run('delete from broken_address where last_at < $1', [wellAfter])
        const known = await sql.get<Row>('select since from broken_address where address = $1', [address])
        const values = [address, now, status, diagnostic, subjectId]
        await sql.run(
          known === undefined
            ? `insert into broken_address (address, since, last_at, times, status, diagnostic, subject_id)
               values ($1, $2, $2, 1, $3, $4, $5)`
            : `update broken_address set last_at = $2, times = times + 1, status = $3, diagnostic = $4,
               subject_id = $5 where address = $1`,
          values,
        )
        return (known === undefined ? now : Number(known['since'])) as EpochMs
      }),
    async brokenAddresses(from) {
      const text = 'select * from broken_address where last_at >= $1 order by last_at desc, address'
      return (await driver.all<Row>(text, [from])).map(brokenOf)
    },
  }
}

function brokenOf(row: Row): BrokenAddress {
  return {
    address: String(row['address']),
    since: Number(row['since']) as EpochMs,
    lastAt: Number(row['last_at']) as EpochMs,
    times: Number(row['times']),
    status: String(row['status']),
    diagnostic: String(row['diagnostic']),
    subjectId: String(row['subject_id']),
  }
}
