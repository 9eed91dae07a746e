/**
 * One picture of any kind: who reads it, and what is told of it. Placing and drawing are image.ts.
 */
import sharp, { type Sharp } from 'sharp'
import type { Bitmap } from '../bitmap.ts'
import { readBmp } from './bmp.ts'
import { readHeif } from './heif.ts'
import { imagePages, scanOrPhoto } from './image.ts'
import type { Sheet } from './sheet.ts'

export interface PictureOptions {
  readonly maxPixels: number
  /** Told of what is not on the paper. */
  readonly tell: (note: string) => void
}

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE, E_RENDER_LIMIT. */
export async function* picturePagesOf(
  type: 'image' | 'heif' | 'bmp',
  bytes: Uint8Array,
  sheet: Sheet,
  { maxPixels, tell }: PictureOptions,
): AsyncGenerator<Bitmap> {
  if (type === 'image') {
    const pictures = await picturesIn(bytes)
    if (pictures > 1) tell(`all pictures of the animation but the first (${pictures} in all)`)
    return yield* imagePages(bytes, sheet, maxPixels)
  }
  if (type === 'bmp') {
    const { width, height, rgb, dpi } = readBmp(bytes, maxPixels)
    return yield* scanOrPhoto(raw(rgb, width, height, 3), { width, height, dpi, isLossless: true }, sheet)
  }
  const { width, height, rgba } = await readHeif(bytes, maxPixels)
  return yield* scanOrPhoto(
    raw(rgba, width, height, 4),
    { width, height, dpi: undefined, isLossless: false },
    sheet,
  )
}

/** The picture itself, as it lies in the file. Throws as `picturePagesOf`. */
export async function pictureIn(
  type: 'image' | 'heif' | 'bmp',
  bytes: Uint8Array,
  maxPixels: number,
): Promise<Sharp> {
  if (type === 'image') return sharp(bytes, { limitInputPixels: maxPixels })
  if (type === 'bmp') {
    const { width, height, rgb } = readBmp(bytes, maxPixels)
    return raw(rgb, width, height, 3)
  }
  const { width, height, rgba } = await readHeif(bytes, maxPixels)
  return raw(rgba, width, height, 4)
}

function raw(dots: Uint8Array, width: number, height: number, channels: 3 | 4): Sharp {
  return sharp(dots, { raw: { width, height, channels }, limitInputPixels: false })
}

/** GIF and WebP may move. What cannot be read is found out when it is drawn. */
async function picturesIn(bytes: Uint8Array): Promise<number> {
  const facts = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => null)
  return facts?.pages ?? 1
}
