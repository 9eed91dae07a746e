/**
 * Tones as dots of black and white. `airtime`: the screen that codes shortest, since a fax line is paid by the minute.
 * `looks`: error diffusion, finer, but four times as long on the line. Works on single tiles, so that text beside a
 * photograph stays as it is. `table`: from the tone on the page to the tone to print.
 */
import type { Bitmap } from '../bitmap.ts'
import { type Regions, TILE } from './regions.ts'
import type { Grey } from './sheet.ts'

/** Dots from ridge to ridge: wider saves bytes, and is seen. */
const PITCH = 5
/** From the middle of a ridge outwards. */
const OUTWARDS = [2, 1, 3, 0, 4]
/** Rows of one cell, for each line density: as high on paper in all of them. */
const ROWS_PER_INCH = 24.5

/** The thresholds of one cell, `PITCH` columns a row. */
export interface Screen {
  readonly rows: number
  readonly limits: Uint8Array
}

/**
 * Vertical ridges: T.6 codes a row by how it differs from the row above, and an edge that goes straight down costs one
 * bit. Each column of a cell has its own band of tones; inside a band the cell's rows follow each other from above, so
 * that an edge steps aside only twice a cell.
 */
export function screenFor(yDpi: number): Screen {
  const rows = Math.max(2, Math.round(yDpi / ROWS_PER_INCH))
  const limits = new Uint8Array(PITCH * rows)
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < PITCH; x++) {
      limits[y * PITCH + x] = Math.round(((OUTWARDS.indexOf(x) * rows + y + 0.5) * 255) / limits.length)
    }
  }
  return { rows, limits }
}

/** Prints the tiles of one region with ridges: black where the tone is darker than the screen. */
export function screened(
  { width, height, data }: Grey,
  table: Uint8Array,
  { rows, limits }: Screen,
  tiles: Uint32Array,
  bitmap: Bitmap,
): void {
  const columns = bitmap.stride
  for (const tile of tiles) {
    const column = tile % columns
    const top = Math.floor(tile / columns) * TILE
    const dots = Math.min(TILE, width - column * TILE)
    for (let y = top; y < Math.min(height, top + TILE); y++) {
      const from = y * width + column * TILE
      const line = (y % rows) * PITCH
      let phase = (column * TILE) % PITCH
      let byte = 0
      for (let dot = 0; dot < dots; dot++) {
        const tone = table[data[from + dot] ?? 255] ?? 255
        if (255 - tone > (limits[line + phase] ?? 0)) byte |= 0x80 >> dot
        if (++phase === PITCH) phase = 0
      }
      bitmap.data[y * columns + column] = byte
    }
  }
}

/** Error diffusion (Floyd and Steinberg) over the regions that are `chosen`; the error that leaves one is dropped. */
export function diffused(
  { width, height, data }: Grey,
  table: Uint8Array,
  regions: Regions,
  chosen: Uint8Array,
  bitmap: Bitmap,
): void {
  const columns = bitmap.stride
  let here = new Int16Array(width + 2)
  let below = new Int16Array(width + 2)
  for (let y = 0; y < height; y++) {
    const tiles = (y >> 3) * columns
    below.fill(0)
    for (let column = 0; column < columns; column++) {
      if (chosen[regions.of[tiles + column] ?? 0] !== 1) continue
      const end = Math.min(width, (column + 1) * TILE)
      let byte = 0
      for (let x = column * TILE; x < end; x++) {
        const tone = (table[data[y * width + x] ?? 255] ?? 255) + ((here[x + 1] ?? 0) >> 4)
        const black = tone < 128
        if (black) byte |= 0x80 >> (x & 7)
        const error = black ? tone : tone - 255
        here[x + 2] = (here[x + 2] ?? 0) + error * 7
        below[x] = (below[x] ?? 0) + error * 3
        below[x + 1] = (below[x + 1] ?? 0) + error * 5
        below[x + 2] = (below[x + 2] ?? 0) + error
      }
      bitmap.data[y * columns + column] = byte
    }
    const swap = here
    here = below
    below = swap
  }
}
