/**
 * A telephone number as somebody wrote it. In charge of reading its digits, and of one thing above all: nothing is ever
 * stripped because it is not a digit. What is not in the grammar is refused and named, since a subaddress or an access
 * code that is dropped silently sends the fax to the wrong person. Not in charge of what it means (dial-plan.ts).
 */
import { BridgeError } from '../fax/error.ts'

/** A number as the sender wrote it: ASCII digits only; `international`: written with +. */
export interface WrittenNumber {
  readonly international: boolean
  /** Empty: no number at all, only what is dialled after it (RFC 2846 §5.1). */
  readonly digits: string
  /** The digits with the pauses among them, `9p040`: p waits a moment, w for the tone. Null: no pauses. */
  readonly dialString: string | null
}

/** E.164 has 15 digits; an international prefix (0011, 810), a trunk prefix or an outside line comes on top. */
const MAX_DIGITS = 20

/** Space, no-break space, thin spaces, hyphen and its look-alike U+2011, dot, slash, parentheses. */
const SEPARATORS = new Set(' \u00a0\u2007\u2009\u202f-\u2011./()')

/** First code points of the digit rows that phones and keyboards write: ASCII, Arabic-Indic, Persian, full width. */
const DIGIT_ROWS = [0x30, 0x660, 0x6f0, 0xff10]

/** `pauses`: p and w may stand among the digits (local-phone of RFC 2846 §2.1). Throws E_RECIPIENT_SYNTAX. */
export function readWritten(written: string, pauses = false): WrittenNumber {
  // "+49 (0)30 …": the zero in parentheses is for callers at home and is not part of the international number.
  const text = /^[ (]*\+/.test(written) ? written.replace('(0)', '') : written
  let digits = ''
  let dialString = ''
  let international = false
  for (const character of text) {
    const digit = digitOf(character)
    if (digit !== null) {
      digits += digit
      dialString += digit
    } else if (pauses && !international && /^[pw]$/i.test(character)) dialString += character.toLowerCase()
    else if (isPlus(character) && dialString === '' && !international) international = true
    else if (!SEPARATORS.has(character)) refuse(reasonFor(character, text))
  }
  if (digits === '') refuse('The number is missing.')
  if (/^[-./)]|[-./(]$/.test(text)) refuse('The number begins or ends with a separator.')
  if (digits.length > MAX_DIGITS) refuse(`The number has ${digits.length} digits.`)
  return { international, digits, dialString: dialString === digits ? null : dialString }
}

/** `1555…x12`, `1555… ext. 12`, `1555…;ext=12` (RFC 3966 §5.3): the number, and the extension behind it or null. */
export function splitExtension(text: string): { readonly number: string; readonly extension: string | null } {
  const match = /^([^A-Za-z;]*[0-9)]) ?(?:;ext=|ext\.?|x\.?) ?([0-9]{1,10})$/i.exec(text)
  return match === null
    ? { number: text, extension: null }
    : { number: match[1] ?? '', extension: match[2] ?? '' }
}

function digitOf(character: string): string | null {
  const code = character.codePointAt(0) ?? 0
  for (const zero of DIGIT_ROWS) if (code >= zero && code <= zero + 9) return String(code - zero)
  return null
}

const isPlus = (character: string): boolean => character === '+' || character === '\uff0b'

function reasonFor(character: string, text: string): string {
  if (/[\p{L}]/u.test(character)) {
    const word = /[\p{L}\p{M}]+/u.exec(text)?.[0] ?? character
    return `Letters are not part of a number: ${show(word)}.`
  }
  if (character === '+') return 'A + may only stand at the beginning.'
  if (character === '*' || character === '#') return `The key ${character} cannot be dialled here.`
  if (character === '@') return 'There are two @ in the address.'
  if (character === '%' || character === '!') return `Routes with ${character} are not accepted.`
  return `This character is not part of a number: ${show(character)}.`
}

/** Replies are ASCII: anything else is shown by its code point, and never more than a glance of it. */
export function show(text: string): string {
  const shown = [...text.slice(0, 20)].map(character =>
    /^[\x21-\x7e]$/.test(character)
      ? character
      : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
  return shown.join('')
}

/** Throws E_RECIPIENT_SYNTAX with a sentence on what is wrong. */
export function refuse(say: string): never {
  throw new BridgeError('E_RECIPIENT_SYNTAX', { say })
}
