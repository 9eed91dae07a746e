import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeDecoder } from '../../../src/providers/openfax/webhook.ts'
import type { WebhookCall } from '../../../src/providers/provider.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { ACCOUNT, openWith, signal } from './open.ts'

const decode = makeDecoder({ accountId: ACCOUNT })
/** As the document's sample lists them. From and To are header texts. */
const FIELDS = {
  OutTransID: '779029',
  AccountID: ACCOUNT,
  From: '15555550100',
  To: 'My Customer',
  PagesSent: '2',
  CallDuration: '61',
  LastStatus: '0',
  RealCost: '0.06',
}
const NEWS = { providerRefs: ['779029'], references: [], received: false }
const EMPTY = new Uint8Array()

const call = (more: Partial<WebhookCall>): WebhookCall => ({
  method: 'POST',
  query: {},
  headers: {},
  body: EMPTY,
  ...more,
})
const asQuery = (fields: Record<string, string>, method = 'GET') => call({ method, query: fields })
const asForm = (fields: Record<string, string>, type = 'application/x-www-form-urlencoded') =>
  call({ headers: { 'content-type': type }, body: Buffer.from(new URLSearchParams(fields).toString()) })

async function asMultipart(fields: Record<string, string>): Promise<WebhookCall> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const response = new Response(form)
  const type = response.headers.get('content-type') ?? ''
  return call({ headers: { 'content-type': type }, body: new Uint8Array(await response.arrayBuffer()) })
}

describe('a post-back', () => {
  it('is read from the query, of GET and of POST', () => {
    expect(decode(asQuery(FIELDS))).toEqual(NEWS)
    expect(decode(asQuery(FIELDS, 'POST'))).toEqual(NEWS)
  })

  it('is read from an urlencoded form', () => {
    expect(decode(asForm(FIELDS))).toEqual(NEWS)
    expect(decode(asForm(FIELDS, 'Application/X-WWW-Form-Urlencoded; charset=UTF-8'))).toEqual(NEWS)
    expect(decode(call({ body: Buffer.from(new URLSearchParams(FIELDS).toString()) }))).toEqual(NEWS)
  })

  it('is read from a multipart form', async () => {
    expect(decode(await asMultipart(FIELDS))).toEqual(NEWS)
    const text = [
      'preamble',
      '--x y',
      'Content-Disposition: form-data; name="AccountID"',
      '',
      ACCOUNT,
      '--x y',
      'content-type: text/plain',
      'content-disposition:form-data; name=OutTransID',
      '',
      '5',
      '--x y',
      'Content-Disposition: form-data; name="OutTransID"; filename="a"',
      '',
      '6',
      '--x y--',
      'Content-Disposition: form-data; name="OutTransID"',
      '',
      '7',
    ].join('\r\n')
    const headers = { 'content-type': 'multipart/form-data; boundary="x y"' }
    expect(decode(call({ headers, body: Buffer.from(text) }))).toMatchObject({ providerRefs: ['5'] })
  })

  it('never takes header texts for numbers or references', () => {
    expect(decode(asForm({ ...FIELDS, From: '779030', To: 'att_1' }))).toEqual(NEWS)
  })

  it('must be for our account', () => {
    expect(decode(asForm({ ...FIELDS, AccountID: '987654321' }))).toBeNull()
    const { AccountID: _, ...without } = FIELDS
    expect(decode(asForm(without))).toBeNull()
    expect(decode(asForm({ ...FIELDS, AccountID: `0${ACCOUNT}` }))).toEqual(NEWS)
  })

  it.each(['', '0', '-5', '1 OR 1', '5'.repeat(41), 'abc'])(
    'without a proper id (%s) is none',
    OutTransID => {
      expect(decode(asForm({ ...FIELDS, OutTransID }))).toBeNull()
    },
  )

  it('about a received fax, whose fields Openfax does not describe, only says: look', () => {
    expect(decode(asForm({ AccountID: ACCOUNT, InTransID: '51001' }))).toEqual({
      providerRefs: [],
      references: [],
      received: true,
    })
  })

  it('a form field counts before one of the query', () => {
    expect(decode({ ...asForm(FIELDS), query: { OutTransID: '1' } })).toEqual(NEWS)
  })

  it('that is too long, has too many fields, another method or another type is none', () => {
    expect(decode({ ...asForm(FIELDS), body: Buffer.alloc(70_000, 'a') })).toBeNull()
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, '1']))
    expect(decode(asForm({ ...FIELDS, ...many }))).toBeNull()
    expect(decode(asQuery(FIELDS, 'DELETE'))).toBeNull()
    expect(decode(asForm(FIELDS, 'text/plain'))).toBeNull()
    expect(decode(asForm(FIELDS, 'multipart/form-data'))).toBeNull()
  })

  it('of the simulator is sent once, when the fax is final, and is understood', async () => {
    const clock = new FakeClock()
    const { provider, simulator, vendor } = await openWith({ clock, settings: { referenceInHeader: 'to' } })
    try {
      await provider.submit(aRequest('+15555551291'), signal)
      expect(vendor.postBacks()).toEqual([])
      await clock.advance(200)
      const [fields, ...more] = vendor.postBacks()
      expect(more).toEqual([])
      expect(fields).toMatchObject({ LastStatus: '2', From: '15555550100' })
      expect(decode(await asMultipart({ ...fields }))).toEqual({ ...NEWS, providerRefs: ['779001'] })
      expect(vendor.postBacks()).toEqual([])
    } finally {
      await simulator.stop()
    }
  })
})

describe('hostile calls', () => {
  const bytes = fc.uint8Array({ maxLength: 2_000 })
  const type = fc.oneof(
    fc.constantFrom(
      '',
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary="--"',
      'application/x-www-form-urlencoded',
    ),
    fc.string(),
  )
  it('never throw, and only ever name ids', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(fc.string(), fc.string()),
        type,
        bytes,
        (method, query, contentType, body) => {
          const news = decode({ method, query, headers: { 'content-type': contentType }, body })
          for (const ref of news?.providerRefs ?? []) expect(ref).toMatch(/^\d{1,40}$/)
        },
      ),
    )
  })

  it('parts of a form in any order and with any values are read as they were written', async () => {
    const value = fc.string({ maxLength: 40 }).map(text => text.replace(/[\r\n]/g, ' '))
    await fc.assert(
      fc.asyncProperty(value, value, async (From, To) => {
        expect(decode(await asMultipart({ To, OutTransID: '5', From, AccountID: ACCOUNT }))).toMatchObject({
          providerRefs: ['5'],
        })
      }),
      { numRuns: 40 },
    )
  })
})
