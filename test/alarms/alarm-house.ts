/** Alarms on a real store with a clock that a test moves: what is watched is a list that the test fills. */

import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { simpleParser } from 'mailparser'
import { Judge } from '../../src/alarms/judge.ts'
import { type KeeperDeps, lookOnce } from '../../src/alarms/keeper.ts'
import type { Sighting, Watch } from '../../src/alarms/watch.ts'
import type { Config } from '../../src/config/schema.ts'
import { ALARM_KINDS, type Alarm } from '../../src/fax/alarm.ts'
import type { EpochMs, MailId } from '../../src/fax/id.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { configWith } from '../inbound/house.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const WITH_ALL = `
operator: { mail: boss@example.com }
alarms:
  webhooks: [{ url: "https://hooks.example.com/fax", secret: a-secret-of-the-tests }]
`

export function alarmConfig(more = WITH_ALL): Config {
  return configWith(more)
}

export async function anAlarmHouse(config: Config = alarmConfig()) {
  const clock = new FakeClock()
  const runtime = testRuntime(clock)
  const fail = (error: unknown) => {
    throw error
  }
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  const blobs = new Map<string, Buffer>()
  const live = { current: config }
  /** Seen by the watch now. Null: it cannot look. */
  let seen: readonly Sighting[] | null = []
  const watch: Watch = {
    kinds: ALARM_KINDS,
    async look() {
      if (seen === null) throw new Error('nothing is known')
      return seen
    },
  }
  const spool = {
    begin() {
      const chunks: Uint8Array[] = []
      return {
        write: async (chunk: Uint8Array) => void chunks.push(chunk),
        commit: async () => {
          const ref = `blob-${blobs.size + 1}`
          blobs.set(ref, Buffer.concat(chunks))
          return ref
        },
      }
    },
    remove: async (ref: string) => void blobs.delete(ref),
  }
  const deps: KeeperDeps = { store, spool, config: live, runtime, kick: () => {}, watches: [watch] }
  let judge = new Judge()
  const look = () => lookOnce(deps, judge)
  const tasksOf = async (kind: 'relay' | 'call') => {
    const now = (clock.now() + 365 * 24 * HOUR) as EpochMs
    const claim = { room: { [kind]: 1000 }, owner: 'test', now, leaseUntil: now }
    return store.claimTasks(claim)
  }
  return {
    clock,
    store,
    deps,
    live,
    blobs,
    driver,
    look,
    /** What a watch sees from now on. */
    sees: (now: readonly Sighting[] | null) => {
      seen = now
    },
    /** Looks every quarter of a minute for so long. */
    async pass(ms: number) {
      const end = clock.now() + ms
      while (clock.now() < end) {
        await clock.advance(Math.min(15_000, end - clock.now()))
        await look()
      }
    },
    /** What a restart forgets. */
    restart: () => {
      judge = new Judge()
    },
    /** Subjects of the mails that are to be sent, oldest first. */
    async mails(): Promise<readonly string[]> {
      const subjects: string[] = []
      for (const { subjectId } of await tasksOf('relay')) {
        const mail = await store.mail(subjectId as MailId)
        const raw = blobs.get(mail?.raw ?? '') ?? Buffer.alloc(0)
        const parsed = await simpleParser(await buffer(Readable.from([raw])))
        subjects.push(`${mail?.to}: ${parsed.subject}`)
      }
      return subjects
    },
    /** What webhooks are to be told. */
    async calls(): Promise<readonly string[]> {
      const found: string[] = []
      for (const { subjectId } of await tasksOf('call')) {
        const call = await store.alarmCall(subjectId as never)
        const { type, data } = JSON.parse(call?.body ?? '{}')
        found.push(`${type} ${data.name}`)
      }
      return found
    },
    open: async (): Promise<readonly Alarm[]> => store.alarms(),
    close: () => store.close(),
  }
}

export type AlarmHouse = Awaited<ReturnType<typeof anAlarmHouse>>
