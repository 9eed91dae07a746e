/**
 * The people who may use the administration: made and changed here, kept in the store. In charge of what a user may be, and
 * of turning one into a principal. Not in charge of log-ins (sessions.ts). A change ends the sessions of the user.
 */
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import type { StoredUser, UserStore } from '../store/access-store.ts'
import { checkPassword, type Passwords, SALT_LETTERS } from './password.ts'
import { type Principal, RIGHTS, type Right, ROLES, type Role } from './principal.ts'
import { rightsOf } from './tokens.ts'

export interface UserDeps {
  readonly store: UserStore
  readonly runtime: Pick<Runtime, 'clock' | 'ids'>
  readonly passwords: Passwords
}

/** What a user may do. */
export interface UserFields {
  readonly role: string
  /** Ids; null: all. */
  readonly subscribers: readonly string[] | null
  /** Beyond those of the role. */
  readonly rights: readonly string[]
}

/** What may be shown of a user. */
export interface UserView extends UserFields {
  readonly name: string
  /** How he logs in. */
  readonly by: 'password' | 'openid'
  readonly disabled: boolean
  readonly createdAt: string
  readonly lastLoginAt: string | null
}

export interface UserChange extends Partial<UserFields> {
  readonly disabled?: boolean
}

/** As in mail addresses, so that a name from an identity provider fits. */
const NAME = /^[a-z0-9](?:[a-z0-9._@+-]{0,98}[a-z0-9])?$/

/** The name as it is kept. Throws E_BAD_REQUEST. */
export function userName(text: string): string {
  const name = text.trim().normalize('NFKC').toLowerCase()
  if (NAME.test(name)) return name
  throw new BridgeError('E_BAD_REQUEST', {
    say: 'A user name has up to 100 letters (a to z), digits and the signs . _ @ + -, and begins and ends with a letter or digit.',
  })
}

/** Throws E_BAD_REQUEST and E_EXISTS. */
export async function addUser(
  deps: UserDeps,
  name: string,
  fields: UserFields,
  password: string,
): Promise<UserView> {
  const own = userName(name)
  const checked = checkedFields(fields)
  checkPassword(password, own)
  const now = deps.runtime.clock.now()
  const user: StoredUser = {
    name: own,
    password: await hashed(deps, password),
    federated: null,
    ...checked,
    disabled: false,
    createdAt: now,
    changedAt: now,
    lastLoginAt: null,
  }
  if (!(await deps.store.addUser(user)))
    throw new BridgeError('E_EXISTS', { say: `The user "${own}" is there already.` })
  return viewOf(user)
}

/** Throws E_BAD_REQUEST and E_NOT_FOUND. */
export async function changeUser(deps: UserDeps, name: string, change: UserChange): Promise<UserView> {
  const user = await knownUser(deps, name)
  if (user.federated !== null && (change.role ?? change.subscribers ?? change.rights) !== undefined)
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'Role, subscribers and rights of this user come from the identity provider, at each log-in. Only --disable and --enable are possible.',
    })
  const next = { ...user, ...change }
  return written(deps, { ...next, ...checkedFields(next) })
}

/** Throws E_BAD_REQUEST and E_NOT_FOUND. */
export async function setPassword(deps: UserDeps, name: string, password: string): Promise<UserView> {
  const user = await knownUser(deps, name)
  if (user.federated !== null)
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'This user logs in at the identity provider, without a password here.',
    })
  checkPassword(password, user.name)
  return written(deps, { ...user, password: await hashed(deps, password) })
}

/** Throws E_NOT_FOUND. */
export async function removeUser(deps: Pick<UserDeps, 'store'>, name: string): Promise<void> {
  const own = userName(name)
  if (!(await deps.store.removeUser(own))) throw noUser(own)
}

export async function listUsers({ store }: Pick<UserDeps, 'store'>): Promise<readonly UserView[]> {
  return (await store.users()).map(viewOf)
}

/** What this user may do. One whose role nobody knows may do nothing; a subscriber user never sees what is of others. */
export function principalOfUser(user: StoredUser): Principal {
  const role = Object.hasOwn(ROLES, user.role) ? (user.role as Role) : null
  const extra = user.rights.filter((word): word is Right => Object.hasOwn(RIGHTS, word))
  return {
    id: `user:${user.name}`,
    name: user.name,
    rights: new Set<Right>(role === null ? [] : [...ROLES[role], ...extra]),
    subscribers: user.role === 'subscriber' ? (user.subscribers ?? []) : user.subscribers,
  }
}

/** Role, subscribers and rights that make sense. Throws E_BAD_REQUEST. */
export function checkedFields({ role, subscribers, rights }: UserFields): UserFields {
  if (!Object.hasOwn(ROLES, role))
    throw new BridgeError('E_BAD_REQUEST', {
      say: `There is no role "${role}": there is ${Object.keys(ROLES).join(', ')}.`,
    })
  if (role === 'subscriber' && (subscribers === null || subscribers.length === 0))
    throw new BridgeError('E_BAD_REQUEST', {
      say: 'The role "subscriber" needs the subscribers that the user is for.',
    })
  return {
    role,
    subscribers: subscribers === null ? null : [...new Set(subscribers)],
    rights: [...new Set(rightsOf(rights))],
  }
}

export function viewOf(user: StoredUser): UserView {
  const { name, federated, role, subscribers, rights, disabled, createdAt, lastLoginAt } = user
  return {
    name,
    by: federated === null ? 'password' : 'openid',
    role,
    subscribers,
    rights,
    disabled,
    createdAt: new Date(createdAt).toISOString(),
    lastLoginAt: lastLoginAt === null ? null : new Date(lastLoginAt).toISOString(),
  }
}

const hashed = ({ passwords, runtime }: UserDeps, password: string): Promise<string> =>
  passwords.hash(password, runtime.ids.token(SALT_LETTERS))

async function knownUser({ store }: Pick<UserDeps, 'store'>, name: string): Promise<StoredUser> {
  const own = userName(name)
  const user = await store.user(own)
  if (user === null) throw noUser(own)
  return user
}

async function written({ store, runtime }: UserDeps, user: StoredUser): Promise<UserView> {
  const next = { ...user, changedAt: runtime.clock.now() }
  if (!(await store.changeUser(next))) throw noUser(user.name)
  return viewOf(next)
}

const noUser = (name: string) => new BridgeError('E_NOT_FOUND', { say: `There is no user "${name}".` })
