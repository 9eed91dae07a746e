import { describe, expect, it } from 'vitest'
import { type Bitmap, isBlank } from '../../../src/documents/bitmap.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { tiffPages } from '../../../src/documents/pages/tiff.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import type { Paper } from '../../../src/fax/paper.ts'
import { textLikePage } from '../pages.ts'

async function printed(page: Bitmap, yDpi: number, paper: Paper, resolution: 'standard' | 'fine' = 'fine') {
  const tiff = writeTiff([g4Page(page, 204, yDpi)], { software: 'scanner' })
  const pages: Bitmap[] = []
  const limits = { maxPages: 60, maxPixels: 120_000_000 }
  for await (const one of tiffPages(tiff, sheetOf(paper, resolution), limits)) pages.push(one)
  return pages
}
const rows = ({ data, stride }: Bitmap, from: number, to: number) =>
  Buffer.from(data.subarray(from * stride, to * stride)).toString('base64')

describe('a page of fax width', () => {
  it.each([
    ['A4', 2292, 'a4'],
    ['A4 of a machine that sends more', 2400, 'a4'],
    ['A4 for a number with Letter paper', 2292, 'letter'],
    ['Legal', 2744, 'legal'],
    ['Legal for a number with A4 paper', 2744, 'a4'],
    ['half a page', 1000, 'a4'],
  ] as const)('%s passes dot by dot', async (_, height, paper) => {
    const page = textLikePage(1728, height)
    const [one, ...more] = await printed(page, 196, paper)
    expect(more).toEqual([])
    expect(one?.height).toBe(height)
    expect(rows(one as Bitmap, 0, height)).toBe(rows(page, 0, height))
  })

  it.each([
    ['a4', 2292, 10],
    ['letter', 2156, 10],
    ['legal', 2744, 8],
  ] as const)(
    'of 20,000 lines goes onto several sheets of %s, with every line, half an inch twice',
    async (paper, height, count) => {
      const page = textLikePage(1728, 20_000)
      const pages = await printed(page, 196, paper)
      expect(pages).toHaveLength(count)
      const step = height - 98
      for (const [i, one] of pages.entries()) {
        expect(one).toMatchObject({ width: 1728, height })
        const from = i * step
        const to = Math.min(20_000, from + height)
        expect(rows(one, 0, to - from), `page ${i + 1}`).toBe(rows(page, from, to))
      }
    },
  )

  it('of 20,000 lines in fine has half as many in standard', async () => {
    const pages = await printed(textLikePage(1728, 20_000), 196, 'a4', 'standard')
    expect(pages).toHaveLength(10)
    expect(pages[0]).toMatchObject({ height: 1146 })
  })

  it('a little longer than any paper is made smaller onto one sheet', async () => {
    const pages = await printed(textLikePage(1728, 3200), 196, 'a4')
    expect(pages).toHaveLength(1)
    expect(pages[0]).toMatchObject({ width: 1728, height: 2292 })
    expect(isBlank(pages[0] as Bitmap)).toBe(false)
  })

  it('longer than thirty sheets is made smaller, and nothing of it is cut off', async () => {
    const pages = await printed(textLikePage(1728, 40_000), 98, 'a4', 'standard')
    expect(pages.length).toBeLessThanOrEqual(30)
    expect(isBlank(pages.at(-1) as Bitmap)).toBe(false)
  })
})
