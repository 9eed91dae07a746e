/**
 * TIFF pages. A page that already is a fax page passes dot by dot; other bilevel pages are scaled; everything else
 * (LZW, JPEG, grey, colour) is read by libvips.
 */
import sharp, { type Sharp } from 'sharp'
import { BridgeError } from '../../fax/error.ts'
import { type Bitmap, greyOf } from '../bitmap.ts'
import { faxBitmapOf, readTiff, type TiffLimits, type TiffPage } from '../tiff/read.ts'
import { picturePages } from './image.ts'
import { layOut } from './layout.ts'
import { atDensity, onSheet, type Sheet } from './sheet.ts'

/** Bilevel pages without a resolution that are no fax pages: what office scanners use. */
const SCANNER_DPI = 200

/** Legal, with what machines add in front and at the end: the longest sheet that they have. */
const LONGEST_IN = 14.4

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE, E_TOO_MANY_PAGES or E_RENDER_LIMIT. */
export async function* tiffPages(
  bytes: Uint8Array,
  sheet: Sheet,
  limits: TiffLimits,
): AsyncGenerator<Bitmap> {
  const pages = readTiff(bytes, limits)
  const small = pages.every(page => !page.isPage)
  for (const [i, page] of pages.entries()) {
    // Small pictures of pages are for screens. A file of nothing else is faxed all the same.
    if (page.isPage || small) yield* tiffPage(bytes, page, i, sheet, limits)
  }
}

async function* tiffPage(
  bytes: Uint8Array,
  page: TiffPage,
  index: number,
  sheet: Sheet,
  limits: TiffLimits,
): AsyncGenerator<Bitmap> {
  const fax = faxBitmapOf(page)
  if (fax === null) {
    const image = sharp(bytes, {
      page: index,
      limitInputPixels: limits.maxPixels,
      failOn: 'error',
    }).autoOrient()
    return yield* picturePages(image, inches(page), sheet)
  }
  if (fax.damagedRows > 0) {
    const say = `Page ${index + 1} has ${fax.damagedRows} lines that cannot be read.`
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say })
  }
  if (page.width === sheet.width && page.orientation === 1) {
    yield* faxPages(atDensity(fax.bitmap, page.yDpi ?? sheet.yDpi, sheet.yDpi), sheet)
    return
  }
  const grey = sharp(greyOf(fax.bitmap), {
    raw: { width: page.width, height: page.height, channels: 1 },
  })
  yield* picturePages(oriented(grey, page.orientation), inches(page), sheet)
}

/**
 * A page of fax width in the sheet's density. As it is where fax machines have paper for it; what is longer follows the
 * chosen paper as any other long page does, and keeps its dots where it is cut into several.
 */
async function* faxPages(page: Bitmap, sheet: Sheet): AsyncGenerator<Bitmap> {
  if (page.height <= LONGEST_IN * sheet.yDpi) return yield page
  const size = { width: page.width / sheet.xDpi, height: page.height / sheet.yDpi }
  const { width, height, pieces } = layOut(sheet, size.width, size.height)
  if (width !== page.width || height !== page.height) {
    const raw = { width: page.width, height: page.height, channels: 1 } as const
    return yield* picturePages(sharp(greyOf(page), { raw }), size, sheet)
  }
  for (const { from, to } of pieces) {
    const data = page.data.subarray(from * page.stride, to * page.stride)
    yield onSheet(sheet, { ...page, height: to - from, data }, 0, 0)
  }
}

/** Upright size in inches. */
function inches(page: TiffPage): { readonly width: number; readonly height: number } {
  const width = page.width / (page.xDpi ?? SCANNER_DPI)
  const height = page.height / (page.yDpi ?? SCANNER_DPI)
  return page.orientation >= 5 ? { width: height, height: width } : { width, height }
}

/** TIFF 6.0 §8, tag Orientation: 1 upright, 2–8 mirrored and turned. */
function oriented(image: Sharp, orientation: number): Sharp {
  const turns: Readonly<Record<number, readonly [quarter: number, mirrored: boolean]>> = {
    2: [0, true],
    3: [180, false],
    4: [180, true],
    5: [270, true],
    6: [90, false],
    7: [90, true],
    8: [270, false],
  }
  const [angle, mirrored] = turns[orientation] ?? [0, false]
  return (mirrored ? image.flop() : image).rotate(angle)
}
