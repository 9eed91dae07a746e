/** TIFF → PDF without decoding: what poppler finds in the PDF and draws from it is what stands in the TIFF, dot by dot. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bitmap, greyOf } from '../../../src/documents/bitmap.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { pdfOfPages, pdfOfTiff } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'
import { textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-pdf-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const inFolder = (name: string) => join(folder, name)

const fine = textLikePage(1728, 1100)
const standard = textLikePage(1728, 500)
writeFileSync(
  inFolder('g4.tiff'),
  writeTiff([g4Page(fine, 204, 196), g4Page(standard, 204, 98)], { software: 'x' }),
)

/** Differing dots between a page and a picture of the same size. */
async function differing(page: Bitmap, picture: string): Promise<number> {
  const { data, info } = await sharp(picture).greyscale().raw().toBuffer({ resolveWithObject: true })
  expect([info.width, info.height]).toEqual([page.width, page.height])
  const grey = greyOf(page)
  let count = 0
  for (let i = 0; i < grey.length; i++) if (grey[i] !== data[i]) count++
  return count
}

const CODINGS: readonly (readonly [string, readonly string[]])[] = [
  ['G4', ['-c', 'g4']],
  ['G4 in strips', ['-c', 'g4', '-r', '128']],
  ['G4, low bit first', ['-c', 'g4', '-f', 'lsb2msb']],
  ['G3 1-D', ['-c', 'g3:1d']],
  ['G3 1-D with fill bits', ['-c', 'g3:1d:fill']],
  ['G3 1-D, low bit first', ['-c', 'g3:1d', '-f', 'lsb2msb']],
  ['G3 1-D in strips', ['-c', 'g3:1d', '-r', '200']],
  ['G3 2-D', ['-c', 'g3:2d']],
  ['G3 2-D with fill bits, low bit first', ['-c', 'g3:2d:fill', '-f', 'lsb2msb']],
  ['G3 2-D in strips', ['-c', 'g3:2d', '-r', '64']],
]

describe.each(CODINGS)('%s', (name, args) => {
  const key = name.replace(/\W+/g, '-')

  it('is the same in the PDF, for pdfimages and for pdftoppm, as PDF and as PDF/A', async () => {
    const tiff = inFolder(`${key}.tiff`)
    await oracle('tiffcp', [...args, inFolder('g4.tiff'), tiff])
    const bytes = readFileSync(tiff)
    for (const archive of [false, true]) {
      const pdf = inFolder(`${key}-${archive}.pdf`)
      writeFileSync(pdf, pdfOfTiff(bytes, { producer: 'x', archive }))
      await oracle('qpdf', ['--check', pdf])
      for (const [i, page] of [fine, standard].entries()) {
        const drawn = inFolder(`${key}-${archive}-drawn-${i}`)
        const scale = ['-scale-to-x', String(page.width), '-scale-to-y', String(page.height)]
        const plain = ['-gray', '-png', '-aa', 'no', '-aaVector', 'no', '-singlefile']
        await oracle('pdftoppm', ['-f', String(i + 1), '-l', String(i + 1), ...scale, ...plain, pdf, drawn])
        expect(await differing(page, `${drawn}.png`), `${name}, page ${i + 1}`).toBe(0)
      }
    }
    // One image for each strip: put together they are the page.
    await oracle('pdfimages', [
      '-f',
      '1',
      '-l',
      '1',
      '-tiff',
      inFolder(`${key}-false.pdf`),
      inFolder(`${key}-image`),
    ])
    const strips = readdirSync(folder)
      .filter(file => file.startsWith(`${key}-image`))
      .sort()
    const rows = strips.map(
      file => faxBitmapOf(readTiff(readFileSync(inFolder(file)))[0] as never)?.bitmap.data,
    )
    expect(Buffer.concat(rows.map(data => Buffer.from(data ?? []))).equals(Buffer.from(fine.data))).toBe(true)
  })
})

describe('text that cannot be seen', () => {
  const words = [
    { text: 'Invoice', left: 0.1, top: 0.1, width: 0.3, height: 0.02 },
    { text: 'Größe', left: 0.5, top: 0.1, width: 0.2, height: 0.02 },
    { text: '請求書', left: 0.1, top: 0.5, width: 0.2, height: 0.03 },
  ]
  const pages = readTiff(readFileSync(inFolder('g4.tiff')))

  it.each([false, true])(
    'is found where it stands, changes no dot, and is embedded (archive: %s)',
    async archive => {
      const pdf = inFolder(`text-${archive}.pdf`)
      writeFileSync(pdf, pdfOfPages(pages, { producer: 'x', archive }, [words, null]))
      await oracle('qpdf', ['--check', pdf])
      const text = await oracle('pdftotext', [pdf, '-'])
      for (const word of words) expect(text).toContain(word.text)
      const boxes = await oracle('pdftotext', ['-bbox', pdf, '-'])
      const size = /<page width="([\d.]+)" height="([\d.]+)"/.exec(boxes)
      const [width, height] = [Number(size?.[1]), Number(size?.[2])]
      for (const word of words) {
        const [, x0, y0, x1, y1] =
          new RegExp(
            `xMin="([\\d.]+)" yMin="([\\d.]+)" xMax="([\\d.]+)" yMax="([\\d.]+)">${word.text}<`,
          ).exec(boxes) ?? []
        expect(Number(x0) / width, word.text).toBeCloseTo(word.left, 2)
        expect(Number(x1) / width).toBeCloseTo(word.left + word.width, 2)
        expect(Number(y0) / height).toBeCloseTo(word.top, 2)
        expect(Number(y1) / height).toBeCloseTo(word.top + word.height, 2)
      }
      expect(await oracle('pdffonts', [pdf])).toMatch(/Empty +CID TrueType +Identity-H +yes no +yes/)
      const drawn = inFolder(`text-drawn-${archive}`)
      const scale = [
        '-scale-to-x',
        '1728',
        '-scale-to-y',
        '1100',
        '-gray',
        '-png',
        '-aa',
        'no',
        '-aaVector',
        'no',
        '-singlefile',
      ]
      await oracle('pdftoppm', ['-f', '1', '-l', '1', ...scale, pdf, drawn])
      expect(await differing(fine, `${drawn}.png`)).toBe(0)
    },
  )
})
