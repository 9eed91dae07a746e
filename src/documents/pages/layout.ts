/**
 * How a page or picture of any size comes onto fax pages. In charge of the rule alone:
 *  1. True size where it fits; shrunk where it does not; never enlarged, never cut.
 *  2. What is wider than it is high, and wider than the paper, is turned by a quarter.
 *  3. What is so long that shrinking it onto one page would make it much smaller than its width asks for (a till receipt,
 *     a web page, a banner) goes onto several pages, one below the other. The end of each stands again at the top of the
 *     next, so that no line is lost at the cut.
 */
import type { Bitmap } from '../bitmap.ts'
import { type Grey, onSheet, type Sheet, turned } from './sheet.ts'
import { toBitmap } from './threshold.ts'

export interface Layout {
  /** Dots to draw: upright as the page is, before it is turned. */
  readonly width: number
  readonly height: number
  /** `left`: its right side comes to the top. `right`: its left side does, where a banner begins. */
  readonly turn: 'none' | 'left' | 'right'
  /** Where it stands on each sheet, in dots. */
  readonly x: number
  readonly y: number
  /** Rows of the (turned) picture that go onto each sheet. */
  readonly pieces: readonly { readonly from: number; readonly to: number }[]
}

/** A little more than square is not landscape. */
const WIDER = 1.05
/** Legal and A3 are shrunk onto A4 (0.84, 0.71); from twice as long as the paper on, a page is split. */
const SMALLEST_SHRINK = 0.6
/** Dots: what is narrower than an inch keeps its very width. */
const FEWEST_BYTES = 204
const OVERLAP_IN = 0.5
/** Eight metres of receipt. What is longer is shrunk onto so many. */
const MOST_PIECES = 30

/** Sizes and margin in inches. */
export function layOut(sheet: Sheet, widthIn: number, heightIn: number, margin = 0): Layout {
  const roomX = sheet.width / sheet.xDpi - 2 * margin
  const roomY = sheet.height / sheet.yDpi - 2 * margin
  const wide = widthIn > heightIn * WIDER && widthIn > sheet.width / sheet.xDpi
  const [w, h] = wide ? [heightIn, widthIn] : [widthIn, heightIn]
  const onePage = Math.min(1, roomX / w, roomY / h)
  const longest = roomY + (MOST_PIECES - 1) * (roomY - OVERLAP_IN)
  const asWide = Math.min(1, roomX / w, longest / h)
  const split = onePage < asWide * SMALLEST_SHRINK
  const scale = split ? asWide : onePage
  const across = inBytes(Math.round(w * scale * sheet.xDpi), Math.floor(roomX * sheet.xDpi))
  const down = Math.max(1, Math.round(h * scale * sheet.yDpi))
  const room = Math.max(1, Math.floor(roomY * sheet.yDpi))
  const height = split ? down : Math.min(down, sheet.height)
  const pieces = split
    ? piecesOf(height, room, Math.round(OVERLAP_IN * sheet.yDpi))
    : [{ from: 0, to: height }]
  return {
    width: wide ? height : across,
    height: wide ? across : height,
    turn: wide ? (split ? 'right' : 'left') : 'none',
    x: ((sheet.width - across) >> 4) << 3,
    y: Math.round(margin * sheet.yDpi),
    pieces,
  }
}

/** Whole bytes across, since a page is made from its picture byte by byte: at most half a millimetre more or less. */
function inBytes(dots: number, room: number): number {
  const rounded = Math.round(dots / 8) * 8
  if (rounded < FEWEST_BYTES) return Math.max(1, Math.min(dots, room))
  return rounded <= room ? rounded : Math.floor(room / 8) * 8
}

function piecesOf(height: number, room: number, overlap: number): { from: number; to: number }[] {
  const step = Math.max(1, room - overlap)
  const count = Math.max(1, Math.ceil((height - overlap) / step))
  return Array.from({ length: count }, (_, i) => ({ from: i * step, to: Math.min(height, i * step + room) }))
}

/** The fax pages of a picture that was drawn as its layout asks. */
export function* laidOut(picture: Grey, { turn, x, y, pieces }: Layout, sheet: Sheet): Generator<Bitmap> {
  const upright = turn === 'none' ? picture : turned(picture, turn)
  for (const { from, to } of pieces) {
    const data = upright.data.subarray(from * upright.width, to * upright.width)
    yield onSheet(sheet, toBitmap({ ...upright, height: to - from, data }, sheet), x, y)
  }
}
