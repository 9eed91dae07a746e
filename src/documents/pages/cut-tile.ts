import type { Bitmap } from '../bitmap.ts'
import { TILE } from './regions.ts'
import type { Grey } from './sheet.ts'

/** Prints one tile: black is what is darker than `cut`. */
export function cutTile({ width, height, data }: Grey, tile: number, cut: number, bitmap: Bitmap): void {
  const column = tile % bitmap.stride
  const top = Math.floor(tile / bitmap.stride) * TILE
  const dots = Math.min(TILE, width - column * TILE)
  for (let y = top; y < Math.min(height, top + TILE); y++) {
    const from = y * width + column * TILE
    let byte = 0
    for (let dot = 0; dot < dots; dot++) if ((data[from + dot] ?? 255) < cut) byte |= 0x80 >> dot
    bitmap.data[y * bitmap.stride + column] = byte
  }
}
