/**
 * Which fax pages are blank, so that they need not be paid for. In charge of the judgement alone: dust is nothing, and the
 * smallest print is something. In doubt a page is not blank.
 */
import type { Bitmap } from '../bitmap.ts'

/** Cells of 16 × 16 dots, 2 mm wide. */
const CELL_BYTES = 2
const CELL_ROWS = 16
/** Dots of one cell: dust has fewer, and a digit of 6 point has more. */
const PRINT = 24

/** True when nothing but specks is on the page. Ends at the first letter that it finds. */
export function isBlankPage({ data, stride, height }: Bitmap): boolean {
  const cells = new Uint16Array(Math.ceil(stride / CELL_BYTES))
  for (let y = 0; y < height; y++) {
    if (y % CELL_ROWS === 0) cells.fill(0)
    for (let i = 0; i < stride; i++) {
      const byte = data[y * stride + i] ?? 0
      if (byte === 0) continue
      const cell = i >> 1
      const dots = (cells[cell] ?? 0) + bitsOf(byte)
      if (dots >= PRINT) return false
      cells[cell] = dots
    }
  }
  return true
}

function bitsOf(byte: number): number {
  let bits = 0
  for (let rest = byte; rest !== 0; rest &= rest - 1) bits++
  return bits
}
