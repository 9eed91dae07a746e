/**
 * The line at the top of a fax page that says when it was sent, by whom, and which page of how many it is. In charge of
 * one thing: it never covers what stands on the page, and the page does not grow. Room is made where nothing is printed;
 * not in charge of what the line says.
 */

import { escaped } from '../../fax/markup.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'
import { FONT_FAMILIES } from '../pages/fonts.ts'
import type { Sheet } from '../pages/sheet.ts'
import { drawnSvg } from '../pages/svg.ts'

/** Inches. Fax machines cut off some two millimetres of a page: the text begins below that. */
const LINE_IN = 0.2
const BASELINE_IN = 0.15
const FONT_IN = 0.105
const MARGIN_IN = 0.3
/** DejaVu Sans Mono: a character is 0.602 em wide. */
const CHARACTER_EM = 0.602

/** Characters that have room in the line. */
export function headerColumns(sheet: Sheet): number {
  return Math.floor((sheet.width / sheet.xDpi - 2 * MARGIN_IN) / (FONT_IN * CHARACTER_EM))
}

/** Draws the line: `left` and `right` at the two margins; what is too long in the middle is cut. */
export function headerStrip(left: string, right: string, sheet: Sheet): Promise<Bitmap> {
  const room = headerColumns(sheet) - right.length - 2
  const text =
    Array.from(left).length > room
      ? `${Array.from(left)
          .slice(0, Math.max(0, room - 1))
          .join('')}…`
      : left
  const at = (inches: number) => (inches * sheet.xDpi).toFixed(1)
  const end = (sheet.width - MARGIN_IN * sheet.xDpi).toFixed(1)
  const strip: Sheet = { ...sheet, height: Math.round(LINE_IN * sheet.yDpi) }
  return drawnSvg(
    `<g font-family="${FONT_FAMILIES}" font-size="${at(FONT_IN)}">
<text x="${at(MARGIN_IN)}" y="${at(BASELINE_IN)}" xml:space="preserve">${escaped(text)}</text>
<text x="${end}" y="${at(BASELINE_IN)}" text-anchor="end" xml:space="preserve">${escaped(right)}</text>
</g>`,
    strip,
  )
}

/**
 * The page with the strip on top, as high as before. Blank rows make room: first those at the top, then those at the
 * bottom, then some of every gap inside. A page without gaps is squeezed by laying rows on each other: black wins, so
 * that no thin line vanishes.
 */
export function withHeaderLine(page: Bitmap, strip: Bitmap): Bitmap {
  const blank = blankRows(page)
  const keep = new Uint8Array(page.height).fill(1)
  let need = Math.min(strip.height, page.height - 1)
  need = dropEdge(blank, keep, need, 0, 1)
  need = dropEdge(blank, keep, need, page.height - 1, -1)
  need = dropGaps(blank, keep, need)
  return assembled(page, strip, keep, need)
}

function blankRows({ data, stride, height }: Bitmap): Uint8Array {
  const blank = new Uint8Array(height)
  for (let y = 0; y < height; y++) {
    let i = y * stride
    const end = i + stride
    while (i < end && data[i] === 0) i++
    if (i === end) blank[y] = 1
  }
  return blank
}

/** Drops blank rows from one edge inwards; gives how many are still needed. */
function dropEdge(blank: Uint8Array, keep: Uint8Array, need: number, from: number, by: 1 | -1): number {
  let left = need
  for (let y = from; left > 0 && blank[y] === 1 && keep[y] === 1; y += by) {
    keep[y] = 0
    left--
  }
  return left
}

/** Drops up to half of every gap, the longest first. */
function dropGaps(blank: Uint8Array, keep: Uint8Array, need: number): number {
  const gaps: { from: number; length: number }[] = []
  for (let y = 0; y < blank.length; y++) {
    if (blank[y] !== 1 || keep[y] !== 1) continue
    const last = gaps.at(-1)
    if (last !== undefined && last.from + last.length === y) last.length++
    else gaps.push({ from: y, length: 1 })
  }
  let left = need
  for (const { from, length } of gaps.sort((a, b) => b.length - a.length)) {
    const take = Math.min(left, length >> 1)
    keep.fill(0, from, from + take)
    left -= take
    if (left === 0) break
  }
  return left
}

/** `merge`: this many rows are laid onto the one before them, evenly over the page. */
function assembled(page: Bitmap, strip: Bitmap, keep: Uint8Array, merge: number): Bitmap {
  const out = makeBitmap(page.width, page.height)
  out.data.set(strip.data.subarray(0, Math.min(strip.data.length, out.data.length)))
  const rows = keep.reduce((sum, kept) => sum + kept, 0)
  const room = page.height - strip.height
  const every = merge === 0 ? 0 : rows / merge
  let y = strip.height
  let row = 0
  for (let from = 0; from < page.height; from++) {
    if (keep[from] !== 1) continue
    const merged = merge > 0 && row > 0 && Math.floor(row / every) !== Math.floor((row - 1) / every)
    const to = merged || y >= strip.height + room ? y - 1 : y++
    for (let i = 0; i < page.stride; i++) {
      const at = to * out.stride + i
      out.data[at] = (out.data[at] ?? 0) | (page.data[from * page.stride + i] ?? 0)
    }
    row++
  }
  return out
}
