/** A received fax in the formats in which it is to be delivered. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isBridgeError } from '../../fax/error.ts'
import type { Tools } from '../pages/of-source.ts'
import { faxBitmapOf, readTiff } from '../tiff/read.ts'
import { pdfOfTiff } from '../tiff/to-pdf.ts'
import type { ReceivedParts, ReceivedRequest, RenderLimits } from './job.ts'
import { SOFTWARE, writePreview } from './preview.ts'
import { print } from './print.ts'

/** What cannot be converted is given as it came. */
export async function received(
  request: ReceivedRequest,
  limits: RenderLimits,
  tools: Tools,
): Promise<ReceivedParts> {
  const { path, format, wanted, outFolder } = request
  const files: Partial<Record<'pdf' | 'tiff', string>> = { [format]: path }
  const bytes = await readFile(path)
  try {
    const tiff = format === 'tiff' ? bytes : await tiffOfPdf(bytes, outFolder, limits, tools)
    const pages = readTiff(tiff, { maxPages: limits.pages, maxPixels: limits.pixelsPerPage })
    if (format === 'pdf' && wanted.includes('tiff')) files.tiff = join(outFolder, 'received.tiff')
    if (files.tiff !== undefined && format === 'pdf') await writeFile(files.tiff, tiff, { mode: 0o600 })
    if (format === 'tiff' && wanted.includes('pdf')) {
      files.pdf = join(outFolder, 'received.pdf')
      await writeFile(files.pdf, pdfOfTiff(tiff, { producer: SOFTWARE }), { mode: 0o600 })
    }
    const page = pages[0]
    const first = page === undefined ? null : faxBitmapOf(page)
    const density = { xDpi: page?.xDpi ?? 204, yDpi: page?.yDpi ?? 196 }
    const previewPath = first === null ? null : await writePreview(first.bitmap, density, outFolder)
    return { files, previewPath, pageCount: pages.length }
  } catch (error) {
    // A received fax is delivered as it came, whatever it is: whoever gets it can judge better than we.
    if (!isBridgeError(error)) throw error
    return { files: { [format]: path }, previewPath: null, pageCount: null }
  }
}

async function tiffOfPdf(bytes: Uint8Array, outFolder: string, limits: RenderLimits, tools: Tools) {
  const path = join(outFolder, 'received-source.pdf')
  await writeFile(path, bytes, { mode: 0o600 })
  const source = { path, name: 'received fax', declaredType: 'application/pdf', kind: 'file' } as const
  const made = await print({ sources: [source], resolution: 'fine', paper: 'a4', outFolder }, limits, tools)
  return readFile(made.tiffPath)
}
