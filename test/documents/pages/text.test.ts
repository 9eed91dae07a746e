import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mayBeTable, rowsOf, tableOf } from '../../../src/documents/pages/csv.ts'
import { textOfBytes, withoutControls } from '../../../src/documents/pages/text-bytes.ts'
import { expanded, widthOf, wrapped } from '../../../src/documents/pages/text-lines.ts'

describe('the charset of a text file', () => {
  const TEXT = 'Grüße aus Köln – 10 €'
  it.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${TEXT}`)],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['UTF-16, highest byte first', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('Gr\xfc\xdfe aus K\xf6ln \x96 10 \x80', 'latin1')],
  ])('%s', (_, bytes) => {
    expect(withoutControls(textOfBytes(bytes))).toBe(TEXT)
  })

  it('is still UTF-8 where a letter was cut', () => {
    const bytes = Buffer.concat([Buffer.from('ä'.repeat(40)), Buffer.from([0xc3])])
    expect(textOfBytes(bytes)).toBe(`${'ä'.repeat(40)}\ufffd`)
  })
})

it('what terminals obey is not printed', () => {
  expect(withoutControls('\x1b[1;31merror\x1b[0m\x07: \x1b]0;title\x07x\r\nN\bNA\b_ME\x1a')).toBe(
    'error: x\nN_ME',
  )
})

describe('lines', () => {
  it('are broken at blanks, and inside a word only where it is longer than a line', () => {
    expect(wrapped('one two three', 8)).toEqual(['one two', 'three'])
    expect(wrapped('one twothree', 8)).toEqual(['one', 'twothree'])
    expect(wrapped('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij'])
    expect(wrapped('    abcdefgh', 6)).toEqual(['    ab', 'cdefgh'])
    expect(wrapped('', 4)).toEqual([''])
  })

  it('count wide characters twice and marks not at all', () => {
    expect(widthOf('日本e\u0301')).toBe(5)
    expect(wrapped('日本語文字', 4)).toEqual(['日本', '語文', '字'])
  })

  it('have tabs to the next multiple of eight', () => {
    expect(expanded('a\tbb\t日\tc')).toBe('a       bb      日      c')
  })

  it('are never wider than asked, and no letter is lost', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 2, max: 40 }),
        (line, columns) => {
          const lines = wrapped(line, columns)
          for (const one of lines) expect(widthOf(one)).toBeLessThanOrEqual(columns)
          expect(lines.join('').replace(/\s/g, '')).toBe(line.replace(/\s/g, ''))
        },
      ),
    )
  })

  it('of a megabyte take no time', () => {
    const before = process.cpuUsage().user
    expect(wrapped('x'.repeat(1_000_000), 80)).toHaveLength(12_500)
    expect(wrapped('a b '.repeat(250_000), 80)).toHaveLength(12_500)
    expect(process.cpuUsage().user - before).toBeLessThan(5_000_000)
  })
})

describe('tables', () => {
  const place = { columns: 40, linesAt: () => 5 }

  it('are taken for tables by their name or type', () => {
    expect(mayBeTable('Liste.CSV', 'application/octet-stream')).toBe(true)
    expect(mayBeTable('list', 'text/csv; charset=utf-8')).toBe(true)
    expect(mayBeTable('list.txt', 'text/plain')).toBe(false)
  })

  it('keep what RFC 4180 allows in a cell', () => {
    expect(rowsOf('a,"b,""c""\r\nd",\r\n"",x\n', ',')).toEqual([
      ['a', 'b,"c" d', ''],
      ['', 'x'],
    ])
    expect(rowsOf('5" pipe,"open\nnext', ',')).toEqual([['5" pipe', '"open'], ['next']])
  })

  it('stand in columns under their headings, numbers on the right, headings on every page', () => {
    const text = 'Name;Amount\nAnna;5,00\nBernd;1.234,50\nChristine;-3\nDora;7\n'
    expect(tableOf(text, place)?.text.split('\f')).toEqual([
      [
        'Name      │   Amount',
        '──────────┼─────────',
        'Anna      │     5,00',
        'Bernd     │ 1.234,50',
        'Christine │       -3',
      ]
        .join('\n')
        .replace(/──────────┼/, '──────────┼'),
      ['Name      │   Amount', '──────────┼─────────', 'Dora      │        7'].join('\n'),
    ])
  })

  it('break long cells inside their column', () => {
    const table = tableOf('Item,Note\nA,one two three four five six seven eight nine ten\n', place)
    expect(table?.columns).toBe(40)
    expect(table?.text.split('\n').slice(2)).toEqual([
      'A    │ one two three four five six seven',
      '     │ eight nine ten',
    ])
  })

  it('with more columns than a page holds are printed record by record', () => {
    const row = (text: string) => Array.from({ length: 9 }, (_, i) => `${text}-number-${i}`).join('\t')
    const lines = tableOf(`${row('head')}\n${row('a')}\n`, place)?.text.split('\n')
    expect(lines?.[8]).toBe('head-number-8: a-number-8')
  })

  it('that are none are left as they are', () => {
    expect(tableOf('just a text\nof two lines\n', place)).toBeNull()
    expect(tableOf('', place)).toBeNull()
  })

  it('of any text lose no letter', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '1', '"', ',', ';', '\n', ' ', 'ü', '日'),
      maxLength: 30,
    })
    fc.assert(
      fc.property(cell, text => {
        const table = tableOf(text, { columns: 30, linesAt: () => 10 })
        if (table === null) return
        const letters = (all: string) => all.replace(/[^a1ü日]/g, '').length
        expect(letters(table.text)).toBeGreaterThanOrEqual(letters(text))
        for (const line of table.text.split(/[\n\f]/).filter(one => one.includes('│')))
          expect(widthOf(line)).toBeLessThanOrEqual(30)
      }),
      { numRuns: 1000 },
    )
  })
})
