import { afterEach, describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { openOpentext } from '../../../src/providers/opentext/adapter.ts'
import type { SubmitReply, SubmittedFax } from '../../../src/providers/provider.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { type SimReply, startSimulator, type Vendor } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { type Account, type AccountOptions, openAccount, PASSWORD, SECRETS, settingsFor } from './open.ts'

const signal = new AbortController().signal
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const account of opened.splice(0)) await account.close()
})

async function account(options: AccountOptions = {}): Promise<Account> {
  const made = await openAccount(options)
  opened.push(made)
  return made
}

/** An account whose vendor gives one answer to everything. */
async function answering(reply: SimReply, keys: Record<string, unknown> = {}) {
  const vendor: Vendor = { answer: async () => reply }
  const simulator = await startSimulator(vendor, '127.0.0.1', 0)
  opened.push({ close: () => simulator.stop() })
  const settings = settingsFor(simulator.url, 'password', keys)
  const provider = await openOpentext(settings, { clock: systemClock, log: silentLogger })
  return { provider, simulator }
}

const refOf = (reply: SubmitReply) => (reply.kind === 'taken' ? reply.providerRef : '')
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string }) => error,
  )

function sent(providerRef: string | null, reference = 'att_1'): SubmittedFax {
  const submittedAt = Date.UTC(2026, 10, 21, 6) as EpochMs
  const to = '+15555551213' as FaxNumber
  return { reference, providerRef, to, pageCount: 2, submittedAt, watermark: null }
}

function bodyOf({ simulator }: Pick<Account, 'simulator'>, n = 0) {
  const body = simulator.requests[n]?.request.body.toString('utf8') ?? ''
  return JSON.parse(body) as {
    destinations: { fax: string }[]
    documents: { name: string; type: string; data: string }[]
    options: Record<string, unknown>
  }
}

describe('a submission', () => {
  it('has our key twice, no cover sheet, and nothing that no document names', async () => {
    const made = await account({ keys: { billingCode: 'ward 7' } })
    await made.provider.submit(aRequest('+15555551213', 'att_42'), signal)
    expect(bodyOf(made)).toEqual({
      destinations: [{ fax: '5555551213' }],
      documents: [{ name: 'fax.pdf', type: 'PDF', data: expect.stringMatching(/^JVBERi0/) }],
      options: {
        message_id: 'faxbridge-att_42',
        customer_reference: 'att_42',
        billing_code: 'ward 7',
        coversheet: { enabled: false },
        translation_options: { fax_mode: 'fine' },
      },
    })
  })

  it('has the billing code that its sender chose before that of the account', async () => {
    const made = await account({ keys: { billingCode: 'ward 7' } })
    await made.provider.submit({ ...aRequest('+15555551213'), billingCode: 'Fall 12/26 Ä' }, signal)
    expect(bodyOf(made).options['billing_code']).toBe('Fall 12/26 Ä')
    const none = await account({})
    await none.provider.submit({ ...aRequest('+15555551213'), billingCode: 'C-4711' }, signal)
    expect(bodyOf(none).options['billing_code']).toBe('C-4711')
  })

  it.each([
    ['auto', 'superfine', { fax_mode: 'fine' }],
    ['auto', 'standard', { fax_mode: 'standard' }],
    ['standard', 'fine', { fax_mode: 'standard' }],
    ['account', 'fine', undefined],
  ] as const)('faxMode %s with %s pages gives %s', async (faxMode, resolution, expected) => {
    const made = await account({ keys: { faxMode, documentType: 'TIFF' } })
    const request = aRequest('+15555551213')
    await made.provider.submit({ ...request, pages: { ...request.pages, resolution } }, signal)
    expect(bodyOf(made).options['translation_options']).toEqual(expected)
    expect(bodyOf(made).documents[0]).toMatchObject({ name: 'fax.tif', type: 'TIFF' })
  })

  it.each([
    ['us', '+1555555121', null],
    ['us', '+155555512134', null],
    ['digits', '+4930123', null],
    ['us', '+4930123456', '0114930123456'],
    ['digits', '+4930123456', '4930123456'],
    ['digits', '+15555551213', '15555551213'],
  ])('numberFormat %s writes %s as %s', async (numberFormat, to, written) => {
    const made = await account({ keys: { numberFormat } })
    const reply = await made.provider.submit(aRequest(to), signal)
    if (written !== null) return expect(bodyOf(made).destinations).toEqual([{ fax: written }])
    expect(reply).toMatchObject({ kind: 'refused', outcome: { failure: 'number-invalid' } })
    expect(made.simulator.requests).toEqual([])
  })

  it('a document over the limit is refused without a request', async () => {
    const made = await account({ keys: { maxBytes: 10 } })
    const reply = await made.provider.submit(aRequest('+15555551213'), signal)
    expect(reply).toMatchObject({ kind: 'refused', outcome: { failure: 'document-rejected' } })
    expect(made.simulator.requests).toEqual([])
  })

  it('a message_id that is too long never leaves', async () => {
    const made = await account({ keys: { messageIdPrefix: 'p'.repeat(40) } })
    const error = await errorOf(made.provider.submit(aRequest('+15555551213', 'r'.repeat(40)), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_REQUEST' })
    expect(made.simulator.requests).toEqual([])
  })
})

describe('refusals', () => {
  it.each([
    [400, 'unknown'],
    [413, 'document-rejected'],
    [415, 'document-rejected'],
    [422, 'unknown'],
  ])('HTTP %s fails this one fax as %s, with what OpenText said', async (status, failure) => {
    const { provider } = await answering({ status, body: { message: `no: ${PASSWORD}` } })
    const reply = await provider.submit(aRequest('+15555551213'), signal)
    expect(reply).toMatchObject({
      kind: 'refused',
      outcome: { failure, providerCode: `HTTP ${status}`, providerText: '{"message":"no: •••"}' },
    })
  })

  it.each([
    [401, 'E_PROVIDER_CREDENTIALS'],
    [402, 'E_PROVIDER_CREDIT'],
    [403, 'E_PROVIDER_CREDENTIALS'],
    [404, 'E_PROVIDER_REQUEST'],
    [405, 'E_PROVIDER_REQUEST'],
    [429, 'E_PROVIDER_BUSY'],
    [302, 'E_PROVIDER_NO_ANSWER'],
    [500, 'E_PROVIDER_NO_ANSWER'],
    [503, 'E_PROVIDER_NO_ANSWER'],
  ])('HTTP %s is about the account: %s', async (status, code) => {
    const { provider } = await answering({ status, body: { message: `no: ${PASSWORD}` } })
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code })
    expect(JSON.stringify(error) + error?.message).not.toContain(PASSWORD)
  })

  it.each(['{}', '[]', '{"job_id":""}', '{"job_id":{}}', 'OK', ''])(
    'HTTP 200 with %s does not say whether it was taken',
    async body => {
      const { provider } = await answering({ status: 200, body })
      expect(await errorOf(provider.submit(aRequest('+15555551213'), signal))).toMatchObject({
        kind: 'ambiguous',
      })
    },
  )

  it('the simulator refuses what no document names', async () => {
    const made = await account()
    const post = (body: object) =>
      fetch(`${made.simulator.url}/mra/v1/outbound/faxes`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Basic ${Buffer.from(`user:${PASSWORD}`).toString('base64')}`,
        },
        body: JSON.stringify(body),
      })
    const good = {
      destinations: [{ fax: '5555551213' }],
      documents: [{ name: 'a.pdf', type: 'PDF', data: 'JVBERi0=' }],
    }
    const bad = [
      { ...good, priority: 'high' },
      { ...good, destinations: [] },
      { ...good, documents: [{ name: 'a.pdf', type: 'PDF', data: 'no base64!' }] },
      { ...good, options: { start_time: 'now' } },
      { ...good, options: { message_id: 'x'.repeat(81) } },
      { ...good, destinations: [{ fax: '+15555551213' }] },
    ]
    for (const body of bad) expect((await post(body)).status).toBe(400)
    expect((await post({ ...good, documents: [{ name: 'a', type: 'pdf', data: 'JVBERi0=' }] })).status).toBe(
      415,
    )
    expect(made.network.taken()).toEqual([])
    expect((await post(good)).status).toBe(200)
  })
})

describe('the same message_id again', () => {
  it('existing: the first job comes back, and one fax goes out', async () => {
    const { provider, network } = await account({ variants: { duplicates: 'existing' } })
    const first = await provider.submit(aRequest('+15555551213'), signal)
    const again = await provider.submit(aRequest('+15555551213'), signal)
    expect(again).toEqual(first)
    expect(network.taken()).toHaveLength(1)
  })

  it('error: nobody knows the job, so a person has to look', async () => {
    const { provider, network } = await account({ variants: { duplicates: 'error' } })
    await provider.submit(aRequest('+15555551213'), signal)
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_NO_ANSWER', kind: 'ambiguous' })
    expect(network.taken()).toHaveLength(1)
  })

  it('none: it goes out twice, which is why nothing here ever repeats by itself', async () => {
    const { provider, network } = await account()
    await provider.submit(aRequest('+15555551213'), signal)
    await provider.submit(aRequest('+15555551213'), signal)
    expect(network.taken()).toHaveLength(2)
  })

  it.each([
    [400, { code: 2050, job_id: 'xsi-7' }, 'taken'],
    [409, { code: '2050' }, 'E_PROVIDER_NO_ANSWER'],
    [409, { message: 'conflict' }, 'E_PROVIDER_NO_ANSWER'],
    [400, { message: 'Duplicate submission' }, 'E_PROVIDER_NO_ANSWER'],
    [400, { code: 2051 }, 'E_PROVIDER_REQUEST'],
  ])('HTTP %s with %j', async (status, body, expected) => {
    const { provider } = await answering({ status, body })
    const outcome = await provider.submit(aRequest('+15555551213'), signal).catch(error => error)
    expect(outcome.kind === 'taken' ? 'taken' : outcome.code).toBe(expected)
    if (expected === 'taken') expect(outcome.providerRef).toBe('xsi-7')
  })

  it.each([false, true])(
    'a lost answer, duplicateDetection %s: find asks nobody and names the key',
    async on => {
      const { provider, simulator } = await account({ keys: { duplicateDetection: on } })
      const reply = await provider.find?.(sent(null, 'att_lost'), signal)
      expect(reply).toMatchObject({ kind: 'cannotTell' })
      const text = reply?.kind === 'cannotTell' ? reply.text : ''
      expect(text).toContain('customer reference att_lost')
      expect(text).toContain('+15555551213')
      expect(text).toContain('2026-11-21T06:00:00.000Z')
      expect(text.includes('message_id faxbridge-att_lost')).toBe(on)
      expect(text.includes('repeats nothing by itself')).toBe(on)
      expect(simulator.requests).toEqual([])
    },
  )
})

describe('status', () => {
  it('a redialled call is followed over its failed attempt', async () => {
    const clock = new FakeClock()
    const { provider } = await account({ clock, variants: { redials: true } })
    const ref = refOf(await provider.submit(aRequest('+15555551213'), signal))
    await clock.advance(25)
    expect(await provider.status(sent(ref), signal)).toMatchObject({ kind: 'progress' })
    await clock.advance(60)
    expect(await provider.status(sent(ref), signal)).toMatchObject({ outcome: { kind: 'delivered' } })
  })

  it('a purged job is not a failed one', async () => {
    const clock = new FakeClock()
    const { provider } = await account({ clock, variants: { purgeSeconds: 60 } })
    const ref = refOf(await provider.submit(aRequest('+15555551213'), signal))
    await clock.advance(59_000)
    expect((await provider.status(sent(ref), signal)).kind).toBe('verdict')
    await clock.advance(60_000)
    expect(await provider.status(sent(ref), signal)).toEqual({
      kind: 'unknown',
      raw: 'HTTP 404 {"message":"no such job"}',
    })
  })

  it('the id is put into the query as it is', async () => {
    const made = await account()
    await made.provider.status(sent('xsi-1&job_id=xsi-2#?'), signal)
    expect(made.simulator.requests[0]?.request).toMatchObject({
      path: '/mra/v1/outbound/faxes/status',
      query: { job_id: 'xsi-1&job_id=xsi-2#?' },
    })
  })

  it('an answer about another job is no answer', async () => {
    const body = { job_id: 'xsi-2', job_state: ['Complete'], deliveries: [] }
    const { provider } = await answering({ status: 200, body })
    expect(await errorOf(provider.status(sent('xsi-1'), signal))).toMatchObject({
      code: 'E_PROVIDER_REPLY',
      kind: 'temporary',
    })
  })

  it.each([
    [500, 'oops', 'E_PROVIDER_UNREACHABLE'],
    [429, 'wait', 'E_PROVIDER_BUSY'],
    [401, 'who?', 'E_PROVIDER_CREDENTIALS'],
    [200, '<html>', 'E_PROVIDER_REPLY'],
    [200, '[1]', 'E_PROVIDER_REPLY'],
  ])('HTTP %s %s: %s, and no verdict', async (status, body, code) => {
    const { provider } = await answering({ status, body })
    expect(await errorOf(provider.status(sent('xsi-1'), signal))).toMatchObject({ code })
  })
})

describe('logins', () => {
  it('one token serves many requests, and a refused one is renewed once', async () => {
    const { provider, simulator, vendor, network } = await account({ login: 'oauth' })
    const asked = () =>
      simulator.requests.filter(({ request }) => request.path.startsWith('/tenants/')).length
    const [first] = await Promise.all([
      provider.submit(aRequest('+15555551213', 'att_1'), signal),
      provider.submit(aRequest('+15555551214', 'att_2'), signal),
    ])
    expect(asked()).toBe(1)
    vendor.revokeTokens()
    await provider.status(sent(refOf(first)), signal)
    expect(asked()).toBe(2)
    vendor.revokeTokens()
    expect((await provider.submit(aRequest('+15555551215', 'att_3'), signal)).kind).toBe('taken')
    expect(network.taken()).toHaveLength(3)
  })

  it('tokens are renewed before their time is over', async () => {
    const clock = new FakeClock()
    const made = await account({ login: 'oauth', clock, variants: { tokenSeconds: 100 } })
    await made.provider.status(sent('xsi-1'), signal)
    await clock.advance(95_000)
    await made.provider.status(sent('xsi-1'), signal)
    expect(made.simulator.requests.map(({ status }) => status)).toEqual([200, 404, 200, 404])
  })

  it('a login that stays refused is asked for twice and no more', async () => {
    const made = await account({ login: 'oauth' })
    const error = await errorOf(made.provider.submit(aRequest('+15555551283'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS' })
    const tried = made.simulator.requests.filter(({ request }) => request.path.endsWith('/outbound/faxes'))
    expect(tried).toHaveLength(2)
    expect(made.network.taken()).toEqual([])
    for (const secret of SECRETS) expect(JSON.stringify(error) + error?.message).not.toContain(secret)
  })

  it.each([
    [400, { error: 'invalid_client' }, 'E_PROVIDER_CREDENTIALS'],
    [404, 'not here', 'E_PROVIDER_CREDENTIALS'],
    [503, 'later', 'E_PROVIDER_UNREACHABLE'],
    [429, 'later', 'E_PROVIDER_BUSY'],
    [200, { token: 'x' }, 'E_PROVIDER_REPLY'],
  ])('tokens answered with HTTP %s %j: %s, and nothing was submitted', async (status, body, code) => {
    const simulator = await startSimulator({ answer: async () => ({ status, body }) }, '127.0.0.1', 0)
    opened.push({ close: () => simulator.stop() })
    const settings = settingsFor(simulator.url, 'oauth')
    const provider = await openOpentext(settings, { clock: systemClock, log: silentLogger })
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code })
    expect(error?.kind).not.toBe('ambiguous')
    expect(simulator.requests.every(({ request }) => request.path.startsWith('/tenants/'))).toBe(true)
    for (const secret of SECRETS) expect(JSON.stringify(error) + error?.message).not.toContain(secret)
  })
})

describe('a vendor that says our login back to us', () => {
  it.each([
    ['password', 400],
    ['password', 404],
    ['password', 503],
    ['oauth', 400],
    ['oauth', 404],
    ['oauth', 503],
  ] as const)('%s, HTTP %s: it stands in no verdict and no error', async (login, status) => {
    const token = 'token-given-out'
    const vendor: Vendor = {
      answer: async ({ path, headers }) =>
        path.startsWith('/tenants/')
          ? { status: 200, body: { access_token: token, expires_in: 60 } }
          : { status, body: `${'-'.repeat(480)}${headers['authorization']} ${PASSWORD} ${token}` },
    }
    const simulator = await startSimulator(vendor, '127.0.0.1', 0)
    opened.push({ close: () => simulator.stop() })
    const settings = settingsFor(simulator.url, login)
    const provider = await openOpentext(settings, { clock: systemClock, log: silentLogger })
    const outcomes = await Promise.all([
      provider.submit(aRequest('+15555551213'), signal).catch((error: Error) => [error, error.message]),
      provider.status(sent('xsi-1'), signal).catch((error: Error) => [error, error.message]),
      provider.probe?.(signal),
    ])
    const told = JSON.stringify(outcomes)
    for (const secret of [...SECRETS, token]) expect(told).not.toContain(secret)
    // Nor its beginning, where the text was cut.
    const basic = Buffer.from(`user:${PASSWORD}`).toString('base64')
    for (const begin of [basic, PASSWORD, token]) expect(told).not.toContain(begin.slice(0, 12))
  })
})

describe('probe', () => {
  it('asks for a job that is not there and leaves the queue alone', async () => {
    const made = await account()
    made.vendor.receive(Buffer.from('%PDF-1.4'), { called: '+15555550100', caller: '+15555551212' })
    expect(await made.provider.probe?.(signal)).toEqual([
      { ok: true, what: 'credentials', text: 'OpenText takes the login (user user).' },
    ])
    expect(made.simulator.requests.map(({ request }) => request.path)).toEqual([
      '/mra/v1/outbound/faxes/status',
    ])
  })

  it.each([
    [{ status: 404, body: '<html>not found</html>' }, 'check baseUrl'],
    [{ status: 200, body: 'null' }, 'check baseUrl'],
    [{ status: 401, body: 'no' }, 'refuses our credentials'],
    [{ status: 503, body: 'no' }, 'cannot be reached'],
  ])('%j is not well', async (reply, text) => {
    const { provider } = await answering(reply)
    expect(await provider.probe?.(signal)).toEqual([
      { ok: false, what: 'credentials', text: expect.stringContaining(text) },
    ])
  })
})

describe('opening', () => {
  it('a caFile that is not there is a mistake in the configuration', async () => {
    const settings = settingsFor('http://127.0.0.1:1', 'password', { caFile: '/nowhere/ca.pem' })
    const error = await errorOf(openOpentext(settings, { clock: systemClock, log: silentLogger }))
    expect(error).toMatchObject({ code: 'E_CONFIG' })
  })

  it('no inbound when it is switched off, and no abilities that the vendor does not have', async () => {
    const { provider } = await account({ keys: { receive: { enabled: false } } })
    expect(provider.inbound).toBe(undefined)
    expect([provider.cancel, provider.balance, provider.statusOfMany, provider.watermark]).toEqual(
      Array(4).fill(undefined),
    )
  })
})
