/**
 * The secret key in the first line of a mail. In charge of finding and comparing it; pure. Not in charge of how many tries
 * are allowed (key-limits.ts), nor of cutting the key out before faxing (a digest tells the document step which line that
 * is). A key is never logged, quoted or kept: only digests leave this file.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { bareKey, KEY_BLANK, keyText, plainKeyText } from '../fax/key-text.ts'

/** A key is one line; longer lines are text. Bounds the work done on hostile input. */
const MAX_LINE = 1024

const LINE_END = /\r\n|[\r\n\u2028\u2029]/

/** `strict`: as NGCP has it, plain text and an empty line behind the key. `lenient`: text may follow, HTML may be there. */
export type KeyMode = 'lenient' | 'strict'

/** What a mail shows where a key would stand. Holds clear text: never log it. */
export interface KeyLine {
  /** The line as written, trimmed. */
  readonly line: string
  /** Behind it is an empty line, or nothing. */
  readonly alone: boolean
  /** The line and those that it was wrapped into (RFC 3676 §4.1: a blank at the end); null when it was not wrapped. */
  readonly joined: string | null
}

/** The first line that is not blank; null when there is none. `bodyHead`: decoded start of the body. */
export function keyLine(bodyHead: string | null): KeyLine | null {
  if (bodyHead === null) return null
  let from = 0
  while (from < bodyHead.length && KEY_BLANK.test(bodyHead.charAt(from))) from++
  const lines = bodyHead.slice(from, from + 2 * MAX_LINE).split(LINE_END)
  const [first = '', second = ''] = lines
  if (first === '' || first.length > MAX_LINE) return null
  return { line: keyText(first), alone: keyText(second) === '', joined: joinedLines(lines) }
}

/** RFC 3676 §4.1: a line that ends in a blank goes on in the next one. */
function joinedLines(lines: readonly string[]): string | null {
  const [first = ''] = lines
  if (!first.endsWith(' ')) return null
  let text = ''
  for (const line of lines) {
    if (keyText(line) === '') break
    text += line
    if (!line.endsWith(' ')) break
  }
  return text.length > MAX_LINE || text === first ? null : text
}

/** A key in the configuration: itself, or its SHA-256 in hex. */
export type ConfiguredKey = string | { readonly sha256: string }

/** SHA-256 of a key or a line, after trimming and Unicode normalisation (NFC). */
export function keyDigest(key: ConfiguredKey): Buffer {
  if (typeof key !== 'string') return Buffer.from(key.sha256, 'hex')
  return createHash('sha256').update(keyText(key)).digest()
}

/**
 * The digests by which this line may be a key. Strict: only as it is written. Lenient: also with its inner blanks put
 * right, and put together again where the mail program has wrapped it.
 */
export function digestsOf(shown: KeyLine, mode: KeyMode): readonly Buffer[] {
  if (mode === 'strict') return [keyDigest(shown.line)]
  const forms = [shown.line, plainKeyText(shown.line)]
  // RFC 3676 §4.3: with DelSp=yes the blank at the break is none of the text.
  if (shown.joined !== null) forms.push(plainKeyText(shown.joined), bareKey(shown.joined))
  return [...new Set(forms)].map(keyDigest)
}

/** SHA-256 in hex of the form by which the key is found again, and cut out, in every text of the mail. */
export function cutDigest(shown: KeyLine, matched: Buffer): string {
  const { line, joined } = shown
  // Which of the two matched: a wrapped key is cut out with all its lines.
  const wrapped =
    joined !== null && !keyDigest(line).equals(matched) && !keyDigest(plainKeyText(line)).equals(matched)
  return createHash('sha256')
    .update(bareKey(wrapped ? joined : line))
    .digest('hex')
}

/** Compares in a time that does not depend on where the two differ. A missing line takes as long as a wrong one. */
export function sameDigest(line: Buffer | null, key: Buffer): boolean {
  return timingSafeEqual(line ?? Buffer.alloc(key.length), key)
}
