/**
 * From grey to black and white. In charge of which part of a page is printed how: text and line art are cut at one
 * threshold below the tone of the paper and come out sharp; photographs and grey fills get a halftone; text on a grey fill
 * or on badly lit paper is cut against what is around it. Not in charge of what the grey page looks like.
 */
import type { Tone } from '../../fax/document.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'
import { isBlankPage } from './blank-page.ts'
import { cutFills, fillsOf } from './fills.ts'
import { diffused, screened, screenFor } from './halftone.ts'
import { type Levels, levelsOf } from './levels.ts'
import { cutPale } from './pale.ts'
import { cutPage, type Regions, regionsOf } from './regions.ts'
import type { Grey, Sheet } from './sheet.ts'
import { cutAround, treatmentOf } from './text-on-tone.ts'

/** A page on which nothing is darker than the threshold: whatever is this much darker than the paper is print. */
const FAINT = 0.93
/** Fewer dots than this are specks. */
const SPECK = 64

/** A page that is not empty does not come out blank. */
export function toBitmap(grey: Grey, sheet: Pick<Sheet, 'yDpi' | 'tone'>): Bitmap {
  const levels = levelsOf(grey)
  const bitmap = makeBitmap(grey.width, grey.height)
  const map = cutPage(grey, levels, bitmap)
  const tone = sheet.tone ?? 'airtime'
  const regions = regionsOf(map)
  if (regions !== null) printTones(grey, levels, regions, bitmap, tone, sheet.yDpi)
  if (grey.isDrawn === true) cutPale(grey, levels, map, regions, bitmap)
  if (isBlankPage(bitmap) && darkestOf(grey) < levels.paper * FAINT) {
    cutPage(grey, { ...levels, cut: levels.paper * FAINT }, bitmap)
  }
  return bitmap
}

function printTones(
  grey: Grey,
  levels: Levels,
  regions: Regions,
  bitmap: Bitmap,
  tone: Tone,
  yDpi: number,
): void {
  const table = stretched(levels)
  const screen = screenFor(yDpi)
  const chosen = new Uint8Array(regions.tiles.length + 1)
  for (const [i, tiles] of regions.tiles.entries()) {
    const treatment = treatmentOf(grey, levels, tiles, bitmap.stride)
    const fills = treatment.kind === 'text' ? fillsOf(grey, levels, tiles, bitmap.stride) : null
    if (fills !== null) cutFills(grey, fills, tiles, bitmap)
    else if (treatment.kind === 'text') cutAround(grey, treatment, tiles, bitmap)
    else if (tone === 'airtime') screened(grey, table, screen, tiles, bitmap)
    else if (tone === 'looks') chosen[i + 1] = 1
  }
  if (tone === 'looks') diffused(grey, table, regions, chosen, bitmap)
}

/** The paper becomes white, and tones keep their distance to it. */
function stretched({ light }: Levels): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, tone) => Math.min(255, Math.round((tone * 255) / light)))
}

/** The darkest tone of which there is more than a speck. */
function darkestOf({ data }: Grey): number {
  const counts = new Uint32Array(256)
  for (let i = 0; i < data.length; i++) {
    const tone = data[i] ?? 255
    counts[tone] = (counts[tone] ?? 0) + 1
  }
  let seen = 0
  let darkest = 0
  while (darkest < 255 && seen + (counts[darkest] ?? 0) < SPECK) seen += counts[darkest++] ?? 0
  return darkest
}
