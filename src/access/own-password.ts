/**
 * Somebody changes his own password: he shows the old one, all his sessions end, and the browser that did it gets a new one. In
 * charge of the order and of what is written down; what a password must be is in password.ts, what operators do in users.ts.
 */
import { BridgeError, isBridgeError } from '../fax/error.ts'
import { checkPassword } from './password.ts'
import { beginSession, type Session, type SessionDeps } from './sessions.ts'
import { setPassword } from './users.ts'

export interface OwnPassword {
  readonly old: string
  readonly next: string
  /** The new one once more: nobody sees what he types. */
  readonly again: string
}

/** Why nothing was changed. `elsewhere`: he logs in at the identity provider. `wait`: after too many wrong ones. */
export type PasswordRefusal = 'elsewhere' | 'wait' | 'wrong' | 'different' | 'same' | 'easy'

/** The session that goes on, or why not. Throws E_LOGIN_REQUIRED when the user is gone. */
export async function changeOwnPassword(
  deps: SessionDeps,
  session: Session,
  { old, next, again }: OwnPassword,
  from: string,
): Promise<Session | PasswordRefusal> {
  const { store, audit } = deps
  const { name, id: who } = session.principal
  const user = await mustBe(deps, name)
  if (user.password === null) return 'elsewhere'
  const refused = await provenOwner(deps, { who, name, kept: user.password, from }, old)
  if (refused !== null) return refused
  if (next !== again) return 'different'
  if (next === old) return 'same'
  if (!isPossible(next, name)) return 'easy'
  await audit({ who, from, action: 'access.user-password', object: name, detail: { by: 'self' } })
  await setPassword(deps, name, next)
  const changed = await mustBe({ store }, name)
  return beginSession(deps, changed, { from, replaces: null, by: 'password' })
}

interface Owner {
  readonly who: string
  readonly name: string
  readonly kept: string
  readonly from: string
}

/** A session that somebody left open must not be a place to guess at. */
async function provenOwner(
  { audit, guard, passwords, runtime }: SessionDeps,
  { who, name, kept, from }: Owner,
  old: string,
): Promise<'wait' | 'wrong' | null> {
  const failed = (why: string) =>
    audit({ who, from, action: 'access.password-failed', object: name, detail: { why } })
  const guess = guard.admit(name, from, runtime.clock.now())
  if (typeof guess === 'string') {
    if (guess === 'wait') await failed('locked out')
    return 'wait'
  }
  if (await passwords.fits(old, kept)) {
    guess.right()
    return null
  }
  await failed('wrong password')
  return 'wrong'
}

function isPossible(password: string, name: string): boolean {
  try {
    checkPassword(password, name)
    return true
  } catch (error) {
    if (isBridgeError(error)) return false
    throw error
  }
}

async function mustBe({ store }: Pick<SessionDeps, 'store'>, name: string) {
  const user = await store.user(name)
  if (user === null) throw new BridgeError('E_LOGIN_REQUIRED')
  return user
}
