import { afterEach, describe, expect, it } from 'vitest'
import type { AddRoutes } from '../../src/http/admin.ts'
import { allow, audited, principalOf } from '../../src/http/who-asks.ts'
import { type AdminHouse, anAdmin } from './admin-house.ts'

const routes: AddRoutes = server => {
  server.get('/who', async request => {
    const { id, name, rights, subscribers } = principalOf(request)
    return { id, name, rights: [...rights], subscribers }
  })
  server.get<{ Params: { subscriber: string } }>('/faxes/:subscriber', async request => {
    allow(request, 'faxes.read', request.params.subscriber)
    await audited(request, { action: 'documents.pages', object: 'fax_1', detail: { pages: 2 } })
    return { ip: request.ip, protocol: request.protocol, host: request.host }
  })
  server.post('/change', async () => ({ done: true }))
}

let admin: AdminHouse
const open = async (options: Parameters<typeof anAdmin>[1] = {}) => {
  admin = await anAdmin([routes], options)
}
afterEach(() => admin.close())

const get = async (url: string, token?: string, headers: Record<string, string> = {}) => {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return admin.inject({ method: 'GET', url, headers: { ...authorization, ...headers } })
}

describe('who asks', () => {
  it('is nobody without a token, and with one that is wrong', async () => {
    await open()
    for (const token of [undefined, '', 'fbt_', `fbt_${'0'.repeat(52)}`, 'x y z']) {
      const answer = await get('/who', token)
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toMatchObject({ code: 'E_LOGIN_REQUIRED' })
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    }
  })

  it('is a token, with its own rights and subscribers', async () => {
    await open()
    const answer = await get('/who', await admin.token(['faxes.read'], ['office']))
    expect(answer.json()).toEqual({
      id: expect.stringMatching(/^token:tok_[0-9a-z]{26}$/),
      name: 'test',
      rights: ['faxes.read'],
      subscribers: ['office'],
    })
    const [used] = await admin.house.store.tokens()
    expect(used?.lastUsedAt).toBe(admin.house.clock.now())
  })

  it('is nobody any more when the token is removed', async () => {
    await open()
    const token = await admin.token()
    const [{ id } = { id: '' }] = await admin.house.store.tokens()
    expect((await get('/who', token)).statusCode).toBe(200)
    await admin.house.store.removeToken(id)
    expect((await get('/who', token)).statusCode).toBe(401)
  })

  it('may only what the token has the right to, for its subscribers', async () => {
    await open()
    const token = await admin.token(['faxes.read'], ['office'])
    expect((await get('/faxes/office', token)).statusCode).toBe(200)
    expect((await get('/faxes/sales', token)).json()).toMatchObject({ code: 'E_RIGHT', status: 403 })
    const other = await admin.token(['inbox.read'])
    expect((await get('/faxes/office', other)).statusCode).toBe(403)
  })
})

describe('what is done is written down first', () => {
  it('with who, from where, what', async () => {
    await open()
    const token = await admin.token()
    await get('/faxes/office', token)
    const [entry] = await admin.house.store.auditEntries({ limit: 9 })
    expect(entry).toMatchObject({
      sequence: 1,
      who: expect.stringMatching(/^token:/),
      from: '127.0.0.1',
      action: 'documents.pages',
      object: 'fax_1',
      detail: { pages: 2 },
    })
  })

  it('and when it cannot be, nothing is shown', async () => {
    await open()
    const token = await admin.token()
    await admin.house.driver.run('drop table audit')
    const answer = await get('/faxes/office', token)
    expect(answer.statusCode).toBeGreaterThanOrEqual(500)
    expect(answer.body).not.toContain('protocol')
  })
})

describe('headers', () => {
  it('let nothing in from elsewhere, and nothing be kept', async () => {
    await open()
    const { headers } = await get('/nothing-here')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
  })
})

describe('other sites', () => {
  it.each([
    ['localhost', 404],
    ['127.0.0.1:8026', 404],
    ['[::1]:8026', 404],
    ['fax.example.com:8026', 404],
    ['FAX.example.com', 404],
    ['rebound.example.net', 421],
    ['fax.example.com.evil.example', 421],
  ])('host "%s": %d', async (host, status) => {
    await open()
    expect((await get('/nothing', undefined, { host })).statusCode).toBe(status)
  })

  it.each([
    [{}, 200],
    [{ origin: 'http://localhost' }, 200],
    [{ origin: 'http://localhost', 'sec-fetch-site': 'same-origin' }, 200],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
  ])('a change with %j: %d', async (headers, status) => {
    await open()
    const answer = await admin.inject({ method: 'POST', url: '/change', headers })
    expect(answer.statusCode).toBe(status)
  })
})

describe('proxies', () => {
  const spoofed = {
    'x-forwarded-for': '203.0.113.9, 198.51.100.7',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'fax.example.com',
  }

  it('that nobody named are not believed', async () => {
    await open()
    const answer = await get('/faxes/office', await admin.token(), spoofed)
    expect(answer.json()).toEqual({ ip: '127.0.0.1', protocol: 'http', host: 'localhost' })
  })

  it('that are trusted are believed, but only the last hop before them', async () => {
    await open({ http: 'admin: { listen: "127.0.0.1:0", trustedProxies: [127.0.0.0/8] }' })
    const answer = await get('/faxes/office', await admin.token(), spoofed)
    expect(answer.json()).toEqual({ ip: '198.51.100.7', protocol: 'https', host: 'fax.example.com' })
    const [entry] = await admin.house.store.auditEntries({ limit: 1 })
    expect(entry?.from).toBe('198.51.100.7')
  })
})

it('a proxy that tells nonsense is the peer itself', async () => {
  await open({ http: 'admin: { listen: "127.0.0.1:0", trustedProxies: [127.0.0.0/8] }' })
  for (const told of ['nonsense', '1.2.3.4.5', "' or 1=1", '999.1.1.1', ',']) {
    const answer = await get('/faxes/office', await admin.token(), { 'x-forwarded-for': told })
    expect(answer.statusCode).toBe(200)
    const [entry] = await admin.house.store.auditEntries({ limit: 1 })
    expect(entry?.from).toBe('127.0.0.1')
  }
})

it('one address may ask only so often', async () => {
  await open({ http: 'admin: { listen: "127.0.0.1:0" }, limits: { requestsPerMinute: 10 }' })
  const answers = []
  for (let i = 0; i < 12; i++) answers.push((await get('/nothing')).statusCode)
  expect(answers).toEqual([...Array(10).fill(404), 429, 429])
})

describe('what the server refuses by itself', () => {
  const post = (headers: Record<string, string>, payload: string) =>
    admin.inject({ method: 'POST', url: '/change', headers, payload })

  it('another method: 405, with those that are there', async () => {
    await open()
    const answer = await admin.inject({ method: 'PUT', url: '/faxes/office?a=1' })
    expect(answer.statusCode).toBe(405)
    expect(answer.headers['allow']).toBe('GET, HEAD')
    expect(answer.json()).toMatchObject({ status: 405, code: 'E_METHOD' })
    expect((await get('/faxes/office/more')).statusCode).toBe(404)
  })

  it('a body that is too big, or of a type that nobody reads', async () => {
    await open()
    const big = await post({ 'content-type': 'application/json' }, JSON.stringify('a'.repeat(2 ** 20)))
    expect([big.statusCode, big.json().code]).toEqual([413, 'E_REQUEST_TOO_BIG'])
    const odd = await post({ 'content-type': 'text/xml' }, '<a/>')
    expect([odd.statusCode, odd.json().code]).toEqual([415, 'E_REQUEST_TYPE'])
    const broken = await post({ 'content-type': 'application/json' }, '{')
    expect([broken.statusCode, broken.json().code]).toEqual([400, 'E_BAD_REQUEST'])
  })

  it('an address that cannot be read', async () => {
    await open()
    const answer = await get('/faxes/%ff')
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ status: 400, code: 'E_BAD_REQUEST' })
  })

  it('too many requests: with the time after which to come back', async () => {
    await open({ http: 'admin: { listen: "127.0.0.1:0" }, limits: { requestsPerMinute: 10 }' })
    for (let i = 0; i < 10; i++) await get('/nothing')
    const answer = await get('/nothing')
    expect(answer.statusCode).toBe(429)
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  })
})
