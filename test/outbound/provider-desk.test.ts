import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/schema.ts'
import type { RenderRequest } from '../../src/documents/render/job.ts'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { AccountBoard } from '../../src/outbound/account-board.ts'
import { listProviders, testProvider } from '../../src/outbound/provider-desk.ts'
import { StatusDesk } from '../../src/outbound/status-desk.ts'
import type { OutboundDeps } from '../../src/outbound/steps.ts'
import type { FaxProvider, ProviderReport, SubmitRequest } from '../../src/providers/provider.ts'
import { migrate } from '../../src/store/migrate.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { rowsOn, storeOf } from '../../src/store/store-rows.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aJob, anAcceptance, anAttempt, faxId, T0 } from '../store/rows.ts'

const signal = new AbortController().signal
const TO = '+15555551213'
const fail = (error: unknown) => {
  throw error
}

let folder: string
let clock: FakeClock
let deps: OutboundDeps
let asked: SubmitRequest[]
let reports: (ProviderReport | ErrorCode)[]
let printed: string[]
let provider: FaxProvider

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-desk-'))
  clock = new FakeClock(T0)
  asked = []
  reports = []
  printed = []
  provider = {
    limits: { maxPages: 9, maxBytes: 9999, visibilityMs: 0, pollMs: 2000, concurrent: 1 },
    async submit(request) {
      asked.push(request)
      printed.push(Buffer.from(await request.pages.bytes('tiff')).toString())
      return { kind: 'taken', providerRef: 'P1' }
    },
    async status() {
      const next = reports.shift() ?? { kind: 'progress', text: 'dialling' }
      if (typeof next === 'string') throw new BridgeError(next)
      return next
    },
    probe: async () => [{ ok: true, what: 'credentials', text: 'fine' }],
    balance: async () => '12.50 USD',
  }
  const runtime = testRuntime(clock)
  const driver = openSqlite({ file: ':memory:', onDoubtful: fail })
  await migrate(driver, T0)
  const render = async ({ sources, outFolder }: RenderRequest) => {
    const tiffPath = join(outFolder, 'pages.tiff')
    await writeFile(tiffPath, `page of ${sources[0]?.name}`)
    return { tiffPath, previewPath: null, pageCount: 1, parts: [] }
  }
  const config = {
    hostname: 'fax.example.com',
    providers: { main: { type: 'ucx' } },
    subscribers: [{ numbers: ['+15555550100'] }],
  }
  deps = {
    store: storeOf(rowsOn(driver, runtime.ids)),
    spool: null as never,
    config: { current: config as unknown as Config },
    runtime,
    providers: new Map([['main', provider]]),
    board: new AccountBoard(clock, () => {}),
    desk: new StatusDesk(clock),
    renderer: { render, received: fail, finish: fail, pictures: fail, expand: fail, stop: async () => {} },
    workFolder: folder,
  }
})
afterEach(async () => {
  await deps.store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Lets the looks at the vendor pass. */
async function tested(to: string | null): Promise<readonly { ok: boolean; text: string }[]> {
  const lines = testProvider(deps, 'main', to, signal)
  let over = false
  const ended = lines.finally(() => {
    over = true
  })
  ended.catch(() => {})
  while (!over) await clock.advance(1000)
  return lines
}
async function isUnderWay(): Promise<void> {
  await deps.store.accept(anAcceptance(1))
  const attempt = { ...anAttempt(1, faxId(1)), account: 'main' }
  const history = { at: T0, type: 'x', text: 'x', detail: {} }
  const recipient = { ...aJob(1).recipient, number: TO as FaxNumber }
  await deps.store.change(faxId(1), job => ({
    job: { ...job, recipient, state: 'sending', attempts: 1, attempt },
    tasks: [],
    history,
    newJob: null,
  }))
}

describe('the list of accounts', () => {
  it('has their standing, open faxes and balance', async () => {
    await isUnderWay()
    expect(await listProviders(deps, signal)).toMatchObject([
      { account: 'main', type: 'ucx', standing: 'open', open: 1, running: 0, balance: '12.50 USD' },
    ])
  })

  it('does without the balance of a vendor that does not tell it, and does not ask one that refuses us', async () => {
    provider.balance = async () => {
      throw new BridgeError('E_PROVIDER_UNREACHABLE')
    }
    expect(await listProviders(deps, signal)).toMatchObject([{ balance: null }])
    let times = 0
    provider.balance = async () => `${++times}`
    for (let n = 0; n < 2; n++) deps.board.failed('main', new BridgeError('E_PROVIDER_CREDENTIALS'))
    expect(await listProviders(deps, signal)).toMatchObject([{ standing: 'stopped', balance: null }])
    expect(times).toBe(0)
  })
})

it('a stopped account of a kind that has nothing to test is used again after a test', async () => {
  const { probe: _, ...without } = provider
  deps = { ...deps, providers: new Map([['main', without]]) }
  for (let n = 0; n < 2; n++) deps.board.failed('main', new BridgeError('E_PROVIDER_CREDENTIALS'))
  expect(deps.board.standing('main').kind).toBe('stopped')
  expect(await tested(null)).toMatchObject([{ ok: true, text: expect.stringContaining('is used again') }])
  expect(deps.board.standing('main').kind).toBe('open')
})

describe('a test fax', () => {
  const DELIVERED: ProviderReport = {
    kind: 'verdict',
    outcome: { kind: 'delivered', pagesSent: 1, remoteStationId: null, callSeconds: 9 },
  }

  it('is not sent unless a number is given', async () => {
    expect(await tested(null)).toHaveLength(1)
    expect(asked).toEqual([])
  })

  it('is one page, and is followed to its verdict over looks that fail', async () => {
    reports = ['E_PROVIDER_UNREACHABLE', { kind: 'unknown', raw: 'eh?' }, DELIVERED]
    const lines = await tested(TO)
    expect(lines.map(({ ok, text }) => [ok, text])).toEqual([
      [true, 'fine'],
      [true, 'Taken as P1.'],
      [true, 'Delivered: the other fax machine confirmed the page.'],
    ])
    expect(asked).toMatchObject([{ to: TO, from: '+15555550100', pages: { pageCount: 1 } }])
    expect(printed).toEqual(['page of test fax'])
    expect(deps.board.running('main')).toBe(0)
  })

  it('says what the provider says: a failure, a refusal, nothing in time', async () => {
    const failed = {
      kind: 'failed',
      failure: 'busy',
      pagesSent: 0,
      remoteStationId: null,
      providerCode: '17',
      providerText: 'Busy',
    } as const
    reports = [{ kind: 'verdict', outcome: failed }]
    expect((await tested(TO)).at(-1)).toMatchObject({ ok: false, text: 'The line was busy. (Busy)' })
    expect((await tested(TO)).at(-1)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/^No verdict in time.*P1.*dialling/),
    })
    provider.submit = async () => ({ kind: 'refused', outcome: failed })
    expect((await tested(TO)).at(-1)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/^Refused: The line/),
    })
    provider.submit = async () => {
      throw new BridgeError('E_PROVIDER_NO_ANSWER')
    }
    expect((await tested(TO)).at(-1)).toMatchObject({
      ok: false,
      text: expect.stringMatching(/may have taken/),
    })
    expect(deps.board.running('main')).toBe(0)
  })

  it('is not sent through an account that does not pass, to no number, or to a number that is being faxed', async () => {
    await expect(tested('12')).rejects.toMatchObject({ code: 'E_BAD_REQUEST' })
    await isUnderWay()
    await expect(tested(TO)).rejects.toMatchObject({ code: 'E_WRONG_STATE' })
    provider.probe = async () => [{ ok: false, what: 'credentials', text: 'wrong' }]
    expect(await tested('+15555559999')).toHaveLength(1)
    expect(asked).toEqual([])
  })
})
