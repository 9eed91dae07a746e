/** Pages of one bit a pixel turned by quarters, dot by dot: nothing is lost. */
import { type Bitmap, changesOf, fillRun, makeBitmap } from '../bitmap.ts'

/** Clockwise, in degrees. */
export type Turn = 0 | 90 | 180 | 270

export function turnedBy(page: Bitmap, turn: Turn): Bitmap {
  if (turn === 0) return page
  const sideways = turn !== 180
  const out = sideways ? makeBitmap(page.height, page.width) : makeBitmap(page.width, page.height)
  const changes = new Int32Array(page.width + 8)
  for (let y = 0; y < page.height; y++) {
    const count = changesOf(page, y, changes)
    for (let i = 0; i < count; i += 2) {
      const from = changes[i] ?? 0
      const to = changes[i + 1] ?? page.width
      if (turn === 180) fillRun(out, page.height - 1 - y, page.width - to, page.width - from)
      else column(out, turn === 90 ? page.height - 1 - y : y, from, to, page.width, turn)
    }
  }
  return out
}

/** A run of a row as a piece of a column. */
function column(out: Bitmap, x: number, from: number, to: number, width: number, turn: Turn): void {
  const mask = 0x80 >> (x & 7)
  for (let at = from; at < to; at++) {
    const y = turn === 90 ? at : width - 1 - at
    const i = y * out.stride + (x >> 3)
    out.data[i] = (out.data[i] ?? 0) | mask
  }
}
