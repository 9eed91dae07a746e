/** When each account was first asked for received faxes; and faxes by the provider's own id. */
import type { EpochMs } from '../fax/id.ts'
import { inboundOf } from './inbound-rows.ts'
import type { InboundAccountStore } from './inbound-store.ts'
import type { Row } from './rows.ts'
import type { SqlDriver } from './sql-driver.ts'

interface AccountRow {
  readonly account: string
  readonly started_at: number
  readonly first_listed_at: number | null
}

export function makeInboundAccounts(driver: SqlDriver): InboundAccountStore {
  const read = 'select * from inbound_source where account = $1'
  return {
    async inboundAccount(account, now) {
      const row = (await driver.get<AccountRow>(read, [account])) ?? {
        account,
        started_at: now,
        first_listed_at: null,
      }
      const text = 'insert into inbound_source (account, started_at) values ($1, $2) on conflict do nothing'
      if (row.started_at === now) await driver.run(text, [account, now])
      return {
        account,
        startedAt: row.started_at as EpochMs,
        firstListedAt: row.first_listed_at as EpochMs | null,
      }
    },
    async firstListed(account, now) {
      const where = 'where account = $1 and first_listed_at is null'
      await driver.run(`update inbound_source set first_listed_at = $2 ${where}`, [account, now])
    },
    async inboundWithId(account, providerId) {
      const where = 'where account = $1 and provider_id = $2 order by id'
      return (await driver.all<Row>(`select * from inbound_fax ${where}`, [account, providerId])).map(
        inboundOf,
      )
    },
  }
}
