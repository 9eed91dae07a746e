/**
 * How the secret key in the first line of a mail is written: what counts as blank around it, and by which form it is found
 * again in every text that shows it. One place for both, since the listener that checks a key and the step that cuts it
 * out must agree on every character. Pure; digests are made by those who compare.
 */

/** What people and mail programs leave in a line without seeing it: blanks, NBSP, BOM, zero-width characters. */
export const KEY_BLANK = /[\s\u180e\u200b-\u200f\u2060\ufeff]/

/** As KEY_BLANK, and what hyphenation and writing directions leave inside a word. */
const UNSEEN = /[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g

/** The line without blanks at its ends. By hand: a pattern that ends in `+$` takes quadratic time on a line of blanks. */
export function trimKey(line: string): string {
  let from = 0
  let to = line.length
  while (from < to && KEY_BLANK.test(line.charAt(from))) from++
  while (to > from && KEY_BLANK.test(line.charAt(to - 1))) to--
  return line.slice(from, to)
}

/** The key as it is compared: trimmed, composed (NFC), letters as they are. */
export const keyText = (line: string): string => trimKey(line).normalize('NFC')

/** As `keyText`, with inner blanks of any kind as one blank each: HTML and wrapping change them without anybody's doing. */
export const plainKeyText = (line: string): string =>
  trimKey(line)
    .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .normalize('NFC')

/** The form by which a key is found again wherever a mail shows it: without any blank or unseen character. */
export const bareKey = (line: string): string => line.replace(UNSEEN, '').normalize('NFC')

/** Base32 letters of a new key: 5 bits each, 140 in all. */
export const NEW_KEY_LETTERS = 28

/**
 * A new key from random base32 letters: capitals, since telephones write the first letter of a line as one, and groups of
 * four that can be read out. It has nothing that mail programs turn into something else (`-- `, `>`, quotes, a link).
 */
export const newKey = (letters: string): string => (letters.toUpperCase().match(/.{4}/g) ?? []).join('-')
