/** A small picture of a fax page for mails and the console: grey, in the proportions of the paper. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { type Bitmap, greyOf } from '../bitmap.ts'

/** Wide enough to read the letterhead on a telephone, small enough for a mail. */
const PREVIEW_WIDTH = 600

/** PNG of a page with this density. `width` in pixels; 0: full size in the density of its columns. */
export async function previewPng(
  page: Bitmap,
  xDpi: number,
  yDpi: number,
  width = PREVIEW_WIDTH,
): Promise<Buffer> {
  const wide = width === 0 ? page.width : width
  const height = Math.max(1, Math.round((page.height / yDpi) * xDpi * (wide / page.width)))
  const image = sharp(greyOf(page), {
    raw: { width: page.width, height: page.height, channels: 1 },
    limitInputPixels: false,
  })
  return image
    .resize({ width: wide, height, fit: 'fill', kernel: 'mitchell' })
    .png({ palette: true, colours: 16 })
    .toBuffer()
}

/** Stands in what we write. */
export const SOFTWARE = 'faxbridge'

/** Path of the picture of page 1. */
export async function writePreview(
  page: Bitmap,
  density: { xDpi: number; yDpi: number },
  outFolder: string,
): Promise<string> {
  const path = join(outFolder, 'page-1.png')
  await writeFile(path, await previewPng(page, density.xDpi, density.yDpi), { mode: 0o600 })
  return path
}
