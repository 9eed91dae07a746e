/** From grey to black and white: paper tone to white first, then one threshold. Text and line art come out sharp. */
import { type Bitmap, isBlank, makeBitmap } from '../bitmap.ts'
import type { Grey } from './sheet.ts'

/** Of the way from black to paper. Above a half, so that grey print on white paper stays readable. */
const THRESHOLD = 0.66
/** A page on which nothing is darker than the threshold: whatever is this much darker than the paper is print. */
const FAINT = 0.93
/** Paper darker than this is no paper but a picture. */
const DARKEST_PAPER = 128

/** Black is what is clearly darker than the paper. A page that is not empty does not come out blank. */
export function toBitmap(grey: Grey): Bitmap {
  const { paper, darkest } = tones(grey)
  const page = cut(grey, paper * THRESHOLD)
  if (isBlank(page) && darkest < paper * FAINT) return cut(grey, paper * FAINT)
  return page
}

/** The tone that most of the bright pixels have, and the darkest tone of which there is more than a speck. */
function tones({ data }: Grey): { readonly paper: number; readonly darkest: number } {
  const counts = new Uint32Array(256)
  for (let i = 0; i < data.length; i++) {
    const tone = data[i] ?? 255
    counts[tone] = (counts[tone] ?? 0) + 1
  }
  let paper = 255
  for (let tone = DARKEST_PAPER; tone < 256; tone++)
    if ((counts[tone] ?? 0) >= (counts[paper] ?? 0)) paper = tone
  const speck = 16
  let seen = 0
  let darkest = 0
  while (darkest < 255 && seen + (counts[darkest] ?? 0) < speck) seen += counts[darkest++] ?? 0
  return { paper, darkest }
}

function cut({ width, height, data }: Grey, limit: number): Bitmap {
  const bitmap = makeBitmap(width, height)
  const out = bitmap.data
  for (let y = 0; y < height; y++) {
    let at = y * width
    for (let i = 0, o = y * bitmap.stride; i < width; i += 8, o++) {
      let byte = 0
      const end = Math.min(8, width - i)
      for (let bit = 0; bit < end; bit++) if ((data[at++] ?? 255) < limit) byte |= 0x80 >> bit
      out[o] = byte
    }
  }
  return bitmap
}
