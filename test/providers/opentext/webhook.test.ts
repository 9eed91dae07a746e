import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeWebhook } from '../../../src/providers/opentext/webhook.ts'
import type { WebhookCall } from '../../../src/providers/provider.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { type Account, openAccount } from './open.ts'

const signal = new AbortController().signal
const opened: Account[] = []
afterEach(async () => {
  for (const account of opened.splice(0)) await account.close()
})

function posted(body: unknown, method = 'POST'): WebhookCall {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method, query: {}, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) }
}

describe('webhooks', () => {
  it('both kinds, as the simulator sends them: the answers of the two questions', async () => {
    const clock = new FakeClock()
    const account = await openAccount({ clock })
    opened.push(account)
    const reply = await account.provider.submit(aRequest('+15555551213', 'att_9'), signal)
    expect(account.vendor.news()).toEqual([])
    await clock.advance(60_000)
    account.vendor.receive(Buffer.from('%PDF-1.4'), { called: '+15555550100', caller: '+15555551212' })
    const news = account.vendor.news().map(body => account.provider.webhook?.(posted(body)))
    expect(news).toEqual([
      {
        providerRefs: [reply.kind === 'taken' ? reply.providerRef : ''],
        references: ['att_9'],
        received: false,
      },
      { providerRefs: [], references: [], received: true },
    ])
    expect(account.vendor.news()).toEqual([])
  })

  it("the vendor's own samples", () => {
    const status = {
      job_id: 'xsi-1111111111',
      job_state: ['Complete', 'Posted'],
      deliveries: [{ fax: '1234567890', delivery_attempts: [{ state: 'Sent' }] }],
    }
    const news = { providerRefs: ['xsi-1111111111'], references: [], received: false }
    expect(decodeWebhook(posted(status))).toEqual(news)
    expect(decodeWebhook(posted(status, 'PUT'))).toEqual(news)
    const inbound = { doc_id: 'eHNp', document_class: 'Inbound Fax', job_id: 'xsi-2222222222' }
    expect(decodeWebhook(posted(inbound))).toEqual({ providerRefs: [], references: [], received: true })
    expect(decodeWebhook(posted([status, inbound]))).toEqual({ ...news, received: true })
  })

  it("somebody else's reference is not ours to read", () => {
    const body = (reference: string) => ({
      job_id: 'xsi-1',
      job_state: ['Complete'],
      customer_reference_base64: Buffer.from(reference).toString('base64'),
    })
    for (const reference of ['', 'two words', 'x'.repeat(300), '\u0000', 'ü'])
      expect(decodeWebhook(posted(body(reference)))?.references).toEqual([])
    expect(decodeWebhook(posted(body('att_1')))?.references).toEqual(['att_1'])
  })

  it.each([
    ['GET', { job_id: 'xsi-1', job_state: ['Complete'] }],
    ['POST', 'no JSON'],
    ['POST', ''],
    ['POST', []],
    ['POST', {}],
    ['POST', null],
    ['POST', { job_id: 'xsi-1' }],
    ['POST', { job_state: ['Complete'] }],
    ['POST', { doc_id: 'd1' }],
    ['POST', Array(1001).fill({ job_id: 'xsi-1', job_state: ['Complete'] })],
  ])('%s %j is not from OpenText', (method, body) => {
    expect(decodeWebhook(posted(body, method))).toBe(null)
  })

  it('whatever is posted, nothing is thrown', () => {
    const shaped = fc.record(
      { job_id: fc.jsonValue(), job_state: fc.jsonValue(), doc_id: fc.jsonValue(), document: fc.jsonValue() },
      { requiredKeys: [] },
    )
    fc.assert(fc.property(fc.oneof(shaped, fc.jsonValue()), body => void decodeWebhook(posted(body))))
    fc.assert(
      fc.property(fc.uint8Array(), bytes => {
        expect(decodeWebhook({ ...posted(''), body: bytes })).toBe(null)
      }),
    )
  })
})
