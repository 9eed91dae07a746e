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
import type { WrittenNumber } from './fax-address.ts'

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

interface Reading {
  readonly number: FaxNumber
  readonly type: string | undefined
}

/** Without plus: as it is dialled in the country (trunk or international prefix), or with the plus forgotten. */
function asDialled(digits: string, country: string): (Reading | null)[] {
  const withPlusForgotten = asInternational(digits)
  if (!isSupportedCountry(country)) return [withPlusForgotten]
  const parsed = parsePhoneNumberFromString(digits, {
    defaultCountry: country as CountryCode,
    extract: false,
  })
  // Some countries rewrite digits in the middle of a number: then the outcome is not what was written.
  if (parsed === undefined || !digits.endsWith(parsed.nationalNumber)) return [withPlusForgotten]
  return [legalReading(parsed), withPlusForgotten]
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
  if (!parsed.isValid() && !FICTITIOUS.test(number)) return null
  return { number, type: parsed.getType() }
}

function deny(say: string): never {
  throw new BridgeError('E_DESTINATION_DENIED', { say })
}
