import fc from 'fast-check'
import { getCountries, getExampleNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { parseE164 } from '../../src/fax/fax-number.ts'
import { countryPlan, makePlan, NumberReader, readNumber } from '../../src/smtp/dial-plan.ts'
import { parseFaxAddress } from '../../src/smtp/fax-address.ts'
import { refusal } from './codes.ts'

const read = (text: string, country: string) =>
  readNumber(parseFaxAddress(text).number, countryPlan(country)).number

/** How many characters at the end are the same. */
function commonEnd(one: string, other: string): number {
  let length = 0
  while (length < one.length && length < other.length && one.at(-length - 1) === other.at(-length - 1))
    length++
  return length
}

describe('a number that has one reading', () => {
  it.each([
    ['US', '5555551212', '+15555551212'],
    ['US', '15555551212', '+15555551212'],
    ['US', '+15555551212', '+15555551212'],
    ['US', '(202) 456-1111', '+12024561111'],
    ['US', '011 49 30 23125000', '+493023125000'],
    ['US', '+49 (0)30 23125000', '+493023125000'],
    ['DE', '030 23125000', '+493023125000'],
    ['DE', '0049 30 23125000', '+493023125000'],
    ['DE', '00 1 202 456 1111', '+12024561111'],
    ['DE', '+1 555 555 1212', '+15555551212'],
    ['AT', '0699 1234567', '+436991234567'],
    ['AT', '01 3334445', '+4313334445'],
    ['GB', '020 7946 0018', '+442079460018'],
    // The zero of Italian numbers is part of them.
    ['IT', '06 6982 1234', '+390669821234'],
    ['IT', '+39 06 6982 1234', '+390669821234'],
    // The plus was forgotten, and as a number of the country it is none.
    ['DE', '12024561111', '+12024561111'],
    ['US', '493023125000', '+493023125000'],
  ])('%s: %s is %s', (country, written, number) => {
    expect(read(written, country)).toBe(number)
  })
})

describe('a number that is refused', () => {
  it.each([
    ['US', '911', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['DE', '112', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['DE', '+49110', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['GB', '999', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['US', '+999 1234567', 'E_RECIPIENT_SYNTAX', 'no such number'],
    ['US', '+1 123 456 7890', 'E_RECIPIENT_SYNTAX', 'no such number'],
    ['US', '12345678', 'E_RECIPIENT_SYNTAX', 'no such number'],
    ['US', '01115555551212', 'none', ''],
    // The trunk zero after the country code: one digit less would be dialled than was written.
    ['DE', '+49 030 23125000', 'E_RECIPIENT_SYNTAX', 'no such number'],
    // At home a mobile phone is 15 …, from abroad 9 …: another number than was written.
    ['AR', '011 15 2345 6789', 'E_RECIPIENT_SYNTAX', 'no such number'],
    ['US', '+1 555 055 1212', 'E_RECIPIENT_SYNTAX', 'no such number'],
  ])('%s: %s is %s', (country, written, code, words) => {
    const result = refusal(() => read(written, country))
    expect(result.code).toBe(code)
    expect(result.message).toContain(words)
  })

  it.each([
    // Arkansas, or a Norwegian with the plus forgotten.
    ['US', '479 234 5678', '+14792345678', '+4792345678'],
    // A German number without its trunk zero, or Vienna.
    ['DE', '43 1 33344450', '+4943133344450', '+43133344450'],
  ])('%s: %s has two readings, and both are named', (country, written, one, other) => {
    const { code, message } = refusal(() => read(written, country))
    expect(code).toBe('E_RECIPIENT_AMBIGUOUS')
    expect(message).toContain(`It could be ${one} or ${other}.`)
    // With the plus either of them goes.
    expect(read(one, country)).toBe(one)
    expect(read(other, country)).toBe(other)
  })
})

describe('for any number', () => {
  const countries = fc.constantFrom('US', 'DE', 'AT', 'GB', 'IT', 'FR', 'BR', 'MX', 'AR', 'RU', 'AU', 'JP')
  const written = fc.record({
    international: fc.boolean(),
    digits: fc.oneof(
      fc.stringMatching(/^[0-9]{1,18}$/),
      fc
        .tuple(
          fc.constantFrom('', '0', '00', '011', '1', '49', '8', '810', '54'),
          fc.stringMatching(/^[0-9]{5,11}$/),
        )
        .map(parts => parts.join('')),
    ),
  })

  it('what is dialled ends with what was written, is E.164, and everything else is a refusal', () => {
    fc.assert(
      fc.property(written, countries, (number, country) => {
        const result = { number: '' }
        const { code } = refusal(() => {
          result.number = readNumber({ ...number, dialString: null }, countryPlan(country)).number
        })
        if (code !== 'none') {
          expect(code).toMatch(/^E_(RECIPIENT_SYNTAX|RECIPIENT_AMBIGUOUS|DESTINATION_DENIED)$/)
          return
        }
        expect(parseE164(result.number)).toBe(result.number)
        // Digits are added or taken only at the front: trunk or international prefix, country code (1 to 3 digits).
        const same = commonEnd(result.number, number.digits)
        expect(same).toBeGreaterThanOrEqual(result.number.length - '+'.length - 3)
        if (number.international) expect(result.number).toBe(`+${number.digits}`)
      }),
      { numRuns: 3000 },
    )
  })

  it('with + the country of the subscriber does not matter', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9][0-9]{6,14}$/), countries, countries, (digits, one, other) => {
        const number = { international: true, digits }
        const outcome = (country: string) => {
          try {
            return readNumber({ ...number, dialString: null }, countryPlan(country)).number
          } catch (error) {
            return String(error)
          }
        }
        expect(outcome(one)).toBe(outcome(other))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the countries of the world', () => {
  const all = getCountries().flatMap(country => {
    const number = getExampleNumber(country, examples)
    return number === undefined ? [] : [{ country, number }]
  })

  it('an example of each, with +, is itself', () => {
    const wrong = all.filter(({ country, number }) => {
      const type = number.getType()
      if (type === 'PREMIUM_RATE' || type === 'SHARED_COST' || number.number.length < 8) return false
      return refusal(() => read(number.number, country)).code !== 'none'
    })
    expect(wrong.map(({ country }) => country)).toEqual([])
  })

  it('an example of each, as written at home, is itself or refused, never another number', () => {
    const others = all.filter(({ country, number }) => {
      try {
        return read(number.formatNational(), country) !== number.number
      } catch {
        return false
      }
    })
    expect(others.map(({ country, number }) => `${country} ${number.formatNational()}`)).toEqual([])
  })
})

describe('the plan of a subscriber', () => {
  const plan = makePlan({
    country: 'DE',
    outsideLine: '0',
    internationalPrefixes: ['011'],
    shortNumbers: new Map([['201', '+15555551234']]),
  })
  const readBy = (text: string) => readNumber(parseFaxAddress(text).number, plan).number

  it.each([
    ['030 23125000', '+493023125000'],
    ['0 030 23125000', '+493023125000'],
    ['0 0049 30 23125000', '+493023125000'],
    ['FAX=0p03023125000', '+493023125000'],
    ['FAX=0w03023125000', '+493023125000'],
    ['FAX=0pp0049-30-23125000', '+493023125000'],
    ['011 1 202 456 1111', '+12024561111'],
    ['0 011 1 202 456 1111', '+12024561111'],
    ['201', '+15555551234'],
    ['2-0-1', '+15555551234'],
    ['+1 202 456 1111', '+12024561111'],
  ])('%s is %s', (written, number) => {
    expect(readBy(written)).toBe(number)
  })

  it.each([
    ['202', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['112', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['0112', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['FAX=0p112', 'E_DESTINATION_DENIED', 'Emergency and short'],
    // A short number is written as it stands in the table.
    ['+201', 'E_DESTINATION_DENIED', 'Emergency and short'],
    ['0201', 'E_DESTINATION_DENIED', 'Emergency and short'],
    // Pauses anywhere else, and behind digits that are no outside line.
    ['FAX=9p03023125000', 'E_RECIPIENT_UNDIALABLE', 'A pause'],
    ['FAX=030p23125000', 'E_RECIPIENT_UNDIALABLE', 'A pause'],
    ['FAX=0p030p23125000', 'E_RECIPIENT_UNDIALABLE', 'A pause'],
    ['FAX=p03023125000', 'E_RECIPIENT_UNDIALABLE', 'A pause'],
    ['FAX=03023125000w', 'E_RECIPIENT_UNDIALABLE', 'A pause'],
    ['FAX=/POSTD=123', 'E_RECIPIENT_UNDIALABLE', 'It has no number'],
    // With the outside line it is a number in Berlin, without it one in Greece.
    ['0030 2105 5001 00', 'E_RECIPIENT_AMBIGUOUS', 'It could be +302105500100 or +49302105500100.'],
  ])('%s is %s', (written, code, words) => {
    const found = refusal(() => readBy(written))
    expect(found.code).toBe(code)
    expect(found.message).toContain(words)
  })

  it('two that read alike have one key, and any difference makes another', () => {
    const other = { country: 'DE', outsideLine: null, internationalPrefixes: [], shortNumbers: new Map() }
    expect(makePlan(other).key).toBe(countryPlan('DE').key)
    const keys = [
      countryPlan('DE'),
      countryPlan('AT'),
      makePlan({ ...other, outsideLine: '0' }),
      makePlan({ ...other, internationalPrefixes: ['0'] }),
      makePlan({ ...other, shortNumbers: new Map([['1', '+15555551234']]) }),
      makePlan({ ...other, shortNumbers: new Map([['1', '+15555551235']]) }),
    ].map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the reader that remembers', () => {
  const written = (text: string) => parseFaxAddress(text).number
  const [us, de] = [countryPlan('US'), countryPlan('DE')]

  it('gives what reading gives, the second time too, and keeps plans and + apart', () => {
    const reader = new NumberReader()
    const dialled = makePlan({ ...de, outsideLine: '0' })
    for (let round = 0; round < 2; round++) {
      expect(reader.read(written('03023125000'), de).number).toBe('+493023125000')
      expect(refusal(() => reader.read(written('03023125000'), us)).code).not.toBe('none')
      expect(refusal(() => reader.read(written('+03023125000'), de)).code).not.toBe('none')
      expect(reader.read(written('+15555551212'), us).number).toBe('+15555551212')
      expect(refusal(() => reader.read(written('FAX=0p03023125000'), de)).code).not.toBe('none')
      expect(reader.read(written('FAX=0p03023125000'), dialled).number).toBe('+493023125000')
      expect(refusal(() => reader.read(written('003023125000'), de)).code).not.toBe('none')
      expect(reader.read(written('003023125000'), dialled).number).toBe('+493023125000')
    }
  })

  it('still reads when it has forgotten', () => {
    const reader = new NumberReader()
    const numbers = Array.from({ length: 2500 }, (_, i) => `+1555${5_550_000 + i}`)
    for (const number of [...numbers, ...numbers.slice(0, 10)])
      expect(reader.read(written(number), us).number).toBe(number)
  })
})
