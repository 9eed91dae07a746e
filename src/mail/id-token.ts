/**
 * Tokens that name a thing of ours to whoever was given them: its id, the day until which they hold, and a seal over both with
 * what they are for and for whom, made with the key of this installation. Nobody else can make one. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { EpochMs } from '../fax/id.ts'

/** What a token is good for: one for replies opens no fax. */
export type TokenPurpose = 'reply' | 'received' | 'bounce' | 'answer'

/** Whose token it is. `holder`: texts that must be known again when it comes back. */
export interface TokenOf {
  readonly purpose: TokenPurpose
  /** With its prefix: `fax_…`. */
  readonly id: string
  readonly holder: readonly string[]
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const DAY = 86_400_000
const DAY_DIGITS = 4
/** 130 bits: as hard to guess as an id. 56 in all, and a local part takes 64 octets (RFC 5321 §4.5.3.1.1). */
const SEAL_DIGITS = 26
const FORM = /^([0-9a-z]{26})([0-9a-z]{4})([0-9a-z]{26})$/

/** `days`: how long it holds, from now. */
export function idToken(
  key: string,
  of: TokenOf,
  { now, days }: { readonly now: EpochMs; readonly days: number },
): string {
  const until = digits(Math.floor(now / DAY) + days, DAY_DIGITS)
  return `${of.id.slice(of.id.indexOf('_') + 1)}${until}${sealOf(key, partsOf(of, until))}`
}

/** The id that a token names, without its prefix, before anything is proven; null: it is no token, or too old. */
export function idInToken(token: string, now: EpochMs): string | null {
  const [, id, until = ''] = FORM.exec(token) ?? []
  return id === undefined || now / DAY >= numberOf(until) + 1 ? null : id
}

/** Was it made here, for this? */
export function isGenuineToken(key: string, token: string, of: TokenOf): boolean {
  const [, id = '', until = '', found = ''] = FORM.exec(token) ?? []
  if (id !== of.id.slice(of.id.indexOf('_') + 1)) return false
  return isSeal(key, found, partsOf(of, until))
}

const partsOf = ({ purpose, id, holder }: TokenOf, until: string) => [purpose, id, until, ...holder]

/** Is it the seal over these parts? In the same time for every wrong one. */
export function isSeal(key: string, found: string, parts: readonly string[]): boolean {
  const wanted = sealOf(key, parts)
  return found.length === wanted.length && timingSafeEqual(Buffer.from(found), Buffer.from(wanted))
}

/** 26 characters over `parts`, the first of which says what it is for: nobody without the key can make them. */
export function sealOf(key: string, parts: readonly string[]): string {
  const bytes = createHmac('sha256', key).update(JSON.stringify(parts)).digest()
  return Array.from(bytes.subarray(0, SEAL_DIGITS), byte => ALPHABET[byte & 31]).join('')
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
