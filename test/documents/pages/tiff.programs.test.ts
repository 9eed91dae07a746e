import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bitmap } from '../../../src/documents/bitmap.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { tiffPages } from '../../../src/documents/pages/tiff.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'
import { textLikePage } from '../pages.ts'
import { apart, DRAWN, drawing, inkMap } from './drawing.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-tiff-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sheet = sheetOf('a4', 'fine')
const LIMITS = { maxPages: 20, maxPixels: 40_000_000 }

let count = 0
const aPath = () => join(folder, `${++count}.tif`)

async function pagesOf(path: string): Promise<Bitmap[]> {
  const pages: Bitmap[] = []
  for await (const page of tiffPages(readFileSync(path), sheet, LIMITS)) pages.push(page)
  return pages
}

const TIFF = { xres: DRAWN.dpi / 25.4, yres: DRAWN.dpi / 25.4, compression: 'none' } as const
const paths = { rgb: aPath(), grey: aPath(), bilevel: aPath(), cmyk: aPath(), deep: aPath() }
let expected: number[]
beforeAll(async () => {
  await drawing().tiff(TIFF).toFile(paths.rgb)
  await drawing().greyscale().toColourspace('b-w').tiff(TIFF).toFile(paths.grey)
  await drawing()
    .greyscale()
    .toColourspace('b-w')
    .tiff({ ...TIFF, bitdepth: 1 })
    .toFile(paths.bilevel)
  await drawing().toColourspace('cmyk').tiff(TIFF).toFile(paths.cmyk)
  await drawing().toColourspace('rgb16').tiff(TIFF).toFile(paths.deep)
  const [page] = await pagesOf(paths.grey)
  if (page === undefined) throw new Error('no page')
  expected = await inkMap(page)
  // The bar at the top of the sheet, and nothing below the drawing.
  expect(expected[24 * 2 + 12]).toBeGreaterThan(0.7)
  expect(expected[24 * 23 + 12]).toBe(0)
}, 60_000)

async function expectDrawing(path: string, from: readonly number[] = expected) {
  const [page, ...more] = await pagesOf(path)
  if (page === undefined) throw new Error('no page')
  expect(more).toHaveLength(0)
  expect(page).toMatchObject({ width: 1728, height: 2292 })
  expect(apart(await inkMap(page), from)).toBeLessThan(0.01)
}

describe('a page written by libtiff', () => {
  const copies: readonly (readonly [string, keyof typeof paths, readonly string[]])[] = [
    ['RGB', 'rgb', ['-c', 'none']],
    ['LZW', 'rgb', ['-c', 'lzw']],
    ['LZW with differences', 'rgb', ['-c', 'lzw:2']],
    ['Deflate', 'rgb', ['-c', 'zip']],
    ['PackBits', 'rgb', ['-c', 'packbits']],
    ['JPEG', 'rgb', ['-c', 'jpeg']],
    ['JPEG in grey', 'grey', ['-c', 'jpeg:r']],
    ['planes one after the other', 'rgb', ['-p', 'separate', '-c', 'lzw']],
    ['the highest byte first', 'rgb', ['-B']],
    ['the highest byte first, grey', 'grey', ['-B', '-c', 'lzw']],
    ['one row a strip', 'grey', ['-r', '1']],
    ['tiles', 'rgb', ['-t', '-w', '256', '-l', '256', '-c', 'lzw']],
    ['tiles in G4', 'bilevel', ['-t', '-w', '256', '-l', '256', '-c', 'g4']],
    ['BigTIFF', 'grey', ['-8', '-c', 'lzw']],
    ['BigTIFF in G4, the highest byte first', 'bilevel', ['-8', '-B', '-c', 'g4']],
    ['CMYK', 'cmyk', ['-c', 'lzw']],
    ['16 bits', 'deep', ['-c', 'lzw']],
    ['G3', 'bilevel', ['-c', 'g3:1d']],
    ['G3 2-D, the lowest bit first', 'bilevel', ['-c', 'g3:2d:fill', '-f', 'lsb2msb', '-r', '64']],
    ['G4, the lowest bit first, highest byte first', 'bilevel', ['-c', 'g4', '-f', 'lsb2msb', '-B']],
    ['PackBits, the lowest bit first', 'bilevel', ['-c', 'packbits', '-f', 'lsb2msb']],
  ]
  it.each(copies)('%s', async (_, from, args) => {
    const path = aPath()
    await oracle('tiffcp', [...args, paths[from], path])
    await expectDrawing(path)
  })

  it('with a palette', async () => {
    const path = aPath()
    await oracle('tiffmedian', ['-C', '16', paths.rgb, path])
    await expectDrawing(path)
  })

  it('in one strip that goes on for ever', async () => {
    const path = aPath()
    await oracle('tiffcp', ['-c', 'g4', '-r', '2339', paths.bilevel, path])
    await oracle('tiffset', ['-s', '278', '4294967295', path])
    await expectDrawing(path)
  })

  it('in black on white, whichever of them is zero', async () => {
    const path = aPath()
    // ppm2tiff writes min-is-black, as most scanners do; ours are min-is-white.
    const pbm = join(folder, 'page.pbm')
    const raw = await drawing().greyscale().toColourspace('b-w').threshold(128).raw().toBuffer()
    const packed = Buffer.alloc(Math.ceil(DRAWN.width / 8) * DRAWN.height)
    for (let y = 0; y < DRAWN.height; y++)
      for (let x = 0; x < DRAWN.width; x++) {
        const at = y * Math.ceil(DRAWN.width / 8) + (x >> 3)
        if (raw[y * DRAWN.width + x] === 0) packed[at] = (packed[at] ?? 0) | (0x80 >> (x & 7))
      }
    writeFileSync(pbm, Buffer.concat([Buffer.from(`P4\n${DRAWN.width} ${DRAWN.height}\n`), packed]))
    await oracle('ppm2tiff', ['-R', '200', '-c', 'g4', pbm, path])
    await expectDrawing(path)
  })
})

describe('a page that was scanned lying', () => {
  const turns = [1, 2, 3, 4, 5, 6, 7, 8] as const
  it.each(turns)('orientation %i is shown upright, grey and fax coding alike', async orientation => {
    const upright = { 2: 'flop', 4: 'flip', 5: 'flop', 7: 'flop' } as const
    const quarter = { 3: 180, 5: 90, 6: 270, 7: 270, 8: 90 } as Readonly<Record<number, number>>
    // How it has to lie in the file so that its orientation tag brings it upright.
    let lying = drawing().rotate(quarter[orientation] ?? 0)
    const mirror = upright[orientation as keyof typeof upright]
    if (mirror !== undefined) lying = sharp(await lying.png().toBuffer())[mirror]()
    for (const compression of ['lzw', 'g4']) {
      const path = aPath()
      const plain = aPath()
      await sharp(await lying.png().toBuffer())
        .greyscale()
        .toColourspace('b-w')
        .tiff(compression === 'g4' ? { ...TIFF, bitdepth: 1 } : TIFF)
        .toFile(plain)
      await oracle('tiffcp', ['-c', compression, plain, path])
      await oracle('tiffset', ['-s', '274', String(orientation), path])
      await expectDrawing(path)
    }
  })
})

describe('a file of several pages', () => {
  it('of different sizes and kinds prints each as it is', async () => {
    const [small, path] = [aPath(), aPath()]
    await drawing(400, 566)
      .tiff({ xres: 100 / 25.4, yres: 100 / 25.4 })
      .toFile(small)
    await oracle('tiffcp', [paths.bilevel, small, paths.rgb, path])
    const pages = await pagesOf(path)
    expect(pages).toHaveLength(3)
    const maps = await Promise.all(pages.map(inkMap))
    expect(apart(maps[0] ?? [], expected)).toBeLessThan(0.01)
    expect(apart(maps[2] ?? [], expected)).toBeLessThan(0.01)
    // 4 inches wide at its true size: an eighth of the drawing's area.
    const ink = (map: readonly number[] = []) => map.reduce((sum, cell) => sum + cell, 0)
    expect(ink(maps[1]) / ink(maps[0])).toBeCloseTo((4 * 5.66) / (8.27 * 11.69), 1)
  })

  it('is printed without the small pictures of its pages', async () => {
    const [small, path] = [aPath(), aPath()]
    await drawing(200, 283).tiff(TIFF).toFile(small)
    await oracle('tiffset', ['-s', '254', '1', small])
    await oracle('tiffcp', [paths.rgb, small, path])
    expect(await oracle('tiffinfo', [path])).toContain('reduced-resolution image')
    expect(await pagesOf(path)).toHaveLength(1)
    expect(await pagesOf(small)).toHaveLength(1)
  })

  it('without a resolution is taken for a scan of 200 dots an inch', async () => {
    const path = aPath()
    await oracle('tiffcp', ['-c', 'lzw', paths.grey, path])
    for (const tag of ['282', '283', '296']) await oracle('tiffset', ['-u', tag, path])
    await expectDrawing(path)
  })
})

describe('a page that cannot be read', () => {
  const refused = async (tag: number, value: number) => {
    const path = aPath()
    await oracle('tiffcp', ['-c', 'none', paths.bilevel, path])
    await oracle('tiffset', ['-s', String(tag), String(value), path])
    const error = await pagesOf(path).then(
      () => null,
      (caught: Error & { code: string }) => caught,
    )
    expect(error?.code).toBe('E_DOCUMENT_TYPE')
    return error?.message
  }

  it.each([
    [259, 6, 'JPEG of TIFF 6.0'],
    [259, 9, 'TIFF-FX profile J'],
    [259, 10, 'TIFF-FX profile L'],
    [262, 10, 'TIFF-FX profile C'],
    [259, 34661, 'JBIG'],
    [259, 34925, 'LZMA'],
    [259, 50000, 'Zstandard'],
    [262, 8, 'CIE L*a*b*'],
    [262, 32803, 'camera raw'],
  ])('tag %i of %i is refused by name: %s', async (tag, value, name) => {
    expect(await refused(tag, value)).toContain(`(${name}): save it as PDF and attach that.`)
  })

  it('numbers that are no tones are, too: they would come out black', async () => {
    const path = aPath()
    const file = readFileSync(paths.grey)
    // SampleFormat: a short, once, 1.
    const at = file.indexOf(Buffer.from([0x53, 1, 3, 0, 1, 0, 0, 0, 1, 0]))
    expect(at).toBeGreaterThan(0)
    file.writeUInt16LE(3, at + 8)
    writeFileSync(path, file)
    await expect(pagesOf(path)).rejects.toThrow(/\(floating point\)/)
  })

  it('profile M is told by its profile tag', async () => {
    const bytes = Buffer.from(writeTiff([g4Page(textLikePage(1728, 100), 204, 98)], { software: 'x' }))
    // NewSubfileType becomes GlobalParametersIFD, whose directory stands at the end of the file.
    const file = Buffer.concat([bytes, Buffer.alloc(18)])
    file.writeUInt16LE(400, file.indexOf(Buffer.from([254, 0, 4, 0])))
    file.writeUInt32LE(bytes.length, file.indexOf(Buffer.from([0x90, 1, 4, 0])) + 8)
    file.writeUInt16LE(1, bytes.length)
    file.writeUInt16LE(403, bytes.length + 2)
    file.writeUInt16LE(1, bytes.length + 4)
    file.writeUInt32LE(1, bytes.length + 6)
    file.writeUInt8(6, bytes.length + 10)
    const path = aPath()
    writeFileSync(path, file)
    await expect(pagesOf(path)).rejects.toThrow('TIFF-FX profile M')
  })
})
