import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepBeating } from '../../src/alarms/heartbeat.ts'
import { Pulse } from '../../src/alarms/pulse.ts'
import { seldom } from '../../src/alarms/watch.ts'
import {
  type AccountHealth,
  amountIn,
  listingOf,
  watchAccounts,
  watchCredit,
} from '../../src/alarms/watch-accounts.ts'
import { watchClock } from '../../src/alarms/watch-clock.ts'
import { watchFlow } from '../../src/alarms/watch-flow.ts'
import { watchBackups, watchCertificates, watchDisk } from '../../src/alarms/watch-machine.ts'
import { RELAY, watchRelay } from '../../src/alarms/watch-relay.ts'
import { makeWebhookCall } from '../../src/alarms/webhook-call.ts'
import { endOfCertificates } from '../../src/config/certificate-files.ts'
import type { Config } from '../../src/config/schema.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { startReceiver } from '../destinations/webhook-receiver.ts'
import { type FakeClock, settle, testRuntime } from '../fakes/clock.ts'
import { aJob, anAcceptance, anInboundFax, subId } from '../store/rows.ts'
import { type AlarmHouse, alarmConfig, anAlarmHouse, HOUR, MINUTE } from './alarm-house.ts'

let house: AlarmHouse
let clock: FakeClock
beforeEach(async () => {
  house = await anAlarmHouse()
  clock = house.clock
})
afterEach(() => house.close())
const live = (fields: Partial<Config['alarms']> = {}): { current: Config } => {
  const config = alarmConfig()
  return { current: { ...config, alarms: { ...config.alarms, ...fields } } }
}

describe('provider accounts', () => {
  const health = (fields: Partial<AccountHealth> = {}): AccountHealth => ({
    kind: 'open',
    since: clock.now(),
    why: '',
    code: '',
    free: true,
    ...fields,
  })
  let now: AccountHealth
  let pulse: Pulse
  let probes: number
  const watch = () =>
    watchAccounts({
      accounts: ['main'],
      health: () => now,
      pulse,
      probe: async () => {
        probes++
        return false
      },
      store: house.store,
    })
  beforeEach(() => {
    now = health()
    pulse = new Pulse(clock)
    probes = 0
  })

  it('of which nothing is known yet are neither well nor bad', async () => {
    expect(await watch().look(clock.now())).toMatchObject([
      { unknown: true },
      { unknown: true },
      { unknown: true },
    ])
    pulse.good('main')
    expect(await watch().look(clock.now())).toEqual([])
  })

  it('that rest, refuse us or have no credit are told apart', async () => {
    const cases = [
      [{ kind: 'resting', why: 'away' }, 'provider-down'],
      [{ kind: 'stopped', why: '401', code: 'E_PROVIDER_CREDENTIALS' }, 'provider-credentials'],
      [{ kind: 'stopped', why: '402', code: 'E_PROVIDER_CREDIT' }, 'provider-credit'],
    ] as const
    for (const [fields, kind] of cases) {
      now = health({ ...fields, free: false })
      expect(await watch().look(clock.now())).toMatchObject([
        { kind, about: 'main', facts: { account: 'main' } },
      ])
    }
  })

  it('that only receive are known by their listings: three failures, two refusals', async () => {
    pulse.good('main')
    const fail = (code: string) => pulse.bad(listingOf('main'), code, 'no')
    fail('E_PROVIDER_UNREACHABLE')
    fail('E_PROVIDER_UNREACHABLE')
    expect(await watch().look(clock.now())).toEqual([])
    fail('E_PROVIDER_UNREACHABLE')
    expect(await watch().look(clock.now())).toMatchObject([{ kind: 'provider-down' }])
    pulse.good(listingOf('main'))
    fail('E_PROVIDER_CREDENTIALS')
    fail('E_PROVIDER_CREDENTIALS')
    expect(await watch().look(clock.now())).toMatchObject([{ kind: 'provider-credentials' }])
  })

  it('that are down are tested every five minutes, those that refuse us never', async () => {
    const one = watch()
    now = health({ kind: 'resting', why: 'away' })
    for (let i = 0; i < 40; i++) {
      await one.look(clock.now())
      await clock.advance(15_000)
    }
    expect(probes).toBe(2)
    now = health({ kind: 'stopped', code: 'E_PROVIDER_CREDENTIALS' })
    for (let i = 0; i < 40; i++) {
      await one.look(clock.now())
      await clock.advance(15_000)
    }
    expect(probes).toBe(2)
  })

  it('whose alarm is open after a restart are tested once at least', async () => {
    await house.store.raiseAlarm({
      id: 'alm_1' as never,
      kind: 'provider-credentials',
      about: 'main',
      facts: {},
      count: 1,
      raisedAt: clock.now(),
      until: null,
    })
    await watch().look(clock.now())
    expect(probes).toBe(1)
  })

  it.each([
    ['12.50 USD', 12.5],
    ['380 of 500 pages', 380],
    ['1,234.50 EUR', 1234.5],
    ['12,5 EUR', 12.5],
    ['-3', -3],
    ['unlimited', null],
  ])('the balance %s is %s', (text, amount) => expect(amountIn(text)).toBe(amount))

  it('with less than the limit have little credit; one that does not tell is not known', async () => {
    const config = live({ credit: { main: 20, other: 5 } })
    const balance = async (account: string) => (account === 'main' ? '12.50 USD' : null)
    expect(await watchCredit({ config, balance }).look(clock.now())).toMatchObject([
      { kind: 'credit-low', about: 'main', facts: { left: '12.50 USD', limit: 20 } },
      { about: 'other', unknown: true },
    ])
  })
})

describe('the relay', () => {
  it('is known by what becomes of mails, and looked at each minute while it is bad', async () => {
    const pulse = new Pulse(clock)
    let verified = 0
    const verify = async () => void verified++
    const watch = watchRelay({ pulse, verify, waiting: async () => 4, store: house.store })
    expect(await watch.look(clock.now())).toMatchObject([{ unknown: true }])
    pulse.bad(RELAY, 'E_RELAY_TEMPORARY', 'ECONNREFUSED')
    const since = clock.now()
    for (let i = 0; i < 12; i++) {
      expect(await watch.look(clock.now())).toMatchObject([{ kind: 'relay-down', since, count: 4 }])
      await clock.advance(15_000)
    }
    expect(verified).toBe(3)
    pulse.good(RELAY)
    expect(await watch.look(clock.now())).toEqual([])
  })
})

describe('the flow', () => {
  const kinds = async () => (await watchFlow(house).look(clock.now())).map(({ kind }) => kind).sort()

  it('is well where nothing is', async () => expect(await kinds()).toEqual([]))

  it('finds faxes that are late, out and held, and those that wait for their time are none of it', async () => {
    const { store } = house
    const at = clock.now()
    const later = (at + 8 * HOUR) as EpochMs
    const job = (n: number, fields: object) =>
      aJob(n, { submissionId: subId(1), createdAt: at, deadline: later, ...fields })
    const task = (n: number, runAt: EpochMs) => ({ kind: 'submit' as const, subjectId: aJob(n).id, runAt })
    await store.accept(
      anAcceptance(1, {
        jobs: [job(1, { state: 'ready' }), job(2, { state: 'ready' }), job(3, { state: 'ready', held: 'x' })],
        tasks: [task(1, at), task(2, later), task(3, at)],
        history: [],
      }),
    )
    await clock.advance(HOUR)
    const seen = await watchFlow(house).look(clock.now())
    expect(seen.find(({ kind }) => kind === 'faxes-late')).toMatchObject({ count: 1, since: at })
    expect(seen.find(({ kind }) => kind === 'faxes-held')).toMatchObject({ count: 1 })
    expect(seen).toHaveLength(2)
    await clock.advance(8 * HOUR)
    const then = await watchFlow(house).look(clock.now())
    expect(then.find(({ kind }) => kind === 'faxes-late')).toMatchObject({ count: 2, since: at })
  })

  it('finds steps that are late, and received faxes that are on their way or nobody’s', async () => {
    const { store } = house
    const at = clock.now()
    const inbound = (n: number, state: 'seen' | 'unrouted') => ({
      fax: anInboundFax(n, { state, seenAt: at }),
      tasks: [{ kind: 'fetch' as const, subjectId: anInboundFax(n).id, runAt: at }],
      history: { at, type: 'seen', text: '', detail: {} },
    })
    await store.addInbound([inbound(1, 'seen'), inbound(2, 'unrouted')])
    await clock.advance(20 * MINUTE)
    const seen = await watchFlow(house).look(clock.now())
    expect(seen.find(({ kind }) => kind === 'queue-late')).toMatchObject({
      since: at,
      facts: { minutes: 20 },
    })
    expect(seen.find(({ kind }) => kind === 'received-late')).toMatchObject({ count: 1, since: at })
    expect(seen.find(({ kind }) => kind === 'received-unrouted')).toMatchObject({ count: 1 })
  })

  it('finds addresses whose mails come back, for a week', async () => {
    const bounce = {
      address: 'a@example.com',
      status: '5.1.1',
      diagnostic: 'no such user',
      subjectId: 'inb_1',
    }
    await house.store.noteBounce(bounce, { now: clock.now(), wellAfter: 0 as EpochMs })
    expect(await watchFlow(house).look(clock.now())).toMatchObject([
      { kind: 'address-broken', about: 'a@example.com', facts: { why: '5.1.1 no such user.', fax: 'inb_1' } },
    ])
    await clock.advance(8 * 24 * HOUR)
    expect(await kinds()).toEqual([])
  })
})

describe('the machine', () => {
  it('has room, little, or none', async () => {
    const kinds = async (free: number) =>
      (await watchDisk(live(), async () => free).look(clock.now())).map(({ kind }) => kind)
    expect([await kinds(1e12), await kinds(900 * 1024 * 1024), await kinds(1000)]).toEqual([
      [],
      ['disk-low'],
      ['disk-full'],
    ])
  })

  it('certificates are near their end, or over; bundles and what is none are left alone', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'faxbridge-watch-'))
    try {
      const cert = join(folder, 'c.pem')
      const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      const rest = ['-keyout', join(folder, 'k.pem'), '-out', cert, '-days', '30', '-subj', '/CN=x']
      execFileSync('openssl', [...args, ...rest], { stdio: 'ignore' })
      const bytes = readFileSync(cert)
      const end = endOfCertificates(bytes) ?? 0
      expect(end).toBeGreaterThan(Date.now() + 29 * 24 * HOUR)
      expect(endOfCertificates(Buffer.concat(Array.from({ length: 5 }, () => bytes)))).toBeNull()
      expect(endOfCertificates(Buffer.from('nothing'))).toBeNull()
      const { current } = live()
      const listeners = current.smtp.listeners.map(listener => ({ ...listener, cert, key: 'k.pem' }))
      const config = { current: { ...current, smtp: { ...current.smtp, listeners } } }
      const kinds = async (at: number) =>
        (await watchCertificates(config).look(at as EpochMs)).map(({ kind }) => kind)
      expect(await kinds(end - 25 * 24 * HOUR)).toEqual([])
      expect(await kinds(end - 20 * 24 * HOUR)).toEqual(['certificate-ending'])
      expect(await kinds(end + 1)).toEqual(['certificate-ended'])
      const tls = { cert, key: join(folder, 'k.pem') }
      const admin = { ...current.http.admin, tls }
      const http = { ...current.http, tls, public: { ...current.http.public, tls }, admin }
      const told = await watchCertificates({ current: { ...current, http } }).look((end + 1) as EpochMs)
      expect(told.map(({ facts }) => facts?.['what'])).toEqual(['http', 'http.public', 'http.admin'])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  it('backups are missed only where somebody wants them', async () => {
    const now = clock.now()
    const look = async (backupDays: number | undefined, last: number | null, lookedSince: number = now) => {
      const times = async () => ({ last: last as EpochMs | null, lookedSince: lookedSince as EpochMs })
      const config = live(backupDays === undefined ? {} : { backupDays })
      return (await watchBackups(config, times).look(now as EpochMs)).map(({ kind }) => kind)
    }
    const old = now - 3 * 24 * HOUR
    expect(await look(undefined, old)).toEqual([])
    expect(await look(2, old)).toEqual(['backup-old'])
    expect(await look(2, now)).toEqual([])
    expect(await look(2, null)).toEqual([])
    expect(await look(2, null, old)).toEqual(['backup-old'])
  })
})

describe('the clock', () => {
  it('is wrong when two answers in a row say so, and right with the first that agrees', async () => {
    const watch = watchClock({ clock, config: live(), steady: () => clock.now() })
    const kinds = async () => (await watch.look(clock.now())).filter(one => one.unknown !== true)
    const date = (ahead: number) => new Date(clock.now() + ahead).toUTCString()
    watch.heard('https://a.example', date(10 * MINUTE))
    expect(await kinds()).toEqual([])
    watch.heard('https://b.example', 'never')
    watch.heard('https://b.example', date(10 * MINUTE))
    expect(await kinds()).toMatchObject([{ kind: 'clock-wrong', facts: { seconds: -600 } }])
    watch.heard('https://a.example', date(30_000))
    expect(await kinds()).toEqual([])
  })

  it('that jumps is an event of an hour', async () => {
    let steady = 0
    const watch = watchClock({ clock, config: live(), steady: () => steady })
    const look = async (wall: number, counter: number) => {
      await clock.advance(wall)
      steady += counter
      return (await watch.look(clock.now())).filter(({ kind }) => kind === 'clock-jumped')
    }
    await look(0, 0)
    expect(await look(15_000, 15_000)).toEqual([])
    expect(await look(HOUR, 15_000)).toMatchObject([{ facts: { seconds: 3585 } }])
    expect(await look(15_000, 15_000)).toHaveLength(1)
    expect(await look(HOUR, HOUR)).toEqual([])
  })
})

it('a watch that costs something looks seldom, and again soon after it failed', async () => {
  let looks = 0
  let fails = true
  const costly = {
    kinds: ['credit-low'] as const,
    async look() {
      looks++
      if (fails) throw new Error('no')
      return []
    },
  }
  const watch = seldom(costly, HOUR)
  await expect(watch.look(clock.now())).rejects.toThrow()
  fails = false
  for (let i = 0; i < 5; i++) await watch.look(clock.now())
  expect(looks).toBe(2)
  await clock.advance(HOUR)
  await watch.look(clock.now())
  expect(looks).toBe(3)
})

describe('calls', () => {
  it('of a webhook are signed, tried again with the same id, and given up after a day', async () => {
    const receiver = await startReceiver(Buffer.from('s3cret'), () => clock.now())
    try {
      const url = `http://127.0.0.1:${receiver.port}/`
      const webhooks = [{ url, secret: 's3cret', allow: ['127.0.0.0/8'] }]
      house.live.current = live({ webhooks }).current
      house.sees([{ kind: 'faxes-held', count: 1 }])
      await house.look()
      const [task] = await house.store.claimTasks({
        room: { call: 1 },
        owner: 'x',
        now: clock.now(),
        leaseUntil: clock.now(),
      })
      const run = makeWebhookCall(house.deps)
      const signal = new AbortController().signal
      receiver.answers.push({ status: 503 })
      await expect(run(task as never, signal)).rejects.toMatchObject({ code: 'E_DESTINATION' })
      await run(task as never, signal)
      await run(task as never, signal)
      expect(receiver.calls.map(({ id, verified, body }) => [id, verified, body.type])).toEqual([
        [task?.subjectId, true, 'alarm.raised'],
        [task?.subjectId, true, 'alarm.raised'],
      ])
      house.sees([{ kind: 'faxes-held', count: 1 }, { kind: 'disk-full' }])
      await house.look()
      const tasks = await house.store.claimTasks({
        room: { call: 9 },
        owner: 'x',
        now: (clock.now() + 1) as EpochMs,
        leaseUntil: clock.now(),
      })
      const stateOf = async (id: string) => (await house.store.alarmCall(id as never))?.state
      const second = tasks.find(({ subjectId }) => subjectId !== task?.subjectId)
      await clock.advance(25 * HOUR)
      receiver.answers.push({ status: 500 })
      await run(second as never, signal)
      expect([await stateOf(task?.subjectId ?? ''), await stateOf(second?.subjectId ?? '')]).toEqual([
        'done',
        'failed',
      ])
    } finally {
      await receiver.close()
    }
  })

  it('of a heartbeat come while all is well, and stop when it is not', async () => {
    const beats: string[] = []
    const { createServer } = await import('node:http')
    const server = createServer((request, response) => {
      beats.push(`${request.method} ${request.url}`)
      response.end()
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const stop = new AbortController()
    let well = true
    const heartbeat = { url: `http://127.0.0.1:${port}/ping`, minutes: 5, allow: ['127.0.0.0/8'] }
    const runtime = testRuntime(clock)
    const running = keepBeating(
      { config: live({ heartbeat }), runtime, isWell: async () => well },
      stop.signal,
    )
    const beaten = async (count: number) => {
      while (beats.length < count) await settle()
      // The call must have ended before the clock moves.
      for (let i = 0; i < 20; i++) await settle()
    }
    await beaten(1)
    await clock.advance(5 * MINUTE)
    await beaten(2)
    well = false
    await clock.advance(HOUR)
    expect(beats).toEqual(['GET /ping', 'GET /ping'])
    well = true
    await clock.advance(5 * MINUTE)
    await beaten(3)
    stop.abort()
    await running
    await new Promise(resolve => server.close(resolve))
  })
})
