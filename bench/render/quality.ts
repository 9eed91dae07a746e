/** How good a fax page is: what a reader's eye makes of its tones, and what a machine reads of its text. */
import type { Bitmap } from '../../src/documents/bitmap.ts'
import { isBlack } from '../../src/documents/bitmap.ts'

/** Dots; about the distance from which dots of a fax page are no longer seen. */
const SIGMA = 2
const REACH = 6

export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** PSNR in dB between the grey page and the fax page, both blurred as by the eye, inside `area`. */
export function hpsnr(grey: Uint8Array, page: Bitmap, { left, top, width, height }: Area): number {
  const a = blurred((x, y) => grey[(top + y) * page.width + left + x] ?? 255, width, height)
  const b = blurred((x, y) => (isBlack(page, left + x, top + y) ? 0 : 255), width, height)
  let error = 0
  for (let i = 0; i < a.length; i++) error += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return 10 * Math.log10(255 ** 2 / (error / a.length))
}

function blurred(at: (x: number, y: number) => number, width: number, height: number): Float64Array {
  const weights = Array.from({ length: 2 * REACH + 1 }, (_, i) =>
    Math.exp(-((i - REACH) ** 2) / (2 * SIGMA ** 2)),
  )
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const pass = (read: (x: number, y: number) => number, dx: number, dy: number) => {
    const out = new Float64Array(width * height)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let value = 0
        for (let i = -REACH; i <= REACH; i++) {
          const [px, py] = [clamp(x + i * dx, width), clamp(y + i * dy, height)]
          value += (weights[i + REACH] ?? 0) * read(px, py)
        }
        out[y * width + x] = value / sum
      }
    return out
  }
  const across = pass(at, 1, 0)
  return pass((x, y) => across[y * width + x] ?? 0, 0, 1)
}

const clamp = (value: number, size: number) => Math.max(0, Math.min(size - 1, value))

/** Share of the characters that have to be changed, put in or taken out to get the true text (Levenshtein). */
export function characterErrors(truth: string, read: string): number {
  let before = Uint32Array.from({ length: read.length + 1 }, (_, i) => i)
  let here = new Uint32Array(read.length + 1)
  for (let i = 1; i <= truth.length; i++) {
    here[0] = i
    for (let j = 1; j <= read.length; j++) {
      const swap = (before[j - 1] ?? 0) + (truth[i - 1] === read[j - 1] ? 0 : 1)
      here[j] = Math.min((before[j] ?? 0) + 1, (here[j - 1] ?? 0) + 1, swap)
    }
    ;[before, here] = [here, before]
  }
  return (before[read.length] ?? 0) / Math.max(1, truth.length)
}
