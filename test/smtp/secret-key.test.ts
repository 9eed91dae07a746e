import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/documents/mail/facts.ts'
import { makeMailScanner } from '../../src/documents/mail/scan.ts'
import { bareKey } from '../../src/fax/key-text.ts'
import {
  cutDigest,
  digestsOf,
  type KeyMode,
  keyDigest,
  keyLine,
  sameDigest,
} from '../../src/smtp/secret-key.ts'
import { houseConfig } from './house.ts'

const KEY = 'correct-horse'

const firstLine = (body: string | null) => keyLine(body)?.line ?? null

/** Is the first line the key? */
function isKey(body: string | null, key: string, mode: KeyMode = 'lenient'): boolean {
  const shown = keyLine(body)
  const wanted = keyDigest(key)
  return shown !== null && digestsOf(shown, mode).some(digest => sameDigest(digest, wanted))
}

describe('the first line', () => {
  it.each([
    [`${KEY}\r\n\r\nText`, KEY],
    [`\r\n \r\n${KEY}\r\n`, KEY],
    [`${KEY}`, KEY],
    [`  ${KEY}\t \nText`, KEY],
    [`\u00a0\u200b\ufeff${KEY}\u00a0\u2060\n`, KEY],
    [`${KEY}\rText`, KEY],
    [`${KEY}\u2028Text`, KEY],
    ['two words \n', 'two words'],
  ])('of %j is %j', (body, line) => {
    expect(firstLine(body)).toBe(line)
  })

  it.each([[null], [''], [' \r\n \u00a0 \r\n'], ['x'.repeat(1025)]])('of %j is none', body => {
    expect(firstLine(body)).toBeNull()
  })

  it('has no line end and no blanks at its ends, whatever the body', () => {
    const text = fc.string({
      unit: fc.constantFrom(' ', '\r', '\n', '\t', 'a', '\u00a0', '\u200b', '\u2028', '\u00e9'),
    })
    fc.assert(
      fc.property(text, body => {
        const line = firstLine(body)
        if (line === null) return
        expect(line).not.toMatch(/[\r\n\u2028\u2029]|^[\s\u200b]|[\s\u200b]$/)
        expect(line).not.toBe('')
        expect(body.normalize('NFC')).toContain(line)
      }),
      { numRuns: 500 },
    )
  })

  it('of a long blank body is found in a short time', () => {
    const body = `${' '.repeat(500_000)}${KEY}${' '.repeat(500_000)}x`
    expect(firstLine(body)).toBeNull()
    expect(firstLine(`${'\n'.repeat(500_000)}${KEY}\n`)).toBe(KEY)
  })
})

describe('the key', () => {
  it.each([
    [`${KEY} text`],
    [`Text\r\n${KEY}`],
    [`> ${KEY}`],
    ['Correct-Horse'],
    [KEY.slice(0, -1)],
    [`${KEY}${KEY}`],
    [`c\u043errect-horse`],
    ['correct -horse'],
    [''],
    [null],
  ])('is not %j', body => {
    expect(isKey(body, KEY)).toBe(false)
  })

  it('may be known by its SHA-256 alone', () => {
    const sha256 = createHash('sha256').update(KEY).digest('hex')
    expect(keyDigest({ sha256 })).toEqual(keyDigest(KEY))
    expect(keyDigest(` ${KEY}\n`)).toEqual(keyDigest(KEY))
  })

  it('written with a combining accent is the same as with the letter', () => {
    expect(isKey('cafe\u0301', 'caf\u00e9', 'strict')).toBe(true)
    expect(isKey('caf\u00e9', 'cafe\u0301', 'strict')).toBe(true)
  })

  it('of any kind matches itself, and no other one', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter(text => firstLine(text) === text.normalize('NFC'))
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(isKey(`\r\n${one}\r\n\r\nText`, one, 'strict')).toBe(true)
        expect(isKey(other, one, 'strict')).toBe(one.normalize('NFC') === other.normalize('NFC'))
      }),
    )
  })

  it('no line is no match, also for a key that would be the empty digest', () => {
    expect(sameDigest(null, keyDigest(KEY))).toBe(false)
    expect(sameDigest(keyDigest(''), keyDigest(KEY))).toBe(false)
  })
})

describe('what mail programs do to a key', () => {
  it.each([
    ['NBSP between its words', 'two\u00a0words\r\nText', 'two words'],
    ['two blanks between its words', 'two  words', 'two words'],
    ['a soft hyphen in it', 'correct\u00ad-horse', KEY],
    ['wrapped at a blank', 'two \r\nwords\r\n\r\nText', 'two words'],
    ['wrapped where no blank was (DelSp=yes)', 'correct- \r\nhorse\r\nText', KEY],
    ['a blank behind it, and text at once', `${KEY} \r\nText`, KEY],
  ])('lenient takes it with %s', (_, body, key) => {
    expect(isKey(body, key)).toBe(true)
  })

  it('strict takes it as it is written, but for blanks around it', () => {
    expect(isKey('two\u00a0words', 'two words', 'strict')).toBe(false)
    expect(isKey('correct- \r\nhorse', KEY, 'strict')).toBe(false)
    expect(isKey(`${KEY} \r\n\r\nText`, KEY, 'strict')).toBe(true)
  })

  it('and what is cut out are its letters, with all lines that they are spread over', () => {
    const letters = (text: string) => createHash('sha256').update(bareKey(text)).digest('hex')
    const cut = (body: string, matched: string) => {
      const shown = keyLine(body)
      return shown === null ? null : cutDigest(shown, keyDigest(matched))
    }
    expect(cut(`${KEY} \r\nText`, KEY)).toBe(letters(KEY))
    expect(cut('correct- \r\nhorse\r\nText', KEY)).toBe(letters(KEY))
    expect(cut('two  words', 'two words')).toBe(letters('twowords'))
  })

  it('a line stands alone when an empty one follows, or nothing', () => {
    const alone = (body: string) => keyLine(body)?.alone
    expect([`${KEY}`, `${KEY}\r\n`, `${KEY}\r\n\u00a0\r\nText`].map(alone)).toEqual([true, true, true])
    expect([`${KEY}\r\nText`, `${KEY}\nText`].map(alone)).toEqual([false, false])
  })
})

/** What a client sends, through the scanner that every mail goes through. */
describe('the key in a mail', () => {
  const bodyHead = (...lines: string[]) => {
    const scanner = makeMailScanner({ ...houseConfig().smtp.limits, lineEndings: 'strict' })
    scanner.write(Buffer.from(`From: ann@example.com\r\n${lines.join('\r\n')}\r\n`))
    return factsOf(scanner.end()).bodyHead
  }
  const multipart = 'Content-Type: multipart/mixed; boundary=b'
  const plain = 'Content-Type: text/plain; charset=utf-8'

  it.each([
    ['alone, with an attachment', ['', KEY], true],
    ['after a blank line', ['', '', KEY, '', 'Text'], true],
    ['with text on its line', ['', `${KEY} text`], false],
    ['on the second line', ['', 'Hello', KEY], false],
    ['in a quoted reply', ['', `> ${KEY}`], false],
    [
      'over a soft line break',
      ['Content-Transfer-Encoding: quoted-printable', '', 'correct-=', 'horse', '', 'Text'],
      true,
    ],
    [
      'in base64',
      ['Content-Transfer-Encoding: base64', '', Buffer.from(`${KEY}\r\n`).toString('base64')],
      true,
    ],
    ['only in the subject', [`Subject: ${KEY}`, '', 'Text'], false],
    [
      'in the first of two texts',
      [multipart, '', '--b', plain, '', KEY, '--b', plain, '', 'Text', '--b--'],
      true,
    ],
    [
      'in the second of two texts',
      [multipart, '', '--b', plain, '', 'Text', '--b', plain, '', KEY, '--b--'],
      false,
    ],
    [
      'inside a signed mail',
      [
        'Content-Type: multipart/signed; boundary=s; protocol="application/pkcs7-signature"; micalg=sha-256',
        '',
        '--s',
        multipart,
        '',
        '--b',
        plain,
        '',
        KEY,
        '--b--',
        '--s',
        'Content-Type: application/pkcs7-signature; name=smime.p7s',
        'Content-Transfer-Encoding: base64',
        '',
        'AAAA',
        '--s--',
      ],
      true,
    ],
    ['in the preamble', [multipart, '', KEY, '--b', plain, '', 'Text', '--b--'], false],
  ])('%s', (_, lines, matched) => {
    expect(isKey(bodyHead(...lines), KEY)).toBe(matched)
  })
})
