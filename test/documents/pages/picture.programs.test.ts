import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bitmap } from '../../../src/documents/bitmap.ts'
import { readBmp } from '../../../src/documents/pages/bmp.ts'
import { readHeif } from '../../../src/documents/pages/heif.ts'
import { picturePagesOf } from '../../../src/documents/pages/picture.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import { sniff } from '../../../src/documents/pages/sniff.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { oracle } from '../oracle.ts'
import { apart, drawing, inkMap } from './drawing.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-pictures-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const sheet = sheetOf('a4', 'fine')
const MAX_PIXELS = 40_000_000
// Odd, so that rows have padding.
const [WIDTH, HEIGHT] = [827, 1169]

async function printed(bytes: Uint8Array) {
  const { type } = sniff(bytes)
  if (type !== 'image' && type !== 'heif' && type !== 'bmp') throw new Error(`taken for ${type}`)
  const notes: string[] = []
  const options = { maxPixels: MAX_PIXELS, tell: (note: string) => notes.push(note) }
  const pages: Bitmap[] = []
  for await (const page of picturePagesOf(type, bytes, sheet, options)) pages.push(page)
  const [page] = pages
  if (page === undefined || pages.length !== 1) throw new Error(`${pages.length} pages`)
  return { type, notes, map: await inkMap(page) }
}

let expected: number[]
const png = join(folder, 'drawing.png')
beforeAll(async () => {
  await drawing(WIDTH, HEIGHT).png().toFile(png)
  expected = (await printed(readFileSync(png))).map
  expect(expected.reduce((sum, cell) => sum + cell, 0)).toBeGreaterThan(80)
})

const expectDrawing = (map: readonly number[]) => expect(apart(map, expected)).toBeLessThan(0.02)

describe('pictures of every kind look alike', () => {
  const kinds: readonly (readonly [string, (image: Sharp) => Sharp])[] = [
    ['PNG with a palette', image => image.png({ palette: true })],
    ['PNG, interlaced, 16 bits', image => image.toColourspace('rgb16').png({ progressive: true })],
    ['PNG on nothing', image => image.ensureAlpha().unflatten().png()],
    ['JPEG', image => image.jpeg()],
    ['JPEG, progressive', image => image.jpeg({ progressive: true })],
    ['JPEG in grey', image => image.greyscale().jpeg()],
    ['JPEG in CMYK', image => image.toColourspace('cmyk').jpeg()],
    ['GIF', image => image.gif()],
    ['WebP', image => image.webp()],
    ['WebP without loss', image => image.webp({ lossless: true })],
    ['AVIF', image => image.avif()],
  ]
  it.each(kinds)('%s', async (_, made) => {
    const { type, map, notes } = await printed(await made(drawing(WIDTH, HEIGHT)).toBuffer())
    expect(type).toBe('image')
    expect(notes).toEqual([])
    expectDrawing(map)
  })

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('JPEG with EXIF orientation %i is upright', async orientation => {
    const quarter = { 3: 180, 5: 90, 6: 270, 7: 270, 8: 90 } as Readonly<Record<number, number>>
    const mirror = { 2: 'flop', 4: 'flip', 5: 'flop', 7: 'flop' } as Readonly<Record<number, 'flop' | 'flip'>>
    const turned = sharp(
      await drawing(WIDTH, HEIGHT)
        .rotate(quarter[orientation] ?? 0)
        .png()
        .toBuffer(),
    )
    const way = mirror[orientation]
    const lying = way === undefined ? turned : turned[way]()
    expectDrawing((await printed(await lying.withMetadata({ orientation }).jpeg().toBuffer())).map)
  })

  it('of an animation the first picture is faxed, and that is told', async () => {
    const frame = (tone: string) =>
      sharp({ create: { width: 200, height: 200, channels: 3, background: tone } })
    const frames = await Promise.all(['black', 'white', 'grey'].map(tone => frame(tone).png().toBuffer()))
    for (const moving of [
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
      await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
    ]) {
      const { map, notes } = await printed(moving)
      expect(notes).toEqual(['all pictures of the animation but the first (3 in all)'])
      expect(map.reduce((sum, cell) => sum + cell, 0)).toBeGreaterThan(10)
    }
  })
})

describe('HEIC', () => {
  it('made by libheif is decoded, in HEVC', async () => {
    const path = join(folder, 'photo.heic')
    await oracle('heif-enc', ['-q', '90', png, '-o', path])
    const { type, map } = await printed(readFileSync(path))
    expect(type).toBe('heif')
    expectDrawing(map)
  })

  it('with too many dots is refused before it is decoded, and a cut one is damaged', async () => {
    const bytes = readFileSync(join(folder, 'photo.heic'))
    await expect(readHeif(bytes, 1000)).rejects.toMatchObject({ code: 'E_RENDER_LIMIT' })
    for (const cut of [bytes.subarray(0, 40), bytes.subarray(0, 600), bytes.subarray(0, bytes.length - 2000)])
      await expect(readHeif(cut, MAX_PIXELS)).rejects.toMatchObject({ code: 'E_DOCUMENT_DAMAGED' })
  })

  it('whatever happens to it, ends in a picture or in a clear error', async () => {
    const bytes = readFileSync(join(folder, 'photo.heic'))
    const edits = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(edits, async all => {
        const damaged = Uint8Array.from(bytes)
        for (const [at, value] of all) damaged[at] = value
        await readHeif(damaged, 2_000_000).catch(error => expect(isBridgeError(error)).toBe(true))
      }),
      { numRuns: 40 },
    )
  })
})

describe('BMP', () => {
  // Ghostscript draws it: a bar, a block and a triangle.
  const ps = join(folder, 'drawing.ps')
  beforeAll(() => {
    writeFileSync(
      ps,
      `%!PS\n<< /PageSize [595 842] >> setpagedevice 5.95 5.97 scale
      5 124 90 12 rectfill 5 41 20 60 rectfill 60 21 moveto 95 21 lineto 95 81 lineto closepath fill showpage`,
    )
  })

  it.each(['bmpmono', 'bmpgray', 'bmp16', 'bmp256', 'bmp16m'])(
    '%s, as Ghostscript writes it',
    async device => {
      const path = join(folder, `${device}.bmp`)
      await oracle('gs', [
        '-q',
        '-dBATCH',
        '-dNOPAUSE',
        '-r101',
        `-sDEVICE=${device}`,
        `-sOutputFile=${path}`,
        ps,
      ])
      const { type, map } = await printed(readFileSync(path))
      expect(type).toBe('bmp')
      const [top = 0, left = 0, right = 0] = [24 * 2 + 12, 24 * 12 + 3, 24 * 18 + 21].map(cell => map[cell])
      for (const cell of [top, left, right]) expect(cell).toBeGreaterThan(0.6)
      expect(map[24 * 12 + 12]).toBe(0)
    },
  )

  const header = (width: number, height: number, bits: number, compression: number, palette: number[]) => {
    const bytes = Buffer.alloc(54 + palette.length * 4)
    bytes.write('BM')
    bytes.writeUInt32LE(bytes.length, 10)
    bytes.writeUInt32LE(40, 14)
    bytes.writeInt32LE(width, 18)
    bytes.writeInt32LE(height, 22)
    bytes.writeUInt16LE(1, 26)
    bytes.writeUInt16LE(bits, 28)
    bytes.writeUInt32LE(compression, 30)
    for (const [i, colour] of palette.entries()) bytes.writeUInt32LE(colour, 54 + i * 4)
    return bytes
  }
  const dots = (...parts: Uint8Array[]) => [...readBmp(Buffer.concat(parts), 1000).rgb]
  const [RED, WHITE] = [
    [255, 0, 0],
    [255, 255, 255],
  ]

  it('run-length coded: runs, single dots, jumps and ends of rows', () => {
    const four = header(4, -2, 4, 2, [0xffffff, 0xff0000])
    // Two red, two white; then a jump of one dot, three dots given singly.
    expect(dots(four, Buffer.from([2, 0x11, 2, 0x00, 0, 0, 0, 2, 1, 0, 0, 3, 0x10, 0x10, 0, 1]))).toEqual(
      [RED, RED, WHITE, WHITE, WHITE, RED, WHITE, RED].flat(),
    )
    const eight = header(3, 2, 8, 1, [0xffffff, 0xff0000])
    // From the bottom up.
    expect(dots(eight, Buffer.from([3, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1]))).toEqual(
      [WHITE, RED, WHITE, RED, RED, RED].flat(),
    )
  })

  it('in 16 bits, and of OS/2', () => {
    const short = header(2, 1, 16, 0, [])
    expect(dots(short, Buffer.from([0x00, 0x7c, 0xff, 0x7f]))).toEqual([...RED, ...WHITE])
    const core = Buffer.from([
      ...Buffer.from('BM'),
      ...new Array<number>(8).fill(0),
      32,
      0,
      0,
      0,
      12,
      0,
      0,
      0,
    ])
    const rest = Buffer.from([2, 0, 1, 0, 1, 0, 1, 0, 255, 255, 255, 0, 0, 255, 0b01000000, 0, 0, 0])
    expect(sniff(Buffer.concat([core, rest])).type).toBe('bmp')
    expect(dots(core, rest)).toEqual([...WHITE, ...RED])
  })

  it('any bytes end in a picture or in a clear error', () => {
    const start = header(40, 40, 8, 1, [1, 2, 3])
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3, 6),
        fc.constantFrom(1, 4, 8, 16, 24, 32, 7),
        fc.array(fc.tuple(fc.integer({ min: 2, max: 53 }), fc.nat(255)), { maxLength: 4 }),
        fc.uint8Array({ maxLength: 3000 }),
        (compression, bits, edits, rest) => {
          const bytes = Buffer.concat([start, rest])
          bytes.writeUInt32LE(compression, 30)
          bytes.writeUInt16LE(bits, 28)
          for (const [at, value] of edits) bytes[at] = value
          try {
            const { width, height, rgb } = readBmp(bytes, 100_000)
            expect(rgb).toHaveLength(width * height * 3)
          } catch (error) {
            expect(isBridgeError(error)).toBe(true)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})
