import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Bitmap, makeBitmap } from '../../../src/documents/bitmap.ts'
import { faxBitmapOf, readTiff, reversedBits } from '../../../src/documents/tiff/read.ts'
import { decodeFax } from '../../../src/documents/tiff/t4-decode.ts'
import { encodeG3, encodeG4 } from '../../../src/documents/tiff/t4-encode.ts'
import { pdfOfTiff } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, profileSPage, writeTiff } from '../../../src/documents/tiff/write.ts'
import { isBridgeError } from '../../../src/fax/error.ts'
import { oracle } from '../oracle.ts'
import { anyBitmap, textLikePage } from '../pages.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codec-'))
})
afterAll(() => rm(folder, { recursive: true }))

const same = (a: Bitmap, b: Bitmap) =>
  a.width === b.width &&
  a.height === b.height &&
  Buffer.compare(Buffer.from(a.data), Buffer.from(b.data)) === 0

const codings = [
  ['mmr', (b: Bitmap) => encodeG4(b)],
  ['mh', (b: Bitmap) => encodeG3(b, { k: null, alignEol: false })],
  ['mh', (b: Bitmap) => encodeG3(b, { k: null, alignEol: true })],
  ['mr', (b: Bitmap) => encodeG3(b, { k: 2, alignEol: false })],
  ['mr', (b: Bitmap) => encodeG3(b, { k: 4, alignEol: true })],
] as const

describe('fax codings', () => {
  it.each(codings)('%s gives back every page', (coding, encode) => {
    fc.assert(
      fc.property(anyBitmap, bitmap => {
        const { width, height } = bitmap
        const decoded = decodeFax(encode(bitmap), { coding, width, height })
        expect(decoded.damagedRows).toBe(0)
        expect(same(decoded.bitmap, bitmap)).toBe(true)
        const open = decodeFax(encode(bitmap), { coding, width, height: null })
        expect(same(open.bitmap, bitmap)).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('gives back white, black and striped pages wider than the longest code', () => {
    for (const fill of [0x00, 0xff, 0xaa, 0x55]) {
      const bitmap = makeBitmap(8000, 3)
      bitmap.data.fill(fill)
      for (const [coding, encode] of codings) {
        expect(same(decodeFax(encode(bitmap), { coding, width: 8000, height: 3 }).bitmap, bitmap)).toBe(true)
      }
    }
  })

  it('never hangs or fails in any way but its own on random bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 4000 }),
        fc.constantFrom('mh', 'mr', 'mmr', 'rle'),
        fc.integer({ min: 1, max: 3000 }),
        fc.option(fc.integer({ min: 1, max: 500 })),
        (bytes, coding, width, height) => {
          try {
            const { bitmap, damagedRows } = decodeFax(bytes, { coding, width, height })
            expect(damagedRows).toBeLessThanOrEqual(bitmap.height)
          } catch (error) {
            expect(isBridgeError(error) && error.code).toBe('E_DOCUMENT_DAMAGED')
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('finds its feet again after a damaged row of MH, and says how many rows are lost', () => {
    const page = textLikePage(1728, 400)
    const bytes = Uint8Array.from(encodeG3(page, { k: null, alignEol: true }))
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 4)
    const { bitmap, damagedRows } = decodeFax(bytes, { coding: 'mh', width: 1728, height: 400 })
    expect(damagedRows).toBeGreaterThan(0)
    expect(damagedRows).toBeLessThan(6)
    const lastRow = (b: Bitmap) => Buffer.from(b.data.subarray(390 * b.stride)).toString('hex')
    expect(lastRow(bitmap)).toBe(lastRow(page))
  })

  it('counts the rows that a cut-off page misses', () => {
    const page = textLikePage(1728, 400)
    const bytes = encodeG4(page)
    const { damagedRows } = decodeFax(bytes.subarray(0, bytes.length >> 1), {
      coding: 'mmr',
      width: 1728,
      height: 400,
    })
    expect(damagedRows).toBeGreaterThan(50)
    expect(damagedRows).toBeLessThan(350)
  })
})

describe('TIFF', () => {
  const pages = () => [textLikePage(), textLikePage(1728, 1100)]

  it('is read by libtiff as one-strip G4 pages of 204 × 196', async () => {
    const path = join(folder, 'ours.tif')
    await writeFile(
      path,
      writeTiff(
        pages().map(page => g4Page(page, 204, 196)),
        { software: 'faxbridge' },
      ),
    )
    const info = await oracle('tiffinfo', [path])
    expect(info.match(/TIFF Directory/g)).toHaveLength(2)
    for (const text of [
      'Image Width: 1728 Image Length: 2292',
      'Resolution: 204, 196 pixels/inch',
      'Compression Scheme: CCITT Group 4',
      'Photometric Interpretation: min-is-white',
      'Page Number: 0-2',
      'Page Number: 1-2',
      'Rows/Strip: 2292',
    ]) {
      expect(info).toContain(text)
    }
  })

  it.each([
    ['none', 'msb2lsb', 'none'],
    ['g4', 'msb2lsb', 'ours'],
    ['g4', 'lsb2msb', 'ours'],
    ['g3:1d', 'msb2lsb', 'ours'],
    ['g3:1d:fill', 'lsb2msb', 'ours'],
    ['g3:2d', 'lsb2msb', 'ours'],
    ['g3:2d:fill', 'msb2lsb', 'ours'],
    ['packbits', 'msb2lsb', 'ours'],
  ])('written by libtiff as %s, %s is read with every pixel', async (compression, order) => {
    const [page] = pages() as [Bitmap]
    const from = join(folder, 'from.tif')
    const to = join(folder, `to-${compression.replaceAll(':', '-')}-${order}.tif`)
    await writeFile(from, writeTiff([g4Page(page, 204, 196)], { software: 'x' }))
    for (const strip of ['2292', '100']) {
      await oracle('tiffcp', ['-c', compression, '-f', order, '-r', strip, from, to])
      const [read] = readTiff(await readFile(to))
      if (read === undefined) throw new Error('no page')
      const fax = faxBitmapOf(read)
      expect(fax?.damagedRows).toBe(0)
      expect(fax !== null && same(fax.bitmap, page)).toBe(true)
      expect([read.xDpi, read.yDpi]).toEqual([204, 196])
    }
  })

  it('profile S: MH, lowest bit first, decoded by libtiff to the same pixels', async () => {
    const page = textLikePage(1728, 1100)
    const s = join(folder, 's.tif')
    const plain = join(folder, 's-plain.tif')
    await writeFile(s, writeTiff([profileSPage(page, 204, 98)], { software: 'faxbridge' }))
    expect(await oracle('tiffinfo', [s])).toMatch(
      /Compression Scheme: CCITT Group 3[\s\S]*FillOrder: lsb-to-msb/,
    )
    await oracle('tiffcp', ['-c', 'none', '-f', 'msb2lsb', s, plain])
    const [read] = readTiff(await readFile(plain))
    const fax = read === undefined ? null : faxBitmapOf(read)
    expect(fax !== null && same(fax.bitmap, page)).toBe(true)
  })

  it('shows black on white whatever the photometric says', () => {
    const page = textLikePage(1728, 200)
    const bytes = Buffer.from(writeTiff([g4Page(page, 204, 98)], { software: 'x' }))
    const [read] = readTiff(bytes)
    if (read === undefined) throw new Error('no page')
    const fax = faxBitmapOf({ ...read, photometric: 1 })
    expect(fax?.bitmap.data[0]).toBe(0xff)
  })

  it('guesses the resolution of a fax page that has none', () => {
    const strip = (height: number, width = 1728) => {
      const bytes = Buffer.from(writeTiff([g4Page(makeBitmap(width, height), 204, 196)], { software: 'x' }))
      // Type 0 is no number: the two resolutions are not there any more.
      for (const tag of [282, 283])
        bytes.writeUInt16LE(0, bytes.indexOf(Buffer.from([tag & 255, tag >> 8, 5, 0])) + 2)
      const [page] = readTiff(bytes)
      return [page?.xDpi, page?.yDpi]
    }
    expect(strip(2292)).toEqual([204, 196])
    expect(strip(1146)).toEqual([204, 98])
    expect(strip(1146, 800)).toEqual([null, null])
  })

  it('refuses loops, offsets beyond the end, giant pages, half a BigTIFF and TIFF-FX by name', () => {
    const good = Buffer.from(writeTiff([g4Page(makeBitmap(100, 100), 204, 98)], { software: 'x' }))
    const changed = (edit: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(good)
      edit(bytes)
      return bytes
    }
    const count = good.readUInt16LE(8)
    const valueAt = (tag: number) => good.indexOf(Buffer.from([tag & 255, tag >> 8])) + 8
    const cases: [Buffer, string][] = [
      [changed(b => b.writeUInt32LE(8, 10 + count * 12)), 'E_DOCUMENT_DAMAGED'],
      [changed(b => b.writeUInt32LE(1e9, 4)), 'E_DOCUMENT_DAMAGED'],
      [changed(b => b.writeUInt32LE(1e9, valueAt(273))), 'E_DOCUMENT_DAMAGED'],
      [changed(b => b.writeUInt32LE(1e6, valueAt(257))), 'E_RENDER_LIMIT'],
      [changed(b => b.writeUInt16LE(43, 2)), 'E_DOCUMENT_DAMAGED'],
      [changed(b => b.writeUInt32LE(9, valueAt(259))), 'E_DOCUMENT_TYPE'],
    ]
    for (const [bytes, code] of cases) {
      expect(() => readTiff(bytes, { maxPages: 10, maxPixels: 40_000_000 }), code).toThrow(
        expect.objectContaining({ code }),
      )
    }
  })

  it('survives any damage to a good file', () => {
    const good = writeTiff([g4Page(textLikePage(1728, 100), 204, 98), g4Page(makeBitmap(64, 64), 204, 98)], {
      software: 'x',
    })
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        edits => {
          const bytes = Uint8Array.from(good)
          for (const [at, value] of edits) bytes[at] = value
          try {
            for (const page of readTiff(bytes)) faxBitmapOf(page)
          } catch (error) {
            expect(isBridgeError(error)).toBe(true)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('PDF', () => {
  it('holds the fax bytes unchanged and shows every pixel of every coding', async () => {
    const page = textLikePage()
    const from = join(folder, 'pdf-from.tif')
    await writeFile(
      from,
      writeTiff([g4Page(page, 204, 196), g4Page(textLikePage(1728, 1100), 204, 98)], { software: 'x' }),
    )
    for (const compression of ['g4', 'g3:1d', 'g3:2d:fill']) {
      for (const [order, strip] of [
        ['msb2lsb', '2292'],
        ['lsb2msb', '300'],
      ] as const) {
        const tiff = join(folder, 'pdf.tif')
        const pdf = join(folder, 'out.pdf')
        await oracle('tiffcp', ['-c', compression, '-f', order, '-r', strip, from, tiff])
        const tiffBytes = await readFile(tiff)
        await writeFile(
          pdf,
          pdfOfTiff(tiffBytes, { producer: 'faxbridge', title: 'Grüße (1)', createdAt: 0 }),
        )
        expect(await oracle('qpdf', ['--check', pdf])).toContain('No syntax or stream encoding errors')
        expect(await oracle('pdfinfo', [pdf])).toMatch(
          /Title:\s+Grüße \(1\)[\s\S]*Pages:\s+2[\s\S]*609\.\d+ x 841\.\d+|Pages:\s+2/,
        )
        const gray = join(folder, 'page')
        await oracle('pdftoppm', [
          '-gray',
          '-aa',
          'no',
          '-aaVector',
          'no',
          '-f',
          '1',
          '-l',
          '1',
          '-scale-to-x',
          '1728',
          '-scale-to-y',
          '2292',
          pdf,
          gray,
        ])
        const shown = await readFile(`${gray}-1.pgm`)
        const pixels = shown.subarray(shown.length - 1728 * 2292)
        let different = 0
        for (let y = 0; y < 2292; y++) {
          for (let x = 0; x < 1728; x++) {
            const black = ((page.data[y * page.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
            if (black !== (pixels[y * 1728 + x] ?? 0) < 128) different++
          }
        }
        expect(different, `${compression} ${order}`).toBe(0)
        if (order === 'msb2lsb') {
          const strips = readTiff(tiffBytes).flatMap(entry => entry.strips)
          const bytes = await readFile(pdf)
          for (const entry of strips) expect(bytes.includes(Buffer.from(entry))).toBe(true)
        }
      }
    }
  })

  it('is the same at every call', () => {
    const tiff = writeTiff([g4Page(textLikePage(), 204, 196)], { software: 'x' })
    const make = () => Buffer.from(pdfOfTiff(tiff, { producer: 'faxbridge', createdAt: 1 })).toString('hex')
    expect(make()).toBe(make())
  })
})

it('turns bits round and back', () => {
  fc.assert(
    fc.property(fc.uint8Array(), bytes => {
      expect([...reversedBits(reversedBits(bytes))]).toEqual([...bytes])
      expect([...reversedBits(Uint8Array.of(0b10110000))]).toEqual([0b00001101])
    }),
  )
})
