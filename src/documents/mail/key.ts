/**
 * Cuts the secret key out of a text before it is faxed. Only a digest of the key is known here, over its letters without
 * any blank (fax/key-text.ts), so that it is found in whatever way a text shows it: in pieces, wrapped, with NBSP.
 */
import { createHash } from 'node:crypto'
import { bareKey, KEY_BLANK } from '../../fax/key-text.ts'

const VISIBLE =
  /[^\s\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/

/** A key is at most 1024 characters; longer lines are text. */
const MAX_LINE = 4096

/** Lines that one key may be spread over: blocks of HTML, or the wrapping of a mail program. */
const MOST_LINES = 4

const LINE_END = /\r\n|[\r\n\u2028\u2029]/g

/** Is there anything in the text that ink would show? */
export const isVisible = (text: string): boolean => VISIBLE.test(text)

/** A line of a text with the places where it begins, where its content ends and where the next one begins. */
interface Line {
  readonly from: number
  readonly to: number
  readonly next: number
}

function* linesOf(text: string): Generator<Line> {
  let from = 0
  for (const end of text.matchAll(LINE_END)) {
    const next = end.index + end[0].length
    yield { from, to: end.index, next }
    from = next
  }
  if (from < text.length) yield { from, to: text.length, next: text.length }
}

/** Nothing but blanks? */
function isBlank(text: string): boolean {
  for (const character of text) if (!KEY_BLANK.test(character)) return false
  return true
}

/** Marks of a quoted reply: the key of the mail that is answered must not be faxed either. */
const QUOTED = /^(?:[\s\u200b\ufeff]{0,8}[>|]){1,20}/

/** A line's letters, for comparing with the key; '' for what can be no part of one. */
function lettersOf(text: string): string {
  return text.length > MAX_LINE ? '' : bareKey(text.replace(QUOTED, ''))
}

const digestOf = (letters: string): string => createHash('sha256').update(letters).digest('hex')

/** SHA-256 in hex over the letters of a key without any blank, or of several keys. */
export type KeyDigests = string | ReadonlySet<string>

/** How many lines, from this one on, are the key; 0: it does not begin here. */
function keyLinesAt(letters: readonly string[], at: number, wanted: ReadonlySet<string>): number {
  let spread = ''
  for (let count = 1; count <= MOST_LINES && at + count <= letters.length; count++) {
    const line = letters[at + count - 1] ?? ''
    if (line === '') return 0
    spread += line
    if (wanted.has(digestOf(spread))) return count
  }
  return 0
}

/**
 * The text without the lines that are the key, and without one empty line behind the first of them. All lines are looked at: the HTML form of a mail may show something above the key, a
 * reply quotes it further down, and a key must never be faxed. A text without the key comes back as it is.
 */
export function cutKey(text: string, keys: KeyDigests): string {
  const wanted = typeof keys === 'string' ? new Set([keys.toLowerCase()]) : keys
  if (wanted.size === 0) return text
  const lines = [...linesOf(text)]
  const letters = lines.map(line => lettersOf(text.slice(line.from, line.to)))
  let kept = ''
  let from = 0
  for (let at = 0; at < lines.length; at++) {
    const count = keyLinesAt(letters, at, wanted)
    if (count === 0) continue
    kept += text.slice(from, lines[at]?.from)
    let next = at + count
    const behind = lines[next]
    if (from === 0 && behind !== undefined && isBlank(text.slice(behind.from, behind.to))) next++
    from = lines[next]?.from ?? text.length
    at = next - 1
  }
  return kept + text.slice(from)
}

/** Would ink show anything of this text when its first non-empty line, the key, is cut out? */
export function isVisibleWithoutKey(text: string): boolean {
  let keySeen = false
  for (const line of linesOf(text)) {
    const content = text.slice(line.from, line.to)
    if (keySeen && isVisible(content)) return true
    // A line is the key's as soon as it is more than blanks, whether ink shows it or not.
    keySeen ||= !isBlank(content)
  }
  return false
}
