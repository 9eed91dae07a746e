import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addUser, changeUser } from '../../src/access/users.ts'
import { addConsole } from '../../src/console/console.ts'
import { OPENID_RETURN } from '../../src/http/openid-routes.ts'
import { principalOf } from '../../src/http/who-asks.ts'
import { CLIENT, type OpenIdProvider, type Person, startOpenIdProvider } from '../fakes/openid-provider.ts'
import { type AdminHouse, anAdmin } from './admin-house.ts'

const PUBLIC = 'https://faxadmin.example.com'
let provider: OpenIdProvider
let admin: AdminHouse

beforeEach(async () => {
  provider = await startOpenIdProvider(`${PUBLIC}${OPENID_RETURN}`)
  const rules = [
    '{ value: fax-admins, role: admin }',
    '{ value: nurses, role: viewer, subscribers: [office], rights: [documents.read] }',
    '{ claim: department, value: "*", role: subscriber, subscribersClaim: department }',
  ]
  const oidc = `{ issuer: "${provider.issuer}", clientId: ${CLIENT.id}, clientSecret: "${CLIENT.secret}", rules: [${rules}] }`
  const http = `admin: { listen: "127.0.0.1:0", publicUrl: "${PUBLIC}", oidc: ${oidc} }`
  const who = (server: Parameters<typeof addConsole>[0]) =>
    void server.get('/test/who', async request => {
      const { id, rights, subscribers } = principalOf(request)
      return { id, rights: rights.size, documents: rights.has('documents.read'), subscribers }
    })
  admin = await anAdmin([addConsole, who], { http })
})
afterEach(async () => {
  await admin.close()
  await provider.close()
})

const get = (url: string, cookie?: string) =>
  admin.inject({ method: 'GET', url, headers: cookie === undefined ? {} : { cookie } })
const cookies = (answer: { headers: Record<string, unknown> }): string[] =>
  [answer.headers['set-cookie'] ?? []].flat().map(String)
const sessionIn = (answer: { headers: Record<string, unknown> }, name: string): string =>
  cookies(answer)
    .find(cookie => cookie.startsWith(`${name}=`))
    ?.split(';')[0] ?? ''

/** As a browser: away, and the address at which it comes back. */
async function away(next = '/faxes') {
  const start = await get(`/login/openid?next=${encodeURIComponent(next)}`)
  expect(start.statusCode).toBe(303)
  const asked = await fetch(String(start.headers.location), { redirect: 'manual' })
  expect(provider.state.wrong).toEqual([])
  const back = new URL(asked.headers.get('location') ?? '')
  return { cookie: sessionIn(start, '__Host-faxbridge-openid'), back, start }
}
async function logIn(person: Person) {
  provider.state.person = person
  const { cookie, back } = await away()
  return get(`${back.pathname}${back.search}`, cookie)
}
const failures = async () =>
  (await admin.house.store.auditEntries({ action: 'access.login-failed', limit: 9 })).map(({ detail }) =>
    String(detail['why']),
  )

describe('a log-in at an identity provider', () => {
  it('has a button on the page for log-ins', async () => {
    const { body } = await get('/login?next=%2Ffaxes')
    expect(body).toContain('href="/login/openid?next=%2Ffaxes"')
    expect(body).toContain('OpenID')
  })

  it('makes a user as the rules say, and a session', async () => {
    const answer = await logIn({ sub: '7', preferred_username: 'Ann.Smith', groups: ['staff', 'nurses'] })
    expect(provider.state.wrong).toEqual([])
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['refresh']).toBe('0; url=/faxes')
    const session = sessionIn(answer, '__Host-faxbridge')
    expect((await get('/test/who', session)).json()).toMatchObject({
      id: 'user:ann.smith',
      documents: true,
      subscribers: ['office'],
    })
    expect(cookies(answer).find(one => one.startsWith('__Host-faxbridge='))).toContain('SameSite=Strict')
    const [user] = await admin.house.store.users()
    expect(user).toMatchObject({ password: null, federated: `${provider.issuer} 7`, role: 'viewer' })
    const [entry] = await admin.house.store.auditEntries({ limit: 1 })
    expect(entry).toMatchObject({ action: 'access.login', detail: { by: 'openid', role: 'viewer' } })
  })

  it('sends no secret through the browser, and binds the log-in to it', async () => {
    const { start } = await away()
    const text = `${start.headers.location} ${cookies(start)}`
    expect(text).not.toContain('canary')
    expect(cookies(start)[0]).toMatch(/HttpOnly; Secure; SameSite=Lax$/)
  })

  it('takes what only the userinfo endpoint tells', async () => {
    provider.state.lies = { later: ['groups', 'preferred_username'] }
    const answer = await logIn({ sub: '7', preferred_username: 'ann', groups: ['fax-admins'] })
    expect((await get('/test/who', sessionIn(answer, '__Host-faxbridge'))).json()).toMatchObject({
      subscribers: null,
    })
  })

  it('takes subscribers from a claim, only those that there are', async () => {
    const answer = await logIn({ sub: '8', preferred_username: 'bob', department: ['office', 'moon'] })
    const who = await get('/test/who', sessionIn(answer, '__Host-faxbridge'))
    expect(who.json()).toMatchObject({ id: 'user:bob', subscribers: ['office'] })
  })

  it('follows a change of the groups, and ends what was open', async () => {
    const first = sessionIn(
      await logIn({ sub: '7', preferred_username: 'ann', groups: ['fax-admins'] }),
      '__Host-faxbridge',
    )
    const second = sessionIn(
      await logIn({ sub: '7', preferred_username: 'renamed', groups: ['nurses'] }),
      '__Host-faxbridge',
    )
    expect((await get('/test/who', first)).statusCode).toBe(401)
    expect((await get('/test/who', second)).json()).toMatchObject({ id: 'user:ann', subscribers: ['office'] })
    expect(await admin.house.store.users()).toHaveLength(1)
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads to another site afterwards: %s',
    async next => {
      provider.state.person = { sub: '7', preferred_username: 'ann', groups: ['nurses'] }
      const { cookie, back } = await away(next)
      const answer = await get(`${back.pathname}${back.search}`, cookie)
      expect(answer.headers['refresh']).toBe('0; url=/')
    },
  )
})

describe('is refused in words', () => {
  const nurse = { sub: '7', preferred_username: 'ann', groups: ['nurses'] }
  const refused = (answer: { statusCode: number; body: string; headers: Record<string, unknown> }) => {
    expect(answer.statusCode).toBe(403)
    expect(cookies(answer).some(one => /^(__Host-)?faxbridge=\w/.test(one))).toBe(false)
    expect(answer.headers['content-type']).toContain('text/html')
    return answer.body
  }

  it('whoever no rule fits, and whoever has no line', async () => {
    expect(refused(await logIn({ sub: '9', preferred_username: 'eve', groups: ['guests'] }))).toContain(
      'nobody has said',
    )
    expect(refused(await logIn({ sub: '9', preferred_username: 'eve', department: 'moon' }))).toContain(
      'which fax line',
    )
    expect(await admin.house.store.users()).toEqual([])
    expect(await failures()).toHaveLength(2)
  })

  it('whoever has the name of another user', async () => {
    const fields = { role: 'admin', subscribers: null, rights: [] }
    await addUser(admin.deps.sessions, 'ann', fields, 'correct horse battery')
    expect(refused(await logIn(nurse))).toMatch(/another user (?:"|&quot;)ann/)
  })

  it('whoever is switched off here', async () => {
    await logIn(nurse)
    await changeUser(admin.deps.sessions, 'ann', { disabled: true })
    expect(refused(await logIn(nurse))).toContain('switched off')
  })

  it('a user name that cannot be one', async () => {
    expect(refused(await logIn({ ...nurse, preferred_username: 'a b\nc' }))).toContain('user name')
    expect(refused(await logIn({ sub: '7', groups: ['nurses'] }))).toContain('preferred_username')
  })

  it.each([
    ['another nonce', { claims: { nonce: 'x' } }],
    ['for another program', { claims: { aud: 'other' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['that is over', { claims: { exp: 1_000_000_000, iat: 999_999_000 } }],
    ['that is signed by somebody else', { foreignKey: true }],
    ['with the userinfo of somebody else', { later: ['groups'], userinfoSub: '8' }],
  ])('a token %s', async (_, lies) => {
    provider.state.lies = lies
    expect(refused(await logIn(nurse))).toContain('Begin it again')
  })

  it('a return without the beginning, twice, too late, or in another browser', async () => {
    provider.state.person = nurse
    const { cookie, back } = await away()
    const other = await away()
    const path = `${back.pathname}${back.search}`
    refused(await get(path))
    refused(await get(path, other.cookie))
    // The other browser's log-in was used up by that; our own is still good, once.
    expect((await get(path, cookie)).statusCode).toBe(200)
    refused(await get(path, cookie))
    const late = await away()
    await admin.house.clock.advance(11 * 60_000)
    refused(await get(`${late.back.pathname}${late.back.search}`, late.cookie))
  })

  it('an error that the provider gives', async () => {
    const { cookie, back } = await away()
    const state = back.searchParams.get('state')
    refused(await get(`${back.pathname}?error=access_denied&state=${state}&iss=${provider.issuer}`, cookie))
  })

  it('when the provider does not answer, and the log-in with a password goes on', async () => {
    await provider.close()
    const answer = await get('/login/openid')
    expect(answer.statusCode).toBe(503)
    expect(answer.body).toContain('E_OPENID_DOWN')
  })
})
