/** A store as it is after a busy year: 100,000 sent faxes with their mails, hand-overs and history, 20,000 received ones. */
import { join } from 'node:path'
import type { EpochMs } from '../../src/fax/id.ts'
import { makeIds } from '../../src/runtime.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const SUBJECTS = ['Discharge summary', 'Contract, signed', 'Laboratory report', 'Purchase order', 'Invoice']
const PAGE_OF_ROWS = 2000

export interface Seed {
  readonly dataDir: string
  readonly faxes: number
  readonly received: number
  readonly now: EpochMs
  /** The time that they are spread over, in ms. */
  readonly spread: number
  /** All have ended, and come as in an office: many by day, few by night. Default: some are under way, all are spread evenly. */
  readonly ended?: boolean
}

/** Gives the id of a fax that was delivered and of one that was received. */
export async function seedStore({ dataDir, faxes, received, now, spread, ended: allEnded = false }: Seed) {
  const driver = openSqlite({
    file: join(dataDir, 'faxbridge.db'),
    onDoubtful: error => {
      throw error
    },
  })
  await migrate(driver, now)
  let at = now - spread
  // Two humps in the day, and a quiet end before now.
  const place = (share: number) =>
    allEnded ? 0.97 * (share - (0.13 * Math.sin(4 * Math.PI * share)) / 2) : share
  const ids = makeIds({ now: () => at as EpochMs, sleep: async () => {} } as Parameters<typeof makeIds>[0])
  const some = { fax: '', received: '' }
  for (let done = 0; done < faxes; done += PAGE_OF_ROWS) {
    await driver.tx(async sql => {
      for (let n = done; n < Math.min(faxes, done + PAGE_OF_ROWS); n++) {
        at = Math.floor(now - spread + spread * place(n / faxes))
        const [sub, fax, att] = [ids.next('sub'), ids.next('fax'), ids.next('att')]
        const subscriber = `ward${n % 40}`
        const state = !allEnded && n > faxes - 30 ? 'sending' : n % 17 === 0 ? 'failed' : 'delivered'
        const held = n % 5000 === 1 ? 'nobody knows whether it was taken' : null
        const ended = state === 'sending' ? null : at + 90_000
        await sql.run(
          `insert into submission (id, subscriber_id, received_at, listener, peer_address, peer_name, evidence, reverse_path,
           from_address, subject, raw, size, sha256, confirmed) values ($1, $2, $3, 'relay', '192.0.2.7', 'mfp', 'peer', $4, $4, $5, '', 48000, 'ab', 1)`,
          [sub, subscriber, at, `ward${n % 400}@hospital.example`, `${SUBJECTS[n % 5]} ${n}`],
        )
        await sql.run(
          `insert into fax_job (id, submission_id, subscriber_id, address, number, page_count, state, held, cancel_wanted,
           attempts, refusals, created_at, deadline, ended_at, failure, version)
           values ($1, $2, $3, $4, $5, $6, $7, $8, 0, 1, 0, $9, $10, $11, $12, 3)`,
          [
            fax,
            sub,
            subscriber,
            `${n}@fax.example.com`,
            `+4930${1_000_000 + n}`,
            (n % 9) + 1,
            state,
            state === 'sending' ? held : null,
            at,
            at + 86_400_000,
            ended,
            state === 'failed' ? 'busy' : null,
          ],
        )
        await sql.run(
          `insert into attempt (id, fax_job_id, n, account, reference, provider_ref, started_at, ended_at, looks)
           values ($1, $2, 1, 'demo', $3, $4, $5, $6, 2)`,
          [att, fax, `fb-${n}`, `P${n}`, at + 2000, ended],
        )
        for (const [seq, type] of ['accepted', 'prepared', 'attemptStarted', 'taken', state].entries())
          await sql.run(
            `insert into history (subject_id, seq, at, type, text, detail) values ($1, $2, $3, $4, $5, '{}')`,
            [
              fax,
              seq + 1,
              at + seq * 900,
              type,
              `What happened at step ${seq}, in a sentence of usual length.`,
            ],
          )
        some.fax = state === 'delivered' ? fax : some.fax
      }
    })
  }
  await driver.tx(async sql => {
    for (let n = 0; n < received; n++) {
      at = Math.floor(now - spread + spread * place(n / received))
      some.received = ids.next('inb')
      await sql.run(
        `insert into inbound_fax (id, account, provider_id, received_at, called_number, caller_number, page_count, complete,
         state, seen_at, subscriber_id, version, acknowledged_at) values ($1, 'demo', $2, $3, '+15555551212', $4, 2, 1, $5, $3, $6, 4, $3)`,
        [
          some.received,
          `RX${n}`,
          at,
          `+4940${1_000_000 + n}`,
          !allEnded && n % 2000 === 0 ? 'unrouted' : 'acknowledged',
          !allEnded && n % 2000 === 0 ? null : `ward${n % 40}`,
        ],
      )
    }
  })
  await driver.close()
  return some
}
