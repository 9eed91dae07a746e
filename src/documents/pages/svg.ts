/** Drawings of our own as fax pages: an SVG in dots becomes a bitmap. Text in it is always escaped here. */
import sharp from 'sharp'
import type { Bitmap } from '../bitmap.ts'
import type { Sheet } from './sheet.ts'
import { toBitmap } from './threshold.ts'

/**
 * Draws `content`, whose unit is a dot of the sheet's rows in both directions: squeezed in height by the transformation
 * and not by scaling dots, so that text is drawn once, at the density of the fax line.
 */
export async function drawnSvg(content: string, sheet: Sheet): Promise<Bitmap> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${sheet.width}" height="${sheet.height}">
<g transform="scale(1 ${sheet.yDpi / sheet.xDpi})">
${content}
</g></svg>`
  const flat = sharp(Buffer.from(svg), { density: 72 })
  const grey = flat.flatten({ background: '#fff' }).greyscale().toColourspace('b-w')
  const { data, info } = await grey.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
  return toBitmap({ width: info.width, height: info.height, data }, sheet)
}
