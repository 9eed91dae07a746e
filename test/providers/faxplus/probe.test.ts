import { afterEach, describe, expect, it } from 'vitest'
import { tokenLine } from '../../../src/providers/faxplus/probe.ts'
import { type Logger, silentLogger } from '../../../src/runtime.ts'
import type { SimReply } from '../../../src/simulate/simulator.ts'
import { OAUTH, type Opened, type OpenOptions, open, settingsOf, signal, TOKEN } from './opened.ts'

let opened: Opened
afterEach(() => opened?.close())
const start = async (options: OpenOptions = {}) => {
  opened = await open(options)
  return opened.provider
}
const bad = async (options: OpenOptions) => {
  const provider = await start(options)
  return ((await provider.probe?.(signal)) ?? []).filter(line => !line.ok)
}

describe('the end of the token', () => {
  const line = (tokenExpires: string | undefined, now: number) =>
    tokenLine(settingsOf({ token: TOKEN, tokenExpires }), now)
  const noon = Date.UTC(2026, 10, 21, 12)

  it.each([
    ['2027-06-30', true, 'good until 2027-06-30'],
    ['2026-12-05', true, 'good until'],
    ['2026-12-04', false, 'in 14 days'],
    ['2026-11-21', false, 'in 1 days'],
    ['2026-11-20', false, 'It ended on 2026-11-20'],
    [undefined, true, 'tokenExpires'],
  ])('%s on 2026-11-21', (expires, ok, text) => {
    expect(line(expires, noon)).toMatchObject({ ok, what: 'token', text: expect.stringContaining(text) })
  })

  it('a bad end says what to do', () => {
    expect(line('2026-11-25', noon)?.text).toMatch(/Make a new one in FAX\.PLUS under Profile, Integrations/)
  })

  it('with OAuth nothing is to be said', () => {
    expect(tokenLine(settingsOf({ oauth: OAUTH }), noon)).toBeNull()
  })

  it('maintenance warns in the log', async () => {
    const warnings: string[] = []
    const log: Logger = { ...silentLogger, warn: (_, text) => void warnings.push(text) }
    const provider = await start({ log, settings: { tokenExpires: '2020-01-01' } })
    await provider.maintain?.({ webhookUrl: null, webhookPrefix: null }, signal)
    expect(warnings).toEqual([expect.stringContaining('It ended on 2020-01-01')])
  })
})

describe('looking at an account', () => {
  it('one line for each thing, and all is well', async () => {
    const provider = await start({ settings: { from: '+15555550100', tokenExpires: '2099-01-01' } })
    const lines = (await provider.probe?.(signal)) ?? []
    expect(lines.map(({ ok, what }) => [ok, what])).toEqual([
      [true, 'credentials'],
      [true, 'token'],
      [true, 'account self'],
      [true, 'number +15555550100'],
      [true, 'received faxes'],
      [true, 'webhooks'],
    ])
    expect(lines[2]?.text).toContain('500 pages a month')
    expect(opened.simulator.requests.every(({ request: own }) => own.method === 'GET')).toBe(true)
  })

  it('after a refused token it does not go on', async () => {
    await start()
    const lines = (await opened.provide({ token: 'wrong' }).probe?.(signal)) ?? []
    expect(lines.map(({ ok, what }) => [ok, what])).toEqual([
      [false, 'credentials'],
      [true, 'token'],
    ])
    expect(opened.simulator.requests).toHaveLength(1)
  })

  it('a number that is not of the account', async () => {
    expect(await bad({ settings: { from: ['+15555550100', '+15555550199'] } })).toEqual([
      { ok: false, what: 'number +15555550199', text: expect.stringContaining('which has: +15555550100') },
    ])
  })

  const numbers = (change: object): OpenOptions => ({
    settings: { from: '+15555550100' },
    answer: ({ path }): SimReply | null =>
      path.endsWith('/numbers')
        ? { status: 200, body: { numbers: [{ number: '+1 555-555-0100', status: 'active', ...change }] } }
        : null,
  })

  it.each([
    ['waiting_verification', numbers({ status: 'waiting_verification' }), 'activate'],
    ['cancelled', numbers({ is_canceled: true, expiration_date: '2026-12-01' }), '2026-12-01'],
  ])('a number that is %s', async (_, options, text) => {
    expect(await bad(options)).toMatchObject([{ text: expect.stringContaining(text) }])
  })

  it('an account without a number', async () => {
    expect(await bad({ vendor: { numbers: [] } })).toMatchObject([{ what: 'numbers' }])
  })

  it('an account that is suspended, or keeps no history', async () => {
    expect(await bad({ vendor: { accountStatus: 'suspended' } })).toMatchObject([{ what: 'account self' }])
    await opened.close()
    const answer = ({ path }: { path: string }): SimReply | null =>
      path.endsWith('/accounts/self')
        ? { status: 200, body: { status: 'active', account_data: { save_history: false } } }
        : null
    expect(await bad({ answer })).toMatchObject([{ text: expect.stringContaining('history') }])
  })

  it('a user id that does not exist', async () => {
    const lines = await bad({ settings: { userId: 'nobody' } })
    expect(lines[0]?.what).toBe('credentials')
  })

  it('a token that may not look at what faxing does not need is all right', async () => {
    const answer = ({ path }: { path: string }): SimReply | null =>
      /\/(?:numbers|accounts\/self)$/.test(path) ? { status: 403, body: { error: 'forbidden' } } : null
    expect(await bad({ answer })).toEqual([])
  })

  it('a token that may not set webhooks up is not', async () => {
    const answer = ({ path }: { path: string }): SimReply | null =>
      path.endsWith('/hooks') ? { status: 403, body: { error: 'forbidden' } } : null
    expect(await bad({ answer })).toMatchObject([
      { what: 'webhooks', text: expect.stringContaining('scope') },
    ])
  })
})
