import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { isBridgeError } from '../../../src/fax/error.ts'
import type { HttpResponse } from '../../../src/providers/http.ts'
import { makeOpenfax } from '../../../src/providers/openfax/adapter.ts'
import { jsonOf, listOf, quotedLongNumbers } from '../../../src/providers/openfax/calls.ts'
import { paperOf } from '../../../src/providers/openfax/submit.ts'
import type { FaxProvider } from '../../../src/providers/provider.ts'
import { silentLogger } from '../../../src/runtime.ts'
import type { SimReply, SimRequest } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { faxOf, KEY, openScripted, openWith, settingsWith, signal } from './open.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const answering = async (answer: (request: SimRequest) => SimReply, settings = {}) => {
  const all = await openScripted(answer, settings)
  stops.push(() => all.simulator.stop())
  return all
}

describe('the balance', () => {
  it.each([
    ['as the sample has it', '[{"AvailableCredit":8956.6637749994}]', '8956.66 credit'],
    ['as the table calls it', '[{"AccountBalance":12}]', '12.00 credit'],
    ['as text in one object', '{"AvailableCredit":" 1,250.5 "}', '1250.50 credit'],
    ['below nothing', '[{"AvailableCredit":-3.2}]', '-3.20 credit'],
    ['with the word Success', '[{"Response":"Success","AccountBalance":"7"}]', '7.00 credit'],
    ['without an amount', '[{"AvailableCredit":null}]', 'not told'],
  ])('%s', async (_, body, wanted) => {
    const { provider, simulator } = await answering(() => ({ status: 200, body }))
    expect(await provider.balance?.(signal)).toBe(wanted)
    expect(simulator.requests[0]?.request).toMatchObject({
      method: 'POST',
      path: '/getAvailableCredit.php',
      query: {},
    })
  })
})

describe('probing', () => {
  const told = async (provider: FaxProvider) =>
    (await provider.probe?.(signal))?.map(({ ok, what }) => `${ok ? 'ok' : 'bad'} ${what}`)

  it('looks at credentials, credit and report, and at the numbers where receiving is on', async () => {
    const { provider, simulator, again } = await openWith()
    stops.push(() => simulator.stop())
    expect(await told(provider)).toEqual(['ok credentials', 'ok credit', 'ok date report'])
    const receiving = again({ experimentalInbound: true })
    expect(await told(receiving)).toEqual([
      'ok credentials',
      'ok credit',
      'ok date report',
      'ok received faxes',
    ])
    expect(await told(again({ apiKey: `${KEY}2` }))).toEqual(['bad credentials'])
  })

  it('an account without money has good credentials', async () => {
    const empty = await openWith({
      vendor: { credit: 0, numbers: [] },
      settings: { experimentalInbound: true },
    })
    stops.push(() => empty.simulator.stop())
    expect(await told(empty.provider)).toEqual([
      'ok credentials',
      'bad credit',
      'ok date report',
      'bad received faxes',
    ])
    const inactive = await answering(() => ({ status: 200, body: { Response: 'AccountInactive' } }))
    expect(await told(inactive.provider)).toEqual(['ok credentials', 'bad credit', 'bad date report'])
  })
})

describe('what the adapter has', () => {
  it('nothing that Openfax cannot do', async () => {
    const { provider, simulator } = await openWith()
    stops.push(() => simulator.stop())
    expect(provider.cancel).toBeUndefined()
    expect(provider.inbound).toBeUndefined()
    expect(provider.find).toBeUndefined()
    expect(provider.maintain).toBeUndefined()
  })
})

describe('settings', () => {
  it('take the account number as a number and as text', () => {
    expect(settingsWith({ accountId: 123 }).accountId).toBe('123')
    expect(settingsWith({ accountId: '000123' }).accountId).toBe('000123')
    for (const accountId of ['1234567890', '12a', '', -5, 1.5, 1_234_567_890])
      expect(() => settingsWith({ accountId }), String(accountId)).toThrow()
  })

  it('refuse what Openfax would refuse', () => {
    for (const wrong of [
      { priority: 'normal' },
      { toHeader: 'sixteen letters!' },
      { fromHeader: 'Zoë' },
      { paperSize: 'a3' },
      { referenceInHeader: 'both' },
      { baseUrl: 'api.openfax.com' },
      { baseUrl: 'https://user:pass@api.openfax.com' },
      { documentHosts: ['https://files.example.com/'] },
      { pollSeconds: 1 },
      { unknown: 1 },
    ])
      expect(() => settingsWith(wrong), JSON.stringify(wrong)).toThrow()
  })
})

/** The adapter over answers that never were on a wire. */
function over(response: HttpResponse): FaxProvider {
  const http = { request: async () => response, close: async () => {} }
  const settings = settingsWith({ referenceInHeader: 'to', experimentalInbound: true })
  return makeOpenfax({ settings, http, documentHttp: () => null, clock: new FakeClock(), log: silentLogger })
}

describe('any answer at all', () => {
  const names = fc.constantFrom(
    'Response',
    'OutTransID',
    'HistoryOutboundFaxID',
    'CurrentState',
    'LastStatus',
    'PageCount',
    'FaxNumber',
    'ToHeader',
    'InTransID',
    'FaxDocPDFURL',
    'ReceivedTime',
    'AvailableCredit',
    'x',
  )
  const word = fc.constantFrom(
    'Success',
    'Failed',
    'InvalidPapersize',
    'NoNewFaxReceived',
    'toString',
    '__proto__',
  )
  const value = fc.oneof(fc.jsonValue(), word, fc.integer(), fc.constant('779001'), fc.string())
  const row = fc.dictionary(names, value)
  const json = fc.oneof(fc.jsonValue(), row, fc.array(row, { maxLength: 4 }))
  const body = fc.oneof(
    json.map(it => JSON.stringify(it)),
    fc.string(),
    fc.constant(''),
  )
  const response = fc.record({
    status: fc.constantFrom(200, 200, 200, 204, 302, 400, 401, 429, 500),
    headers: fc.constant({}),
    body: body.map(text => Buffer.from(text)),
  })

  it('leads to a value or to a BridgeError, never to anything else', async () => {
    const request = aRequest('+15555551213')
    await fc.assert(
      fc.asyncProperty(response, async reply => {
        const provider = over(reply)
        const fax = faxOf(request, { providerRef: '779001', watermark: '3' })
        const results = await Promise.allSettled([
          provider.submit(request, signal),
          provider.status(fax, signal),
          provider.find?.(fax, signal),
          provider.watermark?.(signal),
          provider.balance?.(signal),
          provider.probe?.(signal),
          provider.inbound?.list(signal),
          provider.inbound?.fetch('779001', signal),
          provider.inbound?.acknowledge('779001', signal),
        ])
        for (const result of results)
          if (result.status === 'rejected' && !isBridgeError(result.reason)) throw result.reason
      }),
      { numRuns: 400 },
    )
  })

  it('is "taken" only on the word Success with an id', async () => {
    await fc.assert(
      fc.asyncProperty(response, async reply => {
        const answer = await over(reply)
          .submit(aRequest('+15555551213'), signal)
          .catch(() => null)
        if (answer?.kind === 'taken') expect(reply.body.toString().toLowerCase()).toMatch(/success/)
      }),
      { numRuns: 300 },
    )
  })
})

describe('reading JSON', () => {
  it('quotes long numbers outside of texts, and changes nothing else', () => {
    expect(quotedLongNumbers('{"a":12345678901234567,"b":"x 12345678901234567 \\" 1","c":1.5}')).toBe(
      '{"a":"12345678901234567","b":"x 12345678901234567 \\" 1","c":1.5}',
    )
    expect(quotedLongNumbers('[8956.66377499940123456789,1e1234567890123456]')).toBe(
      '[8956.66377499940123456789,1e1234567890123456]',
    )
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value)
        const short = !/\d{16}/.test(text)
        if (short) expect(quotedLongNumbers(text)).toBe(text)
        expect(() => JSON.parse(quotedLongNumbers(text))).not.toThrow()
      }),
    )
  })

  it('takes no longer for a text without end', () => {
    const text = `["${'\\"'.repeat(1_000_000)}\\`
    const before = performance.now()
    expect(quotedLongNumbers(text)).toBe(text)
    expect(performance.now() - before).toBeLessThan(2_000)
  })

  it('never throws on what is none', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const json = jsonOf({ status: 200, headers: {}, body: Buffer.from(text) })
        const list = listOf(json)
        if (list !== null) for (const item of list) expect(typeof item).toBe('object')
      }),
    )
  })

  it('measures any bytes as some paper', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(['letter', 'legal', 'a4']).toContain(paperOf(Buffer.from(`/MediaBox[0 0 ${a} ${b}]`)))
      }),
    )
  })
})
