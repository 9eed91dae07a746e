import fc from 'fast-check'
import { getCountries, getExampleNumber } from 'libphonenumber-js/max'
import examples from 'libphonenumber-js/mobile/examples'
import { describe, expect, it } from 'vitest'
import { parseE164 } from '../../src/fax/fax-number.ts'
import { NumberReader, readNumber } from '../../src/smtp/dial-plan.ts'
import { parseFaxAddress } from '../../src/smtp/fax-address.ts'
import { refusal } from './codes.ts'

const read = (text: string, country: string) => readNumber(parseFaxAddress(text).number, country)

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
    ['US', '1 900 555 1234', 'E_DESTINATION_DENIED', 'Premium'],
    ['US', '+1 900 555 1234', 'E_DESTINATION_DENIED', 'Premium'],
    ['DE', '0900 1234567', 'E_DESTINATION_DENIED', 'Premium'],
    ['DE', '+49 900 1234567', 'E_DESTINATION_DENIED', 'Premium'],
    ['DE', '0180 5 123456', 'E_DESTINATION_DENIED', 'shared-cost'],
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
          result.number = readNumber({ ...number, dialString: null }, country)
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
            return readNumber({ ...number, dialString: null }, country)
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
        return readNumber(parseFaxAddress(number.formatNational()).number, country) !== number.number
      } catch {
        return false
      }
    })
    expect(others.map(({ country, number }) => `${country} ${number.formatNational()}`)).toEqual([])
  })
})

describe('the reader that remembers', () => {
  it('gives what reading gives, the second time too, and keeps countries and + apart', () => {
    const reader = new NumberReader()
    for (let round = 0; round < 2; round++) {
      expect(reader.read({ international: false, digits: '03023125000', dialString: null }, 'DE')).toBe(
        '+493023125000',
      )
      expect(
        refusal(() => reader.read({ international: false, digits: '03023125000', dialString: null }, 'US'))
          .code,
      ).not.toBe('none')
      expect(
        refusal(() => reader.read({ international: true, digits: '03023125000', dialString: null }, 'DE'))
          .code,
      ).not.toBe('none')
      expect(reader.read({ international: true, digits: '15555551212', dialString: null }, 'US')).toBe(
        '+15555551212',
      )
    }
  })

  it('still reads when it has forgotten', () => {
    const reader = new NumberReader()
    const numbers = Array.from({ length: 2500 }, (_, i) => `1555${5_550_000 + i}`)
    for (const digits of [...numbers, ...numbers.slice(0, 10)])
      expect(reader.read({ international: true, digits, dialString: null }, 'US')).toBe(`+${digits}`)
  })
})
