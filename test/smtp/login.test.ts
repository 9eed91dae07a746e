import { describe, expect, it } from 'vitest'
import { makePasswords } from '../../src/access/password.ts'
import { checkLogin, LOGIN_DELAY_MS } from '../../src/smtp/login.ts'
import { compileRules } from '../../src/smtp/rule-book.ts'
import { AddressLimits } from '../../src/smtp/session-limits.ts'
import { FakeClock } from '../fakes/clock.ts'
import { houseConfig, PASSWORD } from './house.ts'

/** As the real one, but quick. */
const passwords = makePasswords({ N: 16, r: 1, p: 1 })

function office(password: { scrypt: string } | string = PASSWORD) {
  const config = houseConfig({ limits: { authFailuresPerMinute: 2 } })
  let hashed = 0
  const counting = {
    fits(...asked: Parameters<typeof passwords.fits>) {
      hashed++
      return passwords.fits(...asked)
    },
  }
  const rules = compileRules({
    ...config,
    subscribers: config.subscribers.map(subscriber => ({
      ...subscriber,
      logins: subscriber.logins.map(login => ({ ...login, password })),
    })),
  })
  const clock = new FakeClock()
  const proven = new WeakMap()
  const addressLimits = new AddressLimits(() => config.smtp.limits)
  const logIn = (username: string, password: string, authzid = '', address = '192.0.2.7') =>
    checkLogin({ rules: () => rules, addressLimits, clock, passwords: counting, proven }, address, {
      username,
      password,
      authzid,
    })
  return { clock, logIn, hashed: () => hashed }
}

/** What comes of it, once the delay has passed. */
async function outcome(clock: FakeClock, login: Promise<unknown>): Promise<unknown> {
  const settled = login.catch(error => error.code)
  await clock.advance(LOGIN_DELAY_MS)
  return settled
}

describe('a login', () => {
  it('gives the user and the subscriber', async () => {
    const { logIn } = office()
    expect(await logIn('mfp1', PASSWORD)).toEqual({ user: 'mfp1', subscriberId: 'scanner' })
    expect(await logIn('mfp1', PASSWORD, 'mfp1')).toEqual({ user: 'mfp1', subscriberId: 'scanner' })
  })

  it.each([
    ['mfp1', 'wrong', ''],
    ['mfp1', '', ''],
    ['MFP1', PASSWORD, ''],
    ['nobody', PASSWORD, ''],
    ['', '', ''],
    ['mfp1', PASSWORD, 'boss'],
    ['__proto__', '', ''],
  ])('%s with %j for %j is wrong, in the same words', async (user, password, authzid) => {
    const { clock, logIn } = office()
    expect(await outcome(clock, logIn(user, password, authzid))).toBe('E_AUTH_BAD')
  })

  it('a wrong one is answered late', async () => {
    const { clock, logIn } = office()
    let answered = false
    const login = logIn('mfp1', 'wrong').catch(() => {
      answered = true
    })
    await clock.advance(LOGIN_DELAY_MS - 1)
    expect(answered).toBe(false)
    await clock.advance(1)
    await login
    expect(answered).toBe(true)
  })

  it('after too many wrong ones nobody from there gets in for a while, not even with the right one', async () => {
    const { clock, logIn } = office()
    for (let i = 0; i < 2; i++) await outcome(clock, logIn('mfp1', 'wrong'))
    expect(await outcome(clock, logIn('mfp1', PASSWORD))).toBe('E_TOO_MANY_FAILURES')
    expect(await logIn('mfp1', PASSWORD, '', '192.0.2.8')).toMatchObject({ user: 'mfp1' })
    await clock.advance(60_000)
    expect(await logIn('mfp1', PASSWORD)).toMatchObject({ user: 'mfp1' })
  })

  it('whose password is kept as a hash is hashed once, and every wrong one is hashed, also of nobody', async () => {
    const scrypt = await passwords.hash(PASSWORD, 'salt')
    const { clock, logIn, hashed } = office({ scrypt })
    expect(await logIn('mfp1', PASSWORD)).toEqual({ user: 'mfp1', subscriberId: 'scanner' })
    expect(await logIn('mfp1', PASSWORD)).toEqual({ user: 'mfp1', subscriberId: 'scanner' })
    expect(hashed()).toBe(1)
    const wrong = async (user: string, password: string, address: string) => {
      const login = logIn(user, password, '', address).catch(error => error.code)
      while ((await Promise.race([login, settleSoon()])) === null) await clock.advance(LOGIN_DELAY_MS)
      return login
    }
    expect(await wrong('mfp1', 'wrong', '192.0.2.20')).toBe('E_AUTH_BAD')
    expect(await wrong('nobody', PASSWORD, '192.0.2.21')).toBe('E_AUTH_BAD')
    // The hash itself is no password.
    expect(await wrong('mfp1', scrypt, '192.0.2.22')).toBe('E_AUTH_BAD')
    expect(hashed()).toBe(4)
  })
})

/** Long enough for a hash on another thread. */
const settleSoon = () => new Promise<null>(resolve => setTimeout(() => resolve(null), 20))
