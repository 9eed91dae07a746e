import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { writeTiff } from '../../src/documents/tiff/write.ts'
import { type AddressParts, NO_PARTS } from '../../src/fax/address-parts.ts'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { type FaxOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { EpochMs, FaxJobId, TaskId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { listFaxes, showFax } from '../../src/outbound/operate.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import type { OutboundDeps } from '../../src/outbound/steps.ts'
import { makeSubmit } from '../../src/outbound/submit.ts'
import type { FaxProvider, SubmitReply, SubmitRequest } from '../../src/providers/provider.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aDocument, aJob, anAcceptance, docId, faxId, T0 } from '../store/rows.ts'

const signal = new AbortController().signal
const fail = (error: unknown) => {
  throw error
}

/** A provider that answers as it is told, and remembers what it was asked. */
class ToldProvider implements FaxProvider {
  readonly limits = {
    maxPages: 100,
    maxBytes: 1 << 20,
    visibilityMs: 0,
    pollMs: 1000,
    concurrent: 2,
    onePerNumber: false,
  }
  readonly asked: SubmitRequest[] = []
  answers: (SubmitReply | ErrorCode)[] = []

  async submit(request: SubmitRequest): Promise<SubmitReply> {
    this.asked.push(request)
    const answer = this.answers.shift() ?? { kind: 'taken', providerRef: `p${this.asked.length}` }
    if (typeof answer === 'string') throw new BridgeError(answer)
    return answer
  }

  async status() {
    return { kind: 'progress', text: 'sending' } as const
  }
}

let folder: string
let clock: FakeClock
let deps: OutboundDeps
let closers: (() => Promise<void>)[]
let [a, b]: [ToldProvider, ToldProvider] = [new ToldProvider(), new ToldProvider()]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-submit-'))
  clock = new FakeClock(T0)
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  ;[a, b] = [new ToldProvider(), new ToldProvider()]
  const routes = [{ prefix: '+', provider: 'a', fallback: ['b'] }]
  const sending = { attempts: 1, retryMinutes: 5, trackingHours: 24, firstLookSeconds: 1, lookGapSeconds: 1 }
  const config = { current: { routes, sending, subscribers: [], destinations: {} } as unknown as Config }
  deps = {
    store,
    spool,
    config,
    runtime,
    providers: new Map([
      ['a', a],
      ['b', b],
    ]),
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
  closers = [() => store.close(), () => spool.close()]
  const writer = spool.begin()
  const tiff = writeTiff([{ width: 1728, height: 1, xDpi: 204, yDpi: 196, strip: new Uint8Array([0]) }], {
    software: 'x',
  })
  await writer.write(tiff)
  await store.accept(anAcceptance(1, { jobs: [] }))
  await store.addDocument({ ...aDocument(1), tiff: await writer.commit(), tiffBytes: tiff.length })
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** A fax that is ready, to this number. */
async function aReadyFax(
  n: number,
  number = '+15555551212',
  options: Partial<FaxOptions> = {},
  parts = NO_PARTS,
): Promise<FaxJobId> {
  const job = aJob(1, {
    id: faxId(n),
    state: 'ready',
    documentId: docId(1),
    pageCount: 1,
    deadline: (T0 + 86_400_000) as FaxJob['deadline'],
    recipient: {
      ...aJob(1).recipient,
      number: number as FaxNumber,
      parts,
      options: { ...NO_OPTIONS, ...options },
    },
  })
  await deps.store.accept(anAcceptance(n + 1, { jobs: [job], history: [], tasks: [], dedupeKey: `fax-${n}` }))
  return job.id
}
const submit = (id: FaxJobId) =>
  makeSubmit(deps)({ id: 'task_1' as TaskId, kind: 'submit', subjectId: id, runAt: T0, attempts: 1 }, signal)
const stateOf = async (id: FaxJobId) => {
  const job = await deps.store.job(id)
  return { state: job?.state, account: job?.attempt?.account ?? null, held: job?.held ?? null }
}

describe('a hand-over', () => {
  it('goes to the first account, once, with the intention written before', async () => {
    const id = await aReadyFax(1)
    await submit(id)
    expect(await stateOf(id)).toEqual({ state: 'sending', account: 'a', held: null })
    expect([a.asked.length, b.asked.length]).toEqual([1, 0])
    const types = (await deps.store.history(id)).map(entry => entry.type)
    expect(types).toEqual(['accepted', 'submitting', 'taken'])
    await submit(id)
    expect(a.asked).toHaveLength(1)
  })

  it.each([
    'E_PROVIDER_UNREACHABLE',
    'E_PROVIDER_CREDENTIALS',
    'E_PROVIDER_CREDIT',
    'E_PROVIDER_BUSY',
  ] as const)('%s of the first: certainly not taken, so the second gets it at once', async code => {
    a.answers = [code]
    const id = await aReadyFax(1)
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'ready', held: null })
    expect(await deps.store.nextTaskAt()).toBe(T0)
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'sending', account: 'b' })
  })

  it('hands on what the sender chose for the vendor, and nothing where he chose nothing', async () => {
    const options = { ...NO_OPTIONS, billingCode: 'C-4711', priority: 'low' } as const
    const [plain, chosen] = [await aReadyFax(1), await aReadyFax(2, '+15555551299')]
    const history = { at: T0, type: 'x', text: 'x', detail: {} }
    await deps.store.change(chosen, job => ({
      job: { ...job, recipient: { ...job.recipient, options } },
      tasks: [],
      history,
      newJob: null,
    }))
    for (const id of [plain, chosen]) await submit(id)
    expect(a.asked[0]).not.toHaveProperty('billingCode')
    expect(a.asked[0]).not.toHaveProperty('priority')
    expect(a.asked[1]).toMatchObject({ billingCode: 'C-4711', priority: 'low' })
  })

  it('a lost answer never goes elsewhere', async () => {
    a.answers = ['E_PROVIDER_NO_ANSWER']
    const id = await aReadyFax(1)
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'unknown', account: 'a' })
    await submit(id)
    expect(b.asked).toEqual([])
  })

  it('a bug in an adapter counts as a lost answer', async () => {
    a.submit = async () => {
      throw new TypeError('undefined is not a function')
    }
    const id = await aReadyFax(1)
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'unknown', account: 'a' })
  })

  it('waits for a person when both refuse us, and the next fax is held without asking them again', async () => {
    a.answers = ['E_PROVIDER_CREDENTIALS', 'E_PROVIDER_CREDENTIALS']
    b.answers = ['E_PROVIDER_CREDIT', 'E_PROVIDER_CREDIT']
    const [one, two, three] = [
      await aReadyFax(1, '+15555551201'),
      await aReadyFax(2, '+15555551202'),
      await aReadyFax(3, '+15555551203'),
    ]
    for (const id of [one, one, two, two, three]) await submit(id)
    expect((await stateOf(one)).held).toMatch(/no credit/)
    expect((await stateOf(three)).held).toMatch(
      /provider a refuses our credentials; provider account b has no credit/,
    )
    expect([a.asked.length, b.asked.length]).toEqual([2, 2])
  })
})

describe('what must be dialled beside the number', () => {
  const withParts = (n: number, parts: Partial<AddressParts>) =>
    aReadyFax(n, `+1555555120${n}`, {}, { ...NO_PARTS, ...parts })

  it('goes to the account that can dial it, past the first, and reaches it', async () => {
    Object.assign(b.limits, { dials: ['subaddress', 'postDial'] })
    const id = await withParts(1, { subaddress: '1387', postDial: 'p4711' })
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'sending', account: 'b' })
    expect(a.asked).toEqual([])
    expect(b.asked[0]?.parts).toMatchObject({ subaddress: '1387', postDial: 'p4711' })
    const written = JSON.stringify([await deps.store.history(id), await deps.store.attempts(id)])
    expect(written).not.toContain('4711')
  })

  it('is never dialled without it: no account is left', async () => {
    Object.assign(b.limits, { dials: ['subaddress'] })
    const id = await withParts(2, { subaddress: '1387', postDial: 'p4711' })
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'failed' })
    expect((await deps.store.job(id))?.failureText).toBe(
      'No fax provider on this way can dial what is dialled after the answer (POSTD).',
    )
    expect([a.asked, b.asked]).toEqual([[], []])
  })

  it('names of people and streets are for any account', async () => {
    const id = await withParts(3, { attention: 'Jane Doe', postal: ['POB=7'] })
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'sending', account: 'a' })
  })
})

describe('the do-not-fax list', () => {
  it('counts for a fax that was waiting when its number was put on it', async () => {
    const [one, other] = [await aReadyFax(1, '+15555550404'), await aReadyFax(2, '+15555550405')]
    Object.assign(deps.config.current, {
      destinations: { doNotFax: { file: 'never.txt', numbers: ['+15555550404'] } },
    })
    await submit(one)
    await submit(other)
    expect((await deps.store.job(one))?.failure).toBe('number-blocked')
    expect(a.asked.map(request => request.to)).toEqual(['+15555550405'])
  })
})

describe('one call to a number at a time', () => {
  it('lets the second fax wait while the first is on its way, and other numbers pass', async () => {
    const [one, two, other] = [await aReadyFax(1), await aReadyFax(2), await aReadyFax(3, '+15555559999')]
    await submit(one)
    expect(await submit(two)).toBe(T0 + 10_000)
    await submit(other)
    expect(await stateOf(two)).toMatchObject({ state: 'ready' })
    expect(a.asked.map(request => request.to)).toEqual(['+15555551212', '+15555559999'])
    // Half an hour is no call any more, whatever the provider does not say.
    await clock.advance(30 * 60_000)
    await submit(two)
    expect(await stateOf(two)).toMatchObject({ state: 'sending' })
  })

  it('lets an unanswered one wait only where the vendor could not tell them apart', async () => {
    a.answers = ['E_PROVIDER_NO_ANSWER']
    const [one, two] = [await aReadyFax(1), await aReadyFax(2)]
    await submit(one)
    a.limits.onePerNumber = true
    expect(await submit(two)).toBe(T0 + 10_000)
    a.limits.onePerNumber = false
    await submit(two)
    expect(await stateOf(two)).toMatchObject({ state: 'sending' })
  })

  it('an account takes no more at the same time than it may', async () => {
    deps.board.enter('a', '+1')
    deps.board.enter('a', '+2')
    expect(await submit(await aReadyFax(1))).toEqual({ account: 'a' })
    expect(a.asked).toEqual([])
  })

  it('a fax that finds its number busy looks again, less often the longer it waits', async () => {
    deps.board.enter('a', '+15555551212')
    const id = await aReadyFax(1)
    expect(await submit(id)).toBe(T0 + 10_000)
    await clock.advance(600_000)
    expect(await submit(id)).toBe(T0 + 660_000)
    await clock.advance(6_000_000)
    expect(await submit(id)).toBe(T0 + 6_720_000)
  })
})

describe('what the sender chose', () => {
  it('a time: nobody is asked before, the task comes back then, and list says until when', async () => {
    const sendAt = (T0 + 3_600_000) as EpochMs
    const id = await aReadyFax(1, '+15555551212', { sendAt, zone: 'UTC' })
    expect(await submit(id)).toBe(sendAt)
    expect(a.asked).toEqual([])
    const listed = async () => (await listFaxes(deps, { limit: 1, search: id }))[0]
    expect(await listed()).toMatchObject({ state: 'ready', waitsUntil: new Date(sendAt).toISOString() })
    await clock.advance(3_600_000)
    expect((await listed())?.waitsUntil).toBeNull()
    await submit(id)
    expect(a.asked).toHaveLength(1)
    expect(await showFax(deps, id)).toMatchObject({
      options: { sendat: '2027-01-15 09:00 (UTC)' },
      waitsUntil: null,
    })
  })

  it('hours: a task that comes too late in the night waits for the next one', async () => {
    const window = { from: 20 * 60, to: 6 * 60 }
    const id = await aReadyFax(1, '+15555551212', { window, zone: 'Europe/Berlin' })
    // 15 January 2027, 08:00 UTC; the fax has 24 hours.
    expect(await submit(id)).toBe(Date.parse('2027-01-15T19:00Z'))
    await clock.advance(Date.parse('2027-01-16T05:00Z') - T0)
    expect(await submit(id)).toBe(T0 + 86_400_000)
    await clock.advance(T0 + 86_400_000 - clock.now())
    await submit(id)
    expect(await stateOf(id)).toMatchObject({ state: 'failed' })
    expect(a.asked).toEqual([])
  })

  it('a number of his own goes to the provider', async () => {
    await submit(await aReadyFax(1, '+15555551212', { ownNumber: '+15555550101' as FaxNumber }))
    expect(a.asked[0]?.from).toBe('+15555550101')
  })
})
