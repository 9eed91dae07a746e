import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Config, SubscriberConfig } from '../../src/config/schema.ts'
import type { AcceptedMail } from '../../src/fax/accepted-mail.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJobId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import type { Outcome } from '../../src/fax/outcome.ts'
import { Intake } from '../../src/outbound/accept.ts'
import { beyondBudget, budgetLines, priceOf } from '../../src/outbound/budget.ts'
import { happened, type OutboundDeps } from '../../src/outbound/steps.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { alarmText } from '../../src/words/alarms.ts'
import { FakeClock, settle, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'
import { houseConfig } from '../smtp/house.ts'
import { aDocument, aJob, anAcceptance, docId, faxId, subId } from '../store/rows.ts'

const fail = (error: unknown) => {
  throw error
}
const HOUR = 3_600_000
const ONE = '+15555551212' as FaxNumber
type Budget = NonNullable<SubscriberConfig['budget']>

let folder: string
let clock: FakeClock
let deps: OutboundDeps
let intake: Intake
let closers: (() => Promise<void>)[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-budget-'))
  clock = new FakeClock()
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, clock.now())
  const store = storeOf(rowsOn(driver, runtime.ids))
  closers = [() => store.close(), () => spool.close()]
  const providers = new Map()
  deps = { store, spool, config: { current: houseConfig() }, runtime, providers } as unknown as OutboundDeps
  await store.accept(anAcceptance(1, { jobs: [] }))
  await store.addDocument(aDocument(1))
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** The configuration with these budgets; a page to the US costs 0.05, any other 0.20. */
function budgets(
  own: Partial<Budget> | null,
  house: (Partial<Budget> & { time_zone?: string }) | null = null,
): void {
  const config = houseConfig()
  const whole = <T extends object>(budget: T | null) =>
    budget === null ? undefined : { when_used_up: 'hold', time_zone: 'UTC', ...budget }
  const current = {
    ...config,
    operator: { mail: 'operator@example.com' },
    budget: whole(house),
    subscribers: config.subscribers.map(entry =>
      entry.id === 'sales' ? { ...entry, time_zone: 'Europe/Berlin', budget: whole(own) } : entry,
    ),
    providers: { demo: { ...config.providers['demo'], prices: { '+1': 0.05, '+': 0.2 } } },
  } as unknown as Config
  Object.assign(deps, { config: { current } })
  const { store, spool, runtime } = deps
  intake = new Intake({ store, spool: spool as never, config: { current }, runtime, kick: () => {} })
}

async function send(count: number, key = 'm'): Promise<unknown> {
  const mail = intake.begin('strict')
  await mail.write(Buffer.from(`From: ann@example.com\r\nMessage-ID: <${key}@example.com>\r\n\r\nHello\r\n`))
  await mail.end()
  const number = (n: number) => `+1555555${String(1000 + n)}` as FaxNumber
  const accepted: AcceptedMail = {
    subscriberId: 'sales',
    listener: 'test',
    peerAddress: '127.0.0.1',
    peerName: 'client',
    authUser: null,
    evidence: 'peer',
    reversePath: 'ann@example.com',
    from: 'ann@example.com',
    subject: 'Hello',
    dsn: { envelopeId: null, ret: null },
    recipients: Array.from({ length: count }, (_, n) => ({ ...aFaxJob().recipient, number: number(n) })),
    refused: [],
    keyDigest: null,
    oldKey: null,
  }
  try {
    return await mail.commit(accepted)
  } catch (error) {
    await mail.abort()
    return error
  }
}

/** A fax that is ready to be handed over. */
async function ready(n: number, number = ONE): Promise<FaxJob> {
  const deadline = (clock.now() + 48 * HOUR) as FaxJob['deadline']
  const recipient = { ...aJob(1).recipient, number }
  const job = aJob(n, {
    submissionId: subId(n + 100),
    state: 'ready',
    documentId: docId(1),
    pageCount: 3,
    deadline,
    recipient,
  })
  const acceptance = anAcceptance(n + 100, { jobs: [job], history: [], tasks: [], dedupeKey: `f${n}` })
  await deps.store.accept(acceptance)
  return job
}
const again = async (id: FaxJobId) => (await deps.store.job(id)) as FaxJob
const handOver = (job: FaxJob, pages = 3) => beyondBudget(deps, job, 'demo', pages)
const alarms = async () => (await deps.store.alarms()).map(alarm => alarmText(alarm, 'en').title).sort()

describe('faxes of a day', () => {
  it('are counted with the mail: beyond the budget it is refused until the next day begins', async () => {
    budgets({ faxes_per_day: 10 })
    expect(await send(8, 'a')).toMatchObject({ repeat: false })
    expect(await send(3, 'b')).toMatchObject({
      code: 'E_BUDGET',
      message: expect.stringContaining(
        '8 of 10 are used. The next day begins at 2026-11-22 00:00 (Europe/Berlin).',
      ),
    })
    expect(await send(2, 'c')).toMatchObject({ repeat: false })
    // 06:00 UTC is 07:00 in Berlin: 17 hours are left of the day.
    await clock.advance(17 * HOUR - 1)
    expect(await send(1, 'd')).toMatchObject({ code: 'E_BUDGET' })
    await clock.advance(1)
    expect(await send(1, 'e')).toMatchObject({ repeat: false })
  })

  it('a mail that no day has room for is refused for good', async () => {
    budgets({ faxes_per_day: 10 })
    expect(await send(11)).toMatchObject({ code: 'E_BUDGET_TOO_SMALL' })
  })

  it('a mail that comes again because our 250 was lost is not counted twice', async () => {
    budgets({ faxes_per_day: 10 })
    const first = await send(10, 'a')
    intake.lost((first as { submissionId: never }).submissionId)
    expect(await send(10, 'a')).toMatchObject({ repeat: true })
  })

  it('all subscribers together have a budget too, and its own midnight', async () => {
    budgets(null, { faxes_per_day: 1 })
    await send(1, 'a')
    expect(await send(1, 'b')).toMatchObject({ message: expect.stringContaining('2026-11-22 00:00 (UTC)') })
    expect(await deps.store.faxesOf('subscriber:sales', '2026-11-21')).toBe(0)
  })

  it('are counted in the database: a new intake knows them', async () => {
    budgets({ faxes_per_day: 1 })
    await send(1, 'a')
    budgets({ faxes_per_day: 1 })
    expect(await send(1, 'b')).toMatchObject({ code: 'E_BUDGET' })
  })

  it('the operator hears at 80 and at 100 per cent, once', async () => {
    budgets({ faxes_per_day: 10 })
    await send(7, 'a')
    await settle()
    expect(await alarms()).toEqual([])
    await send(1, 'b')
    await send(1, 'c')
    const nearly = 'The daily budget of sales is used to 80 % (faxes)'
    await vi.waitFor(async () => expect(await alarms()).toEqual([nearly]))
    await send(1, 'd')
    await vi.waitFor(async () =>
      expect(await alarms()).toEqual([nearly, 'The daily budget of sales is used up (faxes)']),
    )
  })
})

describe('pages of a day', () => {
  it('a fax beyond them is held with the reason, and goes when a person has released it', async () => {
    budgets({ pages_per_day: 5 })
    expect(await handOver(await ready(1))).toBeNull()
    const second = await ready(2)
    expect(await handOver(second)).toBe('held')
    const held = await again(second.id)
    expect(held.held).toBe('the budget of this day is used up: sales: 3 of 5 pages, this fax has 3')
    expect(await alarms()).toContain('The daily budget of sales is used up (pages)')
    await happened(deps, second.id, { type: 'releaseAsked', by: 'op', notTaken: false })
    expect(await handOver(await again(second.id))).toBeNull()
    expect(await deps.store.useOf('sales', '2026-11-21')).toMatchObject({ pages: 6 })
  })

  it('a fax beyond them waits for the next day where the configuration says so', async () => {
    budgets({ pages_per_day: 5, when_used_up: 'next_day' })
    await handOver(await ready(1))
    const second = await ready(2)
    const until = Date.UTC(2026, 10, 21, 23)
    expect(await handOver(second)).toBe(until)
    expect((await again(second.id)).held).toBeNull()
    await clock.advance(until - clock.now())
    expect(await handOver(second)).toBeNull()
  })

  it('a crash between charge and hand-over charges once', async () => {
    budgets({ pages_per_day: 5 })
    const job = await ready(1)
    await handOver(job)
    expect(await handOver(job)).toBeNull()
    expect(await deps.store.useOf('sales', '2026-11-21')).toEqual({ pages: 3, cost: 150_000 })
  })

  it('nothing is asked of the store without a budget', async () => {
    budgets(null)
    const job = await ready(1)
    Object.assign(deps, { store: null })
    expect(await handOver(job)).toBeNull()
  })
})

describe('the cost of a day', () => {
  it('is by the longest prefix of the account', () => {
    budgets(null)
    const price = (number: string) => priceOf(deps.config.current, 'demo', number as FaxNumber)
    expect([price('+15555551212'), price('+4930123456')]).toEqual([50_000, 200_000])
    expect(priceOf(deps.config.current, 'other', ONE)).toBe(0)
  })

  it('stops at the bound, exactly', async () => {
    budgets({ cost_per_day: 0.3 })
    expect(await handOver(await ready(1))).toBeNull()
    expect(await handOver(await ready(2))).toBeNull()
    expect(await handOver(await ready(3), 1)).toBe('held')
  })

  it('of all subscribers stops them all', async () => {
    budgets(null, { cost_per_day: 0.2 })
    expect(await handOver(await ready(1))).toBeNull()
    const other = { ...(await ready(2)), subscriberId: 'scanner' }
    expect(await handOver(other)).toBe('held')
  })

  const delivered: Outcome = { kind: 'delivered', pagesSent: 3, remoteStationId: null, callSeconds: 1 }
  const busy: Outcome = {
    kind: 'failed',
    failure: 'busy',
    pagesSent: 0,
    remoteStationId: null,
    providerCode: '1',
    providerText: 'busy',
  }
  const started = (id: FaxJobId) =>
    happened(deps, id, {
      type: 'attemptStarted',
      attemptId: `att_${id}` as never,
      account: 'demo',
      reference: 'r',
      watermark: null,
    })
  const spent = async () => (await deps.store.useOf(null, '2026-11-21')).cost

  it('is corrected by the pages that went out, and is nothing for a hand-over that was not taken', async () => {
    budgets({ cost_per_day: 10 })
    const [one, two, three] = [await ready(1), await ready(2), await ready(3)]
    for (const job of [one, two, three]) {
      await handOver(job)
      await started(job.id)
    }
    expect(await spent()).toBe(450_000)
    await happened(deps, one.id, { type: 'taken', providerRef: 'p' })
    await happened(deps, one.id, { type: 'verdict', outcome: delivered })
    expect(await spent()).toBe(450_000)
    await happened(deps, two.id, { type: 'refused', outcome: busy })
    expect(await spent()).toBe(300_000)
    await happened(deps, three.id, { type: 'notTaken', text: 'x', retryAt: null, hold: null })
    expect(await spent()).toBe(150_000)
    // Its second hand-over is charged by itself.
    await handOver(await again(three.id))
    expect(await spent()).toBe(300_000)
  })

  it('keeps the estimate of a fax of which nobody knows whether it arrived', async () => {
    budgets({ cost_per_day: 10 })
    const job = await ready(1)
    await handOver(job)
    await started(job.id)
    await happened(deps, job.id, { type: 'taken', providerRef: 'p' })
    await clock.advance(25 * HOUR)
    await happened(deps, job.id, { type: 'timePassed' })
    expect((await again(faxId(1))).failure).toBe('no-verdict')
    expect(await spent()).toBe(150_000)
  })
})

describe('what is used today', () => {
  it('stands there for every budget', async () => {
    budgets({ faxes_per_day: 10, pages_per_day: 100 }, { cost_per_day: 1 })
    await send(2, 'a')
    await handOver(await ready(1))
    expect(await budgetLines(deps)).toEqual([
      {
        of: 'sales',
        day: '2026-11-21',
        until: '2026-11-21T23:00:00.000Z',
        faxes: { used: 2, limit: 10 },
        pages: { used: 3, limit: 100 },
        cost: { used: 0.15, limit: null },
      },
      {
        of: 'all',
        day: '2026-11-21',
        until: '2026-11-22T00:00:00.000Z',
        faxes: { used: 0, limit: null },
        pages: { used: 3, limit: null },
        cost: { used: 0.15, limit: 1 },
      },
    ])
  })
})
