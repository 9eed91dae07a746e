import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../../src/fax/id.ts'
import { countPages } from '../../../src/simulate/page-count.ts'
import type { SimReply } from '../../../src/simulate/simulator.ts'
import { FakeClock } from '../../fakes/clock.ts'
import { aRequest } from '../provider-contract.ts'
import { journalOf, openScripted, row } from './scripted.ts'
import { openNgcpAt, PASSWORD } from './setup.ts'

const signal = new AbortController().signal
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function scripted(keys: Record<string, unknown> = {}) {
  const opened = await openScripted(keys)
  closers.push(opened.close)
  return opened
}

async function simulated(...options: Parameters<typeof openNgcpAt>) {
  const opened = await openNgcpAt(...options)
  closers.push(opened.close)
  return opened
}

const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: { code: string; kind: string; message: string; retryAt: number | null }) => error,
  )

/** The journal for GET, this for POST. */
const onPost = (reply: SimReply) => (request: { readonly method: string }) =>
  request.method === 'POST' ? reply : journalOf(row(41, {}, -60))()

describe('handing over', () => {
  it('the answer is an empty 201: the reference is a place in the journal', async () => {
    const { provider, simulator, reply } = await scripted()
    reply(onPost({ status: 201 }))
    expect(await provider.submit(aRequest('+15555551213'), signal)).toEqual({
      kind: 'taken',
      providerRef: 'journal>41@2026-11-21T06:00:00Z',
    })
    const posts = simulator.requests.filter(({ request }) => request.method === 'POST')
    expect(posts).toHaveLength(1)
    expect(posts[0]?.request.path).toBe('/api/faxes/')
    const body = posts[0]?.request.body.toString('latin1') ?? ''
    expect(body).toContain('name="json"\r\n\r\n{"destination":"15555551213","subscriber_id":3}\r\n')
    expect(body).toMatch(/name="faxfile"; filename="fax\.pdf"\r\nContent-Type: application\/pdf/i)
    expect(body).not.toContain('name="data"')
  })

  it('the clock of the platform counts, not ours', async () => {
    const { provider, reply } = await scripted()
    const date = 'Sat, 21 Nov 2026 07:30:00 GMT'
    reply(() => ({ ...journalOf(row(41))(), status: 200, headers: { date } }))
    expect(await provider.watermark?.(signal)).toBe('41')
    reply(request => (request.method === 'POST' ? { status: 201 } : { ...journalOf()(), headers: { date } }))
    expect(await provider.submit(aRequest('+15555551213'), signal)).toMatchObject({
      providerRef: 'journal>0@2026-11-21T07:30:00Z',
    })
  })

  it.each([
    ['00', '0015555551213'],
    ['+', '+15555551213'],
  ])('dialPrefix %s stands before the number', async (dialPrefix, destination) => {
    const { provider, network } = await simulated({ dialPrefix })
    await provider.submit(aRequest('+15555551213'), signal)
    expect(network.taken()[0]?.fields['destination']).toBe(destination)
  })

  it.each([
    [{ status: 200, body: '{}' }, 'E_PROVIDER_NO_ANSWER'],
    [{ status: 204 }, 'E_PROVIDER_NO_ANSWER'],
    [{ status: 302, headers: { location: 'https://elsewhere.example/' } }, 'E_PROVIDER_NO_ANSWER'],
    [{ status: 500, body: { code: 500, message: 'Internal Server Error' } }, 'E_PROVIDER_NO_ANSWER'],
    [{ status: 502, body: '<html>Bad Gateway</html>' }, 'E_PROVIDER_NO_ANSWER'],
    // A proxy in front says it with text, and may have passed the fax on.
    [{ status: 503, body: 'upstream' }, 'E_PROVIDER_NO_ANSWER'],
    // The platform itself says it with nothing, before it reads the request.
    [{ status: 503 }, 'E_PROVIDER_UNREACHABLE'],
    [{ status: 400, body: { code: 400, message: 'no json' } }, 'E_PROVIDER_REQUEST'],
    [{ status: 415, body: { code: 415, message: 'Unsupported' } }, 'E_PROVIDER_REQUEST'],
    [{ status: 413, body: '' }, 'E_PROVIDER_REQUEST'],
    [{ status: 429, headers: { 'retry-after': '7' } }, 'E_PROVIDER_BUSY'],
  ] as const)('%j is %s', async (answer, code) => {
    const { provider, reply } = await scripted()
    reply(onPost(answer))
    expect(await errorOf(provider.submit(aRequest('+15555551213'), signal))).toMatchObject({ code })
  })

  it.each([
    ['Invalid subscriber fax preferences', 422, /"active" in its fax server settings/],
    ['Faxserver feature is not active.', 422, /ask its operator/],
    ['Fax subscriber not found.', 422, /subscriberId/],
    ['Fax subscriber not found.', 404, /subscriberId/],
  ])('"%s" with %i says what to set up', async (message, status, advice) => {
    const { provider, reply } = await scripted()
    reply(onPost({ status, body: { code: status, message } }))
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_REQUEST', message: expect.stringMatching(advice) })
  })

  it.each([
    ['destination', 'number-invalid'],
    ['faxfile', 'document-rejected'],
  ])('a complaint about %s is a verdict on the fax', async (field, failure) => {
    const { provider, reply } = await scripted()
    const message = `Validation failed. field='${field}', input='', errors='no'`
    reply(onPost({ status: 422, body: { code: 422, message } }))
    expect(await provider.submit(aRequest('+15555551213'), signal)).toMatchObject({
      kind: 'refused',
      outcome: { kind: 'failed', failure, providerText: message },
    })
  })

  it('a document over the limit is refused without a request', async () => {
    const { provider, simulator } = await scripted()
    const request = aRequest('+15555551213')
    const pages = { ...request.pages, bytes: async () => new Uint8Array(67_108_865) }
    expect(await provider.submit({ ...request, pages }, signal)).toMatchObject({
      kind: 'refused',
      outcome: { failure: 'document-rejected' },
    })
    expect(simulator.requests).toEqual([])
  })
})

describe('logins', () => {
  const banned = { status: 403, body: { code: 403, message: 'Banned' } }

  it('a ban: one request, and advice to wait', async () => {
    const { provider, simulator, clock, reply } = await scripted()
    reply(() => banned)
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_CREDENTIALS', retryAt: clock.now() + 3_600_000 })
    expect(error?.message).toMatch(/has banned this user.*wait until the ban is over.*Do not keep trying/)
    expect(simulator.requests).toHaveLength(1)
  })

  it('a ban with JWT: one request, too', async () => {
    const { provider, simulator, reply } = await scripted({ auth: 'jwt' })
    reply(() => banned)
    expect(await errorOf(provider.watermark?.(signal) ?? Promise.resolve())).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
    })
    expect(simulator.requests).toHaveLength(1)
  })

  it('the simulated platform bans, and even the right password does not help then', async () => {
    const opened = await simulated({}, { banAfter: 2 })
    const wrong = await opened.with({ password: 'guess-number-one' })
    for (let i = 0; i < 2; i++) await errorOf(wrong.watermark?.(signal) ?? Promise.resolve())
    const error = await errorOf(opened.provider.submit(aRequest('+15555551213'), signal))
    expect(error?.message).toMatch(/Banned/)
  })

  it.each([
    ['Invalid OTP', /second factor/],
    ['Invalid license', /no licence for fax/],
    ['Password expired', /has expired/],
    ['Something new', /Check username and password/],
  ])('403 "%s"', async (message, advice) => {
    const { provider, reply } = await scripted()
    reply(() => ({ status: 403, body: { code: 403, message } }))
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
      message: expect.stringMatching(advice),
    })
  })

  it('a JWT is kept for its life, and a dead one is renewed once', async () => {
    const clock = new FakeClock()
    const { provider, simulator } = await simulated({ auth: 'jwt' }, { tokenSeconds: 1000 }, clock)
    const logins = () => simulator.requests.filter(({ request }) => request.path === '/login_jwt').length
    await provider.watermark?.(signal)
    await provider.watermark?.(signal)
    expect(logins()).toBe(1)
    await clock.advance(950_000)
    await provider.watermark?.(signal)
    expect(logins()).toBe(2)
  })

  it.each([401, 403])(
    'a JWT that %i refuses early: one new login, and the fax is sent once',
    async status => {
      const { provider, simulator, reply } = await scripted({ auth: 'jwt' })
      let logins = 0
      reply(({ path, method, headers }) => {
        if (path === '/login_jwt') return { status: 200, body: { jwt: `token-${++logins}` } }
        if (method === 'POST' && headers['authorization'] === 'Bearer token-1')
          return { status, body: '<html>denied</html>' }
        return method === 'POST' ? { status: 201 } : journalOf()()
      })
      expect((await provider.submit(aRequest('+15555551213'), signal)).kind).toBe('taken')
      expect(logins).toBe(2)
      const posts = simulator.requests.filter(({ request }) => request.path === '/api/faxes/')
      expect(posts.map(({ status: answer }) => answer)).toEqual([200, status, 201])
    },
  )

  it('a user without rights is not asked for ever', async () => {
    const { provider, simulator, reply } = await scripted({ auth: 'jwt' })
    reply(({ path }) =>
      path === '/login_jwt' ? { status: 200, body: { jwt: 'token' } } : { status: 403, body: 'denied' },
    )
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    expect(error?.code).toBe('E_PROVIDER_CREDENTIALS')
    expect(simulator.requests).toHaveLength(4)
  })

  it('no error tells a secret that the platform repeats', async () => {
    const { provider, reply } = await scripted()
    reply(({ headers }) => ({
      status: 422,
      body: { code: 422, message: `you sent ${PASSWORD} and ${headers['authorization']}` },
    }))
    const error = await errorOf(provider.submit(aRequest('+15555551213'), signal))
    const told = JSON.stringify({ ...error, message: error?.message })
    expect(told).toContain('you sent')
    expect(told).not.toContain(PASSWORD)
    expect(told).not.toContain(Buffer.from(`fax@pbx.example.com:${PASSWORD}`).toString('base64'))
  })
})

describe('the journal is read', () => {
  it('with tz=UTC and the trailing slash, always', async () => {
    const { provider, simulator } = await simulated()
    const request = aRequest('+15555551213')
    const reply = await provider.submit(request, signal)
    const fax = {
      ...request,
      providerRef: reply.kind === 'taken' ? reply.providerRef : null,
      pageCount: 2,
      submittedAt: Date.now() as EpochMs,
      watermark: null,
    }
    await provider.status(fax, signal)
    await provider.inbound?.list(signal)
    const reads = simulator.requests.filter(({ request: { method } }) => method === 'GET')
    expect(reads.length).toBeGreaterThan(2)
    for (const { request: read } of reads) {
      expect(read.path).toBe('/api/faxes/')
      expect(read.query).toMatchObject({ tz: 'UTC', subscriber_id: '3', no_count: '1' })
    }
  })

  it('one reading for many faxes', async () => {
    const { provider, simulator, clock, reply } = await scripted()
    reply(journalOf(row(43, { callee: '15555551291', status: 'FAILED', reason: 'SIP 486 [3/3]' }), row(42)))
    const faxOf = (reference: string, number: string) => ({
      ...aRequest(number, reference),
      providerRef: 'journal>41@2026-11-21T06:00:00Z',
      pageCount: 2,
      submittedAt: clock.now(),
      watermark: '41',
    })
    const faxes = [faxOf('a', '+15555551213'), faxOf('b', '+15555551291'), faxOf('c', '+15555551299')]
    const reports = await provider.statusOfMany?.(faxes, signal)
    expect([...(reports ?? [])].map(([key, report]) => [key, report.kind])).toEqual([
      ['a', 'verdict'],
      ['b', 'verdict'],
      ['c', 'progress'],
    ])
    expect(simulator.requests).toHaveLength(1)
    expect((await provider.statusOfMany?.([], signal))?.size).toBe(0)
    expect(simulator.requests).toHaveLength(1)
  })

  it('page by page down to the watermark, and not further', async () => {
    const { provider, simulator, clock, reply } = await scripted()
    const ids = (page: number) => Array.from({ length: 100 }, (_, i) => 1000 - (page - 1) * 100 - i)
    reply(({ query }) =>
      journalOf(
        ...ids(Number(query['page'])).map(id => row(id, id === 850 ? {} : { callee: '19995550000' })),
      )(),
    )
    const fax = { ...aRequest('+15555551213'), pageCount: 2, submittedAt: clock.now(), watermark: '820' }
    const report = await provider.status({ ...fax, providerRef: 'journal>820@2026-11-21T06:00:00Z' }, signal)
    expect(report.kind).toBe('verdict')
    expect(simulator.requests.map(({ request }) => request.query['page'])).toEqual(['1', '2'])
  })

  it('a journal without an end is an error, not a loop', async () => {
    const { provider, simulator, clock, reply } = await scripted()
    let id = 0
    reply(() => journalOf(...Array.from({ length: 100 }, () => row(++id)))())
    const fax = { ...aRequest('+15555551213'), pageCount: 2, submittedAt: clock.now(), watermark: '0' }
    const error = await errorOf(provider.status({ ...fax, providerRef: null }, signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_REPLY' })
    expect(simulator.requests.length).toBeLessThanOrEqual(100)
  })

  it('a platform that shows the same page for ever is read once', async () => {
    const { provider, simulator, clock, reply } = await scripted()
    reply(journalOf(...Array.from({ length: 100 }, (_, i) => row(i + 1))))
    const fax = { ...aRequest('+15555551213'), pageCount: 2, submittedAt: clock.now(), watermark: '0' }
    await provider.status({ ...fax, providerRef: null }, signal)
    expect(simulator.requests).toHaveLength(2)
  })
})

describe('counting pages in the simulator', () => {
  it('of a PDF, a TIFF, and nothing', () => {
    expect(countPages(Buffer.from('%PDF-1.4 /Type /Pages /Type /Page /Type/Page\n'))).toBe(2)
    expect(countPages(Buffer.from('II*\0contract suite', 'latin1'))).toBe(0)
    expect(countPages(Buffer.from('hello'))).toBe(0)
    const tiff = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 14, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(countPages(tiff)).toBe(2)
  })
})
