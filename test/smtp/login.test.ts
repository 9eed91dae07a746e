import { describe, expect, it } from 'vitest'
import { checkLogin, LOGIN_DELAY_MS } from '../../src/smtp/login.ts'
import { compileRules } from '../../src/smtp/rule-book.ts'
import { AddressLimits } from '../../src/smtp/session-limits.ts'
import { FakeClock } from '../fakes/clock.ts'
import { houseConfig, PASSWORD } from './house.ts'

function office() {
  const config = houseConfig({ limits: { authFailuresPerMinute: 2 } })
  const rules = compileRules(config)
  const clock = new FakeClock()
  const addressLimits = new AddressLimits(() => config.smtp.limits)
  const logIn = (username: string, password: string, authzid = '', address = '192.0.2.7') =>
    checkLogin({ rules: () => rules, addressLimits, clock }, address, { username, password, authzid })
  return { clock, logIn }
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
})
