import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { finish } from '../../../src/documents/cover/finish.ts'
import { type Fonts, openFonts } from '../../../src/documents/pages/fonts.ts'
import { onSheet, type Sheet, sheetOf } from '../../../src/documents/pages/sheet.ts'
import { drawnSvg } from '../../../src/documents/pages/svg.ts'
import { previewPng } from '../../../src/documents/render/preview.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-header-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let fonts: Fonts
beforeAll(() => {
  fonts = openFonts([])
})

/** Dots of the picture that are read. */
const HIGH = 170
const FIRST = 'The first line of this page begins at its very edge'
const LAST = 'and the last line stands at the foot'

/** Lines of text from the first row to the last. */
async function fullPage(sheet: Sheet) {
  const lines = Math.floor((sheet.height / sheet.yDpi - 0.3) / 0.22)
  const text = (i: number) =>
    i === 0 ? FIRST : i === lines ? LAST : `Line ${i} of a page that is full from edge to edge`
  const svg = Array.from({ length: lines + 1 }, (_, i) => {
    const y = (0.13 + 0.22 * i) * sheet.xDpi
    return `<text x="${0.6 * sheet.xDpi}" y="${y.toFixed(1)}">${text(i)}</text>`
  })
  const drawn = await drawnSvg(
    `<g font-family="DejaVu Sans" font-size="${0.16 * sheet.xDpi}">${svg.join('')}</g>`,
    sheet,
  )
  return onSheet(sheet, drawn, 0, 0)
}

async function readIn(png: Buffer, where: 'top' | 'foot'): Promise<string> {
  const { height = 0 } = await sharp(png).metadata()
  const path = join(folder, `${where}.png`)
  const top = where === 'top' ? 0 : height - HIGH
  await sharp(png).extract({ left: 0, top, width: 1728, height: HIGH }).toFile(path)
  const text = await oracle('tesseract', [path, '-', '-l', 'eng', '--psm', '6', '--dpi', '204'])
  return text.replace(/\s+/g, ' ')
}

it.each(['standard', 'fine', 'superfine'] as const)(
  'on a page that is full to its edges (%s) a reader finds the header line and the first and last line below it',
  async resolution => {
    const sheet = sheetOf('a4', resolution)
    const tiffPath = join(folder, `${resolution}.tiff`)
    const page = await fullPage(sheet)
    writeFileSync(tiffPath, writeTiff([g4Page(page, sheet.xDpi, sheet.yDpi)], { software: 'x' }))
    const header = { text: '2026-11-21 14:05  Acme GmbH  +49 30 12345678', page: 'Page' }
    const made = await finish({ tiffPath, cover: null, header, outFolder: folder }, fonts, 'x')
    const [one] = readTiff(readFileSync(made.tiffPath))
    const bitmap = one === undefined ? undefined : faxBitmapOf(one)?.bitmap
    if (bitmap === undefined) throw new Error('no page')
    expect(bitmap).toMatchObject({ width: 1728, height: sheet.height })
    const png = await sharp(await previewPng(bitmap, sheet.xDpi, sheet.yDpi, 1728)).toBuffer()
    // The top and the foot: the lines between them would only take time.
    const read = `${await readIn(png, 'top')} ${await readIn(png, 'foot')}`
    // The zeros of this font have a dot: at 98 lines an inch programs take one for a 9.
    expect(read).toMatch(/2[09]26-11-21 14:[09]5\s+Acme GmbH\s+\+49 3[09] 12345678/)
    expect(read).toMatch(/Page 1\/1/)
    expect(read).toContain(FIRST)
    expect(read).toContain(LAST)
    expect(read.indexOf(FIRST)).toBeGreaterThan(read.indexOf('Acme'))
  },
  120_000,
)
