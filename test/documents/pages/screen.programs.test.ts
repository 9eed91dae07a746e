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
import { type Grey, sheetOf } from '../../../src/documents/pages/sheet.ts'
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

describe('pale text of a screenshot can be read on the fax page', () => {
  const codings = {
    PNG: (image: Sharp) => image.png(),
    'JPEG of poor quality': (image: Sharp) => image.jpeg({ quality: 60 }),
    'JPEG of good quality': (image: Sharp) => image.jpeg({ quality: 90 }),
    'JPEG that lies on its head': (image: Sharp) =>
      image
        .extract({ left: 0, top: 0, width: WIDTH - 3, height: HEIGHT - 5 })
        .rotate(180)
        .jpeg({ quality: 75 })
        .withMetadata({ orientation: 3 }),
    WebP: (image: Sharp) => image.webp({ quality: 75 }),
  }
  it.each(Object.entries(codings))('%s', async (_, coded) => {
    const text = await readOn(await coded(screenshot()).toBuffer())
    for (const [, line] of LINES) expect(text).toContain(line)
  })
})

describe('a picture of a screen', () => {
  const grey = async (image: Sharp): Promise<Grey> => {
    const { data, info } = await image.greyscale().raw().toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data }
  }

  it('is known by its flat ground', async () => {
    expect(isOfScreen(await grey(screenshot()))).toBe(true)
  })

  it('is none with the noise of a scanner, be it small', async () => {
    const dots = await grey(screenshot())
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer(), (strength, seed) => {
        let state = seed >>> 0
        const noisy = dots.data.map((tone: number) => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0
          return Math.max(0, Math.min(255, tone - Math.round(((state >>> 8) / 2 ** 24) * strength)))
        })
        expect(isOfScreen({ ...dots, data: noisy })).toBe(false)
      }),
      { numRuns: 20 },
    )
  })

  it('is known by it as JPEG, too, and when that was made smaller and saved once more', async () => {
    for (const quality of [60, 75, 90]) {
      const jpeg = await screenshot().jpeg({ quality }).toBuffer()
      expect(isOfScreen(await grey(sharp(jpeg)))).toBe(true)
      const smaller = await sharp(jpeg).resize({ width: 900 }).jpeg({ quality }).toBuffer()
      expect(isOfScreen(await grey(sharp(smaller)))).toBe(true)
    }
  })

  it('is none when what is pale shines through paper that the scanner has whitened', async () => {
    const { width, height, data } = await grey(screenshot().blur(3))
    for (const quality of [60, 90]) {
      const through = data.map((tone: number) => Math.min(255, tone + 12))
      const raw = { width, height, channels: 1 as const }
      const jpeg = sharp(await sharp(through, { raw }).jpeg({ quality }).toBuffer())
      expect(isOfScreen(await grey(jpeg))).toBe(false)
    }
  })

  it('is none when it is a photograph or a dark page', async () => {
    expect(isOfScreen(await grey(screenshot().negate()))).toBe(false)
    const slope = Uint8Array.from({ length: 100_000 }, (_, i) => 100 + (i * 155) / 100_000)
    expect(isOfScreen({ width: 250, height: 400, data: slope })).toBe(false)
  })
})
