import { afterEach, describe, expect, it } from 'vitest'
import type { EpochMs } from '../../../src/fax/id.ts'
import { systemClock } from '../../../src/runtime.ts'
import {
  errorOf,
  faxOf,
  OAUTH,
  type Opened,
  oauthAt,
  open,
  request,
  SECRETS,
  sent,
  signal,
} from './opened.ts'

let opened: Opened
afterEach(() => opened.close())

async function start(oauth: object = {}, settings: object = {}) {
  opened = await open({ vendor: { credentials: { token: null, oauth: { ...OAUTH, ...oauth } } } })
  const own = oauthAt(opened.simulator.url) as { oauth: object }
  return opened.provide({ token: undefined, oauth: { ...own.oauth, ...settings } })
}

const tokenRequests = () => opened.simulator.requests.filter(({ request: own }) => own.path === '/token')
const apiRequests = () => opened.simulator.requests.filter(({ request: own }) => own.path !== '/token')

describe('a personal access token', () => {
  it('goes out as bearer token, without x-fax-clientid', async () => {
    opened = await open()
    await sent(opened.provider, '+15555551213')
    for (const { request: own } of opened.simulator.requests) {
      expect(own.headers['authorization']).toMatch(/^Bearer alohi_pat_/)
      expect(own.headers['x-fax-clientid']).toBeUndefined()
    }
  })
})

describe('OAuth', () => {
  it('fetches one token for many calls, and every call carries x-fax-clientid', async () => {
    const provider = await start()
    await Promise.all([1, 2, 3].map(n => sent(provider, `+1555555121${n}`)))
    expect(tokenRequests()).toHaveLength(1)
    const [token] = tokenRequests()
    expect(token?.request.body.toString()).toBe(
      `grant_type=refresh_token&refresh_token=${OAUTH.refreshToken}`,
    )
    expect(token?.request.query).toEqual({})
    expect(apiRequests().length).toBeGreaterThan(0)
    for (const { request: own } of apiRequests()) expect(own.headers['x-fax-clientid']).toBe(OAUTH.clientId)
  })

  it('renews a token that was ended early, and the fax goes out once', async () => {
    const provider = await start()
    await provider.find?.(faxOf(request('+15555551213'), null), signal)
    opened.vendor.login.revoke()
    await sent(provider, '+15555551213')
    expect(opened.network.taken()).toHaveLength(1)
    expect(tokenRequests()).toHaveLength(2)
  })

  it('uses the newest refresh token where each works once', async () => {
    const provider = await start({ rotates: true })
    for (let n = 0; n < 3; n++) {
      opened.vendor.login.revoke()
      await provider.find?.(faxOf(request('+15555551213'), null), signal)
    }
    expect(tokenRequests().map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('fetches the next token before the old one ends', async () => {
    let now = Date.now()
    const clock = { now: () => now as EpochMs, sleep: systemClock.sleep }
    opened = await open({
      clock,
      vendor: { credentials: { token: null, oauth: { ...OAUTH, seconds: 100 } } },
    })
    const provider = opened.provide(oauthAt(opened.simulator.url))
    await provider.find?.(faxOf(request('+15555551213'), null, now), signal)
    now += 95_000
    await provider.find?.(faxOf(request('+15555551213'), null, now), signal)
    expect(tokenRequests()).toHaveLength(2)
    expect(apiRequests().every(({ status }) => status === 200)).toBe(true)
  })

  it('puts the parameters into the query where FAX.PLUS wants that', async () => {
    const provider = await start({ parametersIn: 'query' }, { parametersIn: 'query' })
    await sent(provider, '+15555551213')
    expect(tokenRequests()[0]?.request.query).toMatchObject({ grant_type: 'refresh_token' })
  })

  it('a refused refresh token needs a person, and no secret is told', async () => {
    const provider = await start({ refreshToken: 'another' })
    const error = await errorOf(provider.submit(request('+15555551213'), signal))
    expect(error).toMatchObject({
      code: 'E_PROVIDER_CREDENTIALS',
      message: expect.stringContaining('refreshToken'),
    })
    for (const secret of SECRETS)
      expect(JSON.stringify([error?.message, error?.detail])).not.toContain(secret)
  })

  it('trouble at the token address is no reason to hold all faxes', async () => {
    opened = await open({ answer: own => (own.path === '/token' ? { status: 503, body: 'later' } : null) })
    const provider = opened.provide(oauthAt(opened.simulator.url))
    const error = await errorOf(provider.submit(request('+15555551213'), signal))
    expect(error).toMatchObject({ code: 'E_PROVIDER_UNREACHABLE', kind: 'temporary' })
  })

  it('a token that FAX.PLUS tells back in an error is cut out', async () => {
    opened = await open({
      vendor: { credentials: { token: null, oauth: OAUTH } },
      answer: own =>
        own.path.endsWith('/files') ? { status: 400, body: `no: ${own.headers['authorization']}` } : null,
    })
    const provider = opened.provide(oauthAt(opened.simulator.url))
    const error = await errorOf(provider.submit(request('+15555551213'), signal))
    expect(error?.message).toContain('no: Bearer')
    expect(error?.message).not.toContain('access-token-1')
  })
})
