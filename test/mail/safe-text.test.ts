import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  safeMessageId,
  safeText,
  safeTextOrNull,
  strictAddress,
  strictMailbox,
} from '../../src/mail/safe-text.ts'
import { anyText } from './hostile.ts'

describe('safeText', () => {
  it.each([
    ['Contract 4711', 'Contract 4711'],
    ['a\r\nBcc: x@evil.test', 'a Bcc: x@evil.test'],
    ['a\u0000b\u0007c\u007fd', 'a b c d'],
    ['a\u0085b\u2028c\u2029d\u009be', 'a b c d e'],
    ['gpj.\u202efdp', 'gpj. fdp'],
    ['\u2066a\u2069 \u200eb\u200f \ufeff\u200b', 'a b'],
    ['  a \t b\u3000c  ', 'a b c'],
    ['lone \ud800 surrogate', 'lone surrogate'],
    ['Grüße an 田中さん 👍', 'Grüße an 田中さん 👍'],
    ['u\u0308', 'ü'],
    ['\u0000', ''],
  ])('%j becomes %j', (text, expected) => expect(safeText(text)).toBe(expected))

  it('cuts what is too long between characters, and says so', () => {
    expect(safeText('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`)
    expect(safeText('👍'.repeat(10), 5)).toBe('👍👍👍👍…')
    expect(safeText('x'.repeat(5_000_000)).length).toBe(200)
  })

  it('has no control, separator or direction character for any text, is short, and changes nothing twice', () => {
    fc.assert(
      fc.property(anyText(), text => {
        const safe = safeText(text)
        expect(safe).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u)
        expect(Array.from(safe).length).toBeLessThanOrEqual(200)
        expect(safeText(safe)).toBe(safe)
      }),
      { numRuns: 2_000 },
    )
  })

  it('tells an empty text from none by giving null for both', () => {
    expect([safeTextOrNull(null), safeTextOrNull('\r\n'), safeTextOrNull('a')]).toEqual([null, null, 'a'])
  })
})

describe('strictAddress', () => {
  it.each([
    'ann@example.com',
    'FAX=+12025550100/T33S=12@fax.local',
    "o'hara+tag@sub.example.co.uk",
    'bounces+ann=example.com@lists.example.org',
    'fax@[192.0.2.1]',
    'fax@[IPv6:2001:db8::1]',
    'root@localhost',
    'grün@exämple.de',
    '田中@例え.jp',
  ])('takes %s', address => expect(strictAddress(address)).toBe(address))

  it.each([
    '',
    'ann',
    '@example.com',
    'ann@',
    'ann@@example.com',
    'a@b@example.com',
    'ann@example.com ',
    ' ann@example.com',
    'ann@example.com\n',
    'u@b.cc>\r\nRCPT TO:<x@evil.cc',
    'ann@example.com,x@evil.cc',
    'ann@example.com x@evil.cc',
    'Ann <ann@example.com>',
    '<ann@example.com>',
    '"ann smith"@example.com',
    'ann(comment)@example.com',
    'group:ann@example.com;',
    'ann.@example.com',
    '.ann@example.com',
    'an..n@example.com',
    'ann@-example.com',
    'ann@example..com',
    'ann@exam_ple.com',
    'ann@[192.0.2.1',
    'ann\u202e@example.com',
    'ann\u0000@example.com',
    'ann\u2028@example.com',
    'a\u0308nn@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses %j', address => {
    expect(() => strictAddress(address)).toThrow(expect.objectContaining({ code: 'E_SENDER_SYNTAX' }))
  })

  it('lets nothing through that could end a line, a path or a list, for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          anyText().map(text => `ann@example.com${text}`),
        ),
        text => {
          try {
            expect(strictAddress(text)).toMatch(/^[^\s<>,;:"()\\@]+@[^\s<>,;"()\\@]+$/)
          } catch (error) {
            expect(error).toMatchObject({ code: 'E_SENDER_SYNTAX' })
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('strictMailbox', () => {
  it.each([
    ['Fax <fax@fax.local>', 'Fax', 'fax@fax.local'],
    ['"Fax, Office" <fax@fax.local>', 'Fax, Office', 'fax@fax.local'],
    ['fax@fax.local', '', 'fax@fax.local'],
    ['Fäx\r\nBcc: x@evil.test <fax@fax.local>', 'Fäx Bcc: x@evil.test', 'fax@fax.local'],
  ])('%j', (text, name, address) => expect(strictMailbox(text)).toEqual({ name, address }))

  it.each(['Fax', 'a <b@c.de> <d@e.fr>', 'Fax <fax@fax.local', 'Fax <>'])('refuses %j', text => {
    expect(() => strictMailbox(text)).toThrow(expect.objectContaining({ code: 'E_SENDER_SYNTAX' }))
  })
})

describe('safeMessageId', () => {
  it.each([
    ['<a@b>', '<a@b>'],
    ['a@b', '<a@b>'],
    [' <a.b$c@d-e> ', '<a.b$c@d-e>'],
    ['<a@b> <c@d>', null],
    ['<a@b>\r\nBcc: x', null],
    ['<a b@c>', null],
    ['<ä@b>', null],
    [`<${'a'.repeat(200)}@b>`, null],
    ['', null],
    [null, null],
  ])('%j gives %j', (text, expected) => expect(safeMessageId(text)).toBe(expected))
})
