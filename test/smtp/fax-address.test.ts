import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isFaxDomain, parseFaxAddress, type WrittenNumber } from '../../src/smtp/fax-address.ts'
import { refusal } from './codes.ts'

const plus = (digits: string) => ({ international: true, digits })
const local = (digits: string) => ({ international: false, digits })

describe('a plain number', () => {
  it.each([
    ['15555551212', local('15555551212')],
    ['+15555551212', plus('15555551212')],
    ['+1-555-555-1212', plus('15555551212')],
    ['+1.555.555.1212', plus('15555551212')],
    ['1 555 555 1212', local('15555551212')],
    ['(555) 555-1212', local('5555551212')],
    ['030/12345678', local('03012345678')],
    ['+49 (0)30 12345678', plus('493012345678')],
    ['+49(0)3012345678', plus('493012345678')],
    // Without + the zero in parentheses is dialled.
    ['(0)30 12345678', local('03012345678')],
    ['+49\u00a030\u202f1234\u20115678', plus('493012345678')],
    ['\uff0b\uff11\uff15\uff15\uff15\uff15\uff15\uff15\uff11\uff12\uff11\uff12', plus('15555551212')],
    ['\u0661\u0665\u0665\u0665\u0665\u0665\u0665\u0661\u0662\u0661\u0662', local('15555551212')],
    ['+\u06f4\u06f9\u06f3\u06f0\u06f1\u06f2\u06f3\u06f4\u06f5', plus('493012345')],
    ['911', local('911')],
    ['00493012345678', local('00493012345678')],
  ])('%s', (written, expected) => {
    expect(parseFaxAddress(written).number).toEqual(expected)
  })
})

describe('FAX= (RFC 3191, 3192)', () => {
  it.each([
    ['FAX=+15555551212', plus('15555551212')],
    ['fax=+15555551212', plus('15555551212')],
    ['/FAX=+1.555.555-1212', plus('15555551212')],
    ['FAX=+15555551212/', plus('15555551212')],
    ['/FAX=+15555551212/', plus('15555551212')],
    ['FAX=03012345678', local('03012345678')],
  ])('%s', (written, expected) => {
    expect(parseFaxAddress(written).number).toEqual(expected)
  })

  it.each([
    ['FAX=+15555551212/T33S=1387', 'The qualifier /T33S is not supported.'],
    ['FAX=+15555551212/t33s=1387', 'The qualifier /t33s is not supported.'],
    ['/FAX=+15555551212/T33S=1387/', 'The qualifier /T33S is not supported.'],
    ['FAX=+15555551212/POSTD=pp1234', 'The qualifier /POSTD is not supported.'],
    ['FAX=+15555551212/ATTN=Jane.Doe', 'The qualifier /ATTN is not supported.'],
    ['FAX=/POSTD=1234', 'The qualifier /POSTD is not supported.'],
    ['FAX=', 'The number is missing.'],
    ['FAX=/', 'The number is missing.'],
    ['VOICE=+15555551212', 'VOICE= is not offered here, only FAX= is.'],
    ['RFAX=+15555551212', 'RFAX= is not offered here, only FAX= is.'],
    // Pauses and keys of the line are dialled by nobody here.
    ['FAX=0p03012345678', 'Letters are not part of a number: p.'],
    ['FAX=*6703012345678', 'The key * cannot be dialled here.'],
  ])('%s is refused and named', (written, reason) => {
    const { code, message } = refusal(() => parseFaxAddress(written))
    expect(code).toBe('E_RECIPIENT_SYNTAX')
    expect(message).toContain(reason)
  })
})

describe('what is no number', () => {
  it.each([
    ['', 'The number is missing.'],
    ['+', 'The number is missing.'],
    [' - ', 'The number is missing.'],
    ['ann', 'Letters are not part of a number: ann.'],
    ['1800FLOWERS', 'Letters are not part of a number: FLOWERS.'],
    ['1555555121O', 'Letters are not part of a number: O.'],
    ['15555551212x12', 'Letters are not part of a number: x.'],
    ['bj\u00f6rn', 'Letters are not part of a number: bjU+00F6rn.'],
    ['++15555551212', 'A + may only stand at the beginning.'],
    ['1+5555551212', 'A + may only stand at the beginning.'],
    ['15555551212#', 'The key # cannot be dialled here.'],
    ['15555551212%host', 'Routes with % are not accepted.'],
    ['host!15555551212', 'Letters are not part of a number: host.'],
    ['1!5555551212', 'Routes with ! are not accepted.'],
    ['1@2', 'There are two @ in the address.'],
    ['1555\u200b5551212', 'This character is not part of a number: U+200B.'],
    ['-15555551212', 'The number begins or ends with a separator.'],
    ['15555551212-', 'The number begins or ends with a separator.'],
    ['.1.', 'The number begins or ends with a separator.'],
    ['1'.repeat(21), 'The number has 21 digits.'],
    // Digits of other scripts than phones write, and letters that look like digits.
    ['1555555121\u0968', 'This character is not part of a number: U+0968.'],
    ['1555555121\u00b2', 'This character is not part of a number: U+00B2.'],
  ])('%j is refused', (written, reason) => {
    const { code, message } = refusal(() => parseFaxAddress(written))
    expect(code).toBe('E_RECIPIENT_SYNTAX')
    expect(message).toContain(reason)
  })

  it('a reason is short and printable, whatever was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text => {
        const { message } = refusal(() => parseFaxAddress(text))
        expect(message).toMatch(/^[\x20-\x7e]{0,400}$/)
      }),
      { numRuns: 500 },
    )
  })
})

describe('for any text', () => {
  const separator = fc.constantFrom('-', '.', ' ', '/', ' - ', '\u00a0', ')', '(')
  const digits = fc.stringMatching(/^[0-9]{1,20}$/)

  it('digits come out exactly as written, whatever separates them', () => {
    const written = fc.tuple(fc.boolean(), digits, fc.array(fc.tuple(fc.nat(), separator), { maxLength: 5 }))
    fc.assert(
      fc.property(written, ([international, number, cuts]) => {
        let text = number
        // Inside only: a separator at the edge is refused.
        for (const [at, what] of cuts) {
          const place = 1 + (at % text.length)
          if (place < text.length) text = text.slice(0, place) + what + text.slice(place)
        }
        // That zero has a meaning of its own.
        fc.pre(!text.includes('(0)'))
        expect(parseFaxAddress(`${international ? '+' : ''}${text}`).number).toEqual({
          international,
          digits: number,
        })
      }),
    )
  })

  it('no digit is ever dropped, but for the one (0) after a +', () => {
    const piece = fc.constantFrom(
      '0',
      '1',
      '5',
      '+',
      '-',
      '(0)',
      '(',
      ')',
      '/',
      '.',
      ' ',
      '=',
      'FAX=',
      'T33S',
      '*',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
        const text = pieces.join('')
        let result: WrittenNumber
        try {
          result = parseFaxAddress(text).number
        } catch {
          return
        }
        const all = text.replace(/[^0-9]/g, '')
        const short = text.replace('(0)', '').replace(/[^0-9]/g, '')
        expect(result.international ? [short, all] : [all]).toContain(result.digits)
        expect(text).not.toMatch(/T33S|\*/)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the domain of fax addresses', () => {
  const domains = ['fax.local', 'xn--fx-via.example']
  it.each([
    ['fax.local', true],
    ['FAX.Local', true],
    ['f\u00e4x.example', true],
    ['F\u00c4X.example', true],
    ['fax.local.', false],
    ['sub.fax.local', false],
    ['fax.local.evil.example', false],
    ['xfax.local', false],
    ['', false],
    ['[127.0.0.1]', false],
  ])('%s: %s', (domain, expected) => {
    expect(isFaxDomain(domain, domains)).toBe(expected)
  })
})
