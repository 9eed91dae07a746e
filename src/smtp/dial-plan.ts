/**
 * From a number as written to the number that is dialled, by the numbering plan of the subscriber. In charge of one
 * thing above all: never to dial what was not written. A number with two legal readings is refused, and both are named.
 * Not in charge of who may call where (destinations.ts, rules.ts).
 */
import { createHash } from 'node:crypto'
import {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max'
import { type DestinationClass, destinationClass } from '../fax/destination-class.ts'
import { BridgeError } from '../fax/error.ts'
import { type FaxNumber, parseE164 } from '../fax/fax-number.ts'
import type { WrittenNumber } from './written-number.ts'

/** How a subscriber's people write numbers. */
export interface NumberPlan {
  /** The same for plans that read alike. */
  readonly key: string
  readonly country: string
  /** Digits before a number that leads out of the telephone system: they are not part of it. Null: none. */
  readonly outsideLine: string | null
  /** What is written for +, beside what the country has. */
  readonly internationalPrefixes: readonly string[]
  /** Internal numbers and what they stand for. */
  readonly shortNumbers: ReadonlyMap<string, string>
}

/** A number that can be dialled, and what it is. */
export interface Destination {
  readonly number: FaxNumber
  /** Two letters; null: not in one country. */
  readonly country: string | null
  readonly class: DestinationClass | null
}

/** Shorter than any subscriber's number: emergency calls and services (fax-number.ts has the same bound). */
const SHORTEST = 7

/** +1 555 … is a fictitious area, reserved for examples: no real plan has it, the built-in fax network does. */
const FICTITIOUS = /^\+1555[2-9][0-9]{6}$/

export function makePlan(plan: Omit<NumberPlan, 'key'>): NumberPlan {
  const { country, outsideLine, internationalPrefixes, shortNumbers } = plan
  const text = JSON.stringify([country, outsideLine, internationalPrefixes, [...shortNumbers].sort()])
  return { ...plan, key: createHash('sha256').update(text).digest('base64').slice(0, 16) }
}

/** The plan of a country and nothing else. */
export const countryPlan = (country: string): NumberPlan =>
  makePlan({ country, outsideLine: null, internationalPrefixes: [], shortNumbers: new Map() })

/**
 * Reads a written number for a subscriber with this plan. Throws E_RECIPIENT_SYNTAX, E_RECIPIENT_AMBIGUOUS (naming the
 * readings), E_RECIPIENT_UNDIALABLE or E_DESTINATION_DENIED.
 */
export function readNumber(written: WrittenNumber, plan: NumberPlan): Destination {
  if (written.digits === '') undialable('It has no number, only what is dialled after one (POSTD).')
  const found = written.dialString === null ? readings(written, plan) : afterOutsideLine(written, plan)
  const legal = [...new Map(found.filter(r => r !== null).map(r => [r.number, r])).values()]
  const [first] = legal
  if (first === undefined) {
    throw new BridgeError('E_RECIPIENT_SYNTAX', { say: 'There is no such number: check its digits.' })
  }
  if (legal.length > 1) {
    throw new BridgeError('E_RECIPIENT_AMBIGUOUS', {
      say: `It could be ${legal.map(({ number }) => number).join(' or ')}.`,
    })
  }
  return first
}

/** Offices fax to the same numbers again and again, and reading one costs more than taking in the rest of a mail. */
const REMEMBERED = 2000

/** Reads numbers as `readNumber`, and remembers the last ones that could be read. */
export class NumberReader {
  readonly #known = new Map<string, Destination>()

  read(written: WrittenNumber, plan: NumberPlan): Destination {
    const key = `${plan.key}${written.international ? '+' : ' '}${written.dialString ?? written.digits}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const destination = readNumber(written, plan)
    const [oldest] = this.#known.keys()
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(key, destination)
    return destination
  }
}

type Reading = Destination | null

function readings({ digits, international }: WrittenNumber, plan: NumberPlan): Reading[] {
  const short = international ? undefined : plan.shortNumbers.get(digits)
  const inTable = short === undefined ? [] : [asInternational(short.slice(1))]
  if (digits.length < SHORTEST) return short === undefined ? denyShort() : inTable
  if (international) return [asInternational(digits)]
  const { outsideLine } = plan
  const outside =
    outsideLine !== null && digits.startsWith(outsideLine)
      ? asDialled(digits.slice(outsideLine.length), plan)
      : []
  return [...inTable, ...asDialled(digits, plan), ...outside]
}

/** `9p040226338`: a pause after the outside line shows that it is one. Any other pause has no meaning we could keep. */
function afterOutsideLine({ dialString }: WrittenNumber, plan: NumberPlan): Reading[] {
  const [, line = '', rest = ''] = /^([0-9]+)[pw]+([0-9]+)$/.exec(dialString ?? '') ?? []
  if (line === '' || line !== plan.outsideLine) undialable('A pause (p, w) stands inside the number.')
  if (rest.length < SHORTEST) denyShort()
  return asDialled(rest, plan)
}

/** Without plus: as it is dialled in the country (trunk or international prefix), or with the plus forgotten. */
function asDialled(digits: string, plan: NumberPlan): Reading[] {
  if (digits.length < SHORTEST) return []
  const abroad = plan.internationalPrefixes
    .filter(prefix => digits.startsWith(prefix))
    .map(prefix => asInternational(digits.slice(prefix.length)))
  return [...abroad, ...asInCountry(digits, plan.country)]
}

function asInCountry(digits: string, country: string): Reading[] {
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

function asInternational(digits: string): Reading {
  const parsed = parsePhoneNumberFromString(`+${digits}`, { extract: false })
  // The library drops a trunk prefix after the country code; we do not dial a digit less than was written.
  if (parsed === undefined || parsed.number !== `+${digits}`) return null
  return legalReading(parsed)
}

/** "Valid" leaves out emergency and short numbers, "possible" would let them through. */
function legalReading(parsed: PhoneNumber): Reading {
  const number = parseE164(parsed.number)
  if (number === null) return null
  // A number that is not valid has no type: asking for both would match all patterns twice.
  const type = parsed.getType()
  if (type === undefined && !FICTITIOUS.test(number)) return null
  const { country } = parsed
  return { number, country: country ?? null, class: destinationClass(number, type, country) }
}

function denyShort(): never {
  throw new BridgeError('E_DESTINATION_DENIED', { say: 'Emergency and short numbers are not dialled.' })
}

function undialable(say: string): never {
  throw new BridgeError('E_RECIPIENT_UNDIALABLE', { say })
}
