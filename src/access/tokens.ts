/**
 * Bearer tokens for programs: made once, shown once, kept as a digest (RFC 6750). A token has rights of its own, never a
 * role: what it may do stands in full where it was made.
 */
import { createHash } from 'node:crypto'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { StoredToken, TokenStore } from '../store/access-store.ts'
import { type Principal, RIGHTS, type Right } from './principal.ts'

export interface TokenDeps {
  readonly store: TokenStore
  readonly runtime: Pick<Runtime, 'clock' | 'ids'>
}

export interface TokenRequest {
  readonly name: string
  readonly rights: readonly string[]
  /** Null: all. */
  readonly subscribers: readonly string[] | null
  readonly expiresAt: EpochMs | null
}

/** What may be shown of a token. */
export type TokenView = Omit<StoredToken, 'digest'>

/** So that a scanner of leaked secrets, and a person, knows what it is. */
const PREFIX = 'fbt_'
/** Letters of five bits each: more than 256 of chance. */
const LETTERS = 52
const SHAPE = /^fbt_[0-9a-z]{52}$/
/** A minute is near enough, and a busy token does not write at each call. */
const USED_GAP_MS = 60_000

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** The words as rights. Throws E_BAD_REQUEST with those that there are. */
export function rightsOf(words: readonly string[]): Right[] {
  return words.map(word => {
    if (Object.hasOwn(RIGHTS, word)) return word as Right
    const known = Object.keys(RIGHTS).join(', ')
    throw new BridgeError('E_BAD_REQUEST', { say: `There is no right "${word}": there is ${known}.` })
  })
}

/** The new token, which nobody can ever see again. */
export async function addToken(
  { store, runtime }: TokenDeps,
  request: TokenRequest,
  by: string,
): Promise<{ readonly token: string; readonly view: TokenView }> {
  const rights = [...new Set(rightsOf(request.rights))]
  const { name, subscribers, expiresAt } = request
  const now = runtime.clock.now()
  if (rights.length === 0)
    throw new BridgeError('E_BAD_REQUEST', { say: 'A token needs at least one right.' })
  if (expiresAt !== null && expiresAt <= now)
    throw new BridgeError('E_BAD_REQUEST', { say: 'The token would be over already.' })
  const token = `${PREFIX}${runtime.ids.token(LETTERS)}`
  const id = runtime.ids.next('tok')
  const made = { id, name, rights, subscribers, expiresAt, createdAt: now, createdBy: by, lastUsedAt: null }
  await store.addToken({ ...made, digest: digestOf(token) })
  return { token, view: made }
}

/** All of them, those that are over too. */
export async function listTokens({ store }: Pick<TokenDeps, 'store'>): Promise<readonly TokenView[]> {
  return (await store.tokens()).map(({ digest: _, ...view }) => view)
}

/** Throws E_NOT_FOUND. */
export async function removeToken({ store }: Pick<TokenDeps, 'store'>, id: string): Promise<void> {
  if (!(await store.removeToken(id)))
    throw new BridgeError('E_NOT_FOUND', { say: `No token has the id "${id}".` })
}

/** Who has this token; null: nobody, or nobody any more. */
export async function principalOfToken(
  { store, runtime }: TokenDeps,
  text: string,
): Promise<Principal | null> {
  if (!SHAPE.test(text)) return null
  const token = await store.tokenByDigest(digestOf(text))
  const now = runtime.clock.now()
  if (token === null || (token.expiresAt !== null && token.expiresAt <= now)) return null
  if (token.lastUsedAt === null || now - token.lastUsedAt >= USED_GAP_MS) await store.tokenUsed(token.id, now)
  // A right that a newer faxbridge knew, and this one does not, is none.
  const rights = token.rights.filter((word): word is Right => Object.hasOwn(RIGHTS, word))
  return {
    id: `token:${token.id}`,
    name: token.name,
    rights: new Set(rights),
    subscribers: token.subscribers,
  }
}
