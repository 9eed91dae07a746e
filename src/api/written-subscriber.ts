/**
 * A subscriber between the API and the managed file: what is shown of it, and what is kept of what comes in. In charge of
 * secrets: none is ever shown; one that is not named stays; a new key is kept as a digest, a password as a hash. Pure but for hashing.
 */
import { createHash } from 'node:crypto'
import { LONGEST_PASSWORD } from '../access/password.ts'
import type { WrittenSubscriber } from '../config/managed.ts'
import { BridgeError } from '../fax/error.ts'
import { keyText } from '../fax/key-text.ts'

type Settings = Readonly<Record<string, unknown>>

/** What every subscriber has, so that a patch finds it. */
const ALWAYS = {
  active: false,
  acl: [],
  secret_key_renew: 'never',
  secret_renew_notify: [],
  received: [],
} as const

/** A key that is easier to try than this would be found. */
const SHORTEST_KEY = 8

/** Without secrets. */
export function shownSettings(written: Settings): Record<string, unknown> & { id: string } {
  const { secret_key: _, logins, ...rest } = written
  const users = list(logins).map(login => ({ user: login['user'] }))
  return {
    ...structuredClone(ALWAYS),
    ...rest,
    ...(logins === undefined ? {} : { logins: users }),
  } as unknown as Record<string, unknown> & { id: string }
}

export const hasKey = ({ secret_key: key }: Settings): boolean => key !== undefined && key !== null

/** What is kept of a password (access/password.ts). */
export type HashPassword = (password: string) => Promise<string>

/** What is kept of settings that came in; `before`: what was kept until now. Throws E_BAD_REQUEST. */
export async function keptSettings(
  given: Settings,
  before: Settings | null,
  hash: HashPassword,
): Promise<WrittenSubscriber> {
  mustNotNameFiles(given, '')
  const { secret_key: key, logins, ...rest } = given
  return {
    ...(rest as WrittenSubscriber),
    ...keptKey(key, before),
    ...(logins === undefined
      ? {}
      : { logins: await Promise.all(list(logins).map(login => keptLogin(login, before, hash))) }),
  }
}

function keptKey(key: unknown, before: Settings | null): Settings {
  if (key === undefined) return before !== null && hasKey(before) ? { secret_key: before['secret_key'] } : {}
  if (key === null) return {}
  if (typeof key !== 'string') return { secret_key: key }
  const text = keyText(key)
  if (text.length < SHORTEST_KEY)
    throw bad(`secret_key: this is easy to guess: write at least ${SHORTEST_KEY} characters`)
  if (/[\r\n]/.test(key)) throw bad('secret_key: a key is one line')
  return { secret_key: { sha256: createHash('sha256').update(text).digest('hex') } }
}

/** One that was kept in clear, by an older version, becomes a hash with the next change. */
async function keptLogin(login: Settings, before: Settings | null, hash: HashPassword): Promise<Settings> {
  const { user, password = knownPassword(login['user'], before) } = login
  if (password === undefined) throw bad(`logins: ${String(user)} is new and needs a password`)
  if (typeof password !== 'string') {
    if (login['password'] === undefined) return { user, password }
    throw bad(`logins: write the password of ${String(user)} as text`)
  }
  if (password === '' || password.length > LONGEST_PASSWORD)
    throw bad(`logins: the password of ${String(user)} must have 1 to ${LONGEST_PASSWORD} characters`)
  return { user, password: { scrypt: await hash(password) } }
}

const knownPassword = (user: unknown, before: Settings | null): unknown =>
  list(before?.['logins']).find(known => known['user'] === user)?.['password']

/** Keys of the configuration whose value is a file of the server: whoever asks over the network names none. */
const FILE_KEYS = ['members_file', 'form', 'file', 'env']

function mustNotNameFiles(value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const path = where === '' ? key : `${where}.${key}`
    if (FILE_KEYS.includes(key))
      throw bad(`${path}: what is on the server is named in its configuration file only`)
    mustNotNameFiles(inner, path)
  }
}

const list = (value: unknown): readonly Settings[] =>
  Array.isArray(value) ? value.filter(one => typeof one === 'object' && one !== null) : []

const bad = (say: string): BridgeError => new BridgeError('E_BAD_REQUEST', { say })
