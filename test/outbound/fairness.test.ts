import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { TASK_KINDS, type TaskKind } from '../../src/fax/task.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { makeRoomOfAccounts } from '../../src/outbound/account-room.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import { happened, type OutboundDeps } from '../../src/outbound/steps.ts'
import { makeSubmit } from '../../src/outbound/submit.ts'
import type { FaxProvider, SubmitRequest } from '../../src/providers/provider.ts'
import { type TaskHandler, type TaskHandlers, Worker } from '../../src/queue/worker.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { TaskStore } from '../../src/store/store.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, settle, testRuntime } from '../fakes/clock.ts'
import { aDocument, aJob, anAcceptance, docId, faxId, T0 } from '../store/rows.ts'

/** What every hand-over takes. */
const HAND_OVER_MS = 1_000
const fail = (error: unknown) => {
  throw error
}

let folder: string
let clock: FakeClock
let deps: OutboundDeps
let closers: (() => Promise<void>)[]
/** Who was handed over to which account, in order. */
let sent: { readonly account: string; readonly to: string; readonly at: number }[]
/** How often the queue was asked for tasks, and how often a task was put back. */
let calls: { claims: number; retries: number }

function aProvider(account: string, limits: Partial<FaxProvider['limits']>): FaxProvider {
  return {
    limits: { maxPages: 9, maxBytes: 9999, visibilityMs: 0, pollMs: 1000, concurrent: 2, ...limits },
    async submit(request: SubmitRequest) {
      sent.push({ account, to: request.to, at: clock.now() })
      await clock.sleep(HAND_OVER_MS)
      return { kind: 'taken', providerRef: `p${sent.length}` }
    },
    status: async () => ({ kind: 'progress', text: 'sending' }),
  }
}

/** A house with these accounts, and routes by first digits. */
async function setUp(limits: Record<string, Partial<FaxProvider['limits']>>, routes: Config['routes']) {
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  const sending = { attempts: 1, retryMinutes: 5, trackingHours: 24, firstLookSeconds: 1, lookGapSeconds: 1 }
  const providers = new Map(Object.entries(limits).map(([name, own]) => [name, aProvider(name, own)]))
  deps = {
    store,
    spool,
    config: { current: { routes, sending, subscribers: [], destinations: {} } as unknown as Config },
    runtime,
    providers,
    board: new AccountBoard(clock, () => {}),
    desk: new StatusDesk(clock),
    renderer: {
      render: fail,
      received: fail,
      finish: fail,
      pictures: fail,
      expand: fail,
      stop: async () => {},
    },
    workFolder: folder,
  }
  const nothing: TaskHandler = async () => undefined
  const handlers = {
    ...(Object.fromEntries(TASK_KINDS.map(kind => [kind, nothing])) as TaskHandlers),
    submit: makeSubmit(deps),
  }
  const room = Object.fromEntries(TASK_KINDS.map(kind => [kind, 20])) as Record<TaskKind, number>
  const accounts = makeRoomOfAccounts(deps.board, providers)
  const worker = new Worker({ store: counted(store), handlers, room, accounts, owner: 'me', runtime })
  closers.push(
    async () => {
      const stopped = worker.stop(1)
      await clock.advance(HAND_OVER_MS * 2)
      await stopped
    },
    () => store.close(),
    () => spool.close(),
  )
  await store.accept(anAcceptance(1, { jobs: [], tasks: [] }))
  await store.addDocument(aDocument(1))
  return worker
}

function counted(store: TaskStore): TaskStore {
  return {
    ...store,
    claimTasks: request => {
      calls.claims++
      return store.claimTasks(request)
    },
    retryTask: (...args) => {
      calls.retries++
      return store.retryTask(...args)
    },
  }
}

let next = 1
/** Faxes of a subscriber that become ready now, each to a number of its own. */
async function ready(subscriberId: string, count: number, prefix: string, fields: Partial<FaxJob> = {}) {
  for (let i = 0; i < count; i++) {
    const n = next++
    const number = `${prefix}${String(n).padStart(7, '0')}` as FaxNumber
    const job = aJob(1, {
      id: faxId(n),
      subscriberId,
      recipient: { ...aJob(1).recipient, number },
      deadline: (T0 + 86_400_000) as EpochMs,
      ...fields,
    })
    await deps.store.accept(anAcceptance(n + 1, { jobs: [job], tasks: [], history: [], dedupeKey: `k${n}` }))
    await happened(deps, job.id, { type: 'prepared', documentId: docId(1), pageCount: 1 })
  }
}
const route = (prefix: string, provider: string) => ({ prefix, provider, fallback: [] })

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-fair-'))
  clock = new FakeClock(T0)
  closers = []
  sent = []
  calls = { claims: 0, retries: 0 }
  next = 1
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

describe('subscribers that share an account', () => {
  it('take turns: one fax goes out within the first few, with five hundred of another before it', async () => {
    const worker = await setUp({ a: { concurrent: 2 } }, [route('+', 'a')])
    await ready('law-firm', 500, '+1555')
    worker.start()
    await settle()
    expect(sent).toHaveLength(2)
    await ready('surgery', 1, '+1777')
    worker.kick()
    await clock.advance(HAND_OVER_MS)
    expect(sent.map(({ to }) => to.slice(0, 5)).indexOf('+1777')).toBeLessThan(4)
    await clock.advance(3 * HAND_OVER_MS)
    expect(new Set(sent.map(({ to }) => to)).size).toBe(sent.length)
  })

  it('does not look at the waiting ones again and again', async () => {
    const worker = await setUp({ a: { concurrent: 2 } }, [route('+', 'a')])
    await ready('law-firm', 500, '+1555')
    worker.start()
    await clock.advance(10 * HAND_OVER_MS)
    expect(sent).toHaveLength(22)
    expect(calls.retries).toBe(0)
    expect(calls.claims).toBeLessThan(4 * sent.length)
  })

  it('send by priority within the lane of a subscriber only', async () => {
    const worker = await setUp({ a: { concurrent: 1 } }, [route('+', 'a')])
    const options = (priority: 'high' | 'low') => ({
      recipient: { ...aJob(1).recipient, options: { ...NO_OPTIONS, priority } },
    })
    const number = (text: string) => text as FaxNumber
    await ready('law-firm', 3, '+1555')
    const urgent = options('high').recipient
    await ready('law-firm', 1, '', { recipient: { ...urgent, number: number('+1555urgent') } })
    const slow = options('low').recipient
    await ready('surgery', 1, '', { recipient: { ...slow, number: number('+1777slow') } })
    worker.start()
    await clock.advance(2.5 * HAND_OVER_MS)
    expect(sent.slice(0, 2).map(({ to }) => to)).toEqual(['+1555urgent', '+1777slow'])
    expect(sent[2]?.to).toMatch(/^\+1555000/)
  })
})

describe('accounts', () => {
  it('a full one does not keep the faxes of another waiting', async () => {
    const worker = await setUp({ a: { concurrent: 1 }, b: {} }, [route('+1', 'a'), route('+49', 'b')])
    await ready('law-firm', 100, '+1555')
    await ready('law-firm', 1, '+49')
    worker.start()
    await settle()
    expect(sent.map(({ account }) => account)).toEqual(['a', 'b'])
  })

  it('begin no more hand-overs in a minute than their rate, and go on by themselves', async () => {
    const worker = await setUp({ a: { concurrent: 5, perMinute: 10 } }, [route('+', 'a')])
    await ready('law-firm', 35, '+1555')
    worker.start()
    await clock.advance(59_000)
    expect(sent).toHaveLength(10)
    await clock.advance(122_000)
    expect(sent).toHaveLength(35)
    const begun = sent.map(({ at }) => at)
    for (const [i, at] of begun.entries())
      expect((begun[i + 10] ?? Infinity) - at).toBeGreaterThanOrEqual(60_000)
    expect(calls.retries).toBe(0)
  })

  it('a fax whose route has changed while it waited goes by the new one', async () => {
    const worker = await setUp({ a: { concurrent: 1 }, b: { concurrent: 1 } }, [route('+', 'a')])
    await ready('law-firm', 5, '+1555')
    Object.assign(deps.config.current, { routes: [route('+', 'b')] })
    worker.start()
    await clock.advance(6 * HAND_OVER_MS)
    expect(sent.map(({ account }) => account)).toEqual(['b', 'b', 'b', 'b', 'b'])
  })
})
