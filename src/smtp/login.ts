/**
 * SMTP AUTH against the logins of the subscribers. In charge of taking the same time whatever is wrong, and of slowing
 * guessing down. A login is bound to its subscriber for the rest of the session.
 */
import { timingSafeEqual } from 'node:crypto'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { passwordDigest, type RuleBook } from './rule-book.ts'
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

export interface LoginDeps {
  readonly rules: () => RuleBook
  readonly addressLimits: AddressLimits
  readonly clock: Clock
}

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
  const login = deps.rules().logins.get(username)
  const given = passwordDigest(password)
  const right = timingSafeEqual(given, login?.password ?? Buffer.alloc(given.length))
  if (login !== undefined && right && (authzid === '' || authzid === username)) {
    return { user: username, subscriberId: login.subscriberId }
  }
  addressLimits.failed(address, clock.now())
  await clock.sleep(LOGIN_DELAY_MS)
  throw new BridgeError('E_AUTH_BAD', { detail: { user: username.slice(0, 64) } })
}
