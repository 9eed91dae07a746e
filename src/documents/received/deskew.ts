/**
 * Straightens pages that went askew through a scanner. The angle is where rows of ink and rows of white are furthest
 * apart (Postl's projection profile); the page is turned by shifting pieces of rows, so every dot stays a dot. A page is
 * left alone when its angle is not plain, or when something on it would be pushed off the paper.
 */
import { type Bitmap, changesOf, fillRun, makeBitmap } from '../bitmap.ts'

/** Degrees. Feeders skew by one or two; what leans more was meant to. */
const WIDEST = 4
const STEP = 0.1
/** Less than this nobody sees, and straightening it would only roughen the letters. */
const SMALLEST = 0.3
/** The straight page must be this much more striped than the skewed one. */
const PLAIN = 1.08
/** Enough points to find the angle of a full page of text. */
const POINTS = 30_000

export interface Density {
  readonly xDpi: number
  readonly yDpi: number
}

/** Clockwise lean of the lines in degrees; 0 when it is not plain or too small to matter. */
export function skewOf(page: Bitmap, density: Density): number {
  const points = pointsOf(page)
  if (points.length < 400) return 0
  const rowsPerColumn = density.yDpi / density.xDpi
  const score = (degrees: number) =>
    stripes(points, page, Math.tan(degrees * (Math.PI / 180)) * rowsPerColumn)
  const straight = score(0)
  let best = 0
  let bestScore = straight
  for (let degrees = -WIDEST; degrees <= WIDEST + 1e-9; degrees += STEP) {
    const found = score(degrees)
    if (found > bestScore) [best, bestScore] = [degrees, found]
  }
  const isEdge = Math.abs(best) > WIDEST - STEP / 2
  if (isEdge || Math.abs(best) < SMALLEST || bestScore < straight * PLAIN) return 0
  return best
}

/** The page with lines that lean by `degrees` made level; null when there is no room for it on the paper. */
export function straightened(page: Bitmap, density: Density, degrees: number): Bitmap | null {
  const slope = Math.tan(degrees * (Math.PI / 180))
  const down = slope * (density.yDpi / density.xDpi)
  const across = slope * (density.xDpi / density.yDpi)
  const dy = (x: number) => -Math.round((x - page.width / 2) * down)
  const dx = (y: number) => Math.round((y - page.height / 2) * across)
  const box = { left: page.width, right: 0, top: page.height, bottom: 0 }
  eachPiece(page, dx, dy, (y, from, to) => {
    box.left = Math.min(box.left, from)
    box.right = Math.max(box.right, to)
    box.top = Math.min(box.top, y)
    box.bottom = Math.max(box.bottom, y + 1)
  })
  if (box.right <= box.left) return page
  if (box.right - box.left > page.width || box.bottom - box.top > page.height) return null
  const x = shiftInto(box.left, box.right, page.width)
  const y = shiftInto(box.top, box.bottom, page.height)
  const out = makeBitmap(page.width, page.height)
  eachPiece(page, dx, dy, (row, from, to) => fillRun(out, row + y, from + x, to + x))
  return out
}

const shiftInto = (from: number, to: number, size: number): number =>
  from < 0 ? -from : to > size ? size - to : 0

/** Every black run where it goes: cut where its columns move down by one more row. */
function eachPiece(
  page: Bitmap,
  dx: (y: number) => number,
  dy: (x: number) => number,
  visit: (y: number, from: number, to: number) => void,
): void {
  const changes = new Int32Array(page.width + 8)
  const rows = Int32Array.from({ length: page.width }, (_, x) => dy(x))
  for (let y = 0; y < page.height; y++) {
    const count = changesOf(page, y, changes)
    const shift = dx(y)
    for (let i = 0; i < count; i += 2) {
      const end = changes[i + 1] ?? page.width
      let from = changes[i] ?? 0
      for (let x = from + 1; x <= end; x++) {
        if (x < end && rows[x] === rows[from]) continue
        visit(y + (rows[from] ?? 0), from + shift, x + shift)
        from = x
      }
    }
  }
}

/** Where ink begins, evenly from the whole page: x, y, x, y. */
function pointsOf(page: Bitmap): Int32Array {
  const found: number[] = []
  const changes = new Int32Array(page.width + 8)
  for (let y = 0; y < page.height; y++) {
    const count = changesOf(page, y, changes)
    for (let i = 0; i < count; i++) found.push(changes[i] ?? 0, y)
  }
  const every = Math.max(1, Math.ceil(found.length / 2 / POINTS))
  const points = new Int32Array(Math.ceil(found.length / 2 / every) * 2)
  for (let i = 0, at = 0; at + 1 < found.length; at += 2 * every, i += 2) {
    points[i] = found[at] ?? 0
    points[i + 1] = found[at + 1] ?? 0
  }
  return points
}

/** How unevenly the points fall on rows of this slope. */
function stripes(points: Int32Array, page: Bitmap, slope: number): number {
  const margin = Math.ceil(page.width * Math.abs(slope)) + 1
  const rows = new Float64Array(page.height + 2 * margin)
  for (let i = 0; i < points.length; i += 2) {
    const row = Math.round((points[i + 1] ?? 0) - (points[i] ?? 0) * slope) + margin
    rows[row] = (rows[row] ?? 0) + 1
  }
  let sum = 0
  for (const n of rows) sum += n * n
  return sum
}
