import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBlack } from '../../../src/documents/bitmap.ts'
import { laidOut, layOut } from '../../../src/documents/pages/layout.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'

const A4 = sheetOf('a4', 'fine')
const LETTER = sheetOf('letter', 'fine')
const overlap = 98

describe('how a page comes onto fax pages', () => {
  it.each([
    ['A4 on A4', A4, 8.27, 11.69, 'none', 1, 1],
    ['A4 on Letter, a little smaller', LETTER, 8.27, 11.69, 'none', 1, 0.94],
    ['Letter on A4', A4, 8.5, 11, 'none', 1, 0.997],
    ['Legal on A4, smaller', A4, 8.5, 14, 'none', 1, 0.835],
    ['A3 on A4, smaller', A4, 11.69, 16.54, 'none', 1, 0.71],
    ['A4 landscape is turned', A4, 11.69, 8.27, 'left', 1, 1],
    ['a plan of A1 is turned and shrunk', A4, 33.1, 23.4, 'left', 1, 0.353],
    ['a business card in landscape stays', A4, 3.3, 2.1, 'none', 1, 1],
    ['a till receipt goes onto three pages', A4, 3.15, 30, 'none', 3, 1],
    ['a web page of two metres', A4, 8.27, 80, 'none', 8, 1],
    ['a wide web page is first brought to the width of the paper', A4, 17, 60, 'none', 3, 0.498],
    ['a banner is turned so that its left end comes first', A4, 40, 8, 'right', 4, 1],
  ] as const)('%s', (_name, sheet, width, height, turn, pages, scale) => {
    const layout = layOut(sheet, width, height)
    expect(layout.turn).toBe(turn)
    expect(layout.pieces).toHaveLength(pages)
    const across = turn === 'none' ? layout.width / width : layout.height / height
    expect(across / sheet.xDpi).toBeCloseTo(scale, 1.7)
  })

  it('nothing is cut off, whatever its size, and every cut stands on two pages', () => {
    const inches = fc.double({ min: 0.01, max: 300, noNaN: true })
    const sheets = fc.constantFrom(A4, LETTER, sheetOf('legal', 'standard'), sheetOf('a4', 'superfine'))
    fc.assert(
      fc.property(inches, inches, fc.constantFrom(0, 0.3), sheets, (width, height, margin, sheet) => {
        const { turn, x, y, pieces, ...drawn } = layOut(sheet, width, height, margin)
        const [across, down] = turn === 'none' ? [drawn.width, drawn.height] : [drawn.height, drawn.width]
        expect(x).toBeGreaterThanOrEqual(0)
        expect(x + across).toBeLessThanOrEqual(sheet.width)
        expect(pieces[0]?.from).toBe(0)
        expect(pieces.at(-1)?.to).toBe(down)
        expect(pieces.length).toBeLessThanOrEqual(31)
        for (const [i, { from, to }] of pieces.entries()) {
          expect(to).toBeGreaterThan(from)
          expect(y + to - from).toBeLessThanOrEqual(sheet.height)
          const before = pieces[i - 1]
          if (before !== undefined) expect(before.to - from).toBeGreaterThanOrEqual(sheet.yDpi / 2 - 1)
        }
      }),
    )
  })

  it('a banner begins on the first page with its left end, and ends on the last', () => {
    const layout = layOut(A4, 40, 2)
    // Black at the left end, and at the top everywhere.
    const data = new Uint8Array(layout.width * layout.height).fill(255)
    for (let y = 0; y < layout.height; y++) {
      const black = y < 40 ? layout.width : 60
      data.fill(0, y * layout.width, y * layout.width + black)
    }
    const pages = [...laidOut({ width: layout.width, height: layout.height, data }, layout, A4)]
    expect(pages).toHaveLength(4)
    const middle = 1728 >> 1
    const [first, last] = [pages[0], pages[3]]
    if (first === undefined || last === undefined) throw new Error('no pages')
    expect(isBlack(first, middle, 30)).toBe(true)
    expect(isBlack(first, middle, 100)).toBe(false)
    expect(isBlack(last, middle, 30)).toBe(false)
    // The top of a page that was turned to the right is at the right.
    const right = middle + (layout.height >> 1) - 20
    for (const page of [first, last]) expect(isBlack(page, right, 300)).toBe(true)
    expect((layout.pieces[0]?.to ?? 0) - (layout.pieces[1]?.from ?? 0)).toBe(overlap)
  })
})
