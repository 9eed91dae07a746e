/**
 * Whether a picture shows a screen: most of it is one tone without any noise, and what is pale on it has sharp edges. What is
 * pale there is meant to be seen. A scan fails one of both: its paper has noise, or, where the scanner has whitened it, the
 * pale things on it shine through from the back and are soft. In doubt it is none.
 *
 * Blocks of 8 × 8 dots are looked at as they lie in the file, since that is what JPEG codes: a block of one tone stays one,
 * whatever the quality, and what JPEG adds to letters stays in their blocks.
 */
import type { Grey } from './sheet.ts'

const BLOCK = 8
/** The flat blocks are at least this share of all. */
const FLAT = 0.4
/** Darker grounds are no paper. */
const LIGHT = 200
/** Tones this close, yet not the same, are noise. */
const CLOSE = 6
/** Blocks of noise for each flat one: beside coloured letters JPEG makes some. Paper with noise has more of them than others. */
const NOISE = 0.3
/** Of the way from black to the ground: darker is no pale print, lighter is none that is printed. */
const DARKEST = 0.5
const LIGHTEST = 0.86
/** Dots around a block in which nothing is darker. */
const RIM = 4
/**
 * Nine of ten blocks with pale print have a step from one dot to the next of this part of their contrast. Measured: text of
 * screens from 0.59, large letters in poor JPEG from 0.47; what shines through paper to 0.45, if it is not
 * nearly gone already.
 */
const SHARP = 0.46
const MOST = 0.9
/** Pale print stands on flat ground: so near, in blocks. Pictures on a screen do not. */
const NEAR = 2

/** `dots`: as they lie in the file. */
export function isOfScreen(dots: Grey): boolean {
  const columns = Math.floor(dots.width / BLOCK)
  const rows = Math.floor(dots.height / BLOCK)
  const isFlat = new Uint8Array(columns * rows)
  const pale: number[] = []
  let flat = 0
  let noise = 0
  for (let block = 0; block < isFlat.length; block++) {
    const [low, high] = rangeAt(dots, Math.floor(block / columns) * BLOCK, (block % columns) * BLOCK, 0)
    if (high < LIGHT) continue
    if (low === high) flat += isFlat[block] = 1
    else if (high - low <= CLOSE) noise++
    else if (low >= high * DARKEST && low <= high * LIGHTEST) pale.push(block)
  }
  if (flat < FLAT * isFlat.length || noise > NOISE * flat) return false
  let sharp = 0
  let judged = 0
  for (const block of pale) {
    const [x, y] = [block % columns, Math.floor(block / columns)]
    if (!hasFlat(isFlat, columns, rows, x, y)) continue
    const [low, high] = rangeAt(dots, y * BLOCK, x * BLOCK, 0)
    if (rangeAt(dots, y * BLOCK, x * BLOCK, RIM)[0] < high * DARKEST) continue
    judged++
    if (stepAt(dots, y * BLOCK, x * BLOCK) >= (high - low) * SHARP) sharp++
  }
  return sharp > 0 && sharp >= judged * MOST
}

/** The darkest and the lightest tone of a block and so many dots around it. */
function rangeAt({ width, height, data }: Grey, top: number, left: number, rim: number): [number, number] {
  let low = 255
  let high = 0
  const right = Math.min(width, left + BLOCK + rim)
  for (let y = Math.max(0, top - rim); y < Math.min(height, top + BLOCK + rim); y++) {
    for (let at = y * width + Math.max(0, left - rim); at < y * width + right; at++) {
      const tone = data[at] ?? 255
      if (tone < low) low = tone
      if (tone > high) high = tone
    }
  }
  return [low, high]
}

/** The largest difference between neighbours in a block. */
function stepAt({ width, height, data }: Grey, top: number, left: number): number {
  let most = 0
  for (let y = top; y < Math.min(height - 1, top + BLOCK); y++) {
    for (let x = left; x < Math.min(width - 1, left + BLOCK); x++) {
      const at = y * width + x
      const tone = data[at] ?? 255
      const step = Math.max(
        Math.abs(tone - (data[at + 1] ?? tone)),
        Math.abs(tone - (data[at + width] ?? tone)),
      )
      if (step > most) most = step
    }
  }
  return most
}

function hasFlat(isFlat: Uint8Array, columns: number, rows: number, x: number, y: number): boolean {
  for (let row = Math.max(0, y - NEAR); row <= Math.min(rows - 1, y + NEAR); row++) {
    for (let column = Math.max(0, x - NEAR); column <= Math.min(columns - 1, x + NEAR); column++) {
      if (isFlat[row * columns + column] === 1) return true
    }
  }
  return false
}
