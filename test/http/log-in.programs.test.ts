import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { addUser, changeUser, removeUser, setPassword, type UserFields } from '../../src/access/users.ts'
import type { AddRoutes } from '../../src/http/admin.ts'
import { csrfTokenOf, logInHere, logOutHere } from '../../src/http/session-cookie.ts'
import { principalOf } from '../../src/http/who-asks.ts'
import { type AdminHouse, anAdmin } from './admin-house.ts'

const PASSWORD = 'correct horse battery'
const MINUTE = 60_000

const routes: AddRoutes = server => {
  server.post<{ Body: { name: string; password: string } }>('/login', async (request, reply) => {
    const session = await logInHere(request, reply, request.body)
    return { name: session.principal.name }
  })
  server.post('/logout', async (request, reply) => {
    await logOutHere(request, reply)
    return {}
  })
  server.get('/who', async request => {
    const { id, subscribers } = principalOf(request)
    return { id, subscribers, csrf: csrfTokenOf(request) }
  })
  server.post('/change', async request => ({ body: request.body ?? null }))
}

let admin: AdminHouse
const open = async (http?: string) => {
  admin = await anAdmin([routes], http === undefined ? {} : { http })
}
beforeEach(() => open())
afterEach(() => admin.close())

const users = () => admin.deps.sessions
const user = (name: string, fields: Partial<UserFields> = {}) =>
  addUser(users(), name, { role: 'viewer', subscribers: null, rights: [], ...fields }, PASSWORD)

const login = (name: string, password = PASSWORD, { cookie, ...more }: Record<string, string> = {}) =>
  admin.inject({
    method: 'POST',
    url: '/login',
    payload: { name, password, ...more },
    headers: cookie === undefined ? {} : { cookie },
  })
/** `name=value` of the session's cookie. */
const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';')[0] ?? ''
const who = (cookie: string) => admin.inject({ method: 'GET', url: '/who', headers: { cookie } })
const actions = async () =>
  (await admin.house.store.auditEntries({ limit: 100 })).map(({ action, who: by, object, detail }) => ({
    ...{ action, by, object },
    why: detail['why'],
  }))

describe('a log-in', () => {
  it('gives a session that is the user', async () => {
    await user('ann', { role: 'subscriber', subscribers: ['office'] })
    const answer = await login(' Ann ')
    expect(answer.statusCode).toBe(200)
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^faxbridge=[0-9a-z]{52}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await who(cookieOf(answer))).json()).toMatchObject({ id: 'user:ann', subscribers: ['office'] })
    expect((await actions())[0]).toMatchObject({ action: 'access.login', by: 'user:ann', object: 'ann' })
  })

  it('keeps only a digest', async () => {
    await user('ann')
    const secret = cookieOf(await login('ann')).replace('faxbridge=', '')
    const everything = JSON.stringify([
      await admin.house.driver.all('select * from access_session'),
      await admin.house.driver.all('select * from access_user'),
      await admin.house.driver.all('select * from audit'),
    ])
    expect(everything).not.toContain(secret)
    expect(everything).not.toContain(PASSWORD)
  })

  it('over TLS gives a cookie that is bound to this host', async () => {
    await admin.close()
    await open('admin: { listen: "127.0.0.1:0", publicUrl: "https://localhost" }')
    await user('ann')
    const answer = await login('ann')
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^__Host-faxbridge=[0-9a-z]{52}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    )
    expect(answer.headers['strict-transport-security']).toContain('max-age=')
    expect((await who(cookieOf(answer))).statusCode).toBe(200)
  })

  it('never takes over a session that somebody put into the browser before', async () => {
    await user('ann')
    const planted = `faxbridge=${'a'.repeat(52)}`
    const answer = await login('ann', PASSWORD, { cookie: planted })
    expect(cookieOf(answer)).not.toBe(planted)
    expect((await who(planted)).statusCode).toBe(401)
  })

  it('ends the session that the browser had', async () => {
    await user('ann')
    const first = cookieOf(await login('ann'))
    const _csrf = (await who(first)).json().csrf as string
    const second = cookieOf(await login('ann', PASSWORD, { cookie: first, _csrf }))
    expect((await who(first)).statusCode).toBe(401)
    expect((await who(second)).statusCode).toBe(200)
  })

  it('is the same answer for an unknown name, a wrong password and a user who is switched off', async () => {
    await user('ann')
    await user('bob')
    await changeUser(users(), 'bob', { disabled: true })
    const answers = [
      await login('ann', 'wrong password'),
      await login('nobody-of-this-name'),
      await login('bob'),
      await login('<script>'),
      await login(''),
    ]
    for (const answer of answers) {
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual(answers[0]?.json())
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect((await actions()).map(({ by, object, why }) => `${by} ${object} ${why}`)).toEqual([
      'nobody  unknown name',
      'nobody  unknown name',
      'nobody bob switched off',
      'nobody  unknown name',
      'nobody ann wrong password',
    ])
  })
})

describe('a session ends', () => {
  const open = async () => {
    await user('ann')
    return cookieOf(await login('ann'))
  }

  it('when nobody uses it', async () => {
    const cookie = await open()
    await admin.house.clock.advance(29 * MINUTE)
    expect((await who(cookie)).statusCode).toBe(200)
    await admin.house.clock.advance(29 * MINUTE)
    expect((await who(cookie)).statusCode).toBe(200)
    await admin.house.clock.advance(31 * MINUTE)
    expect((await who(cookie)).statusCode).toBe(401)
  })

  it('after half a day, used or not', async () => {
    const cookie = await open()
    for (let i = 0; i < 36; i++) {
      await admin.house.clock.advance(20 * MINUTE)
      expect((await who(cookie)).statusCode).toBe(200)
    }
    await admin.house.clock.advance(MINUTE)
    expect((await who(cookie)).statusCode).toBe(401)
  })

  it('at log-out, in the store and in the browser', async () => {
    const cookie = await open()
    const csrf = (await who(cookie)).json().csrf as string
    const answer = await admin.inject({
      ...{ method: 'POST', url: '/logout', headers: { cookie, 'x-csrf-token': csrf } },
    })
    expect(String(answer.headers['set-cookie'])).toMatch(/^faxbridge=; .*Expires=Thu, 01 Jan 1970/)
    expect((await who(cookie)).statusCode).toBe(401)
    expect((await actions())[0]).toMatchObject({ action: 'access.logout', by: 'user:ann' })
  })

  it.each([
    ['password', () => setPassword(users(), 'ann', 'another horse battery')],
    ['role', () => changeUser(users(), 'ann', { role: 'admin' })],
    ['rights', () => changeUser(users(), 'ann', { rights: ['documents.read'] })],
    ['being there', () => removeUser(users(), 'ann')],
    ['being switched on', () => changeUser(users(), 'ann', { disabled: true })],
  ])('when the user changes: %s', async (_, change) => {
    const cookie = await open()
    await change()
    expect((await who(cookie)).statusCode).toBe(401)
  })
})

describe('guessing', () => {
  it('makes a name wait, longer each time, whether it exists or not', async () => {
    await user('ann')
    for (const name of ['ann', 'nobody']) {
      const answers = []
      for (let i = 0; i < 7; i++) answers.push((await login(name, 'wrong password')).statusCode)
      expect(answers).toEqual([401, 401, 401, 401, 401, 429, 429])
    }
    // The right password is of no use now.
    expect((await login('ann')).statusCode).toBe(429)
    await admin.house.clock.advance(6_000)
    expect((await login('ann', 'wrong password')).statusCode).toBe(401)
    await admin.house.clock.advance(6_000)
    expect((await login('ann')).statusCode).toBe(429)
    await admin.house.clock.advance(6_000)
    expect((await login('ann')).statusCode).toBe(200)
    expect((await login('ann', 'wrong password')).statusCode).toBe(401)
  })

  it('makes an address wait', async () => {
    const answers = []
    for (let i = 0; i < 22; i++) answers.push((await login(`user${i}`, 'wrong password')).statusCode)
    expect(answers).toEqual([...Array(20).fill(401), 429, 429])
  })

  it('many at the same time are no way around', async () => {
    await user('ann')
    const answers = await Promise.all(Array.from({ length: 12 }, () => login('ann', 'wrong password')))
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5)
  })

  it('that goes on while it must wait is written down once', async () => {
    await user('ann')
    for (let i = 0; i < 30; i++) await login('ann', 'wrong password')
    expect((await actions()).filter(({ why }) => why === 'locked out')).toHaveLength(1)
  })
})

describe('a change', () => {
  const post = (cookie: string, headers: Record<string, string> = {}, payload: object | string = {}) =>
    admin.inject({ method: 'POST', url: '/change', headers: { cookie, ...headers }, payload })

  it('needs the token of the session: in a header or in the form', async () => {
    await user('ann')
    await user('bob')
    const cookie = cookieOf(await login('ann'))
    const csrf = (await who(cookie)).json().csrf as string
    const others = (await who(cookieOf(await login('bob')))).json().csrf as string
    for (const wrong of [{}, { _csrf: '' }, { _csrf: others }, { _csrf: [csrf] }, { _csrf: `${csrf}x` }]) {
      const answer = await post(cookie, {}, wrong)
      expect(answer.statusCode).toBe(403)
      expect(answer.json()).toMatchObject({ code: 'E_FORGERY' })
    }
    expect((await post(cookie, { 'x-csrf-token': others }, { _csrf: csrf })).statusCode).toBe(403)
    expect((await post(cookie, { 'x-csrf-token': csrf })).statusCode).toBe(200)
    const answer = await post(cookie, {}, { _csrf: csrf, more: 1 })
    expect(answer.json()).toEqual({ body: { more: 1 } })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await post(cookie, form, `a=1&_csrf=${csrf}`)).json()).toEqual({ body: { a: '1' } })
  })

  it('from another site is refused, with the token too', async () => {
    await user('ann')
    const cookie = cookieOf(await login('ann'))
    const headers = { 'x-csrf-token': (await who(cookie)).json().csrf as string }
    expect((await post(cookie, { ...headers, origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await post(cookie, { ...headers, 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  })

  it('by a program with a token needs none of that', async () => {
    const authorization = `Bearer ${await admin.token()}`
    const answer = await admin.inject({ method: 'POST', url: '/change', headers: { authorization } })
    expect(answer.statusCode).toBe(200)
  })
})
