/**
 * The token in the address that replies to a report go to: the id of the fax, the day until which it holds, and a seal for
 * its sender and subscriber. One for another sender is of no use. Pure but for the key file.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import { idInToken, idToken, isGenuineToken } from '../mail/id-token.ts'
import type { Ids } from '../runtime.ts'

/** Whom a token is for. */
export interface TokenHolder {
  readonly subscriberId: string
  /** Address of the sender of the fax. */
  readonly sender: string
}

/** 32 characters hold 160 bits. */
const KEY_CHARACTERS = 32

const tokenOf = (id: string, { subscriberId, sender }: TokenHolder) =>
  ({ purpose: 'reply', id, holder: [subscriberId, sender.toLowerCase()] }) as const

/** `days`: how long it holds, from now. */
export function makeToken(
  key: string,
  id: FaxJobId,
  holder: TokenHolder,
  lifetime: { readonly now: EpochMs; readonly days: number },
): string {
  return idToken(key, tokenOf(id, holder), lifetime)
}

/** The fax that a token names, before anything is proven; null: it is no token, or too old. */
export function namedFax(token: string, now: EpochMs): FaxJobId | null {
  const id = idInToken(token, now)
  return id === null ? null : (`fax_${id}` as FaxJobId)
}

/** Was it made here, for this holder? */
export function isGenuine(key: string, token: string, holder: TokenHolder): boolean {
  return isGenuineToken(key, token, tokenOf(`fax_${token.slice(0, 26)}`, holder))
}

/** The key of this installation, made at the first start. Without the file, tokens that are out hold no longer. */
export function openReplyKey(dataDir: string, ids: Pick<Ids, 'token'>): string {
  const file = join(dataDir, 'reply-key')
  try {
    writeFileSync(file, `${ids.token(KEY_CHARACTERS)}\n`, { mode: 0o600, flag: 'wx', flush: true })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  }
  return readFileSync(file, 'utf8').trim()
}
