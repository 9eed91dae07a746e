import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bitmap, fillRun, makeBitmap, withHeight } from '../../../src/documents/bitmap.ts'
import { faxBitmapOf, readTiff, reversedBits } from '../../../src/documents/tiff/read.ts'
import { decodeFax } from '../../../src/documents/tiff/t4-decode.ts'
import { encodeG3, encodeG4 } from '../../../src/documents/tiff/t4-encode.ts'
import { pdfOfTiff } from '../../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { oracle } from '../oracle.ts'
import { anyBitmap, textLikePage } from '../pages.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-codings-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const hex = (page: Bitmap | undefined) => Buffer.from(page?.data ?? []).toString('base64')

/** Pages like those of the ITU test charts, and the worst that a coder can meet. */
const filled = (byte: number, width = 1728, height = 64) => {
  const page = makeBitmap(width, height)
  page.data.fill(byte)
  return page
}
const halftone = () => {
  const page = makeBitmap(1728, 400)
  for (let y = 0; y < 400; y++)
    for (let x = y % 4; x < 1728; x += 4) fillRun(page, y, x, x + 1 + (((x * y) >> 14) % 3))
  return page
}
const SINGLE_DOTS = 'a comb of single dots'
const PAGES: readonly (readonly [string, Bitmap])[] = [
  ['text', textLikePage(1728, 600)],
  ['halftone', halftone()],
  ['all white', filled(0)],
  ['all black', filled(0xff)],
  [SINGLE_DOTS, filled(0xaa)],
  ['a comb of pairs', filled(0xcc)],
  ['B4 wide', textLikePage(2048, 300)],
  ['A3 wide', textLikePage(2432, 300)],
]

/** T.4 data as a modem gives them, without a file around it. */
const RAW: readonly (readonly [string, string, (page: Bitmap) => Uint8Array])[] = [
  ['MH', '-1', page => encodeG3(page, { k: null, alignEol: false })],
  ['MH, EOLs on byte borders', '-1', page => encodeG3(page, { k: null, alignEol: true })],
  ['MR, K = 2', '-2', page => encodeG3(page, { k: 2, alignEol: false })],
  ['MR, K = 4, EOLs on byte borders', '-2', page => encodeG3(page, { k: 4, alignEol: true })],
]

describe.each(PAGES)('%s', (name, page) => {
  // fax2tiff has no room for the 1,729 runs of a row of single dots in MH; libtiff itself has, below.
  const taken = RAW.filter(([, flag]) => flag === '-2' || name !== SINGLE_DOTS)
  it.each(taken)(
    'in %s is decoded by fax2tiff to the same dots, in both bit orders',
    async (_, flag, encode) => {
      const [raw, tiff] = [join(folder, 'page.g3'), join(folder, 'page.tif')]
      for (const order of ['-M', '-L']) {
        writeFileSync(raw, order === '-M' ? encode(page) : reversedBits(encode(page)))
        await oracle('fax2tiff', [
          '-R',
          '196',
          '-X',
          String(page.width),
          '-3',
          flag,
          order,
          '-8',
          '-o',
          tiff,
          raw,
        ])
        const [read] = readTiff(readFileSync(tiff))
        const shown = read === undefined ? null : faxBitmapOf(read)
        // It cannot know that no row follows, and adds one or so of its own.
        expect(shown?.bitmap.height, name).toBeLessThan(page.height + 3)
        expect(hex(shown === null ? undefined : withHeight(shown.bitmap, page.height))).toBe(hex(page))
      }
    },
  )

  it('in G4 is decoded by libtiff and by poppler to the same dots', async () => {
    const tiff = writeTiff([g4Page(page, 204, 196)], { software: 'x' })
    const [from, plain, pdf] = ['g4.tif', 'plain.tif', 'g4.pdf'].map(file => join(folder, file)) as [
      string,
      string,
      string,
    ]
    writeFileSync(from, tiff)
    await oracle('tiffcp', ['-c', 'none', from, plain])
    const [read] = readTiff(readFileSync(plain))
    expect(hex(read === undefined ? undefined : faxBitmapOf(read)?.bitmap)).toBe(hex(page))
    writeFileSync(pdf, pdfOfTiff(tiff, { producer: 'x' }))
    await oracle('pdfimages', ['-tiff', pdf, join(folder, 'poppler')])
    const [shown] = readTiff(readFileSync(join(folder, 'poppler-000.tif')))
    expect(hex(shown === undefined ? undefined : faxBitmapOf(shown)?.bitmap)).toBe(hex(page))
  })
})

it('pages of every width from 1 to 200 dots come back from libtiff unchanged', async () => {
  const pages = Array.from({ length: 200 }, (_, i) => {
    const page = makeBitmap(i + 1, 6)
    for (let y = 0; y < 6; y++)
      fillRun(page, y, (y * 3) % (i + 1), Math.min(i + 1, ((y * 3) % (i + 1)) + 1 + (i >> 1)))
    return page
  })
  const from = join(folder, 'widths.tif')
  writeFileSync(
    from,
    writeTiff(
      pages.map(page => g4Page(page, 204, 196)),
      { software: 'x' },
    ),
  )
  for (const coding of ['g4', 'g3:1d:fill', 'g3:2d', 'packbits']) {
    const to = join(folder, 'widths-to.tif')
    await oracle('tiffcp', ['-c', coding, from, to])
    const read = readTiff(readFileSync(to))
    expect(read.map(page => hex(faxBitmapOf(page)?.bitmap))).toEqual(pages.map(hex))
  }
}, 60_000)

it('any page comes back from libtiff in every coding', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyBitmap,
      fc.constantFrom('g4', 'g3:1d', 'g3:1d:fill', 'g3:2d', 'g3:2d:fill'),
      async (page, coding) => {
        const [from, to] = [join(folder, 'any.tif'), join(folder, 'any-to.tif')]
        writeFileSync(from, writeTiff([g4Page(page, 204, 196)], { software: 'x' }))
        await oracle('tiffcp', ['-c', coding, '-f', 'lsb2msb', from, to])
        const [read] = readTiff(readFileSync(to))
        expect(hex(read === undefined ? undefined : faxBitmapOf(read)?.bitmap)).toBe(hex(page))
      },
    ),
    { numRuns: 60 },
  )
}, 60_000)

it('RTC and EOFB end a page, and what comes after them is not read', () => {
  const page = textLikePage(1728, 100)
  const eols = (count: number, tag: string) => `000000000001${tag}`.repeat(count)
  const bits = (text: string) =>
    Buffer.from(text.match(/.{1,8}/g)?.map(byte => Number.parseInt(byte.padEnd(8, '0'), 2)) ?? [])
  const cases = [
    ['mh', Buffer.concat([encodeG3(page, { k: null, alignEol: true }), bits(`0000${eols(6, '')}`)])],
    ['mr', Buffer.concat([encodeG3(page, { k: 4, alignEol: true }), bits(`0000${eols(6, '1')}`)])],
    ['mmr', Buffer.from(encodeG4(page))],
  ] as const
  for (const [coding, bytes] of cases) {
    const more = Buffer.concat([bytes, Buffer.alloc(5000, 0x9b)])
    const read = decodeFax(more, { coding, width: 1728, height: null })
    expect([read.bitmap.height, read.damagedRows], coding).toEqual([100, 0])
    expect(hex(read.bitmap), coding).toBe(hex(page))
  }
})

it('no bytes take long: a megabyte of anything is decoded or refused within seconds', () => {
  const megabyte = (make: (i: number) => number) => Uint8Array.from({ length: 1_000_000 }, (_, i) => make(i))
  const hostile = [
    () => 0,
    () => 0xff,
    () => 0x80,
    (i: number) => (i * 2654435761) >>> 24,
    (i: number) => i & 1,
  ]
  const before = process.cpuUsage().user
  for (const make of hostile)
    for (const coding of ['mh', 'mr', 'mmr', 'rle'] as const) {
      try {
        decodeFax(megabyte(make), { coding, width: 1728, height: null })
      } catch (error) {
        expect(error).toMatchObject({ code: 'E_DOCUMENT_DAMAGED' })
      }
    }
  expect(process.cpuUsage().user - before).toBeLessThan(30_000_000)
}, 60_000)
