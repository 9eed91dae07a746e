import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bitmap, makeBitmap } from '../../../src/documents/bitmap.ts'
import { pagesInProfile, tiffInProfile } from '../../../src/documents/tiff/profiles.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'
import { textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'profiles-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (pages: readonly [Bitmap, number, number][]) =>
  writeTiff(
    pages.map(([page, x, y]) => g4Page(page, x, y)),
    { software: 'x' },
  )
const dots = (tiff: Uint8Array) =>
  readTiff(tiff).map(page => Buffer.from(faxBitmapOf(page)?.bitmap.data ?? []).toString('base64'))

/** By libtiff, from whatever it is into plain bytes. */
async function byLibtiff(tiff: Uint8Array): Promise<string[]> {
  const [from, to] = [join(folder, 'from.tif'), join(folder, 'to.tif')]
  writeFileSync(from, tiff)
  await oracle('tiffcp', ['-c', 'none', '-f', 'msb2lsb', from, to])
  return dots(readFileSync(to))
}

const page = textLikePage(1728, 400)
const two = written([
  [page, 204, 98],
  [textLikePage(1728, 300), 204, 196],
])

describe('profile S', () => {
  const s = tiffInProfile(two, 'S', { software: 'faxbridge' })

  it('has the layout and the fields of RFC 3949 §3', async () => {
    const bytes = Buffer.from(s)
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0]))
    for (let at = 8; at !== 0; ) {
      const count = bytes.readUInt16LE(at)
      const tags = Array.from({ length: count }, (_, i) => bytes.readUInt16LE(at + 2 + i * 12))
      expect(tags).toEqual([...tags].sort((a, b) => a - b))
      const value = (tag: number) => bytes.readUInt32LE(at + 2 + tags.indexOf(tag) * 12 + 8)
      const required = { 254: 2, 256: 1728, 258: 1, 259: 3, 262: 0, 266: 2, 277: 1, 292: 4, 296: 2 }
      for (const [tag, wanted] of Object.entries(required)) expect(value(Number(tag)), tag).toBe(wanted)
      expect(value(278)).toBe(value(257))
      // The page's data comes after its directory, and before the next one.
      expect(value(273)).toBeGreaterThan(at)
      const next = bytes.readUInt32LE(at + 2 + count * 12)
      if (next !== 0) expect(value(273) + value(279)).toBeLessThanOrEqual(next)
      // Each row begins with an EOL that ends on a byte border; none stands at the end (§3.5.1).
      const strip = bytes.subarray(value(273), value(273) + value(279))
      expect(strip.subarray(0, 2)).toEqual(Buffer.from([0x00, 0x80]))
      at = next
    }
    expect(await byLibtiff(s)).toEqual(dots(two))
  })

  it('gives the same dots back, also read by ourselves', () => {
    expect(dots(s)).toEqual(dots(two))
    expect(readTiff(s).map(({ xDpi, yDpi }) => [xDpi, yDpi])).toEqual([
      [204, 98],
      [204, 196],
    ])
  })

  it('lays superfine lines on each other and fills narrow pages up', async () => {
    const s = tiffInProfile(written([[textLikePage(1720, 800), 204, 391]]), 'S', { software: 'x' })
    expect(readTiff(s)[0]).toMatchObject({ width: 1728, height: 401, yDpi: 196 })
    expect(await byLibtiff(s)).toEqual(dots(s))
  })

  it('refuses what it would have to cut', () => {
    expect(() => tiffInProfile(written([[makeBitmap(2048, 10), 204, 98]]), 'S', { software: 'x' })).toThrow(
      expect.objectContaining({ code: 'E_DOCUMENT_TYPE' }),
    )
  })
})

describe('what an Internet fax machine gets', () => {
  const B4 = [textLikePage(2048, 900), 204, 196] as const
  const pages = [[page, 204, 98], B4, [textLikePage(2592, 600), 300, 300]] as const
  const s = pagesInProfile(
    readTiff(written(pages.map(([one, x, y]) => [one, x, y]))),
    'S',
    'faxbridge',
    'narrow',
  )

  it('is profile S in every value that libtiff sees', async () => {
    const file = join(folder, 's.tif')
    writeFileSync(file, s)
    const stdout = await oracle('tiffinfo', [file])
    const directories = stdout.split(/TIFF Directory at offset /).slice(1)
    expect(directories).toHaveLength(3)
    // RFC 3949 §3.2: Baseline and required fields of profile S.
    for (const [i, text] of directories.entries()) {
      expect(text).toMatch(/Subfile Type: multi-page document/)
      expect(text).toMatch(/Image Width: 1728 Image Length: \d+/)
      expect(text).toMatch(new RegExp(`Resolution: 204, ${i === 0 ? 98 : 196} pixels/inch`))
      expect(text).toMatch(/Bits\/Sample: 1\n/)
      expect(text).toMatch(/Compression Scheme: CCITT Group 3/)
      expect(text).toMatch(/Photometric Interpretation: min-is-white/)
      expect(text).toMatch(/FillOrder: lsb-to-msb/)
      expect(text).toMatch(/Samples\/Pixel: 1\n/)
      expect(text).toMatch(new RegExp(`Page Number: ${i}-3`))
      expect(text).toMatch(/Group 3 Options: EOL padding/)
      const [, rows] = /Rows\/Strip: (\d+|\(infinite\))/.exec(text) ?? []
      expect(text).toContain(`Image Length: ${rows}`)
    }
    expect(await byLibtiff(s)).toEqual(dots(s))
  })

  it('has wide pages whole and in their proportions, with everything that was black', () => {
    const [first, wide, fine] = readTiff(s)
    expect(dots(s)[0]).toBe(dots(written([[page, 204, 98]]))[0])
    // 2048 dots become 1728, and the lines as many in proportion.
    expect(wide?.height).toBe(Math.round((900 * 1728) / 2048))
    expect(fine?.height).toBe(Math.round((600 / 300) * (1728 / 204 / (2592 / 300)) * 196))
    expect(first?.height).toBe(400)
    const black = makeBitmap(2048, 4)
    black.data[2 * 256 + 255] = 1
    const [dot] = readTiff(pagesInProfile(readTiff(written([[black, 204, 196]])), 'S', 'x', 'narrow'))
    const bitmap = faxBitmapOf(dot as never)?.bitmap
    expect(bitmap?.data.some(byte => byte !== 0)).toBe(true)
  })
})

describe('profile F', () => {
  it('keeps G4, wide pages and superfine lines', async () => {
    const from = written([
      [page, 204, 391],
      [textLikePage(2432, 300), 200, 100],
      [textLikePage(2592, 300), 300, 300],
    ])
    const f = tiffInProfile(from, 'F', { software: 'faxbridge' })
    expect(readTiff(f).map(({ compression, width, yDpi }) => [compression, width, yDpi])).toEqual([
      [4, 1728, 391],
      [4, 2432, 100],
      [4, 2592, 300],
    ])
    expect(await byLibtiff(f)).toEqual(dots(from))
  })

  it('mends densities that machines write inexactly', () => {
    const f = tiffInProfile(written([[page, 203, 97]]), 'F', { software: 'x' })
    expect(readTiff(f)[0]).toMatchObject({ xDpi: 204, yDpi: 98, height: 400 })
  })
})

describe('what fax software gets as profile F', () => {
  const all = [
    [page, 204, 391],
    [textLikePage(2432, 300), 200, 100],
    [textLikePage(1728, 600), 300, 300],
    [textLikePage(2500, 600), 204, 196],
    [textLikePage(5200, 600), 600, 600],
  ] as const
  const f = pagesInProfile(
    readTiff(written(all.map(([one, x, y]) => [one, x, y]))),
    'F',
    'faxbridge',
    'narrow',
  )

  it('is profile F in every value that libtiff sees', async () => {
    const file = join(folder, 'f.tif')
    writeFileSync(file, f)
    const stdout = await oracle('tiffinfo', [file])
    const directories = stdout.split(/TIFF Directory at offset /).slice(1)
    // RFC 3949 §4.2: what is there, in the widths and densities of T.30; §4.3: in MMR here.
    const sizes = [
      '1728 at 204, 391',
      '2432 at 200, 100',
      '2592 at 300, 300',
      '2432 at 204, 196',
      '2048 at 204, 196',
    ]
    for (const [i, text] of directories.entries()) {
      const [, width] = /Image Width: (\d+) Image Length: \d+/.exec(text) ?? []
      const [, density] = /Resolution: (\d+, \d+) pixels\/inch/.exec(text) ?? []
      expect(`${width} at ${density}`, `page ${i + 1}`).toBe(sizes[i])
      expect(text).toMatch(/Subfile Type: multi-page document/)
      expect(text).toMatch(/Bits\/Sample: 1\n/)
      expect(text).toMatch(/Compression Scheme: CCITT Group 4/)
      expect(text).toMatch(/Photometric Interpretation: min-is-white/)
      expect(text).toMatch(/Orientation: row 0 top, col 0 lhs/)
      expect(text).toMatch(/Samples\/Pixel: 1\n/)
      expect(text).toMatch(/Group 4 Options: \(0 = 0x0\)/)
      expect(text).toMatch(new RegExp(`Page Number: ${i}-${all.length}`))
      const [, rows] = /Rows\/Strip: (\d+|\(infinite\))/.exec(text) ?? []
      expect(text).toContain(`Image Length: ${rows}`)
    }
    expect(directories).toHaveLength(all.length)
    expect(await byLibtiff(f)).toEqual(dots(f))
  })

  it('has the very dots of pages that the profile has, and the others in their proportions', () => {
    expect(dots(f).slice(0, 2)).toEqual(dots(written(all.slice(0, 2).map(([one, x, y]) => [one, x, y]))))
    const [, , padded, wide, fine] = readTiff(f)
    expect(padded?.height).toBe(600)
    expect(wide?.height).toBe(Math.round((600 * 2432) / 2500))
    expect(fine?.height).toBe(196)
  })
})

it('a page whose dots lie closer than those of profile S keeps its size on paper', () => {
  const [one] = readTiff(
    pagesInProfile(readTiff(written([[textLikePage(1728, 600), 300, 300]])), 'S', 'x', 'narrow'),
  )
  expect(one).toMatchObject({ width: 1728, height: 392, xDpi: 204, yDpi: 196 })
})

it('a page that is not of the profile is not written as if it were', () => {
  const pages = [g4Page(page, 204, 98)]
  expect(() => writeTiff(pages, { software: 'x', profile: 'S' })).toThrow(RangeError)
  expect(() => writeTiff([g4Page(page, 204, 150)], { software: 'x', profile: 'F' })).toThrow(RangeError)
  expect(writeTiff(pages, { software: 'x', profile: 'F' })).toEqual(writeTiff(pages, { software: 'x' }))
})
