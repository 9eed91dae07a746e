import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeOwnPassword, type OwnPassword } from '../../src/access/own-password.ts'
import { logIn, sessionOf } from '../../src/access/sessions.ts'
import { addUser } from '../../src/access/users.ts'
import { type AdminHouse, anAdmin } from '../http/admin-house.ts'

const OLD = 'correct horse battery'
const NEXT = 'a staple for the horse'
const FROM = '192.0.2.7'

let admin: AdminHouse
beforeEach(async () => {
  admin = await anAdmin([])
  await addUser(deps(), 'ann', { role: 'viewer', subscribers: null, rights: [] }, OLD)
})
afterEach(() => admin.close())

const deps = () => admin.deps.sessions
const enter = (password = OLD) => logIn(deps(), { name: 'ann', password, from: FROM, replaces: null })
const change = async (given: Partial<OwnPassword>, session = enter()) =>
  changeOwnPassword(deps(), await session, { old: OLD, next: NEXT, again: NEXT, ...given }, FROM)
const written = async () =>
  (await admin.house.store.auditEntries({ limit: 99 }))
    .filter(({ action }) => action.includes('password'))
    .map(({ action, who, object, detail }) => ({ action, who, object, detail }))

describe('the own password', () => {
  it('is changed by who knows the old one; this browser goes on, all others are out', async () => {
    const [here, elsewhere] = [await enter(), await enter()]
    const session = await change({}, Promise.resolve(here))
    if (typeof session === 'string') throw new Error(session)
    expect(session.secret).not.toBe(here.secret)
    expect(await sessionOf(deps(), session.secret)).not.toBeNull()
    expect(await sessionOf(deps(), here.secret)).toBeNull()
    expect(await sessionOf(deps(), elsewhere.secret)).toBeNull()
    await expect(enter(OLD)).rejects.toMatchObject({ code: 'E_AUTH_BAD' })
    await enter(NEXT)
    expect(await written()).toEqual([
      { action: 'access.user-password', who: 'user:ann', object: 'ann', detail: { by: 'self' } },
    ])
    expect(JSON.stringify(await admin.house.store.auditEntries({ limit: 99 }))).not.toContain('staple')
  })

  it.each([
    ['wrong', { old: 'another old password' }],
    ['different', { again: 'a staple for the cow' }],
    ['same', { next: OLD, again: OLD }],
    ['easy', { next: 'short', again: 'short' }],
    ['easy', { next: 'aaaaaaaaaaaaaaaa', again: 'aaaaaaaaaaaaaaaa' }],
    ['easy', { next: 'ann123456789', again: 'ann123456789' }],
  ])('stays as it is: %s %j', async (why, given) => {
    expect(await change(given)).toBe(why)
    await enter(OLD)
    const failures = (await written()).filter(({ action }) => action === 'access.password-failed')
    expect(failures).toHaveLength(why === 'wrong' ? 1 : 0)
  })

  it('cannot be guessed at in a session that somebody left open', async () => {
    const session = enter()
    const answers = []
    for (let n = 0; n < 20; n++) answers.push(await change({ old: `guess number ${n}` }, session))
    expect(answers.filter(answer => answer === 'wrong')).toHaveLength(5)
    expect(answers.at(-1)).toBe('wait')
    expect(await written()).toHaveLength(6)
    // Not even the right one is told from the others now.
    expect(await change({}, session)).toBe('wait')
  })

  it('is none of somebody who logs in at the identity provider', async () => {
    const session = await enter()
    const user = await admin.house.store.user('ann')
    if (user === null) throw new Error('no user')
    await admin.house.store.changeUser({ ...user, password: null })
    expect(await change({}, Promise.resolve(session))).toBe('elsewhere')
  })
})
