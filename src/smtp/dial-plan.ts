/**
 * From a number as written to the number that is dialled, by the numbering plan of the subscriber's country. In charge
 * of one thing above all: never to dial what was not written. A number with two legal readings is refused, and both are
 * named. Not in charge of who may call where (rules.ts).
 */
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { BridgeError } from '../fax/error.ts'
import { type FaxNumber, parseE164 } from '../fax/fax-number.ts'
import type { WrittenNumber } from './written-number.ts'

/** Calls to these cost the caller a price that somebody else sets. */
const DENIED_TYPES: ReadonlySet<string | undefined> = new Set(['PREMIUM_RATE', 'SHARED_COST'])

/** Shorter than any subscriber's number: emergency calls and services (fax-number.ts has the same bound). */
const SHORTEST = 7

/** +1 555 … is a fictitious area, reserved for examples: no real plan has it, the built-in fax network does. */
const FICTITIOUS = /^\+1555[2-9][0-9]{6}$/

/**
 * Reads a written number for a subscriber in `country` (two letters).
 * Throws E_RECIPIENT_SYNTAX, E_RECIPIENT_AMBIGUOUS (naming both readings) or E_DESTINATION_DENIED.
 */
export function readNumber(written: WrittenNumber, country: string): FaxNumber {
  const { digits, international } = written
  if (digits.length < SHORTEST) deny('Emergency and short numbers are not dialled.')
  const readings = international ? [asInternational(digits)] : asDialled(digits, country)
  const legal = [...new Map(readings.filter(r => r !== null).map(r => [r.number, r])).values()]
  const [first, second] = legal
  if (first === undefined) {
    throw new BridgeError('E_RECIPIENT_SYNTAX', { say: 'There is no such number: check its digits.' })
  }
  if (second !== undefined) {
    throw new BridgeError('E_RECIPIENT_AMBIGUOUS', {
      say: `It could be ${first.number} or ${second.number}.`,
    })
  }
  if (DENIED_TYPES.has(first.type)) deny('Premium and shared-cost numbers are not dialled.')
  return first.number
}

/** Offices fax to the same numbers again and again, and reading one costs more than taking in the rest of a mail. */
const REMEMBERED = 2000

/** Reads numbers as `readNumber`, and remembers the last ones that could be read. */
export class NumberReader {
  readonly #known = new Map<string, FaxNumber>()

  read(written: WrittenNumber, country: string): FaxNumber {
    const key = `${country}${written.international ? '+' : ' '}${written.digits}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const number = readNumber(written, country)
    const [oldest] = this.#known.keys()
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, number)
    return number
  }
}

interface Reading {
  readonly number: FaxNumber
  readonly type: string | undefined
}

/** Without plus: as it is dialled in the country (trunk or international prefix), or with the plus forgotten. */
function asDialled(digits: string, country: string): (Reading | null)[] {
  if (!isSupportedCountry(country)) return [asInternational(digits)]
  const parsed = parsePhoneNumberFromString(digits, {
    defaultCountry: country as CountryCode,
    extract: false,
  })
  // Some countries rewrite digits in the middle of a number: then the outcome is not what was written.
  if (parsed === undefined || !digits.endsWith(parsed.nationalNumber)) return [asInternational(digits)]
  // `1 555 555 1212` in the US: with the plus forgotten it would be the same number.
  if (parsed.number === `+${digits}`) return [legalReading(parsed)]
  return [legalReading(parsed), asInternational(digits)]
}

function asInternational(digits: string): Reading | null {
  const parsed = parsePhoneNumberFromString(`+${digits}`, { extract: false })
  // The library drops a trunk prefix after the country code; we do not dial a digit less than was written.
  if (parsed === undefined || parsed.number !== `+${digits}`) return null
  return legalReading(parsed)
}

/** "Valid" leaves out emergency and short numbers, "possible" would let them through. */
function legalReading(parsed: PhoneNumber): Reading | null {
  const number = parseE164(parsed.number)
  if (number === null) return null
  // A number that is not valid has no type: asking for both would match all patterns twice.
  const type = parsed.getType()
  return type !== undefined || FICTITIOUS.test(number) ? { number, type } : null
}

function deny(say: string): never {
  throw new BridgeError('E_DESTINATION_DENIED', { say })
}
