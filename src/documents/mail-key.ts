/**
 * Cuts the secret key out of a text before it is faxed. Only the key's digest is known here; the listener that checked
 * the key trims and normalises a line in the same way (blanks of Unicode and zero-width characters off, NFC).
 */
import { createHash } from 'node:crypto'

const BLANK = /[\s\u180e\u200b-\u200f\u2060\ufeff]/
const VISIBLE =
  /[^\s\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/

/** A key is at most 1024 characters; longer lines are text. */
const MAX_LINE = 4096

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

/** By hand: a pattern that ends in `+$` takes quadratic time on a line full of blanks. */
function trimBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && BLANK.test(text.charAt(from))) from++
  while (to > from && BLANK.test(text.charAt(to - 1))) to--
  return text.slice(from, to)
}

function digestOf(line: string): string | null {
  if (line.length > MAX_LINE) return null
  const trimmed = trimBlanks(line)
  return trimmed === '' ? null : createHash('sha256').update(trimmed.normalize('NFC')).digest('hex')
}

/**
 * The text without the first line that is the key, and without one empty line behind it. `keyDigest`: SHA-256 in hex
 * of the key. It looks further than the first line: the HTML form of a mail may show something above the key, and a
 * key must never be faxed. A text without the key comes back as it is.
 */
export function cutKey(text: string, keyDigest: string): string {
  const wanted = keyDigest.toLowerCase()
  let found: Line | null = null
  for (const line of linesOf(text)) {
    if (found !== null) {
      const isEmpty = trimBlanks(text.slice(line.from, line.to)) === ''
      return text.slice(0, found.from) + text.slice(isEmpty ? line.next : found.next)
    }
    if (digestOf(text.slice(line.from, line.to)) === wanted) found = line
  }
  return found === null ? text : text.slice(0, found.from)
}

/** Would ink show anything of this text when its first non-empty line, the key, is cut out? */
export function isVisibleWithoutKey(text: string): boolean {
  let keySeen = false
  for (const line of linesOf(text)) {
    const content = text.slice(line.from, line.to)
    if (keySeen && isVisible(content)) return true
    // A line is the key's as soon as it is more than blanks, whether ink shows it or not.
    keySeen ||= trimBlanks(content) !== ''
  }
  return false
}
