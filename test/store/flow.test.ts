import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { makeFlow } from '../../src/store/flow.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const HOUR = 3_600_000
const FROM = (100 * HOUR) as EpochMs
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function aStore() {
  const driver = openSqlite({
    file: ':memory:',
    onDoubtful: error => {
      throw error
    },
  })
  closers.push(() => driver.close())
  await migrate(driver, 0 as EpochMs)
  await driver.run(
    `insert into submission (id, subscriber_id, received_at, listener, peer_address, peer_name, evidence, reverse_path,
     from_address, subject, raw, size, sha256) values ('s', 'office', 1, 'l', 'p', 'n', 'peer', 'r', 'f', '', '', 1, '')`,
    [],
  )
  let n = 0
  return {
    flow: makeFlow(driver),
    async sent(state: string, endedAt: number | null, subscriber = 'office') {
      await driver.run(
        `insert into fax_job (id, submission_id, subscriber_id, address, number, state, cancel_wanted, attempts, refusals,
         created_at, deadline, ended_at, version) values ($1, 's', $2, 'a', '+1', $3, 0, 0, 0, 1, 1, $4, 0)`,
        [`fax_${n++}`, subscriber, state, endedAt],
      )
    },
    async received(seenAt: number, subscriber: string | null = 'office') {
      await driver.run(
        `insert into inbound_fax (id, account, provider_id, received_at, complete, state, seen_at, subscriber_id, version)
         values ($1, 'demo', $1, 0, 1, 'seen', $2, $3, 0)`,
        [`inb_${n++}`, seenAt, subscriber],
      )
    },
    driver,
  }
}

describe('the flow', () => {
  it('counts what ended and what came in each span, and nothing outside', async () => {
    const { flow, sent, received } = await aStore()
    await sent('delivered', FROM - 1)
    await sent('delivered', FROM)
    await sent('failed', FROM + HOUR - 1)
    await sent('cancelled', FROM + 5)
    await sent('sending', null)
    await sent('delivered', FROM + HOUR, 'lab')
    await sent('delivered', FROM + 2 * HOUR)
    await received(FROM + HOUR + 1)
    await received(FROM + HOUR + 2, null)
    expect(await flow.flow({ from: FROM, span: HOUR, spans: 2 })).toEqual([
      { at: FROM, delivered: 1, failed: 1, received: 0 },
      { at: FROM + HOUR, delivered: 1, failed: 0, received: 2 },
    ])
    expect(await flow.flow({ from: FROM, span: HOUR, spans: 2, subscriberIds: ['lab'] })).toEqual([
      { at: FROM, delivered: 0, failed: 0, received: 0 },
      { at: FROM + HOUR, delivered: 1, failed: 0, received: 0 },
    ])
    const none = await flow.flow({ from: FROM, span: HOUR, spans: 1, subscriberIds: [] })
    expect(none).toEqual([{ at: FROM, delivered: 0, failed: 0, received: 0 }])
  })

  it('reads indexes alone', async () => {
    const { driver } = await aStore()
    const plan = await driver.all<{ detail: string }>(
      'explain query plan select state, count(*) from fax_job where ended_at >= 5 and ended_at < 9 group by ended_at / 3, state',
      [],
    )
    expect(plan.map(({ detail }) => detail).join(' ')).toContain('COVERING INDEX fax_job_ended_at')
  })
})
