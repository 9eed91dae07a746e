import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import { afterAll, describe, expect, it } from 'vitest'
import { piecesOf } from '../../../src/documents/render/pieces.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { pdfOfTiff } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, profileSPage, writeTiff } from '../../../src/documents/tiff/write.ts'
import type { DeliveryFormat } from '../../../src/fax/delivery-format.ts'
import { textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'pieces-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bitmaps = Array.from({ length: 7 }, (_, i) => textLikePage(1728, 300 + 40 * i))
const tiff = writeTiff(
  bitmaps.map((page, i) => (i === 2 ? profileSPage(page, 204, 196) : g4Page(page, 204, 196))),
  { software: 'x' },
)
const source = {
  pages: readTiff(tiff),
  texts: [],
  pdfPath: null as string | null,
  pdf: { producer: 'x' },
  software: 'x',
}
const dots = (bytes: Uint8Array) =>
  readTiff(bytes).map(page => Buffer.from(faxBitmapOf(page)?.bitmap.data ?? []).toString('base64'))
const wish = (wanted: DeliveryFormat, maxBytes: number) => ({ wanted, maxBytes, outFolder: folder })

describe('a fax in pieces', () => {
  it('has every page once, in order, dot by dot, and no piece is larger than it may be', async () => {
    const max = Math.round(tiff.length / 3)
    const pieces = (await piecesOf(source, wish('tiff', max))) ?? []
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces[0]?.from).toBe(1)
    expect(pieces.at(-1)?.to).toBe(7)
    for (const [i, { path, from }] of pieces.entries()) {
      expect(readFileSync(path).length).toBeLessThanOrEqual(max)
      if (i > 0) expect(from).toBe((pieces[i - 1]?.to ?? 0) + 1)
    }
    expect(pieces.flatMap(({ path }) => dots(readFileSync(path)))).toEqual(dots(tiff))
  })

  it.each(['tiff-s', 'tiff-f'] as const)('%s: each piece is of the profile', async wanted => {
    const max = Math.round(tiff.length / 3)
    const pieces = (await piecesOf(source, wish(wanted, max))) ?? []
    expect(pieces.length).toBeGreaterThan(2)
    expect(pieces.flatMap(({ path }) => dots(readFileSync(path)))).toEqual(dots(tiff))
    const codings = pieces.flatMap(({ path }) => readTiff(readFileSync(path)).map(page => page.compression))
    expect(new Set(codings)).toEqual(new Set([wanted === 'tiff-s' ? 3 : 4]))
  })

  it.each(['pdf', 'pdfa'] as const)('%s: as many pages as the fax has', async wanted => {
    const whole = pdfOfTiff(tiff, { producer: 'x' })
    const pieces = (await piecesOf(source, wish(wanted, Math.round(whole.length / 2)))) ?? []
    const counts = await Promise.all(
      pieces.map(async ({ path, from, to }) => {
        const document = await PDFDocument.load(readFileSync(path), { updateMetadata: false })
        expect(document.getPageCount()).toBe(to - from + 1)
        return document.getPageCount()
      }),
    )
    expect(counts.length).toBeGreaterThan(1)
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(7)
  })

  it('of a PDF that came has its own pages', async () => {
    const path = join(folder, 'came.pdf')
    const came = await PDFDocument.create()
    for (let n = 1; n <= 4; n++) came.addPage([100 * n, 200])
    writeFileSync(path, await came.save())
    const pieces = (await piecesOf({ ...source, pdfPath: path }, wish('pdf', 10))) ?? []
    const widths = await Promise.all(
      pieces.map(async piece => (await PDFDocument.load(readFileSync(piece.path))).getPage(0).getWidth()),
    )
    expect(widths).toEqual([100, 200, 300, 400])
  })

  it('a page that is too large is a piece by itself; what cannot be cut has none', async () => {
    expect(await piecesOf(source, wish('tiff', 1))).toHaveLength(7)
    expect(await piecesOf({ ...source, pages: source.pages.slice(0, 1) }, wish('tiff', 1))).toBeNull()
    const path = join(folder, 'broken.pdf')
    writeFileSync(path, 'no PDF at all')
    expect(await piecesOf({ ...source, pdfPath: path }, wish('pdf', 1))).toBeNull()
  })
})
