/**
 * The token in the address that replies to a report go to: the id of the fax, the day until which it holds, and a digest
 * of both with the sender and the subscriber, made with a key of this installation. Nobody else can make one, and one for
 * another sender is of no use. Pure but for the key file.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { Ids } from '../runtime.ts'

/** Whom a token is for. */
export interface TokenHolder {
  readonly subscriberId: string
  /** Address of the sender of the fax. */
  readonly sender: string
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const DAY = 86_400_000
const DAY_DIGITS = 4
/** 130 bits: as hard to guess as an id. The whole local part has 60 octets (RFC 5321 §4.5.3.1.1: 64). */
const DIGEST_DIGITS = 26
const FORM = /^([0-9a-z]{26})([0-9a-z]{4})([0-9a-z]{26})$/
/** 32 characters hold 160 bits. */
const KEY_CHARACTERS = 32

/** `days`: how long it holds, from now. */
export function makeToken(
  key: string,
  id: FaxJobId,
  holder: TokenHolder,
  { now, days }: { readonly now: EpochMs; readonly days: number },
): string {
  const until = digits(Math.floor(now / DAY) + days, DAY_DIGITS)
  return `${id.slice('fax_'.length)}${until}${digest(key, id, until, holder)}`
}

/** The fax that a token names, before anything is proven; null: it is no token, or too old. */
export function namedFax(token: string, now: EpochMs): FaxJobId | null {
  const [, id, until = ''] = FORM.exec(token) ?? []
  return id === undefined || now / DAY >= numberOf(until) + 1 ? null : (`fax_${id}` as FaxJobId)
}

/** Was it made here, for this holder? */
export function isGenuine(key: string, token: string, holder: TokenHolder): boolean {
  const [, id = '', until = '', found = ''] = FORM.exec(token) ?? []
  const wanted = digest(key, `fax_${id}` as FaxJobId, until, holder)
  return found.length === wanted.length && timingSafeEqual(Buffer.from(found), Buffer.from(wanted))
}

function digest(key: string, id: FaxJobId, until: string, { subscriberId, sender }: TokenHolder): string {
  return sealOf(key, ['reply', id, until, subscriberId, sender.toLowerCase()])
}

/** 26 characters over `parts`, the first of which says what it is for: nobody without the key can make them. */
export function sealOf(key: string, parts: readonly string[]): string {
  const bytes = createHmac('sha256', key).update(JSON.stringify(parts)).digest()
  return Array.from(bytes.subarray(0, DIGEST_DIGITS), byte => ALPHABET[byte & 31]).join('')
}

function digits(value: number, length: number): string {
  let text = ''
  for (let rest = value, i = 0; i < length; i++, rest = Math.floor(rest / 32))
    text = ALPHABET[rest % 32] + text
  return text
}

function numberOf(text: string): number {
  return [...text].reduce((sum, digit) => sum * 32 + ALPHABET.indexOf(digit), 0)
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
