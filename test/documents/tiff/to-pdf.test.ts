import { describe, expect, it } from 'vitest'
import { makeBitmap } from '../../../src/documents/bitmap.ts'
import { readTiff } from '../../../src/documents/tiff/read.ts'
import { pdfOfPages, pdfParts } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { textLikePage } from '../pages.ts'

const OPTIONS = { producer: 'x', createdAt: 1 }
const tiffOf = (...pages: ReturnType<typeof makeBitmap>[]) =>
  writeTiff(
    pages.map(page => g4Page(page, 204, 196)),
    { software: 'x' },
  )

/** A page with one dot. */
function dot(x: number): ReturnType<typeof makeBitmap> {
  const page = makeBitmap(1728, 16)
  page.data[x >> 3] = 0x80 >> (x & 7)
  return page
}

describe('a PDF in parts', () => {
  const tiff = tiffOf(textLikePage(), textLikePage(1728, 1100))
  const pages = readTiff(tiff)

  it('holds the bytes of the TIFF themselves, not a copy of them', () => {
    const parts = pdfParts(pages, OPTIONS)
    const ofTiff = parts.filter(part => part.buffer === tiff.buffer)
    expect(ofTiff.reduce((sum, part) => sum + part.length, 0)).toBe(
      pages.flatMap(page => page.strips).reduce((sum, strip) => sum + strip.length, 0),
    )
  })

  it('is the whole file when its parts follow each other, and each object stands where the table says', () => {
    const whole = Buffer.from(pdfOfPages(pages, OPTIONS))
    expect(Buffer.concat(pdfParts(pages, OPTIONS)).equals(whole)).toBe(true)
    const text = whole.toString('latin1')
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1])
    const rows = text.slice(start).match(/^\d{10} 00000 n $/gm) ?? []
    expect(rows.length).toBeGreaterThan(6)
    rows.forEach((row, i) => {
      expect(text.slice(Number(row.slice(0, 10))).startsWith(`${i + 1} 0 obj\n`)).toBe(true)
    })
  })

  it('has another ID when a page of the same length shows something else', () => {
    const id = (page: ReturnType<typeof makeBitmap>) => {
      const strips = readTiff(tiffOf(page))
      const text = Buffer.from(pdfOfPages(strips, OPTIONS)).toString('latin1')
      return { id: /\/ID\[<([0-9a-f]{32})>/.exec(text)?.[1], length: text.length }
    }
    const [one, other] = [id(dot(100)), id(dot(101))]
    expect(one.length).toBe(other.length)
    expect(one.id).not.toBe(other.id)
  })
})
