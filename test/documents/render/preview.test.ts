import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { type Bitmap, fillRun, isBlack, makeBitmap } from '../../../src/documents/bitmap.ts'
import { previewPng } from '../../../src/documents/render/preview.ts'
import { anyBitmap, textLikePage } from '../pages.ts'

/** Grey by area, slowly: every pixel of the page with its share. */
function areaGrey(page: Bitmap, width: number, height: number): number[] {
  const black = new Array<number>(width * height).fill(0)
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      if (!isBlack(page, x, y)) continue
      const [left, right] = [(x * width) / page.width, ((x + 1) * width) / page.width]
      const [top, bottom] = [(y * height) / page.height, ((y + 1) * height) / page.height]
      for (let v = Math.floor(top); v < Math.min(height, Math.ceil(bottom)); v++) {
        for (let u = Math.floor(left); u < Math.min(width, Math.ceil(right)); u++) {
          const share =
            Math.max(0, Math.min(right, u + 1) - Math.max(left, u)) *
            Math.max(0, Math.min(bottom, v + 1) - Math.max(top, v))
          black[v * width + u] = (black[v * width + u] ?? 0) + share
        }
      }
    }
  }
  return black.map(share => 255 * (1 - share))
}

async function pixels(png: Buffer) {
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, grey: [...data] }
}

describe('pictures of fax pages', () => {
  it('every pixel is as grey as its part of the page is black', async () => {
    const small = anyBitmap.filter(({ width, height }) => width <= 80 && height <= 60)
    await fc.assert(
      fc.asyncProperty(
        small,
        fc.integer({ min: 1, max: 80 }),
        fc.constantFrom(98, 196, 391),
        async (page, wide, yDpi) => {
          const seen = await pixels(previewPng(page, 204, yDpi, wide))
          const expected = areaGrey(page, seen.width, seen.height)
          expect(seen.width).toBe(Math.min(wide, page.width))
          const furthest = Math.max(...expected.map((grey, i) => Math.abs(grey - (seen.grey[i] ?? -1000))))
          // 16 greys are 17 apart.
          expect(furthest).toBeLessThanOrEqual(8.6)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('has the proportions of the paper in every density', async () => {
    for (const [height, yDpi] of [
      [1146, 98],
      [2292, 196],
      [4572, 391],
    ] as const) {
      const { width, height: high } = await pixels(previewPng(makeBitmap(1728, height), 204, yDpi, 600))
      expect(width / high).toBeCloseTo(1728 / 204 / (height / yDpi), 2)
    }
  })

  it('in full size, as wide as the page; letters are whole', async () => {
    const page = textLikePage()
    const { width, height } = await pixels(previewPng(page, 204, 196, 0))
    expect([width, height]).toEqual([1728, Math.round((2292 / 196) * 204)])
  })

  it('a black page is black to its last pixel', async () => {
    const page = makeBitmap(1728, 100)
    for (let y = 0; y < 100; y++) fillRun(page, y, 0, 1728)
    const { grey } = await pixels(previewPng(page, 204, 204, 601))
    expect(new Set(grey)).toEqual(new Set([0]))
  })
})
