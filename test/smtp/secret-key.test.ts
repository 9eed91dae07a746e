import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/documents/mail-facts.ts'
import { makeMailScanner } from '../../src/documents/mail-scan.ts'
import { checkKey, firstLine, keyDigest, sameDigest } from '../../src/smtp/secret-key.ts'
import { houseConfig } from './house.ts'

const KEY = 'correct-horse'

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
        expect(body).toContain(line)
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
  it('matches as the whole line, and its digest is that of the line', () => {
    const digest = createHash('sha256').update(KEY).digest('hex')
    expect(checkKey(`\r\n${KEY} \r\n\r\nText`, KEY)).toEqual({ matched: true, keyDigest: digest })
    expect(checkKey(KEY, ` ${KEY}\n`)).toEqual({ matched: true, keyDigest: digest })
  })

  it.each([
    [`${KEY} text`],
    [`Text\r\n${KEY}`],
    [`> ${KEY}`],
    ['Correct-Horse'],
    [KEY.slice(0, -1)],
    [`${KEY}${KEY}`],
    [`c\u043errect-horse`],
    [''],
    [null],
  ])('does not match %j', body => {
    expect(checkKey(body, KEY)).toEqual({ matched: false, keyDigest: null })
  })

  it('written with a combining accent is the same as with the letter', () => {
    expect(checkKey('cafe\u0301', 'caf\u00e9').matched).toBe(true)
    expect(checkKey('caf\u00e9', 'cafe\u0301').matched).toBe(true)
  })

  it('of any kind matches itself, and no other one', () => {
    const key = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
      .filter(text => firstLine(text) === text)
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(checkKey(`\r\n${one}\r\n\r\nText`, one).matched).toBe(true)
        expect(checkKey(other, one).matched).toBe(one.normalize('NFC') === other.normalize('NFC'))
      }),
    )
  })

  it('no line is no match, also for a key that would be the empty digest', () => {
    expect(sameDigest(null, keyDigest(KEY))).toBe(false)
    expect(sameDigest(keyDigest(''), keyDigest(KEY))).toBe(false)
    expect(sameDigest(keyDigest(KEY), keyDigest(KEY))).toBe(true)
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
    expect(checkKey(bodyHead(...lines), KEY).matched).toBe(matched)
  })
})
