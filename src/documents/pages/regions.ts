/**
 * Where a page has tones: photographs, gradients, grey fills. In charge of the map alone: tiles of 8 × 8 dots, so that a
 * tile's row is one byte of the page. Text is never smooth over a whole tile, and a tone always is: that tells them apart.
 */
import type { Bitmap } from '../bitmap.ts'
import type { Levels } from './levels.ts'
import type { Grey } from './sheet.ts'

export const TILE = 8

/** Counts of a tile's 64 dots in one number: of a middle tone, the smooth ones of them, light and smooth ones, black ones. */
const MIDDLE = 1
const SMOOTH = 1 << 8
const LIGHT = 1 << 16
const BLACK = 1 << 24
const COUNT = 0xff
const smoothIn = (count: number) => (count >> 8) & COUNT
const lightIn = (count: number) => (count >> 16) & COUNT

/** Whether anything of a tile is print, or a tone. */
export const hasPrint = (count: number): boolean => (count & (COUNT | (COUNT << 24))) !== 0

export interface TileMap {
  readonly columns: number
  readonly rows: number
  readonly counts: Uint32Array
}

/** Neighbours in a photograph differ by less; at the edge of a letter by more. */
const SMOOTH_STEP = 28

/**
 * The page cut at one threshold, and the counts of its tiles, in one pass: this is the inner loop of everything. White
 * words are skipped four dots at a time.
 */
export function cutPage(grey: Grey, levels: Levels, bitmap: Bitmap): TileMap {
  const { width, height, data } = grey
  const columns = bitmap.stride
  const rows = Math.ceil(height / TILE)
  const counts = new Uint32Array(columns * rows)
  const kinds = kindsOf(levels)
  const words = wordsOf(grey)
  const out = bitmap.data
  for (let y = 0; y < height; y++) {
    const tiles = (y >> 3) * columns
    const row = y * width
    for (let column = 0; column < columns; column++) {
      let at = row + column * TILE
      if (words !== null && ((words[at >> 2] ?? 0) & (words[(at >> 2) + 1] ?? 0)) === WHITE) {
        column = lastWhite(words, at >> 2, column, columns)
        continue
      }
      let before = data[at === 0 ? 0 : at - 1] ?? 255
      let byte = 0
      let count = 0
      const end = Math.min(at + TILE, row + width)
      while (at < end) {
        const tone = data[at++] ?? 255
        const kind = kinds[tone] ?? 0
        byte = (byte << 1) | (kind >>> 24)
        count += kind & (SMOOTHNESS[tone - before + 255] ?? 0)
        before = tone
      }
      if (end !== row + column * TILE + TILE) byte <<= column * TILE + TILE - width
      out[y * columns + column] = byte
      counts[tiles + column] = (counts[tiles + column] ?? 0) + count
    }
  }
  return { columns, rows, counts }
}

/** Four white dots. */
const WHITE = -1
/** What counts of a dot that differs so much, + 255, from the one before it. */
const SMOOTHNESS = Int32Array.from({ length: 511 }, (_, step) =>
  Math.abs(step - 255) <= SMOOTH_STEP ? -1 : BLACK + MIDDLE,
)

/** The last of the tiles from `column` on that are white in this row; `word` is where that one begins. */
function lastWhite(words: Int32Array, word: number, column: number, columns: number): number {
  let last = column
  let at = word + 2
  while (last + 1 < columns && ((words[at] ?? 0) & (words[at + 1] ?? 0)) === WHITE) {
    at += 2
    last++
  }
  return last
}

/** The dots by fours; null where rows do not begin on a word. */
function wordsOf({ width, data }: Grey): Int32Array | null {
  if ((width & 7) !== 0 || (data.byteOffset & 3) !== 0) return null
  return new Int32Array(data.buffer, data.byteOffset, data.length >> 2)
}

function kindsOf({ cut, ink, tone, light }: Levels): Int32Array {
  return Int32Array.from({ length: 256 }, (_, value) => {
    const black = value < cut ? BLACK : 0
    if (value >= light || value < ink) return black
    return black + (value < tone ? MIDDLE + SMOOTH : LIGHT)
  })
}

/** Of a tile's 64 dots. */
const SEED_SMOOTH = 36
const SEED_MIDDLE = 56
const GROW_ANY = 30
const GROW_MIDDLE = 20
const RIM_SMOOTH = 4
/** Letters in a fill, and the white of an eye in a photograph, are narrower than so many tiles. */
const GAP = 6

/** One number a tile: 0 no tone, else which region. Null: the page has none. */
export interface Regions {
  readonly of: Uint16Array
  /** Tiles of each region; the first one has the number 1. */
  readonly tiles: readonly Uint32Array[]
}

/** A few millimetres each way: less is no area but a mark. */
export function regionsOf(map: TileMap): Regions | null {
  const seeds = opened(seedsOf(map), map)
  if (seeds === null) return null
  grow(seeds, map)
  close(seeds, map)
  return labelled(withRim(seeds, map), map)
}

function seedsOf({ counts }: TileMap): Uint8Array {
  const seeds = new Uint8Array(counts.length)
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] ?? 0
    if (count === 0) continue
    const middle = count & COUNT
    if (middle >= SEED_MIDDLE || smoothIn(count) >= SEED_SMOOTH) seeds[i] = 1
  }
  return seeds
}

/** What is left of the seeds where 3 × 3 of them stand together; null if nothing is. */
function opened(seeds: Uint8Array, { columns, rows }: TileMap): Uint8Array | null {
  const out = new Uint8Array(seeds.length)
  let found = false
  for (let y = 1; y + 1 < rows; y++) {
    for (let x = 1; x + 1 < columns; x++) {
      const at = y * columns + x
      if (seeds[at] !== 1 || !blockAt(seeds, at, columns)) continue
      found = true
      for (let row = at - columns; row <= at + columns; row += columns) out.fill(1, row - 1, row + 2)
    }
  }
  return found ? out : null
}

function blockAt(seeds: Uint8Array, at: number, columns: number): boolean {
  for (let row = at - columns; row <= at + columns; row += columns)
    if (((seeds[row - 1] ?? 0) & (seeds[row] ?? 0) & (seeds[row + 1] ?? 0)) === 0) return false
  return true
}

/** Into tiles beside a region that have tones as well: its light parts, its edges. */
function grow(region: Uint8Array, { columns, rows, counts }: TileMap): void {
  const waiting: number[] = []
  for (let i = 0; i < region.length; i++) if (region[i] === 1) waiting.push(i)
  const visit = (at: number) => {
    if (region[at] === 1) return
    const count = counts[at] ?? 0
    const middle = count & COUNT
    if (middle < GROW_MIDDLE && middle + lightIn(count) < GROW_ANY) return
    region[at] = 1
    waiting.push(at)
  }
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const x = at % columns
    if (x > 0) visit(at - 1)
    if (x + 1 < columns) visit(at + 1)
    if (at >= columns) visit(at - columns)
    if (at + columns < columns * rows) visit(at + columns)
  }
}

/** With the tiles in which a region ends: a few rows of a photograph must not become a black line. */
function withRim(region: Uint8Array, { columns, counts }: TileMap): Uint8Array {
  const out = region.slice()
  for (let at = 0; at < region.length; at++) {
    if (region[at] === 1 || smoothIn(counts[at] ?? 0) < RIM_SMOOTH) continue
    const x = at % columns
    const beside = (x > 0 ? region[at - 1] : 0) || (x + 1 < columns ? region[at + 1] : 0)
    if (beside === 1 || region[at - columns] === 1 || region[at + columns] === 1) out[at] = 1
  }
  return out
}

/** Fills short gaps between tiles of a region, along rows and columns, where something is printed in them. */
function close(region: Uint8Array, { columns, rows, counts }: TileMap): void {
  const along = (start: number, step: number, length: number) => {
    let last = -1
    for (let i = 0; i < length; i++) {
      const at = start + i * step
      if (region[at] !== 1) continue
      if (last >= 0 && i - last - 1 <= GAP)
        for (let k = last + 1; k < i; k++)
          if ((counts[start + k * step] ?? 0) > 0) region[start + k * step] = 1
      last = i
    }
  }
  for (let y = 0; y < rows; y++) along(y * columns, 1, columns)
  for (let x = 0; x < columns; x++) along(x, columns, rows)
}

function labelled(region: Uint8Array, { columns, rows }: TileMap): Regions {
  const of = new Uint16Array(region.length)
  const tiles: Uint32Array[] = []
  for (let i = 0; i < region.length; i++) {
    if (region[i] !== 1 || of[i] !== 0 || tiles.length === 0xffff) continue
    tiles.push(flooded(region, of, i, tiles.length + 1, columns, rows))
  }
  return { of, tiles }
}

function flooded(
  region: Uint8Array,
  of: Uint16Array,
  from: number,
  label: number,
  columns: number,
  rows: number,
): Uint32Array {
  const found = [from]
  of[from] = label
  const visit = (at: number) => {
    if (region[at] !== 1 || of[at] !== 0) return
    of[at] = label
    found.push(at)
  }
  for (let i = 0; i < found.length; i++) {
    const at = found[i] ?? 0
    const x = at % columns
    if (x > 0) visit(at - 1)
    if (x + 1 < columns) visit(at + 1)
    if (at >= columns) visit(at - columns)
    if (at + columns < columns * rows) visit(at + columns)
  }
  return Uint32Array.from(found)
}
