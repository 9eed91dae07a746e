import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dialedParts } from '../../src/fax/address-parts.ts'
import { isBridgeError } from '../../src/fax/error.ts'
import { parseE164 } from '../../src/fax/fax-number.ts'
import { countryPlan, makePlan, readNumber } from '../../src/smtp/dial-plan.ts'
import { type FaxAddress, parseFaxAddress } from '../../src/smtp/fax-address.ts'

/** Together 100,000 and more, in seconds. */
const ADDRESSES = 60_000
const NUMBERS = 50_000

const SHORT = new Map([
  ['201', '+15555551234'],
  ['0', '+15555551235'],
])
const PLANS = [
  ...['US', 'DE', 'AT', 'GB', 'IT', 'FR', 'BR', 'MX', 'AR', 'RU', 'AU', 'JP', 'XX'].map(countryPlan),
  makePlan({ country: 'DE', outsideLine: '0', internationalPrefixes: ['011', '+'], shortNumbers: SHORT }),
  makePlan({ country: 'US', outsideLine: '9', internationalPrefixes: ['00'], shortNumbers: SHORT }),
]

const CODES = /^E_(?:RECIPIENT_(?:SYNTAX|AMBIGUOUS|UNDIALABLE)|DESTINATION_DENIED)$/

/** What it gives; null: refused by one of our own errors, in printable words. Anything else is a crash. */
function orRefused<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (!isBridgeError(error) || !CODES.test(error.code) || !/^[\x20-\x7e]{1,400}$/.test(error.message))
      throw error
    return null
  }
}

const digits = fc.stringMatching(/^[0-9]{1,9}$/)
const piece = fc.oneof(
  digits,
  fc.constantFrom(
    '+',
    '-',
    '.',
    '/',
    '(0)',
    ' ',
    '^',
    '=',
    '_',
    '@',
    '*',
    '#',
    'x',
    ';ext=',
    'p',
    'w',
    '\uff0b',
  ),
  fc.constantFrom(
    'FAX=',
    '/FAX=',
    'fax=',
    '/T33S=',
    '/ISUB=',
    '/POSTD=',
    '/ATTN=',
    '/ORG=',
    '/ZIP=',
    '/co=',
    '/to=',
  ),
  fc.constantFrom(
    'nocover',
    'Jane_Doe',
    'NOCOVER',
    'COMPANY=',
    'VOICE=',
    '\u0661\u0662',
    '\u202e',
    '\ud800',
    'å',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
)
const localPart = fc.array(piece, { maxLength: 9 }).map(pieces => pieces.join(''))

/** Digits of every row that is read as digits, as ASCII. */
const asciiDigits = (text: string): string =>
  [...text]
    .map(character => {
      const code = character.codePointAt(0) ?? 0
      const zero = [0x30, 0x660, 0x6f0, 0xff10].find(first => code >= first && code <= first + 9)
      return zero === undefined ? '' : String(code - zero)
    })
    .join('')

/** Is `number` what these digits are in some plan: digits taken or added only at the front, at most a country code added? */
function isWritten(number: string, written: string): boolean {
  let same = 0
  while (same < number.length && same < written.length && number.at(-same - 1) === written.at(-same - 1))
    same++
  return same >= number.length - '+'.length - 3
}

describe('whatever stands before the @', () => {
  it('is read or refused; no digit of a number is invented and none is dropped', () => {
    let read = 0
    fc.assert(
      fc.property(localPart, text => {
        const found = orRefused(() => parseFaxAddress(text))
        if (found === null) return
        read++
        const { number, parts, tags } = found
        expect(number.digits).toMatch(/^[0-9]{0,20}$/)
        const out = asciiDigits(`${number.digits}${JSON.stringify(parts)}${tags.join()}`).length
        const keys = (text.match(/T33S/gi) ?? []).length * 2
        // The one (0) after a + is for callers at home.
        const optional = number.international && text.includes('(0)') ? 1 : 0
        const all = asciiDigits(text).length
        expect(out).toBeLessThanOrEqual(all)
        expect(out).toBeGreaterThanOrEqual(all - keys - optional)
      }),
      { numRuns: ADDRESSES },
    )
    // The generator is worth something only when a fair part can be read.
    expect(read).toBeGreaterThan(ADDRESSES / 40)
  })

  it('a pause, an extension and what is dialled after the answer are never lost on the way', () => {
    const number = fc.stringMatching(/^[1-9][0-9]{6,10}$/)
    const code = fc.stringMatching(/^[0-9pw]{1,8}$/)
    fc.assert(
      fc.property(number, code, fc.constantFrom('T33S', 'ISUB', 'POSTD', 'ext'), (phone, value, key) => {
        const text = key === 'ext' ? `${phone};ext=${value}` : `FAX=${phone}/${key}=${value}`
        const found = orRefused(() => parseFaxAddress(text))
        if (found === null) return
        expect(found.number.digits).toBe(phone)
        const [part] = dialedParts(found.parts)
        expect(part === undefined ? null : found.parts[part]).toBe(value)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('whatever is written as a number', () => {
  const phone = fc.oneof(
    fc.stringMatching(/^[0-9]{1,18}$/),
    fc
      .tuple(
        fc.constantFrom('', '0', '00', '011', '1', '49', '8', '810', '54', '9', '90', '9011', '201'),
        fc.stringMatching(/^[0-9]{5,11}$/),
      )
      .map(parts => parts.join('')),
    fc
      .tuple(fc.constantFrom('0', '9', '00'), fc.stringMatching(/^[pw]{1,2}[0-9]{5,11}$/))
      .map(parts => parts.join('')),
    fc.constantFrom('201', '0', '112', '911'),
  )
  const form = fc.constantFrom('', '+', 'FAX=', 'FAX=+')

  it('is dialled as written or refused', () => {
    let dialled = 0
    fc.assert(
      fc.property(phone, form, fc.nat(PLANS.length - 1), (text, before, which) => {
        const plan = PLANS[which] ?? countryPlan('US')
        const address: FaxAddress | null = orRefused(() => parseFaxAddress(before + text))
        if (address === null) return
        const destination = orRefused(() => readNumber(address.number, plan))
        if (destination === null) return
        dialled++
        const { number } = destination
        const written = address.number
        expect(parseE164(number)).toBe(number)
        if (written.international) expect(number).toBe(`+${written.digits}`)
        else if (number !== plan.shortNumbers.get(written.digits))
          expect(isWritten(number, written.digits)).toBe(true)
      }),
      { numRuns: NUMBERS },
    )
    expect(dialled).toBeGreaterThan(NUMBERS / 20)
  })
})
