/** Prints the sources of one mail into one TIFF. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { type Bitmap, isBlank } from '../bitmap.ts'
import { pagesOf } from '../pages/of-source.ts'
import { sheetOf } from '../pages/sheet.ts'
import type { Tools } from '../pages/tools.ts'
import { g4Page, type TiffPageData, writeTiff } from '../tiff/write.ts'
import type { RenderedParts, RenderLimits, RenderRequest, RenderSource } from './job.ts'
import { named } from './named.ts'
import { SOFTWARE, writePreview } from './preview.ts'
import { withoutBlank } from './source-pages.ts'

/** Nobody may get white sheets for a document that is not; one that is blank is printed. */
const WENT_WHITE = 'It came out blank, though it is not: print it to a new PDF and attach that.'

/** Throws E_DOCUMENT_*, E_TOO_MANY_PAGES, E_NOTHING_TO_FAX, E_RENDER_LIMIT with the name of the file. */
export async function print(
  request: RenderRequest,
  limits: RenderLimits,
  tools: Tools,
): Promise<RenderedParts> {
  const sheet = sheetOf(request.paper, request.resolution, request.tone)
  const pages: TiffPageData[] = []
  const parts: RenderedParts['parts'][number][] = []
  let first: Bitmap | null = null
  for (const source of request.sources) {
    const before = pages.length
    const notes: string[] = []
    const tell = (note: string) => notes.push(note)
    if (source.hasLinks === true) tell('what is not in the file but only linked from it')
    let blank = true
    try {
      const all = pagesOf(source, sheet, limits, limits.pages - before, tools, tell)
      for await (const bitmap of request.blankPages === 'remove' ? withoutBlank(all, tell) : all) {
        if (pages.length >= limits.pages) throw new BridgeError('E_TOO_MANY_PAGES')
        first ??= bitmap
        blank &&= isBlank(bitmap)
        pages.push(g4Page(bitmap, sheet.xDpi, sheet.yDpi))
      }
      // What an Office program could not read it often shows as an empty page.
      if (blank && source.pdfPath !== undefined)
        throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'All of it came out blank: send it as PDF.' })
      if (blank && pages.length > before && (await wentWhite(source, limits, tools)))
        throw new BridgeError('E_DOCUMENT_DAMAGED', { say: WENT_WHITE })
    } catch (error) {
      throw named(error, source.name, limits.pages)
    }
    parts.push({ name: source.name, type: source.declaredType, pages: pages.length - before, notes })
  }
  if (pages.length === 0) throw new BridgeError('E_NOTHING_TO_FAX')
  const tiffPath = join(request.outFolder, 'fax.tiff')
  await writeFile(tiffPath, writeTiff(pages, { software: SOFTWARE }), { mode: 0o600 })
  const previewPath = first === null ? null : await writePreview(first, sheet, request.outFolder)
  return { tiffPath, previewPath, pageCount: pages.length, parts }
}

async function wentWhite(source: RenderSource, limits: RenderLimits, tools: Tools): Promise<boolean> {
  const { hasMarks } = await import('../pages/has-marks.ts')
  return hasMarks(source, limits, tools)
}
