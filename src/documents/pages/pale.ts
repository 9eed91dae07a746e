/**
 * Pale text and lines of a page that no scanner has seen: orange headings, grey small print. One threshold for the page
 * loses them, and a reader of the page would not. In charge of finding where nothing darker is near, and of cutting there
 * half-way between the paper and what is printed on it.
 */
import type { Bitmap } from '../bitmap.ts'
import { cutTile } from './cut-tile.ts'
import type { Levels } from './levels.ts'
import { hasPrint, type Regions, TILE, type TileMap } from './regions.ts'
import type { Grey } from './sheet.ts'

/** Of the way from black to paper: what is darker has sharp edges by the page's own threshold. */
const PALE = 0.5
/** Dots around a tile in which nothing darker may be: the soft edge of a black letter is no pale print. */
const RIM = 2

/** Prints what is pale, outside of tones. Not for scans: what shines through their paper is pale, too. */
export function cutPale(
  grey: Grey,
  levels: Levels,
  { columns, counts }: TileMap,
  regions: Regions | null,
  bitmap: Bitmap,
): void {
  for (let tile = 0; tile < counts.length; tile++) {
    if (!hasPrint(counts[tile] ?? 0) || (regions?.of[tile] ?? 0) !== 0) continue
    const darkest = darkestAround(grey, tile, columns, levels.paper * PALE)
    if (darkest > levels.paper * PALE) cutTile(grey, tile, (darkest + levels.paper) / 2, bitmap)
  }
}

/** The darkest tone of a tile and its rim; when one is dark enough, any such. */
function darkestAround({ width, height, data }: Grey, tile: number, columns: number, enough: number): number {
  const left = (tile % columns) * TILE
  const top = Math.floor(tile / columns) * TILE
  const right = Math.min(width, left + TILE + RIM)
  const bottom = Math.min(height, top + TILE + RIM)
  let darkest = 255
  for (let y = Math.max(0, top - RIM); y < bottom; y++) {
    for (let at = y * width + Math.max(0, left - RIM); at < y * width + right; at++) {
      const tone = data[at] ?? 255
      if (tone < darkest) darkest = tone
    }
    if (darkest <= enough) return darkest
  }
  return darkest
}
