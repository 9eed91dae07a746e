/**
 * Log-ins and what follows from them. A session is 256 random bits that only the browser has; the store has their digest. It
 * ends by itself when nobody uses it, and after some hours in any case; at log-out; and when its user is changed.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { SessionStore, StoredSession, StoredUser } from '../store/access-store.ts'
import type { Audit } from './audit.ts'
import type { GuessGuard } from './guess-guard.ts'
import type { Principal } from './principal.ts'
import { principalOfUser, type UserDeps, userName } from './users.ts'

export interface SessionDeps extends UserDeps {
  readonly store: UserDeps['store'] & SessionStore
  readonly runtime: Runtime
  readonly config: LiveConfig
  readonly guard: GuessGuard
  readonly audit: Audit
}

/** A session as the request that it came with knows it. */
export interface Session {
  /** What the browser has. Never logged, never shown. */
  readonly secret: string
  readonly principal: Principal
  /** What every form of this session sends along. */
  readonly csrf: string
  readonly role: string
  /** When it is over whatever happens. */
  readonly endsAt: EpochMs
}

export interface LogIn {
  readonly name: string
  readonly password: string
  /** The address that asks. */
  readonly from: string
  /** The session that the browser had before: it ends. */
  readonly replaces: string | null
}

/** Letters of five bits each: 260 bits. */
const LETTERS = 52
const SHAPE = /^[0-9a-z]{52}$/
const SEEN_GAP_MS = 60_000
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
const digestOf = (secret: string): string => sha256(secret).toString('hex')

/** The token of a session's forms: whoever has no session cannot know it, and it tells nothing of the session. */
const csrfOf = (secret: string): string => sha256(`csrf ${secret}`).toString('base64url')

/** Throws E_FORGERY unless `given` is the token of this session's forms. */
export function checkCsrf(session: Session, given: unknown): void {
  const fits = typeof given === 'string' && timingSafeEqual(sha256(given), sha256(session.csrf))
  if (!fits) throw new BridgeError('E_FORGERY')
}

/**
 * A new session for whoever knows the password. Throws E_AUTH_BAD (in the same time whether there is such a user or not) and
 * E_TOO_MANY_FAILURES.
 */
export async function logIn(deps: SessionDeps, { name, password, from, replaces }: LogIn): Promise<Session> {
  const { store, audit, guard, passwords, runtime } = deps
  const own = nameOrEmpty(name)
  const user = own === '' ? null : await store.user(own)
  // What was typed into the wrong field may be a password: an unknown name is not written down.
  const failed = (why: string) =>
    audit({ who: 'nobody', from, action: 'access.login-failed', object: user?.name ?? '', detail: { why } })
  const guess = guard.admit(own, from, runtime.clock.now())
  if (typeof guess === 'string') {
    // Once is enough: who goes on must not fill the disk.
    if (guess === 'wait') await failed('locked out')
    throw new BridgeError('E_TOO_MANY_FAILURES')
  }
  const fits = await passwords.fits(password, user?.password ?? null)
  if (!fits || user === null || user.disabled) {
    await failed(user === null ? 'unknown name' : fits ? 'switched off' : 'wrong password')
    throw new BridgeError('E_AUTH_BAD')
  }
  guess.right()
  return beginSession(deps, user, { from, replaces, by: 'password' })
}

/** A new session for somebody who has proven who he is; the old one of the browser ends. */
export async function beginSession(
  deps: SessionDeps,
  user: StoredUser,
  { from, replaces, by }: { readonly from: string; readonly replaces: string | null; readonly by: string },
): Promise<Session> {
  const { store, audit, runtime } = deps
  const now = runtime.clock.now()
  const { begunBefore, seenBefore } = limitsAt(deps, now)
  await store.endOldSessions(begunBefore, seenBefore)
  const secret = runtime.ids.token(LETTERS)
  const session = { digest: digestOf(secret), user: user.name, createdAt: now, seenAt: now, from }
  const who = `user:${user.name}`
  await audit({ who, from, action: 'access.login', object: user.name, detail: { by, role: user.role } })
  const old = replaces === null ? null : digestOf(replaces)
  // Changed since his password was looked at: what he knew may not be true any more.
  if (!(await store.beginSession(session, old, user.changedAt))) throw new BridgeError('E_AUTH_BAD')
  return sessionFor(deps, secret, session, user)
}

/** The session of this secret; null: there is none, or none any more. */
export async function sessionOf(deps: SessionDeps, secret: string): Promise<Session | null> {
  if (!SHAPE.test(secret)) return null
  const { store, runtime } = deps
  const digest = digestOf(secret)
  const found = await store.session(digest)
  if (found === null) return null
  const { session, user } = found
  const now = runtime.clock.now()
  const { begunBefore, seenBefore } = limitsAt(deps, now)
  if (user.disabled || session.createdAt < begunBefore || session.seenAt < seenBefore) {
    await store.endSession(digest)
    return null
  }
  if (now - session.seenAt >= SEEN_GAP_MS) await store.sessionSeen(digest, now)
  return sessionFor(deps, secret, session, user)
}

export async function logOut({ store, audit }: SessionDeps, session: Session, from: string): Promise<void> {
  const { id, name } = session.principal
  await audit({ who: id, from, action: 'access.logout', object: name, detail: {} })
  await store.endSession(digestOf(session.secret))
}

function sessionFor(deps: SessionDeps, secret: string, session: StoredSession, user: StoredUser): Session {
  const { hours } = deps.config.current.http.admin.sessions
  return {
    secret,
    principal: principalOfUser(user),
    csrf: csrfOf(secret),
    role: user.role,
    endsAt: (session.createdAt + hours * HOUR) as EpochMs,
  }
}

function limitsAt({ config }: SessionDeps, now: EpochMs) {
  const { hours, idleMinutes } = config.current.http.admin.sessions
  return {
    begunBefore: (now - hours * HOUR) as EpochMs,
    seenBefore: (now - idleMinutes * MINUTE) as EpochMs,
  }
}

function nameOrEmpty(text: string): string {
  try {
    return userName(text)
  } catch {
    return ''
  }
}
