/** The pages of one source, whatever it is: its bytes decide who draws them. */
import { readFile } from 'node:fs/promises'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import type { RenderLimits, RenderSource } from '../render/job.ts'
import { type Fonts, openFonts } from './fonts.ts'
import { openPdfium, type Pdfium, pdfPages } from './pdf.ts'
import { picturePagesOf } from './picture.ts'
import type { Sheet } from './sheet.ts'
import { sniff } from './sniff.ts'
import { textPages } from './text.ts'
import { textOfBytes } from './text-bytes.ts'
import { tiffPages } from './tiff.ts'
import { textOfWebPage } from './web-page-text.ts'

/** Libraries, opened when the first document needs them. */
export interface Tools {
  pdfium: Promise<Pdfium> | null
  fonts: Fonts | null
}

/** `tell`: what of the source is not on its pages, for the sender. Throws E_DOCUMENT_*, E_TOO_MANY_PAGES, E_RENDER_LIMIT. */
export async function* pagesOf(
  source: RenderSource,
  sheet: Sheet,
  limits: RenderLimits,
  pagesLeft: number,
  tools: Tools,
  tell: (note: string) => void,
): AsyncGenerator<Bitmap> {
  const bytes = await readFile(source.pdfPath ?? source.path)
  if (bytes.length === 0) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'It is empty.' })
  const sniffed = source.kind === 'text' ? { type: 'text' as const, what: '' } : sniff(bytes)
  switch (sniffed.type) {
    case 'pdf':
      tools.pdfium ??= openPdfium()
      return yield* pdfPages(await tools.pdfium, bytes, sheet, { pagesLeft, tell })
    case 'tiff':
      return yield* tiffPages(bytes, sheet, { maxPages: pagesLeft, maxPixels: limits.pixelsPerPage })
    case 'image':
    case 'heif':
    case 'bmp':
      return yield* picturePagesOf(sniffed.type, bytes, sheet, { maxPixels: limits.pixelsPerPage, tell })
    case 'text':
      tools.fonts ??= openFonts(limits.fontFolders)
      return yield* textPages({ ...source, text: textOfBytes(bytes) }, tools.fonts, sheet, pagesLeft)
    case 'html':
      // Where an Office program is, it has made a PDF of it.
      tell('its pictures and layout: it is a web page, and only its text is printed')
      tools.fonts ??= openFonts(limits.fontFolders)
      return yield* textPages({ ...source, text: textOfWebPage(bytes) }, tools.fonts, sheet, pagesLeft)
    case 'locked':
      throw new BridgeError('E_DOCUMENT_LOCKED', { say: 'Save it without a password and send it again.' })
    default:
      throw new BridgeError('E_DOCUMENT_TYPE', { say: `It is ${sniffed.what}.` })
  }
}
