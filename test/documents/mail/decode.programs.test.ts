import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeTransfer, makeTransferDecoder } from '../../../src/documents/mail/decode.ts'
import { pieceSizes, piecesOf } from './arbitrary.ts'
import { codeOf, encode } from './corpus.ts'

const bytes = fc.uint8Array({ maxLength: 2000 }).map(all => Buffer.from(all))

/** What comes out when the bytes arrive in these pieces; each result is copied before the next call, as promised. */
function inPieces(raw: Buffer, encoding: string, sizes: readonly number[]): Buffer {
  const decoder = makeTransferDecoder(encoding)
  const out = piecesOf(raw, sizes).map(piece => Buffer.from(decoder.push(piece)))
  return Buffer.concat([...out, decoder.end()])
}

const decode = (text: string, encoding: string): string =>
  decodeTransfer(Buffer.from(text, 'latin1'), encoding).toString('latin1')

describe('a transfer encoding', () => {
  it.each(['base64', 'quoted-printable', '7bit', '8bit', 'binary'])(
    '%s gives back what was written, cut however',
    encoding => {
      fc.assert(
        fc.property(bytes, pieceSizes, (content, sizes) => {
          const raw =
            encoding === 'base64' || encoding === 'quoted-printable' ? encode({ content, encoding }) : content
          expect(decodeTransfer(raw, encoding).equals(content)).toBe(true)
          expect(inPieces(raw, encoding, sizes).equals(content)).toBe(true)
        }),
        { numRuns: 200 },
      )
    },
  )

  it.each(['base64', 'quoted-printable'])(
    '%s: junk comes out the same, cut however, and never longer',
    encoding => {
      const junk = fc
        .array(
          fc.oneof(
            fc.constantFrom(
              '=',
              '==',
              '=\r\n',
              '=\n',
              '=\r',
              '=4',
              '=41',
              '=g',
              ' ',
              '\t',
              '\r\n',
              '\r',
              '\n',
              'QUJD',
              'a',
              '-',
            ),
            fc.string({ unit: 'binary', maxLength: 3 }),
          ),
          { maxLength: 60 },
        )
        .map(all => Buffer.from(all.join(''), 'latin1'))
      fc.assert(
        fc.property(junk, pieceSizes, (raw, sizes) => {
          const whole = decodeTransfer(raw, encoding)
          expect(inPieces(raw, encoding, sizes).toString('latin1')).toBe(whole.toString('latin1'))
          expect(inPieces(raw, encoding, [1]).toString('latin1')).toBe(whole.toString('latin1'))
          expect(whole.length).toBeLessThanOrEqual(raw.length)
        }),
        { numRuns: 1000 },
      )
    },
  )

  it.each(['x-uuencode', 'base-64', 'base64\u0007', 'BASE64', ''])(
    'that nobody knows is refused: %j',
    encoding => {
      expect(codeOf(() => makeTransferDecoder(encoding))).toBe('E_MIME_BROKEN')
    },
  )

  it('that nobody knows is named without control characters, and not at any length', () => {
    const name = `x\u001b[31m${'y'.repeat(500)}`
    expect(() => makeTransferDecoder(name)).toThrow(
      `Its transfer encoding "x?[31m${'y'.repeat(34)}" is not known.`,
    )
  })
})

describe('base64', () => {
  it('agrees with Node on lines of any length', () => {
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom('\r\n', '\n', ' \r\n', ''),
        (content, width, end) => {
          const raw = content.toString('base64').replace(new RegExp(`.{${width}}`, 'g'), line => line + end)
          expect(decodeTransfer(Buffer.from(raw), 'base64').equals(Buffer.from(raw, 'base64'))).toBe(true)
          expect(decodeTransfer(Buffer.from(raw), 'base64').equals(content)).toBe(true)
        },
      ),
    )
  })

  it.each([
    ['without padding', 'QUJDRA', 'ABCD'],
    ['with half of its padding', 'QUJDRA=', 'ABCD'],
    ['with too much padding', 'QUJDRA=====', 'ABCD'],
    ['with padding on every line', 'QQ==\r\nQkM=\r\nRA==', 'ABCD'],
    ['with junk in it', '!QU-JD\0 R\xffA==', 'ABCD'],
    ['with one letter too many', 'QUJDR', 'ABC'],
    ['of nothing', '', ''],
    ['of nothing but line ends', '\r\n\r\n', ''],
  ])('%s', (_, raw, text) => {
    expect(decode(raw, 'base64')).toBe(text)
  })
})

describe('quoted-printable', () => {
  it.each([
    ['codes in both letter cases', '=C3=bc', '\xc3\xbc'],
    ['soft line breaks', 'a=\r\nb=\nc=\rd', 'abcd'],
    ['soft line breaks with blanks behind them', 'a= \t\r\nb', 'ab'],
    ['blanks at the end of lines', 'a \t\r\nb \nc ', 'a\r\nb\nc'],
    ['blanks inside lines', 'a \tb', 'a \tb'],
    ['hard line breaks', 'a\r\nb\nc', 'a\r\nb\nc'],
    ['an equals sign that codes nothing', 'a=b=xyz==41=4', 'a=b=xyz=A=4'],
    ['an equals sign at the end', 'a=', 'a'],
    ['an equals sign before blanks and text', 'a= b', 'a= b'],
    ['a code cut by a line end', '=4\r\n1', '=4\r\n1'],
    ['8 bit bytes', 'Gr\xfc\xdfe', 'Gr\xfc\xdfe'],
  ])('%s', (_, raw, text) => {
    expect(decode(raw, 'quoted-printable')).toBe(text)
  })

  it('keeps no endless run of blanks in memory, and none of them is lost inside a line', () => {
    const blanks = ' '.repeat(100_000)
    expect(decode(`a${blanks}b`, 'quoted-printable')).toBe(`a${blanks}b`)
    expect(decode(`a=${blanks}b`, 'quoted-printable')).toBe(`a=${blanks}b`)
    const decoder = makeTransferDecoder('quoted-printable')
    let out = 0
    for (let i = 0; i < 100; i++) out += decoder.push(Buffer.alloc(1000, ' ')).length
    expect(out).toBeGreaterThan(98_000)
  })
})
