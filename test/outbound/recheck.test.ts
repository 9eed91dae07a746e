import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import type { FaxFailure } from '../../src/fax/failure.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import type { Outcome } from '../../src/fax/outcome.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { hear } from '../../src/outbound/news.ts'
import { makeRecheck } from '../../src/outbound/recheck.ts'
import { makeReport } from '../../src/outbound/report.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import { happened, type OutboundDeps } from '../../src/outbound/steps.ts'
import type { FaxProvider, ProviderReport } from '../../src/providers/provider.ts'
import { openSpool } from '../../src/store/log-spool.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aJob, anAcceptance, anAttempt, aSubmission, faxId, T0 } from '../store/rows.ts'

const HOUR = 3_600_000
const signal = new AbortController().signal
const fail = (error: unknown) => {
  throw error
}
const DELIVERED: Outcome = { kind: 'delivered', pagesSent: 2, remoteStationId: null, callSeconds: 40 }
const failedBy = (failure: FaxFailure): Outcome => ({
  kind: 'failed',
  failure,
  pagesSent: 0,
  remoteStationId: null,
  providerCode: '17',
  providerText: 'no',
})

let folder: string
let clock: FakeClock
let deps: OutboundDeps
let closers: (() => Promise<void>)[]
/** What the provider says when it is asked; and how often it was. */
let word: Outcome | ErrorCode | null
let asked: number
let provider: FaxProvider & { limits: { laterLookMs?: number } }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-recheck-'))
  clock = new FakeClock(T0)
  asked = 0
  word = null
  provider = {
    limits: { maxPages: 9, maxBytes: 999, visibilityMs: 0, pollMs: 1000, concurrent: 2 },
    submit: fail as never,
    webhook: () => null,
    async status(): Promise<ProviderReport> {
      asked++
      if (typeof word === 'string') throw new BridgeError(word)
      return word === null ? { kind: 'unknown', raw: 'gone' } : { kind: 'verdict', outcome: word }
    },
  }
  const runtime = testRuntime(clock)
  const spool = await openSpool({ folder, ids: runtime.ids, log: runtime.log, onDoubtful: fail })
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const store = storeOf(rowsOn(driver, runtime.ids))
  const config = {
    hostname: 'fax.example.com',
    reports: {},
    relay: { from: 'Fax <fax@example.com>', days: 5, dkim: [], encrypt: [] },
    routes: [{ prefix: '+', provider: 'demo', fallback: [] }],
    sending: { attempts: 1, retryMinutes: 5, trackingHours: 24, correctionHours: 48 },
    subscribers: [],
  }
  deps = {
    store,
    spool,
    config: { current: config as unknown as Config },
    runtime,
    providers: new Map([['demo', provider]]),
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
})
afterEach(async () => {
  for (const close of closers) await close()
  rmSync(folder, { recursive: true, force: true })
})

/** A fax that the provider took and has now given its verdict on; its report is written. */
async function ended(outcome: Outcome): Promise<void> {
  const writer = deps.spool.begin()
  const text = 'From: ann@example.com\r\nSubject: Order 1\r\n\r\nsecret body\r\n'
  await writer.write(Buffer.from(text))
  const submission = aSubmission(1, { raw: await writer.commit(), size: text.length })
  const deadline = (T0 + 24 * HOUR) as EpochMs
  await deps.store.accept(anAcceptance(1, { submission, jobs: [aJob(1, { deadline })], tasks: [] }))
  const attempt = { ...anAttempt(1, faxId(1)), providerRef: 'P7' }
  const started: Partial<FaxJob> = { state: 'sending', attempts: 1, attempt, pageCount: 2 }
  const history = { at: T0, type: 'taken', text: 'taken', detail: {} }
  await deps.store.change(faxId(1), job => ({
    job: { ...job, ...started },
    tasks: [],
    history,
    newJob: null,
  }))
  await happened(deps, faxId(1), { type: 'verdict', outcome }, provider)
  await runDue()
}

/** Runs what is due, as the worker does, until nothing is. */
async function runDue(): Promise<void> {
  const handlers = { report: makeReport({ ...deps, replyKey: 'key' }), recheck: makeRecheck(deps) }
  for (;;) {
    const now = clock.now()
    const room = { report: 5, recheck: 5 }
    const leaseUntil = (now + 60_000) as EpochMs
    const tasks = await deps.store.claimTasks({ room, owner: 'me', now, leaseUntil })
    if (tasks.length === 0) return
    for (const task of tasks) {
      const handler = handlers[task.kind as keyof typeof handlers]
      const again = await handler(task, signal).catch((error: Error) => error)
      if (again === undefined) await deps.store.finishTask(task.id, 'me')
      else if (again instanceof Error)
        await deps.store.retryTask(task.id, 'me', (now + 1) as EpochMs, again.message)
      else await deps.store.retryTask(task.id, 'me', again as EpochMs, '')
    }
  }
}

const called = async (providerRef = 'P7') => {
  const news = { providerRefs: [providerRef], references: [], received: false }
  await hear({ ...deps, kick: () => {}, look: () => {} }, 'demo', news)
  await runDue()
}
const job = async () => (await deps.store.job(faxId(1))) as FaxJob
const mails = async () => {
  const found = []
  for (const mail of await deps.store.mailsOf(faxId(1)))
    found.push({ ...mail, text: (await buffer(deps.spool.read(mail.raw))).toString() })
  return found.sort((a, b) => a.createdAt - b.createdAt)
}
const header = (text: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\\r\\n[ \\t].*)*)`, 'im').exec(text)?.[1]?.replace(/\r\n[ \t]/g, ' ')

describe('sent, then failed', () => {
  it('is corrected in a second mail that refers to the first', async () => {
    await ended(DELIVERED)
    await clock.advance(HOUR)
    word = failedBy('line-error')
    await called()
    expect(await job()).toMatchObject({ state: 'failed', failure: 'line-error', endedAt: T0 })
    const [first, second, ...more] = await mails()
    expect(more).toEqual([])
    if (first === undefined || second === undefined) throw new Error('two mails, please')
    expect(header(first.text, 'Subject')).toMatch(/^Fax to .* delivered/)
    expect(second.key).toBe(`report:${faxId(1)}:correction-failed`)
    expect(second.messageId).not.toBe(first.messageId)
    expect(header(second.text, 'Subject')).toMatch(/^Correction: Fax to .* failed/)
    expect(header(second.text, 'In-Reply-To')).toBe(first.messageId)
    expect(header(second.text, 'References')).toBe(`<1@example.com> ${first.messageId}`)
    expect(header(second.text, 'Date')).not.toBe(header(first.text, 'Date'))
    expect(second.text).toMatch(/This corrects our earlier report/)
    expect(second.text).not.toContain('secret body')
    expect((await deps.store.history(faxId(1))).map(entry => entry.type)).toContain('corrected')
  })

  it('changes nothing when the call is repeated, about another fax, or says what we know', async () => {
    await ended(DELIVERED)
    word = DELIVERED
    await called()
    word = failedBy('busy')
    await called('P8')
    expect(asked).toBe(1)
    expect(await mails()).toHaveLength(1)
    for (let times = 0; times < 3; times++) await called()
    word = failedBy('no-answer')
    await called()
    expect(await job()).toMatchObject({ state: 'failed', failure: 'busy' })
    expect(await mails()).toHaveLength(2)
  })

  it('is not believed when the provider cannot be read, or after two days', async () => {
    await ended(DELIVERED)
    word = 'E_PROVIDER_UNREACHABLE'
    await called()
    await clock.advance(10)
    for (let times = 0; times < 9; times++) {
      await runDue()
      await clock.advance(10)
    }
    expect(asked).toBe(5)
    await clock.advance(48 * HOUR)
    word = failedBy('busy')
    await called()
    expect(asked).toBe(5)
    expect(await job()).toMatchObject({ state: 'delivered' })
    expect(await deps.store.nextTaskAt()).toBe((await mails())[0]?.createdAt)
  })
})

describe('failed, then delivered', () => {
  it('is corrected too, whatever reports the sender asked for', async () => {
    const subscribers = [{ id: 'sales', report_success: false, language: 'en', time_zone: 'UTC' }]
    deps = { ...deps, config: { current: { ...deps.config.current, subscribers } as unknown as Config } }
    await ended(failedBy('busy'))
    await clock.advance(HOUR)
    word = DELIVERED
    await called()
    const [, second] = await mails()
    expect(second?.key).toBe(`report:${faxId(1)}:correction-delivered`)
    expect(header(second?.text ?? '', 'Subject')).toMatch(/^Correction: Fax to .* delivered/)
    expect(second?.text).toMatch(/arrived twice/)
  })

  it('is seen by one later look of our own where the vendor is known to go on trying', async () => {
    provider.limits.laterLookMs = HOUR
    await ended(failedBy('busy'))
    word = DELIVERED
    await clock.advance(HOUR - 1)
    await runDue()
    expect(asked).toBe(0)
    await clock.advance(1)
    await runDue()
    expect(asked).toBe(1)
    expect(await job()).toMatchObject({ state: 'delivered' })
    await clock.advance(48 * HOUR)
    await runDue()
    expect(asked).toBe(1)
  })
})
