import { afterEach, describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import { LIMITS } from '../../../src/providers/openfax/api.ts'
import { headerToken, isToken, TOKEN_LENGTH } from '../../../src/providers/openfax/reference.ts'
import { cannotDial, paperOf, submissionFields } from '../../../src/providers/openfax/submit.ts'
import { formOf, type SimReply } from '../../../src/simulate/simulator.ts'
import { aRequest } from '../provider-contract.ts'
import { ACCOUNT, KEY, openScripted, openWith, rejection, settingsWith, signal } from './open.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})
const opened = async (...options: Parameters<typeof openWith>) => {
  const all = await openWith(...options)
  stops.push(() => all.simulator.stop())
  return all
}
const answering = async (reply: SimReply, settings = {}) => {
  const all = await openScripted(() => reply, settings)
  stops.push(() => all.simulator.stop())
  return all
}
const TO = '+15555551213'

describe('the form of a submission', () => {
  it('is multipart, has all required fields, and has the key in the body alone', async () => {
    const { provider, simulator } = await opened()
    await provider.submit(aRequest(TO), signal)
    const [sent] = simulator.requests
    if (sent === undefined) throw new Error('nothing was sent')
    expect(sent.request).toMatchObject({ method: 'POST', path: '/faxSendSubmit.php', query: {} })
    expect(sent.request.headers['content-type']).toMatch(/^multipart\/form-data/)
    expect(JSON.stringify(sent.request.headers)).not.toContain(KEY)
    expect(Object.fromEntries(await formOf(sent.request))).toEqual({
      AccountID: ACCOUNT,
      APIKey: KEY,
      FaxNumber: '15555551213',
      fromHeader: '15555550100',
      frHeader: '15555550100',
      faxResolution: '1',
      PDF_encode: Buffer.from('%PDF-1.4\ncontract suite\n%%EOF\n').toString('base64'),
      paperSize: '0',
      Priority: 'Normal',
    })
  })

  it.each([
    [{}, '15555550100', undefined],
    [{ referenceInHeader: 'to' }, '15555550100', headerToken('att_1')],
    [{ referenceInHeader: 'from' }, headerToken('att_1'), undefined],
    [{ fromHeader: 'My Company', toHeader: 'My Customer' }, 'My Company', 'My Customer'],
    [{ fromHeader: 'My Company', referenceInHeader: 'from' }, headerToken('att_1'), undefined],
    [{ toHeader: 'My Customer', referenceInHeader: 'to' }, '15555550100', headerToken('att_1')],
  ])('%o: both names of the From header say %s, To says %s', (more, from, to) => {
    const fields = submissionFields(settingsWith(more), aRequest(TO, 'att_1'), Buffer.from('%PDF-'))
    expect(fields).toMatchObject({ fromHeader: from, frHeader: from })
    expect(fields['toHeader']).toBe(to)
  })

  it.each([
    ['Normal', undefined, 'Normal'],
    ['Low', undefined, 'Low'],
    ['Low', 'high', 'Normal'],
    ['Low', 'normal', 'Normal'],
    ['Normal', 'low', 'Low'],
  ] as const)('account %s, sender %s: Priority %s', (account, priority, wanted) => {
    const request = { ...aRequest(TO), ...(priority === undefined ? {} : { priority }) }
    const fields = submissionFields(settingsWith({ priority: account }), request, Buffer.from('%PDF-'))
    expect(fields['Priority']).toBe(wanted)
  })

  it('without a number of the subscriber there is no From header', () => {
    const fields = submissionFields(settingsWith(), { ...aRequest(TO), from: null }, Buffer.from('%PDF-'))
    expect(fields).not.toHaveProperty('frHeader')
    expect(fields).not.toHaveProperty('fromHeader')
  })

  it.each([
    ['standard', '0'],
    ['fine', '1'],
    ['superfine', '1'],
  ] as const)('%s is resolution %s', (resolution, wanted) => {
    const request = aRequest(TO)
    const fields = submissionFields(
      settingsWith({ priority: 'Low' }),
      { ...request, pages: { ...request.pages, resolution } },
      Buffer.from('%PDF-'),
    )
    expect(fields).toMatchObject({ faxResolution: wanted, Priority: 'Low' })
  })

  it.each([
    ['letter', 792],
    ['a4', 841.89],
    ['legal', 1008],
    ['letter', 400],
    ['legal', 3000],
  ] as const)('the paper is %s for pages of %d points', (wanted, height) => {
    const pdf = (points: number) => `<</Type/Page/MediaBox[0 0 609.88 ${points}]/Contents 1 0 R>>`
    expect(paperOf(Buffer.from(`%PDF-1.4 ${pdf(300)} ${pdf(height)}`))).toBe(wanted)
  })

  it('a paper size in the configuration counts', () => {
    const sizes = ['letter', 'legal', 'a4'].map(
      paperSize =>
        submissionFields(settingsWith({ paperSize }), aRequest(TO), Buffer.from('%PDF-'))['paperSize'],
    )
    expect(sizes).toEqual(['0', '1', '2'])
  })
})

describe('the code in the header', () => {
  it('has 12 plain characters and is always the same for the same reference', () => {
    const tokens = Array.from({ length: 500 }, (_, i) => headerToken(`att_${i}`))
    expect(new Set(tokens).size).toBe(500)
    for (const token of tokens) expect(token).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/)
    expect(TOKEN_LENGTH).toBeLessThanOrEqual(LIMITS.headerLength)
    expect(headerToken('att_7')).toBe(tokens[7])
  })

  it('is known again in other case and with blanks, not as a part', () => {
    const token = headerToken('att_1')
    expect(isToken(` ${token.toLowerCase()} `, token)).toBe(true)
    expect(isToken(`${token}X`, token)).toBe(false)
    expect(isToken(null, token)).toBe(false)
  })
})

describe('what Openfax cannot take is refused without a request', () => {
  it.each(['+1555555121', '+155555512133', '+10555551213', '+11555551213', '+15550551213', '+15551551213'])(
    '%s cannot be dialled',
    async number => {
      const { provider, simulator } = await answering({ status: 500 })
      const reply = await provider.submit(aRequest(number), signal)
      expect(reply).toMatchObject({ kind: 'refused', outcome: { kind: 'failed', failure: 'number-invalid' } })
      expect(simulator.requests).toEqual([])
    },
  )

  it('numbers abroad go out with country code and without +, unless the account cannot', async () => {
    expect(cannotDial({ international: true }, '+861069445000' as FaxNumber)).toBeNull()
    expect(cannotDial({ international: false }, '+861069445000' as FaxNumber)).toContain('international')
    const { provider, network } = await opened()
    await provider.submit(aRequest('+861069445000'), signal)
    expect(network.taken()[0]?.number).toBe('861069445000')
  })

  it('a PDF whose base64 has more than 50 MB', async () => {
    const { provider, simulator } = await answering({ status: 500 })
    const request = aRequest(TO)
    const big = Buffer.alloc(LIMITS.pdfBytes + 1)
    const reply = await provider.submit(
      { ...request, pages: { ...request.pages, bytes: async () => big } },
      signal,
    )
    expect(reply).toMatchObject({ kind: 'refused', outcome: { failure: 'document-rejected' } })
    expect(simulator.requests).toEqual([])
    expect(Buffer.alloc(LIMITS.pdfBytes).toString('base64').length).toBeLessThanOrEqual(50_000_000)
    expect(provider.limits.maxBytes).toBe(LIMITS.pdfBytes)
  })
})

describe('every answer to a submission', () => {
  it.each([
    ['Failed', 'E_PROVIDER_REPLY', 'temporary'],
    ['InvalidAuthentication', 'E_PROVIDER_CREDENTIALS', 'permanent'],
    ['AccountInactive', 'E_PROVIDER_CREDIT', 'permanent'],
    ['InvalidFaxResolution', 'E_PROVIDER_REQUEST', 'permanent'],
    ['InvalidPapersize', 'E_PROVIDER_REQUEST', 'permanent'],
    ['InvalidPaperSize', 'E_PROVIDER_REQUEST', 'permanent'],
    ['InvalidPriority', 'E_PROVIDER_REQUEST', 'permanent'],
    ['InvalidMissingValue', 'E_PROVIDER_REQUEST', 'permanent'],
    ['SomethingNew', 'E_PROVIDER_NO_ANSWER', 'ambiguous'],
  ])('%s: %s', async (Response, code, kind) => {
    for (const body of [{ Response }, [{ Response }], { Response: ` ${Response.toUpperCase()}` }]) {
      const { provider } = await answering({ status: 200, body })
      expect(await rejection(provider.submit(aRequest(TO), signal))).toMatchObject({ code, kind })
    }
  })

  it.each([
    ['RestrictedFaxNumber', 'number-blocked'],
    ['Restricted Number', 'number-blocked'],
    ['InvalidFaxNumberLength', 'number-invalid'],
  ])('%s refuses the fax for good', async (Response, failure) => {
    const { provider } = await answering({ status: 200, body: { Response } })
    expect(await provider.submit(aRequest(TO), signal)).toMatchObject({
      kind: 'refused',
      outcome: { kind: 'failed', failure, providerCode: Response },
    })
  })

  it.each([
    ['as the document prints it', '{"Response":"Success","OutTransID":"779029"}', '779029'],
    ['id as a number', '{"Response":"Success","OutTransID":779029}', '779029'],
    ['in a list', '[{"Response":"Success","OutTransID":779029}]', '779029'],
    [
      'an id that JSON would round',
      '{"Response":"Success","OutTransID":9007199254740993}',
      '9007199254740993',
    ],
    ['a byte order mark', '\uFEFF{"Response":"Success","OutTransID":"779029"}', '779029'],
  ])('Success, %s', async (_, body, wanted) => {
    const { provider } = await answering({ status: 200, body })
    expect(await provider.submit(aRequest(TO), signal)).toEqual({ kind: 'taken', providerRef: wanted })
  })

  it('the body counts, not the HTTP status', async () => {
    const taken = await answering({ status: 500, body: { Response: 'Success', OutTransID: 5 } })
    expect(await taken.provider.submit(aRequest(TO), signal)).toMatchObject({ providerRef: '5' })
    const credentials = await answering({ status: 400, body: { Response: 'InvalidAuthentication' } })
    expect(await rejection(credentials.provider.submit(aRequest(TO), signal))).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
    })
  })

  it.each([
    ['Success without an id', { status: 200, body: { Response: 'Success' } }],
    ['Success with the id 0', { status: 200, body: { Response: 'Success', OutTransID: 0 } }],
    ['no Response', { status: 200, body: { OutTransID: 12 } }],
    ['an empty list', { status: 200, body: '[]' }],
    ['nothing at all', { status: 200, body: '' }],
    ['a text', { status: 200, body: '"Success"' }],
    ['a page', { status: 200, body: '<html>Welcome</html>' }],
    ['an error page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a redirection', { status: 302, body: '' }],
  ])('%s may mean that it was taken', async (_, reply) => {
    const { provider } = await answering(reply)
    expect(await rejection(provider.submit(aRequest(TO), signal))).toMatchObject({
      code: 'E_PROVIDER_NO_ANSWER',
      kind: 'ambiguous',
    })
  })

  it('401, 404 and 429 without a word of Openfax are certainly not taken', async () => {
    for (const [status, code] of [
      [401, 'E_PROVIDER_CREDENTIALS'],
      [404, 'E_PROVIDER_REQUEST'],
      [429, 'E_PROVIDER_BUSY'],
    ] as const) {
      const { provider } = await answering({ status, body: '<html></html>' })
      expect(await rejection(provider.submit(aRequest(TO), signal))).toMatchObject({ code })
    }
  })

  it.each([
    ['82', 'number-blocked'],
    ['94', 'number-invalid'],
  ])('the simulator refuses a number that ends in %s: %s', async (end, failure) => {
    const { provider, network } = await opened({
      vendor: { variants: { restrictedWord: 'Restricted Number' } },
    })
    expect(await provider.submit(aRequest(`+155555512${end}`), signal)).toMatchObject({
      outcome: { failure },
    })
    expect(network.taken()).toEqual([])
  })

  it.each([
    ['83', 'E_PROVIDER_CREDENTIALS'],
    ['84', 'E_PROVIDER_CREDIT'],
    ['85', 'E_PROVIDER_REPLY'],
  ])('the simulator answers a number that ends in %s with %s', async (end, code) => {
    const { provider, network } = await opened()
    expect(await rejection(provider.submit(aRequest(`+155555512${end}`), signal))).toMatchObject({ code })
    expect(network.taken()).toEqual([])
  })
})

describe('secrets', () => {
  it('are in no error, even when Openfax repeats them', async () => {
    const echo = `the key ${KEY} or ${encodeURIComponent(KEY)} is bad`
    const replies: SimReply[] = [
      { status: 401, body: echo },
      { status: 400, body: echo },
      { status: 500, body: echo },
      { status: 200, body: { Response: echo } },
      { status: 200, body: { Response: `Invalid ${KEY}` } },
      { status: 200, body: [{ Response: echo }, { Response: echo }] },
      { status: 200, body: echo },
    ]
    for (const reply of replies) {
      const { provider } = await answering(reply, { referenceInHeader: 'to', experimentalInbound: true })
      const works = [
        provider.submit(aRequest(TO), signal),
        provider.balance?.(signal),
        provider.inbound?.list(signal),
        provider.inbound?.acknowledge('51001', signal),
      ]
      const results = await Promise.allSettled(works)
      const reasons = results.map(result => (result.status === 'rejected' ? result.reason : result.value))
      const told = reasons.map(reason =>
        JSON.stringify([reason?.message, reason?.detail, String(reason?.cause), reason]),
      )
      expect(told.join()).not.toContain(KEY)
    }
  })
})
