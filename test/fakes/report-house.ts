/** A store in memory and a spool in a folder, with one fax that has ended: what steps that write mails need. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { configOrThrow, parseConfig } from '../../src/config/load.ts'
import type { ConfigInput } from '../../src/config/schema.ts'
import type { OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import { makeIds } from '../../src/runtime.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from './clock.ts'

type SubscriberInput = Partial<NonNullable<ConfigInput['subscribers']>[number]>

const fail = (error: unknown) => {
  throw error
}

/** Ids of one instant have no order. */
const byKey = (a: OutgoingMail, b: OutgoingMail) => (a.key < b.key ? -1 : 1)

export async function openReportHouse(subscriber: SubscriberInput = {}, clock = new FakeClock()) {
  const folder = mkdtempSync(join(tmpdir(), 'faxbridge-reports-'))
  const runtime = testRuntime(clock)
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, makeIds(clock)))
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const input: ConfigInput = {
    hostname: 'fax.example.com',
    smtp: { mailDomains: ['fax.local'], listeners: [{ name: 'test', listen: '127.0.0.1:0' }] },
    relay: { url: 'smtp://127.0.0.1:2526', from: 'Fax <fax@fax.local>' },
    providers: { demo: { type: 'loopback' } },
    routes: [{ prefix: '+', provider: 'demo' }],
    subscribers: [
      { id: 'sales', active: true, numbers: ['+15555550100'], country: 'US', secret_key: 'k', ...subscriber },
    ],
  }
  const { config } = configOrThrow(parseConfig(JSON.stringify(input), join(folder, 'x.yaml'), {}))
  const textOf = async (mail: OutgoingMail) => Buffer.from(await spool.readRange(mail.raw, 0, mail.size))
  return {
    store,
    spool,
    runtime,
    clock,
    config: { current: config },
    workFolder: join(folder, 'work'),
    kick: () => {},
    /** All mails about a subject, read by a parser that is not ours. */
    mailsAbout: async (subjectId: string) =>
      Promise.all(
        [...(await store.mailsOf(subjectId))].sort(byKey).map(async mail => ({
          mail,
          parsed: await simpleParser(await textOf(mail)),
        })),
      ),
    close: async () => {
      await spool.close()
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type ReportHouse = Awaited<ReturnType<typeof openReportHouse>>

/** Bytes in the spool. */
export async function spooled(
  house: Pick<ReportHouse, 'spool'>,
  bytes: string | Uint8Array,
): Promise<string> {
  const writer = house.spool.begin()
  await writer.write(Buffer.from(bytes))
  return writer.commit()
}
