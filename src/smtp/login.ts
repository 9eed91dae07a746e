/**
 * SMTP AUTH against the logins of the subscribers. In charge of taking the same time whatever is wrong, and of slowing
 * guessing down. A login is bound to its subscriber for the rest of the session.
 */
import { timingSafeEqual } from 'node:crypto'
import { makePasswords, type Passwords, SMTP_COST } from '../access/password.ts'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { type Login, passwordDigest, type RuleBook } from './rule-book.ts'
import type { AddressLimits } from './session-limits.ts'

/** Who has logged in. */
export interface Identity {
  readonly user: string
  readonly subscriberId: string
}

export interface Credentials {
  readonly username: string
  readonly password: string
  /** RFC 4616 §2: whom the user wants to act for. Only himself here. */
  readonly authzid: string
}

/** What is kept of logins between sessions. */
export interface Logins {
  readonly passwords: Pick<Passwords, 'fits'>
  /** Digests of passwords that fitted a hash: a device comes again with the next page, and hashing takes its time. */
  readonly proven: WeakMap<Login, Buffer>
}

export interface LoginDeps extends Logins {
  readonly rules: () => RuleBook
  readonly addressLimits: AddressLimits
  readonly clock: Clock
}

export const openLogins = (): Logins => ({ passwords: makePasswords(SMTP_COST), proven: new WeakMap() })

/** A wrong password is answered this late: a person does not mind, a guesser does. */
export const LOGIN_DELAY_MS = 1_000

/** Gives the identity or throws E_AUTH_BAD (late) or E_TOO_MANY_FAILURES. `address`: in the spelling of plainIp. */
export async function checkLogin(
  deps: LoginDeps,
  address: string,
  credentials: Credentials,
): Promise<Identity> {
  const { addressLimits, clock } = deps
  if (!addressLimits.mayTry(address, clock.now())) {
    throw new BridgeError('E_TOO_MANY_FAILURES', { detail: { user: credentials.username.slice(0, 64) } })
  }
  const { username, password, authzid } = credentials
  const began = clock.now()
  const login = deps.rules().logins.get(username)
  const right = await isRight(deps, login, password)
  // Others may have failed meanwhile.
  if (!addressLimits.mayTry(address, clock.now())) {
    throw new BridgeError('E_TOO_MANY_FAILURES', { detail: { user: username.slice(0, 64) } })
  }
  if (login !== undefined && right && (authzid === '' || authzid === username)) {
    return { user: username, subscriberId: login.subscriberId }
  }
  addressLimits.failed(address, clock.now())
  await clock.sleep(Math.max(0, LOGIN_DELAY_MS - (clock.now() - began)))
  throw new BridgeError('E_AUTH_BAD', { detail: { user: username.slice(0, 64) } })
}

async function isRight(
  { passwords, proven, rules }: LoginDeps,
  login: Login | undefined,
  password: string,
): Promise<boolean> {
  const given = passwordDigest(password)
  const known = login === undefined ? null : (login.password ?? proven.get(login) ?? null)
  const same = timingSafeEqual(given, known ?? Buffer.alloc(given.length))
  if (known !== null && same) return true
  // Where some are hashed every wrong one takes that time, whoever he says he is.
  if (!rules().hashed) return false
  const right = await passwords.fits(password, login?.kept ?? null)
  if (right && login !== undefined) proven.set(login, given)
  return right
}
