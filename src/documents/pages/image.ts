/** Pictures as fax pages: scans at their true size, photos as wide as the page, turned as their EXIF says. */
import sharp, { type Sharp } from 'sharp'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { laidOut, layOut } from './layout.ts'
import { isOfScreen } from './screen.ts'
import type { Grey, Sheet } from './sheet.ts'

/** A file that says at least this is a scan and knows its size; less is what cameras and screens write by habit. */
const SCAN_DPI = 100
/** Pictures without a size: as screens show them. */
const SCREEN_DPI = 72
const PHOTO_MARGIN_IN = 0.3
/** Screens have no more dots. */
const SCREEN_DOTS = 16_000_000
/** Codings of screenshots that keep every dot. */
const LOSSLESS: readonly (string | undefined)[] = ['png', 'gif']

/** One picture: one page, or several where it is very long. Throws E_DOCUMENT_DAMAGED, E_RENDER_LIMIT. */
export async function* imagePages(
  bytes: Uint8Array,
  sheet: Sheet,
  maxPixels: number,
): AsyncGenerator<Bitmap> {
  const stored = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
  const image = stored.clone().autoOrient()
  const { width, height, density, orientation, format } = await metadata(image)
  const sideways = (orientation ?? 1) >= 5
  const dots = { width: sideways ? height : width, height: sideways ? width : height, dpi: density }
  yield* scanOrPhoto(image, { ...dots, isLossless: LOSSLESS.includes(format) }, sheet, stored)
}

interface Dots {
  readonly width: number
  readonly height: number
  readonly dpi: number | undefined
  /** Its dots are those that it was made of. */
  readonly isLossless: boolean
}

/** `dots`: of the upright picture. `stored`: as it lies in the file, where JPEG has its blocks. */
export async function* scanOrPhoto(
  image: Sharp,
  dots: Dots,
  sheet: Sheet,
  stored = image,
): AsyncGenerator<Bitmap> {
  const dpi = dots.dpi !== undefined && dots.dpi >= SCAN_DPI ? dots.dpi : SCREEN_DPI
  const size = { width: dots.width / dpi, height: dots.height / dpi }
  const margin = dpi === SCREEN_DPI ? PHOTO_MARGIN_IN : 0
  // What knows its size and lost dots to its coding was scanned; screens have no size.
  const mayBeScreen = (dots.isLossless || dpi === SCREEN_DPI) && dots.width * dots.height <= SCREEN_DOTS
  const isDrawn = mayBeScreen && isOfScreen(await greyOf(stored.clone()))
  yield* picturePages(image, size, sheet, { margin, isDrawn })
}

interface Picture {
  /** Inches. */
  readonly margin?: number
  /** A program drew it: see Grey. */
  readonly isDrawn?: boolean
}

/** `size` in inches. */
export async function* picturePages(
  image: Sharp,
  size: { readonly width: number; readonly height: number },
  sheet: Sheet,
  { margin = 0, isDrawn = false }: Picture = {},
): AsyncGenerator<Bitmap> {
  const layout = layOut(sheet, size.width, size.height, margin)
  const { width, height } = layout
  const grey = await greyOf(image.resize({ width, height, fit: 'fill', kernel: 'cubic' }))
  yield* laidOut({ ...grey, isDrawn }, layout, sheet)
}

/** Transparent is white, as paper is. */
async function greyOf(image: Sharp): Promise<Grey> {
  try {
    const flat = image.flatten({ background: '#fff' }).greyscale().toColourspace('b-w')
    const { data, info } = await flat.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    return { width: info.width, height: info.height, data }
  } catch (error) {
    throw pictureError(error)
  }
}

async function metadata(image: Sharp) {
  try {
    return await image.metadata()
  } catch (error) {
    throw pictureError(error)
  }
}

function pictureError(error: unknown): BridgeError {
  const text = error instanceof Error ? error.message : String(error)
  if (/pixel limit/i.test(text)) {
    return new BridgeError('E_RENDER_LIMIT', {
      cause: error,
      say: 'The picture has too many dots: make it smaller.',
    })
  }
  return new BridgeError('E_DOCUMENT_DAMAGED', { cause: error, say: 'The picture cannot be read.' })
}
