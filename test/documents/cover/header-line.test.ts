import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bitmap, isBlank, makeBitmap } from '../../../src/documents/bitmap.ts'
import { headerColumns, headerStrip, withHeaderLine } from '../../../src/documents/cover/header-line.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import type { Resolution } from '../../../src/fax/document.ts'

const rowOf = (page: Bitmap, y: number) =>
  Buffer.from(page.data.subarray(y * page.stride, (y + 1) * page.stride)).toString('hex')
const rows = (page: Bitmap, from = 0) =>
  Array.from({ length: page.height - from }, (_, i) => rowOf(page, from + i))
const inked = (all: readonly string[]) => all.filter(row => !/^0*$/.test(row))

/** A page of these rows: 0 is blank, any other number is a row with that byte. */
function pageOf(bytes: readonly number[]): Bitmap {
  const page = makeBitmap(16, bytes.length)
  for (const [y, byte] of bytes.entries()) page.data.fill(byte, y * page.stride, (y + 1) * page.stride)
  return page
}
const strip = (height: number): Bitmap => ({
  ...makeBitmap(16, height),
  data: new Uint8Array(2 * height).fill(0xaa),
})

describe('the line at the top of a page', () => {
  it.each(['standard', 'fine', 'superfine'] as const)(
    'is drawn in %s resolution, within its strip',
    async resolution => {
      const sheet = sheetOf('a4', resolution as Resolution)
      const line = await headerStrip('2026-11-21 14:05  Acme', 'Page 1/3', sheet)
      expect(line.width).toBe(1728)
      expect(line.height).toBe(Math.round(0.2 * sheet.yDpi))
      expect(isBlank(line)).toBe(false)
      const [left, right] = [line.data.slice(0, 40), line.data.slice(-line.stride)]
      expect(
        left.every(byte => byte === 0),
        'nothing in the first row: machines cut it off',
      ).toBe(true)
      expect(
        right.every(byte => byte === 0),
        'nothing in the last row',
      ).toBe(true)
    },
  )

  it('cuts a text that is too long, never the page number', async () => {
    const sheet = sheetOf('letter', 'fine')
    const long = await headerStrip('W'.repeat(500), 'Page 1/3', sheet)
    const cut = await headerStrip(`${'W'.repeat(headerColumns(sheet) - 11)}…`, 'Page 1/3', sheet)
    expect(Buffer.from(long.data).equals(Buffer.from(cut.data))).toBe(true)
  })
})

describe('room for the line', () => {
  it('is taken at the top where the page is blank there: nothing else moves', () => {
    const page = pageOf([0, 0, 0, 0, 1, 0, 2, 0, 0])
    const headed = withHeaderLine(page, strip(3))
    expect(rows(headed, 3)).toEqual(rows(page, 3))
    expect(rowOf(headed, 0)).toBe('aaaa')
  })

  it('is taken at the bottom next: the page moves down', () => {
    const headed = withHeaderLine(pageOf([1, 2, 0, 3, 0, 0, 0]), strip(3))
    expect(rows(headed, 3)).toEqual(rows(pageOf([1, 2, 0, 3])))
  })

  it('is taken from the gaps inside then, the longest first, never all of one', () => {
    const headed = withHeaderLine(pageOf([1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 3]), strip(3))
    expect(rows(headed, 3)).toEqual(rows(pageOf([1, 0, 0, 0, 2, 0, 0, 3])))
  })

  it('is made by laying rows on each other on a page without gaps: no ink is lost', () => {
    const headed = withHeaderLine(pageOf([1, 2, 4, 8, 16, 32, 64, 128]), strip(3))
    const ink = headed.data.slice(6).reduce((sum, byte) => sum | byte, 0)
    expect(headed.height).toBe(8)
    expect(ink).toBe(255)
  })

  it('never grows the page, keeps every inked row in order where blank rows suffice, and loses no ink', () => {
    const bytes = fc.array(
      fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 255 })),
      {
        minLength: 8,
        maxLength: 80,
      },
    )
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 6 }), (page, height) => {
        const before = pageOf(page)
        const after = withHeaderLine(before, strip(height))
        expect(after.height).toBe(before.height)
        expect(rows(after).slice(0, height)).toEqual(Array(height).fill('aaaa'))
        const edges =
          page.findIndex(byte => byte !== 0) === -1
            ? page.length
            : page.findIndex(byte => byte !== 0) + [...page].reverse().findIndex(byte => byte !== 0)
        if (edges >= height) expect(inked(rows(after, height))).toEqual(inked(rows(before)))
        const all = (from: Bitmap, y: number) =>
          from.data.slice(y * from.stride).reduce((sum, byte) => sum | byte, 0)
        expect(all(after, height)).toBe(all(before, 0))
      }),
      { numRuns: 2000 },
    )
  })
})
