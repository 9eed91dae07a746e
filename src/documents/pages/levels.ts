/** What the tones of a page mean: which one is its paper, how clean that is, and from where on something is print. */
import type { Grey } from './sheet.ts'

export interface Levels {
  /** The tone of the paper. */
  readonly paper: number
  /** Darker than this is black, where a page is text or line art. */
  readonly cut: number
  /** Lighter than this is paper, with the noise that a scanner sees on it. */
  readonly light: number
  /** From here on it is too light to print, and a halftone is wanted for what is darker. */
  readonly tone: number
  /** Darker than this is ink, not a tone. */
  readonly ink: number
}

/** Of the way from black to paper. Above a half, so that grey print on white paper stays readable. */
const CUT = 0.68
const TONE = 0.86
const INK = 0.04
/** Paper darker than this is no paper but a picture. */
const DARKEST_PAPER = 128
/** So much of a page has the tone of its paper, give or take the noise of a scanner. */
const PAPER_SHARE = 0.2
const NEAR = 6
/** The paper's tone is one of millions of dots: every eleventh row tells it. */
const ROW_STEP = 11

export function levelsOf({ width, height, data }: Grey): Levels {
  const counts = new Uint32Array(256)
  for (let y = 0; y < height; y += ROW_STEP) {
    const end = (y + 1) * width
    for (let i = y * width; i < end; i++) {
      const tone = data[i] ?? 255
      counts[tone] = (counts[tone] ?? 0) + 1
    }
  }
  const paper = paperOf(counts)
  // The brighter half of the noise shows how wide the darker half is.
  let above = 0
  let spread = 0
  for (let tone = paper; tone < 256; tone++) {
    above += counts[tone] ?? 0
    spread += (counts[tone] ?? 0) * (tone - paper)
  }
  const noise = above === 0 ? 0 : spread / above
  const light = Math.max(paper * TONE, paper - 1 - noise * 4)
  return { paper, cut: paper * CUT, light, tone: Math.min(light, paper * TONE), ink: paper * INK }
}

/** The tone that most of the bright dots have. A photograph has no such tone: the paper below it is white. */
function paperOf(counts: Uint32Array): number {
  let paper = 255
  for (let tone = DARKEST_PAPER; tone < 256; tone++)
    if ((counts[tone] ?? 0) >= (counts[paper] ?? 0)) paper = tone
  let near = 0
  let all = 0
  for (let tone = 0; tone < 256; tone++) {
    all += counts[tone] ?? 0
    if (Math.abs(tone - paper) <= NEAR) near += counts[tone] ?? 0
  }
  return near < all * PAPER_SHARE ? 255 : paper
}
