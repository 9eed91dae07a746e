import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { charsetName, decodeCharset, makeCharsetDecoder } from '../../../src/documents/mail/charset.ts'
import { pieceSizes, piecesOf } from './arbitrary.ts'
import { CHARSETS, inCharset } from './corpus.ts'

function inPieces(bytes: Buffer, name: string, sizes: readonly number[]): string {
  const decoder = makeCharsetDecoder(name)
  return (
    piecesOf(bytes, sizes)
      .map(piece => decoder.push(Buffer.from(piece)))
      .join('') + decoder.end()
  )
}

const bytesOf = (...all: (string | readonly number[])[]): Buffer =>
  Buffer.concat(all.map(one => Buffer.from(one as string)))

describe('a declared charset', () => {
  it.each(Object.entries(CHARSETS))('%s', (charset, text) => {
    expect(decodeCharset(inCharset(text, charset), charset)).toBe(text)
  })

  it.each(Object.keys(CHARSETS))('%s comes out the same however the bytes are cut', charset => {
    const name = charsetName(charset) ?? ''
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), pieceSizes, (lines, sizes) => {
        const text = `${CHARSETS[charset] ?? ''}\r\n`.repeat(lines)
        expect(inPieces(inCharset(text, charset), name, sizes)).toBe(text)
      }),
      { numRuns: 20 },
    )
  })

  it.each([
    ['latin1', 'windows-1252'],
    ['iso-8859-1', 'windows-1252'],
    ['utf8', 'utf-8'],
    ['us-ascii', 'guess'],
    ['unknown-8bit', 'guess'],
    [null, 'guess'],
    ['nobody-knows', null],
    ['constructor', null],
    ['__proto__', null],
    ['utf-16', 'utf-16'],
  ])('%j is read as %j', (declared, name) => {
    expect(charsetName(declared)).toBe(name)
  })

  it.each(['sjis', 'x-sjis', 'ms_kanji', 'cp932', 'windows-31j', 'shift-jis'])(
    '%s is another name of Shift_JIS',
    name => {
      expect(decodeCharset(inCharset('東京', 'shift_jis'), name)).toBe('東京')
    },
  )

  it('reads what is called Latin-1 as windows-1252, which prints more', () => {
    expect(decodeCharset(bytesOf([0x80, 0x93, 0xfc]), 'iso-8859-1')).toBe('€“ü')
  })

  it('loses the byte order mark, and nothing else', () => {
    expect(decodeCharset(bytesOf([0xef, 0xbb, 0xbf], 'ü\ufeffx'), 'utf-8')).toBe('ü\ufeffx')
    expect(decodeCharset(bytesOf([0xff, 0xfe, 0xfc, 0x00]), 'utf-16')).toBe('ü')
    expect(decodeCharset(bytesOf([0xfe, 0xff, 0x00, 0xfc]), 'utf-16')).toBe('ü')
    expect(decodeCharset(bytesOf([0xfe, 0xff, 0x00, 0xfc]), 'utf-16be')).toBe('ü')
    expect(decodeCharset(bytesOf([0xff, 0xfe, 0xfc, 0x00]), 'utf-16le')).toBe('ü')
  })

  it('shows a replacement character for what it does not know', () => {
    expect(decodeCharset(bytesOf('a', [0xff], 'b'), 'utf-8')).toBe('a\ufffdb')
    expect(decodeCharset(bytesOf('a', [0xc3]), 'utf-8')).toBe('a\ufffd')
  })

  it('that is unknown is read like none', () => {
    expect(decodeCharset(Buffer.from('Grüße'), 'nobody-knows')).toBe('Grüße')
  })
})

describe('no declared charset', () => {
  const guess = (bytes: Buffer): string => decodeCharset(bytes, null)

  it.each([
    ['ASCII', 'plain', bytesOf('plain')],
    ['nothing', '', bytesOf('')],
    ['UTF-8', 'Grüße, 東京', bytesOf('Grüße, 東京')],
    ['UTF-8 with BOM', 'Grüße', bytesOf('\ufeffGrüße')],
    ['Latin-1', 'Grüße', bytesOf('Gr', [0xfc, 0xdf], 'e')],
    ['windows-1252', '5 €', bytesOf('5 ', [0x80])],
    ['UTF-16 with BOM, little end first', 'Grün', inCharset('\ufeffGrün', 'utf-16le')],
    ['UTF-16 with BOM, big end first', 'Grün', inCharset('\ufeffGrün', 'utf-16be')],
  ])('%s', (_, text, bytes) => {
    expect(guess(bytes)).toBe(text)
    expect(inPieces(bytes, 'guess', [1])).toBe(text)
  })

  it('decides the same however the bytes are cut', () => {
    const text = fc.array(fc.constantFrom('plain ', 'ü', '東', '🙂', 'x'.repeat(400), '\r\n'), {
      maxLength: 1200,
    })
    fc.assert(
      fc.property(text, fc.boolean(), pieceSizes, (words, isLatin, sizes) => {
        const written = words.join('')
        const bytes = isLatin ? Buffer.from(written.replace(/[東🙂]/gu, ''), 'latin1') : Buffer.from(written)
        const whole = guess(bytes)
        expect(inPieces(bytes, 'guess', sizes)).toBe(whole)
        expect(whole).toBe(isLatin ? bytes.toString('latin1') : written)
      }),
      { numRuns: 150 },
    )
  })

  it('finds UTF-8 when the bytes that decide end inside a character', () => {
    for (let shift = 0; shift < 4; shift++) {
      const text = `ü${'x'.repeat(shift)}${'🙂'.repeat(600)}`
      expect(guess(Buffer.from(text))).toBe(text)
    }
  })
})

describe('any bytes in any charset', () => {
  const everyWhere = (
    names: readonly string[],
    check: (declared: string, bytes: Buffer, cut: string) => void,
  ) =>
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        fc.uint8Array({ maxLength: 400 }),
        pieceSizes,
        (declared, all, sizes) => {
          const bytes = Buffer.from(all)
          check(declared, bytes, inPieces(bytes, charsetName(declared) ?? 'guess', sizes))
        },
      ),
      { numRuns: 1500 },
    )

  it('become the same text however they are cut', () => {
    const names = [
      'us-ascii',
      'utf-8',
      'iso-8859-15',
      'koi8-r',
      'utf-16',
      'utf-16be',
      'utf-32',
      'macintosh',
      'cp437',
    ]
    everyWhere(names, (declared, bytes, cut) => expect(cut).toBe(decodeCharset(bytes, declared)))
  })

  it('become text, also where a piece ends inside of what is no character', () => {
    const names = [
      'shift_jis',
      'euc-jp',
      'gb18030',
      'gb2312',
      'big5',
      'euc-kr',
      'iso-2022-jp',
      'utf-7',
      'hz-gb-2312',
    ]
    everyWhere(names, (_, bytes, cut) => expect(cut.length).toBeLessThanOrEqual(2 * bytes.length))
  })

  it('have a name that can be decoded, whatever was declared', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom('jis', 'iso2022jp', 'toString', 'hex', 'base64', 'utf-7-imap', '8bit'),
        ),
        declared => {
          expect(typeof decodeCharset(Buffer.from('ABC'), declared.toLowerCase())).toBe('string')
        },
      ),
      { numRuns: 1000 },
    )
  })

  it.each(['iso-2022-jp', 'guess'])('do not wait in memory for the end of a line (%s)', name => {
    const decoder = makeCharsetDecoder(name)
    let out = 0
    for (let i = 0; i < 200; i++) out += decoder.push(Buffer.alloc(1000, 'x')).length
    expect(out).toBeGreaterThan(100_000)
    expect(out + decoder.end().length).toBe(200_000)
  })
})
