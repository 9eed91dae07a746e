import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeWebhook } from '../../../src/providers/faxplus/webhook.ts'
import type { WebhookCall } from '../../../src/providers/provider.ts'
import { errorOf, type Opened, type OpenOptions, open, PDF, sent, signal } from './opened.ts'

const call = (body: unknown, method = 'POST'): WebhookCall => ({
  method,
  query: {},
  headers: { 'content-type': 'application/json' },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
})

const news = (event: string, hookId: unknown, dataId: unknown) =>
  call({
    hook: { id: hookId, event, event_time: '2026-11-21 06:00:00', target: 'https://x' },
    data: { id: dataId },
  })

describe('reading a webhook call', () => {
  it('fax_sent names the ids to read again, that of this try and that of all tries', () => {
    expect(decodeWebhook(news('fax_sent', 'a1', 'a1'))).toEqual({
      providerRefs: ['a1'],
      references: [],
      received: false,
    })
    expect(decodeWebhook(news('fax_sent', 'a2', 'a1'))?.providerRefs).toEqual(['a1', 'a2'])
  })

  it('fax_received and fax_page_received say that something came in', () => {
    const wanted = { providerRefs: [], references: [], received: true }
    expect(decodeWebhook(news('fax_received', 'a', 'a'))).toEqual(wanted)
    expect(decodeWebhook(news(' FAX_PAGE_RECEIVED', 'a', 'a'))).toEqual(wanted)
  })

  it.each([
    ['another method', { ...news('fax_sent', 'a', 'a'), method: 'GET' }],
    ['another event', news('invoice_paid', 'a', 'a')],
    ['no event', call({ hook: { id: 'a' }, data: { id: 'a' } })],
    ['no JSON', call('fax_sent')],
    ['empty', call('')],
    ['a list', call([])],
  ])('%s: not for us', (_, own) => {
    expect(decodeWebhook(own)).toBeNull()
  })

  it('ids that are none are left out', () => {
    expect(decodeWebhook(news('fax_sent', '../../hooks', { a: 1 }))?.providerRefs).toEqual([])
    expect(decodeWebhook(news('fax_sent', 'x'.repeat(500), 4711))?.providerRefs).toEqual(['4711'])
  })

  it('throws nothing, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), fc.constantFrom('POST', 'GET'), (body, method) => {
        decodeWebhook(call(body, method))
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (event, id, data) => {
        const decoded = decodeWebhook(call({ hook: { id, event }, data }))
        expect(decoded === null || decoded.providerRefs.every(ref => ref.length <= 128)).toBe(true)
      }),
    )
  })
})

let opened: Opened
const start = async (options: OpenOptions = {}) => {
  opened = await open(options)
  return opened.provider
}
const PREFIX = 'https://fax.example.com/webhooks/main/'
const URL_NOW = `${PREFIX}secret`
const hooks = () => opened.vendor.hooks.all().map(({ target, event }) => `${event} ${target}`)
const at = (webhookUrl: string | null, webhookPrefix: string | null = PREFIX) => ({
  webhookUrl,
  webhookPrefix,
})

describe('setting webhooks up', () => {
  afterEach(() => opened.close())

  it('makes one for each event, and a second time nothing', async () => {
    const provider = await start()
    await provider.maintain?.(at(URL_NOW), signal)
    await provider.maintain?.(at(URL_NOW), signal)
    expect(hooks()).toEqual([`fax_sent ${URL_NOW}`, `fax_received ${URL_NOW}`])
  })

  it('deletes stale and double ones of ours, after the new one is there, and none of others', async () => {
    const provider = await start()
    const others = ['https://crm.example.com/fax', 'https://fax.example.com/webhooks/mainframe/s']
    for (const target of [`${PREFIX}old`, URL_NOW, URL_NOW, ...others])
      opened.vendor.hooks.add(target, 'fax_sent')
    opened.vendor.hooks.add(`${PREFIX}old`, 'fax_received')
    await provider.maintain?.(at(URL_NOW, PREFIX.slice(0, -1)), signal)
    expect(hooks().sort()).toEqual(
      [
        `fax_received ${URL_NOW}`,
        `fax_sent ${URL_NOW}`,
        ...others.map(target => `fax_sent ${target}`),
      ].sort(),
    )
    const changes = opened.simulator.requests.filter(
      ({ request: own }) => own.method !== 'GET' && own.body.includes('fax_received') === true,
    )
    const methods = opened.simulator.requests.map(({ request: own }) => own.method)
    expect(changes).toHaveLength(1)
    expect(methods.lastIndexOf('DELETE')).toBeGreaterThan(methods.indexOf('POST'))
  })

  it('without an address for webhooks ours are deleted; without a prefix none is', async () => {
    const provider = await start()
    opened.vendor.hooks.add(URL_NOW, 'fax_sent')
    await provider.maintain?.(at(null, null), signal)
    await provider.maintain?.(at(null, ''), signal)
    await provider.maintain?.(at(null, 'https://fax.example.com/'), signal)
    expect(hooks()).toHaveLength(1)
    await provider.maintain?.(at(null), signal)
    expect(hooks()).toEqual([])
  })

  it('received faxes that are left alone need no webhook', async () => {
    await start()
    opened.vendor.hooks.add(URL_NOW, 'fax_received')
    await opened.provide({ receive: { enabled: false } }).maintain?.(at(URL_NOW), signal)
    expect(hooks()).toEqual([`fax_sent ${URL_NOW}`])
  })

  it('leaves everything alone where that is wanted', async () => {
    await start()
    await opened.provide({ manageWebhooks: false }).maintain?.(at(URL_NOW), signal)
    expect(opened.simulator.requests).toEqual([])
  })

  it('a token without the right to it is told', async () => {
    const provider = await start({ answer: () => ({ status: 403, body: { error: 'forbidden' } }) })
    const error = await errorOf(provider.maintain?.(at(URL_NOW), signal) ?? Promise.resolve())
    expect(error?.code).toBe('E_PROVIDER_CREDENTIALS')
  })

  it.each(['from', 'from_number'] as const)(
    'what FAX.PLUS sends there is understood, numbers as %s',
    async numberKeys => {
      const provider = await start({ vendor: { variants: { numberKeys } } })
      await provider.maintain?.(at(URL_NOW), signal)
      const fax = await sent(provider, '+15555551213')
      opened.vendor.receive(PDF, { called: '+15555550100', caller: '+15555551234' })
      await expect.poll(() => provider.status(fax, signal)).toMatchObject({ kind: 'verdict' })
      const calls = opened.vendor.hookCalls()
      expect(calls.map(({ target }) => target)).toEqual([URL_NOW, URL_NOW])
      const decoded = calls.map(({ body }) => provider.webhook?.(call(body)))
      expect(decoded).toContainEqual({ providerRefs: [fax.providerRef], references: [], received: false })
      expect(decoded).toContainEqual({ providerRefs: [], references: [], received: true })
      expect(opened.vendor.hookCalls()).toEqual([])
    },
  )
})
