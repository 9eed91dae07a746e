import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bitmap } from '../../../src/documents/bitmap.ts'
import { imagePages } from '../../../src/documents/pages/image.ts'
import { isOfScreen } from '../../../src/documents/pages/screen.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'

const sheet = sheetOf('a4', 'fine')
const [WIDTH, HEIGHT] = [1290, 1700]
const LINES = [
  ['#000', 'Your order has been received'],
  ['#aaa', 'Order number four seven eleven'],
  ['#bbb', 'Delivered to the back door'],
  ['#e8a33d', 'Payment is due on Friday'],
] as const

function screenshot(): Sharp {
  const texts = LINES.map(
    ([fill, text], i) => `<text x="80" y="${160 + i * 200}" font-size="64" fill="${fill}">${text}</text>`,
  )
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="Liberation Sans">
    <rect width="100%" height="100%" fill="#fafafa"/>${texts.join('')}</svg>`
  return sharp(Buffer.from(svg)).flatten()
}

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-screen-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function readOn(bytes: Uint8Array): Promise<string> {
  const pages: Bitmap[] = []
  for await (const page of imagePages(bytes, sheet, 40_000_000)) pages.push(page)
  const path = join(folder, 'page.tiff')
  writeFileSync(
    path,
    writeTiff(
      pages.map(page => g4Page(page, sheet.xDpi, sheet.yDpi)),
      { software: 'x' },
    ),
  )
  return oracle('tesseract', [path, '-', '--psm', '6'])
}

it('pale text of a screenshot can be read on the fax page', async () => {
  const text = await readOn(await screenshot().png().toBuffer())
  for (const [, line] of LINES) expect(text).toContain(line)
})

describe('a picture of a screen', () => {
  const grey = (image: Sharp) => image.greyscale().raw().toBuffer()

  it('is known by its flat ground', async () => {
    expect(isOfScreen(await grey(screenshot()))).toBe(true)
  })

  it('is none with the noise of a scanner, be it small', async () => {
    const dots = await grey(screenshot())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (strength, seed) => {
        let state = seed >>> 0
        const noisy = dots.map((tone: number) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          return Math.max(0, Math.min(255, tone - Math.round(((state >>> 8) / 2 ** 24) * strength)))
        })
        expect(isOfScreen(noisy)).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  it('is none when it was a JPEG of poor quality, a photograph or a dark page', async () => {
    const jpeg = sharp(await screenshot().jpeg({ quality: 40 }).toBuffer())
    expect(isOfScreen(await grey(jpeg))).toBe(false)
    expect(isOfScreen(await grey(screenshot().negate()))).toBe(false)
    const slope = Uint8Array.from({ length: 100_000 }, (_, i) => 100 + ((i * 155) / 100_000) * 1)
    expect(isOfScreen(slope)).toBe(false)
  })
})
