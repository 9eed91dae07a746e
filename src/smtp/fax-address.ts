/**
 * From the local part of a recipient to the number as it was written. In charge of the grammar: plain numbers, and the
 * simple form `FAX=+…` of RFC 3191 and 3192. Not in charge of what the number means (dial-plan.ts).
 * Nothing is ever stripped because it is not a digit: what is not in the grammar is refused and named, since a
 * subaddress or an access code that is dropped silently sends the fax to the wrong person.
 */
import { domainToASCII } from 'node:url'
import { type AddressParts, NO_PARTS } from '../fax/address-parts.ts'
import { BridgeError } from '../fax/error.ts'

/** A number as the sender wrote it: ASCII digits only; `international`: written with +. */
export interface WrittenNumber {
  readonly international: boolean
  readonly digits: string
}

/** A recipient's local part, taken apart. */
export interface FaxAddress {
  readonly number: WrittenNumber
  readonly parts: AddressParts
  /** Options as the address has them: `+nocover+fine`. */
  readonly tags: readonly string[]
}

/** E.164 has 15 digits; an international prefix (0011, 810) or a trunk prefix comes on top. */
const MAX_DIGITS = 20

/** Space, no-break space, thin spaces, hyphen and its look-alike U+2011, dot, slash, parentheses. */
const SEPARATORS = new Set(' \u00a0\u2007\u2009\u202f-\u2011./()')

/** First code points of the digit rows that phones and keyboards write: ASCII, Arabic-Indic, Persian, full width. */
const DIGIT_ROWS = [0x30, 0x660, 0x6f0, 0xff10]

/** Is this the domain of fax addresses? Compared as IDNA, without case. */
export function isFaxDomain(domain: string, mailDomains: readonly string[]): boolean {
  const plain = domain.toLowerCase()
  if (mailDomains.includes(plain)) return true
  if (/^[\x20-\x7e]*$/.test(plain)) return false
  return mailDomains.includes(domainToASCII(plain))
}

/**
 * Reads a local part, already without quotes. Throws E_RECIPIENT_SYNTAX with a sentence on what is wrong.
 * More qualifiers of RFC 3191 belong here once they can be honoured.
 */
export function parseFaxAddress(localPart: string): FaxAddress {
  const named = /^\/?([A-Za-z0-9-]+)=(.*)$/s.exec(localPart)
  if (named === null) return { number: scan(localPart), parts: NO_PARTS, tags: [] }
  const [, service = '', rest = ''] = named
  if (service.toUpperCase() !== 'FAX') refuse(`${service}= is not offered here, only FAX= is.`)
  const [phone = '', ...qualifiers] = rest.replace(/\/$/, '').split('/')
  const first = qualifiers[0]
  if (first !== undefined) refuse(`The qualifier /${show(first.split('=')[0] ?? '')} is not supported.`)
  return { number: scan(phone), parts: NO_PARTS, tags: [] }
}

function scan(written: string): WrittenNumber {
  // "+49 (0)30 …": the zero in parentheses is for callers at home and is not part of the international number.
  const text = /^[ (]*\+/.test(written) ? written.replace('(0)', '') : written
  let digits = ''
  let international = false
  for (const character of text) {
    const digit = digitOf(character)
    if (digit !== null) digits += digit
    else if (isPlus(character) && digits === '' && !international) international = true
    else if (!SEPARATORS.has(character)) refuse(reasonFor(character, text))
  }
  if (digits === '') refuse('The number is missing.')
  if (/^[-./)]|[-./(]$/.test(text)) refuse('The number begins or ends with a separator.')
  if (digits.length > MAX_DIGITS) refuse(`The number has ${digits.length} digits.`)
  return { international, digits }
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
function show(text: string): string {
  const shown = [...text.slice(0, 20)].map(character =>
    /^[\x21-\x7e]$/.test(character)
      ? character
      : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
  return shown.join('')
}

function refuse(say: string): never {
  throw new BridgeError('E_RECIPIENT_SYNTAX', { say })
}
