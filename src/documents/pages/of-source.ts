/** The pages of one source, whatever it is: its bytes decide who draws them. */
import { readFile } from 'node:fs/promises'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import type { RenderLimits, RenderSource } from '../render/job.ts'
import type { Sheet } from './sheet.ts'
import { sniff } from './sniff.ts'
import { fontsOf, imagesReady, pdfiumOf, type Tools } from './tools.ts'

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
  // Whoever draws something else than a PDF does it with libvips.
  if (sniffed.type !== 'pdf') await imagesReady(tools)
  const text = async (of: string) => {
    const { textPages } = await import('./text.ts')
    return textPages({ ...source, text: of }, await fontsOf(tools, limits.fontFolders), sheet, pagesLeft)
  }
  switch (sniffed.type) {
    case 'pdf': {
      const { pdfPages } = await import('./pdf.ts')
      return yield* pdfPages(await pdfiumOf(tools), bytes, sheet, { pagesLeft, tell })
    }
    case 'tiff': {
      const { tiffPages } = await import('./tiff.ts')
      return yield* tiffPages(bytes, sheet, { maxPages: pagesLeft, maxPixels: limits.pixelsPerPage })
    }
    case 'image':
    case 'heif':
    case 'bmp': {
      const { picturePagesOf } = await import('./picture.ts')
      return yield* picturePagesOf(sniffed.type, bytes, sheet, { maxPixels: limits.pixelsPerPage, tell })
    }
    case 'text':
      return yield* await text((await import('./text-bytes.ts')).textOfBytes(bytes))
    case 'html':
      // Where an Office program is, it has made a PDF of it.
      tell('its pictures and layout: it is a web page, and only its text is printed')
      return yield* await text((await import('./web-page-text.ts')).textOfWebPage(bytes))
    case 'locked':
      throw new BridgeError('E_DOCUMENT_LOCKED', { say: 'Save it without a password and send it again.' })
    default:
      throw new BridgeError('E_DOCUMENT_TYPE', { say: `It is ${sniffed.what}.` })
  }
}
