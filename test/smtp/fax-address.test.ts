import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_PARTS } from '../../src/fax/address-parts.ts'
import { type FaxAddress, isFaxDomain, parseFaxAddress } from '../../src/smtp/fax-address.ts'
import { refusal } from './codes.ts'

const plus = (digits: string) => ({ international: true, digits, dialString: null })
const local = (digits: string) => ({ international: false, digits, dialString: null })

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

  /** The vectors of the grammar: number, then what stands beside it. */
  it.each([
    ['FAX=+12027653000/T33S=1387', plus('12027653000'), { subaddress: '1387' }],
    ['/FAX=+33-1-88335215/', plus('33188335215'), {}],
    ['FAX=+3940226338', plus('3940226338'), {}],
    ['fax=+1.202.344-5723', plus('12023445723'), {}],
    [
      'FAX=+1-202-455-7622/T33S=8745/PostD=p1w7005393w373',
      plus('12024557622'),
      { subaddress: '8745', postDial: 'p1w7005393w373' },
    ],
    [
      'FAX=9p040p22.63.38/t33s=4312/ofno=T2-33A/OFNA=Q-C',
      { international: false, digits: '9040226338', dialString: '9p040p226338' },
      { subaddress: '4312', postal: ['OFNO=T2-33A', 'OFNA=Q-C'] },
    ],
    ['FAX=/postd=w6743w99p51', local(''), { postDial: 'w6743w99p51' }],
    ['FAX=+15555551212/isub=12-34.5', plus('15555551212'), { isdnSubaddress: '12345' }],
    ['FAX=+15555551212/POSTD=P1W-2#*d', plus('15555551212'), { postDial: 'p1w2#*d' }],
    ['FAX=+15555551212/ATTN=Mark.Collins', plus('15555551212'), { attention: 'Mark Collins' }],
    [
      'FAX=+15555551212/ATTN=J.P.Smith/ORG=Acme_Inc',
      plus('15555551212'),
      { attention: 'J P Smith', organization: 'Acme Inc' },
    ],
    [
      'FAX=+15555551212/STR=45,_Main_Street/ADDR=Redhill/ADDU=ACMETELEX/ADDL=3rd_floor/POB=7/ZIP=I-34012/CO=Italy/',
      plus('15555551212'),
      {
        postal: [
          'STR=45, Main Street',
          'ADDR=Redhill',
          'ADDU=ACMETELEX',
          'ADDL=3rd floor',
          'POB=7',
          'ZIP=I-34012',
          'CO=Italy',
        ],
      },
    ],
  ])('%s', (written, number, parts) => {
    expect(parseFaxAddress(written)).toEqual({ number, parts: { ...NO_PARTS, ...parts }, tags: [] })
  })

  it.each([
    ['FAX=', 'The number is missing.'],
    ['FAX=+', 'The number is missing.'],
    ['FAX=/', 'The number is missing.'],
    ['FAX=/T33S=12', 'The number is missing.'],
    ['FAX=+12a34', 'Letters are not part of a number: a.'],
    ['T33S=1', 'T33S= is not offered here, only FAX= is.'],
    ['VOICE=+12025550123', 'VOICE= is not offered here, only FAX= is.'],
    ['XYZ=+493012345', 'XYZ= is not offered here, only FAX= is.'],
    ['RFAX=+15555551212', 'RFAX= is not offered here, only FAX= is.'],
    ['FAX=+15555551212/T33S=1/T33S=2', '/T33S is written twice'],
    ['FAX=+15555551212/t33s=1/T33S=1', '/T33S is written twice'],
    ['FAX=+15555551212/T33S=1#2', '/T33S takes digits only.'],
    ['FAX=+15555551212/T33S=', '/T33S takes digits only.'],
    ['FAX=+15555551212/T33S=123456789012345678901', '/T33S has more than 20 digits.'],
    ['FAX=+15555551212/ISUB=x', '/ISUB takes digits only.'],
    ['FAX=+15555551212/POSTD=', '/POSTD takes'],
    ['FAX=+15555551212/POSTD=1/POSTD=2', '/POSTD is written twice'],
    ['FAX=+15555551212/ATTN=', '/ATTN is empty.'],
    ['FAX=+15555551212/ATTN=\u202eevil', '/ATTN has a character that cannot be printed.'],
    [`FAX=+15555551212/STR=${'x'.repeat(65)}`, '/STR has more than 64 characters.'],
    ['FAX=+15555551212/PRIO=high', 'The qualifier /PRIO is not supported.'],
    ['FAX=+15555551212/constructor=1', 'The qualifier /constructor is not supported.'],
    ['FAX=+15555551212/1387', '/1387 is not a key with a value'],
    ['FAX=+15555551212//', '/ is not a key with a value'],
    // The pauses of RFC 2846 are for local numbers; the keys of the line are dialled by nobody here.
    ['FAX=+1p5555551212', 'Letters are not part of a number: p.'],
    ['FAX=*6703012345678', 'The key * cannot be dialled here.'],
  ])('%s is refused and named', (written, reason) => {
    const { code, message } = refusal(() => parseFaxAddress(written))
    expect(code).toBe('E_RECIPIENT_SYNTAX')
    expect(message).toContain(reason)
  })

  it('an access code is not quoted when it is refused', () => {
    const { message } = refusal(() => parseFaxAddress('FAX=+15555551212/POSTD=1234geheim'))
    expect(message).not.toMatch(/1234|geheim/)
  })
})

describe('what other fax services have people write', () => {
  const number = local('15555551212')
  it.each([
    // eFax
    ['15555551212/to=Jane_Doe/co=Acme', { attention: 'Jane Doe', organization: 'Acme' }, []],
    ['15555551212/TO=Dr._Doe/fr=John_Roe/cp=off', { attention: 'Dr. Doe' }, ['fr=John_Roe', 'cp=off']],
    // NET SatisFAXtion
    ['15555551212^NOCOVER', {}, ['NOCOVER']],
    ['15555551212^NOCOVER^COMPANY=Acme_Inc^A4', { organization: 'Acme Inc' }, ['NOCOVER', 'A4']],
    ['15555551212^BILLING=4711', {}, ['BILLING=4711']],
    // Faximum
    ['Jane_Doe/Acme/FAX=1-555-555-1212', { attention: 'Jane Doe', organization: 'Acme' }, []],
    ['/Jane_Doe/FAX=15555551212/', { attention: 'Jane Doe' }, []],
    [
      'Jane_Doe/Acme/Main_St._1/Springfield/FAX=15555551212/T33S=7',
      {
        attention: 'Jane Doe',
        organization: 'Acme',
        postal: ['ADDR=Main St. 1', 'ADDR=Springfield'],
        subaddress: '7',
      },
      [],
    ],
    // Keys of RFC 2846 behind a plain number, and extensions
    ['15555551212/T33S=1387', { subaddress: '1387' }, []],
    ['15555551212x12', { extension: '12' }, []],
    ['1-555-555-1212 ext. 12', { extension: '12' }, []],
    ['15555551212;ext=12+fine', { extension: '12' }, ['fine']],
    // Options
    ['15555551212+nocover', {}, ['nocover']],
    ['15555551212+nocover+fine+billing=ACME-7', {}, ['nocover', 'fine', 'billing=ACME-7']],
    ['15555551212+fine/to=Jane+nocover', { attention: 'Jane' }, ['fine', 'nocover']],
    ['15555551212+fine^NOCOVER', {}, ['fine', 'NOCOVER']],
    ['FAX=1.555.555.1212+nocover/T33S=7', { subaddress: '7' }, ['nocover']],
  ])('%s', (written, parts, tags) => {
    expect(parseFaxAddress(written)).toEqual({ number, parts: { ...NO_PARTS, ...parts }, tags })
  })

  it('a + before the number and one behind it are told apart', () => {
    expect(parseFaxAddress('+15555551212+fine')).toEqual({
      number: plus('15555551212'),
      parts: NO_PARTS,
      tags: ['fine'],
    })
  })

  it.each([
    ['+nocover', 'The number is missing.'],
    ['15555551212+', 'A + may only stand at the beginning.'],
    ['15555551212+15555553434', 'A + may only stand at the beginning.'],
    ['15555551212+fine+15555553434', 'A + may only stand at the beginning.'],
    ['15555551212^', '^ is not an option.'],
    ['15555551212^COMPANY=', '/COMPANY is empty.'],
    ['^NOCOVER', 'The number is missing.'],
    ['15555551212/xyz=1', 'The qualifier /xyz is not supported.'],
    ['15555551212/fr=', 'The qualifier /fr is not supported.'],
    ['15555553434/FAX=+15555551212', '15555553434 before /FAX= is not a name.'],
    ['A/B/C/D/E/FAX=+15555551212', 'There are more than 4 names before /FAX=.'],
    ['Jane//FAX=+15555551212', 'before /FAX= is not a name.'],
    ['Jane/FAX=+15555551212/ATTN=Ann', '/ATTN is written twice'],
    ['15555551212x', 'Letters are not part of a number: x.'],
  ])('%s is refused', (written, reason) => {
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
          dialString: null,
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
        let found: FaxAddress
        try {
          found = parseFaxAddress(text)
        } catch {
          return
        }
        const { number, parts, tags } = found
        const digits = (from: string) => from.replaceAll('T33S', '').replace(/[^0-9]/g, '')
        const sorted = (from: string) => [...from].sort().join('')
        const out = sorted(digits(`${number.digits}${JSON.stringify(parts)}${tags.join()}`))
        const without = sorted(digits(text.replace('(0)', '')))
        expect(number.international ? [without, sorted(digits(text))] : [sorted(digits(text))]).toContain(out)
        // Not dialled either: a key of the line can only stand in an option, or in a word for people.
        expect(text.includes('*')).toBe(`${tags.join()}${JSON.stringify(parts)}`.includes('*'))
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
