/**
 * Pictures of the pages of a TIFF, for people who want to look. Made when somebody asks: a page takes less than a tenth
 * of what drawing it took, and nobody looks at most of them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import { faxBitmapOf, readTiff } from '../tiff/read.ts'
import type { PageBytes, PicturesRequest, RenderLimits } from './job.ts'
import { previewPng } from './preview.ts'

/** Writes `page-1.png` and so on. Throws E_DOCUMENT_TYPE for a TIFF that has no fax pages, or what `readTiff` throws. */
export async function pictures(request: PicturesRequest, limits: RenderLimits): Promise<PageBytes> {
  const { tiffPath, outFolder, width, only } = request
  const all = readTiff(await readFile(tiffPath), { maxPages: 2000, maxPixels: limits.pixelsPerPage })
  const pages = all.some(page => page.isPage) ? all.filter(page => page.isPage) : all
  const paths: string[] = []
  for (const [i, page] of pages.entries()) {
    if (only !== null && only !== i + 1) continue
    const fax = faxBitmapOf(page)
    if (fax === null) throw new BridgeError('E_DOCUMENT_TYPE', { say: `Page ${i + 1} is no fax page.` })
    const path = join(outFolder, `page-${i + 1}.png`)
    await writeFile(path, previewPng(fax.bitmap, page.xDpi ?? 204, page.yDpi ?? 196, width), { mode: 0o600 })
    paths.push(path)
  }
  const pageBytes = pages.map(page => page.strips.reduce((sum, strip) => sum + strip.length, 0))
  return { paths, pageBytes }
}
