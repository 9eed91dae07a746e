/** A drawing that looks different from every side, and a coarse picture of where ink is, to compare pages by. */
import sharp, { type Sharp } from 'sharp'
import { type Bitmap, greyOf } from '../../../src/documents/bitmap.ts'

/** A4 at 200 dots an inch. */
export const DRAWN = { width: 1654, height: 2339, dpi: 200 } as const

/** A bar at the top, a block at the left, a triangle at the right: no turn or mirror image of it is the same. */
export function drawing(width: number = DRAWN.width, height: number = DRAWN.height): Sharp {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 100 141"
    preserveAspectRatio="none"><rect width="100" height="141" fill="#fff"/><rect x="5" y="5" width="90" height="12"/>
    <rect x="5" y="40" width="20" height="60"/><path d="M60 120 L95 60 L95 120 Z"/></svg>`
  return sharp(Buffer.from(svg)).flatten({ background: '#fff' })
}

const CELLS = 24

/** Share of ink, 0 to 1, in 24 × 24 cells. */
export async function inkMap(page: Bitmap): Promise<number[]> {
  const raw = { width: page.width, height: page.height, channels: 1 as const }
  const small = sharp(greyOf(page), { raw }).resize({
    width: CELLS,
    height: CELLS,
    fit: 'fill',
    kernel: 'linear',
  })
  return [...(await small.greyscale().raw().toBuffer())].map(tone => 1 - tone / 255)
}

/** The greatest difference between two maps is at edges; what counts is how much ink lies elsewhere, on average. */
export function apart(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, ink, i) => sum + Math.abs(ink - (b[i] ?? 0)), 0) / a.length
}
