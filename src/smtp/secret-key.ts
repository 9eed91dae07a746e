/**
 * The secret key in the first line of a mail. In charge of finding and comparing it; pure. Not in charge of cutting it
 * out before faxing (the digest tells the document step which line to leave out).
 * A key is never logged, quoted or kept: only its digest leaves this file.
 */
import { createHash, timingSafeEqual } from 'node:crypto'

/** `keyDigest`: SHA-256 in hex of the line, to be cut out; null when it did not match. */
export interface KeyCheck {
  readonly matched: boolean
  readonly keyDigest: string | null
}

/** What people and mail programs leave around a line without seeing it: blanks, NBSP, BOM, zero-width characters. */
const BLANK = '[\\s\\u180e\\u200b-\\u200f\\u2060\\ufeff]'
const LEADING = new RegExp(`^${BLANK}+`)
const TRAILING = new RegExp(`${BLANK}+$`)

/** A key is one line; longer lines are text. Bounds the work done on hostile input. */
const MAX_LINE = 1024

/** The first line that is not blank, trimmed; null when there is none. `bodyHead`: decoded start of the body. */
export function firstLine(bodyHead: string | null): string | null {
  if (bodyHead === null) return null
  const text = bodyHead.replace(LEADING, '')
  const end = text.search(/[\r\n\u2028\u2029]/)
  const line = end === -1 ? text : text.slice(0, end)
  if (line === '' || line.length > MAX_LINE) return null
  return line.replace(TRAILING, '')
}

/** SHA-256 of a key or a line, after trimming and Unicode normalisation (NFC). */
export function keyDigest(key: string): Buffer {
  const trimmed = key.replace(LEADING, '').replace(TRAILING, '')
  return createHash('sha256').update(trimmed.normalize('NFC')).digest()
}

/** Compares in a time that does not depend on where the two differ. A missing line takes as long as a wrong one. */
export function sameDigest(line: Buffer | null, key: Buffer): boolean {
  return timingSafeEqual(line ?? Buffer.alloc(key.length), key)
}

/** Does the body begin with this key? The whole line must be the key, case included. */
export function checkKey(bodyHead: string | null, key: string): KeyCheck {
  const line = firstLine(bodyHead)
  const digest = line === null ? null : keyDigest(line)
  const matched = sameDigest(digest, keyDigest(key))
  return { matched, keyDigest: matched && digest !== null ? digest.toString('hex') : null }
}
