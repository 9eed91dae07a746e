import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bitmap, fillRun, isBlack, makeBitmap } from '../../../src/documents/bitmap.ts'
import { skewOf, straightened } from '../../../src/documents/received/deskew.ts'
import { readyPages } from '../../../src/documents/received/pages.ts'
import { type Turn, turnedBy } from '../../../src/documents/received/turn.ts'
import { turnIn, wordsOf } from '../../../src/documents/received/words.ts'
import { faxBitmapOf, readTiff, type TiffPage } from '../../../src/documents/tiff/read.ts'
import { encodeG3 } from '../../../src/documents/tiff/t4-encode.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { anyBitmap, textLikePage } from '../pages.ts'

const KEEP = { damaged: 'keep', g4: false, deskew: false } as const
const REPAIR = { ...KEEP, damaged: 'repair' } as const

const pagesOf = (...bitmaps: Bitmap[]) =>
  readTiff(
    writeTiff(
      bitmaps.map(bitmap => g4Page(bitmap, 204, 196)),
      { software: 'x' },
    ),
  )

/** A G3 1-D page whose bytes are changed by `damage`. */
function g3Page(bitmap: Bitmap, damage: (bytes: Uint8Array) => void = () => {}): TiffPage {
  const strip = encodeG3(bitmap, { k: null, alignEol: true })
  damage(strip)
  const tiff = writeTiff(
    [{ width: bitmap.width, height: bitmap.height, xDpi: 204, yDpi: 196, strip, coding: 'mh' }],
    { software: 'x' },
  )
  return readTiff(tiff)[0] as TiffPage
}

const dots = (page: TiffPage | undefined) => Buffer.from((page && faxBitmapOf(page)?.bitmap.data) ?? [])
const blackIn = ({ data }: Bitmap) =>
  data.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

const text = textLikePage(1728, 600)

describe('pages to which nothing is done', () => {
  it('keep their very bytes, whatever their coding', () => {
    const came = [...pagesOf(text), g3Page(text)]
    const ready = readyPages(came, REPAIR)
    expect(ready.changed).toBe(false)
    expect(ready.pages).toEqual(came)
    expect(ready.notes).toEqual([])
  })
})

describe('damaged lines', () => {
  const spoil = (bytes: Uint8Array) => bytes.fill(0x55, 4000, 4030)

  it('are told with their number; the line above stands in their place', () => {
    const came = [g3Page(text), g3Page(text, spoil)]
    const { pages, notes, changed } = readyPages(came, REPAIR)
    const damaged = faxBitmapOf(came[1] as TiffPage)?.damaged ?? []
    expect(damaged.length).toBeGreaterThan(0)
    expect(notes).toEqual([{ page: 2, damagedLines: damaged.length, turned: 0, straightened: false }])
    expect(changed).toBe(true)
    expect(pages[0]).toBe(came[0])
    const whole = dots(pages[1])
    const row = (y: number) => whole.subarray(y * 216, (y + 1) * 216)
    for (const y of damaged.filter(at => at < 590)) expect(row(y).equals(row(y - 1))).toBe(true)
    expect(faxBitmapOf(pages[1] as TiffPage)?.damagedRows).toBe(0)
  })

  it('have a bar at the left edge where that is wanted', () => {
    const [page] = [g3Page(text, spoil)]
    const damaged = faxBitmapOf(page)?.damaged ?? []
    const { pages } = readyPages([page], { ...KEEP, damaged: 'mark' })
    const bitmap = faxBitmapOf(pages[0] as TiffPage)?.bitmap as Bitmap
    for (let y = 0; y < 600; y++) expect(isBlack(bitmap, 12, y), `row ${y}`).toBe(damaged.includes(y))
  })

  it('stay as they came where that is wanted, and are told', () => {
    const page = g3Page(text, spoil)
    const { pages, notes } = readyPages([page], KEEP)
    expect(pages[0]).toBe(page)
    expect(notes[0]?.damagedLines).toBeGreaterThan(0)
  })

  it('a page of which nothing can be read keeps its bytes, and the others are delivered', () => {
    const ruined = { ...g3Page(text), strips: [new Uint8Array(500)] }
    const { pages, notes } = readyPages([...pagesOf(text), ruined], REPAIR)
    expect(pages[1]).toBe(ruined)
    expect(notes).toEqual([{ page: 2, damagedLines: 600, turned: 0, straightened: false }])
  })
})

it('G3 becomes G4 by choice: the same dots in fewer bytes', () => {
  const page = g3Page(text)
  const { pages, changed, notes } = readyPages([page], { ...KEEP, g4: true })
  expect([changed, notes, pages[0]?.compression]).toEqual([true, [], 4])
  expect(dots(pages[0]).equals(dots(page))).toBe(true)
  expect(pages[0]?.strips[0]?.length).toBeLessThan(page.strips[0]?.length ?? 0)
})

describe('turning', () => {
  it('four quarters, or two halves, or one and three are none; each dot goes to its place', () => {
    fc.assert(
      fc.property(
        anyBitmap.filter(({ width, height }) => width < 100 && height < 60),
        page => {
          const quarter = turnedBy(page, 90)
          expect([quarter.width, quarter.height]).toEqual([page.height, page.width])
          for (let y = 0; y < page.height; y++) {
            for (let x = 0; x < page.width; x++)
              if (isBlack(page, x, y) !== isBlack(quarter, page.height - 1 - y, x))
                throw new Error(`${x} ${y}`)
          }
          const again = (turns: readonly Turn[]) => turns.reduce(turnedBy, page)
          for (const turns of [
            [90, 90, 90, 90],
            [180, 180],
            [90, 270],
            [90, 90, 180],
          ] as const)
            expect(Buffer.from(again(turns).data).equals(Buffer.from(page.data))).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('a turned page is told, and sideways its density goes with it', () => {
    const { pages, notes } = readyPages(pagesOf(text, text), KEEP, [180, 90])
    expect(notes.map(({ page, turned }) => [page, turned])).toEqual([
      [1, 180],
      [2, 90],
    ])
    expect(pages.map(({ width, height, xDpi, yDpi }) => [width, height, xDpi, yDpi])).toEqual([
      [1728, 600, 204, 196],
      [600, 1728, 196, 204],
    ])
  })
})

/** As a feeder does it: turned about the middle. Lines that fall lean clockwise. */
function leaning(page: Bitmap, degrees: number): Bitmap {
  const out = makeBitmap(page.width, page.height)
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)]
  const ratio = 196 / 204
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      const [u, v] = [x - page.width / 2, (y - page.height / 2) / ratio]
      const [fromX, fromY] = [
        Math.round(u * cos + v * sin + page.width / 2),
        Math.round((-u * sin + v * cos) * ratio + page.height / 2),
      ]
      const inside = fromX >= 0 && fromX < page.width && fromY >= 0 && fromY < page.height
      if (inside && isBlack(page, fromX, fromY)) fillRun(out, y, x, x + 1)
    }
  }
  return out
}

describe('straightening', () => {
  const density = { xDpi: 204, yDpi: 196 }
  const page = makeBitmap(1728, 1400)
  const inner = textLikePage(1400, 1150)
  for (let y = 0; y < inner.height; y++)
    for (let x = 0; x < inner.width; x++) if (isBlack(inner, x, y)) fillRun(page, y + 120, x + 164, x + 165)

  it.each([-2.5, -0.8, 0.6, 1.5, 3])('finds a lean of %d degrees and takes it out', degrees => {
    const skewed = leaning(page, degrees)
    const found = skewOf(skewed, density)
    expect(Math.abs(found - degrees)).toBeLessThan(0.16)
    const level = straightened(skewed, density, found) as Bitmap
    expect(skewOf(level, density)).toBe(0)
    expect(blackIn(level)).toBe(blackIn(skewed))
  })

  it('leaves straight pages, pictures and nearly empty pages alone', () => {
    expect(skewOf(page, density)).toBe(0)
    expect(skewOf(makeBitmap(1728, 1000), density)).toBe(0)
    const noise = makeBitmap(1728, 1000)
    let seed = 7
    for (let i = 0; i < 20_000; i++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      const x = seed % 1700
      seed = (seed * 1103515245 + 12345) & 0x7fffffff
      fillRun(noise, (seed >> 8) % 1000, x, x + 3)
    }
    expect(skewOf(noise, density)).toBe(0)
  })

  it('a page that has no room for it stays askew: nothing is cut off', () => {
    const full = leaning(textLikePage(1728, 1400), 2)
    for (const x of [0, 1720])
      for (const y of [0, 1392]) for (let row = y; row < y + 8; row++) fillRun(full, row, x, x + 8)
    expect(straightened(full, density, 2)).toBeNull()
    const [came] = pagesOf(full)
    expect(readyPages([came as TiffPage], { ...KEEP, deskew: true }).notes).toEqual([])
  })

  it('is told', () => {
    const { notes } = readyPages(pagesOf(leaning(page, 1.5)), { ...KEEP, deskew: true })
    expect(notes).toEqual([{ page: 1, damagedLines: 0, turned: 0, straightened: true }])
  })
})

describe('what tesseract says', () => {
  const HEAD = 'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext'
  const rows = [
    HEAD,
    '1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t',
    '4\t1\t1\t1\t1\t0\t100\t200\t500\t40\t-1\t',
    '5\t1\t1\t1\t1\t1\t100\t205\t200\t30\t96.1\tInvoice',
    '5\t1\t1\t1\t1\t2\t320\t205\t100\t30\t7.5\t|;',
    '5\t1\t1\t1\t1\t3\t-1\t205\t100\t30\t90\tbad',
  ]

  it('becomes words in shares of the page, as high as their line, without guesses', () => {
    expect(wordsOf(rows.join('\n'))).toEqual([
      { text: 'Invoice', left: 0.1, top: 0.1, width: 0.2, height: 0.02 },
    ])
    expect(wordsOf(HEAD)).toBeNull()
  })

  it('never fails on any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.oneof(fc.integer(), fc.string())).map(row => row.join('\t'))),
        lines => {
          for (const word of wordsOf([...rows.slice(0, 2), ...lines].join('\n')) ?? []) {
            expect(word.width).toBeGreaterThan(0)
            expect(word.width).toBeLessThanOrEqual(1)
          }
        },
      ),
    )
  })

  it('a page is turned only when it is sure', () => {
    const osd = (turn: number, confidence: number) =>
      `Page number: 0\nOrientation in degrees: ${turn}\nRotate: ${turn}\nOrientation confidence: ${confidence}\nScript: Latin\n`
    expect(turnIn(osd(180, 12.3))).toBe(180)
    expect(turnIn(osd(180, 0.4))).toBeNull()
    expect(turnIn('Too few characters. Skipping this page')).toBeNull()
  })
})
