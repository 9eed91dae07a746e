/**
 * Entry of the renderer process: reads hostile documents, so that the daemon does not have to. It gets one job at a
 * time over its pipe, writes its results into the job's folder, and answers. It knows no secret and keeps no state but
 * opened libraries; the parent kills it when it takes too long or too much.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { Bitmap } from './bitmap.ts'
import { finish } from './finish.ts'
import { type Fonts, openFonts } from './fonts.ts'
import { imagePage } from './pages-image.ts'
import { openPdfium, type Pdfium, pdfPages } from './pages-pdf.ts'
import { textPages } from './pages-text.ts'
import { tiffPages } from './pages-tiff.ts'
import { pdfOfTiff } from './pdf-write.ts'
import { previewPng } from './preview.ts'
import type {
  ReceivedParts,
  ReceivedRequest,
  RenderAnswer,
  RenderedParts,
  RenderJob,
  RenderLimits,
  RenderRequest,
  RenderResult,
  RenderSource,
} from './render-job.ts'
import { type Sheet, sheetOf } from './sheet.ts'
import { sniff } from './sniff.ts'
import { faxBitmapOf, readTiff } from './tiff-read.ts'
import { g4Page, type TiffPageData, writeTiff } from './tiff-write.ts'

const SOFTWARE = 'faxbridge'

/** Libraries, opened when the first document needs them. */
interface Tools {
  pdfium: Promise<Pdfium> | null
  fonts: Fonts | null
}

async function* pagesOf(
  source: RenderSource,
  sheet: Sheet,
  limits: RenderLimits,
  pagesLeft: number,
  tools: Tools,
): AsyncGenerator<Bitmap> {
  const bytes = await readFile(source.path)
  const sniffed = source.kind === 'text' ? ({ type: 'text' } as const) : sniff(bytes)
  switch (sniffed.type) {
    case 'pdf':
      tools.pdfium ??= openPdfium()
      return yield* pdfPages(await tools.pdfium, bytes, sheet, pagesLeft)
    case 'tiff':
      return yield* tiffPages(bytes, sheet, { maxPages: pagesLeft, maxPixels: limits.pixelsPerPage })
    case 'image':
      return yield await imagePage(bytes, sheet, limits.pixelsPerPage)
    case 'text':
      tools.fonts ??= openFonts(limits.fontFolders)
      return yield* textPages(new TextDecoder().decode(bytes), tools.fonts, sheet, pagesLeft)
    case null:
      throw new BridgeError('E_DOCUMENT_TYPE', { say: `It is ${sniffed.what}.` })
  }
}

async function render(request: RenderRequest, limits: RenderLimits, tools: Tools): Promise<RenderedParts> {
  const sheet = sheetOf(request.paper, request.resolution)
  const pages: TiffPageData[] = []
  const parts: { name: string; type: string; pages: number }[] = []
  let first: Bitmap | null = null
  for (const source of request.sources) {
    const before = pages.length
    try {
      for await (const bitmap of pagesOf(source, sheet, limits, limits.pages - before, tools)) {
        if (pages.length >= limits.pages) throw new BridgeError('E_TOO_MANY_PAGES')
        first ??= bitmap
        pages.push(g4Page(bitmap, sheet.xDpi, sheet.yDpi))
      }
    } catch (error) {
      throw named(error, source.name, limits)
    }
    parts.push({ name: source.name, type: source.declaredType, pages: pages.length - before })
  }
  if (pages.length === 0) throw new BridgeError('E_NOTHING_TO_FAX')
  const tiffPath = join(request.outFolder, 'fax.tiff')
  await writeFile(tiffPath, writeTiff(pages, { software: SOFTWARE }), { mode: 0o600 })
  const previewPath = first === null ? null : await writePreview(first, sheet, request.outFolder)
  return { tiffPath, previewPath, pageCount: pages.length, parts }
}

/** The same error with the file's name in it: the sender must know which of five attachments it is. */
function named(error: unknown, name: string, limits: RenderLimits): BridgeError {
  const ours = isBridgeError(error) ? error : new BridgeError('E_DOCUMENT_DAMAGED', { cause: error })
  const most =
    ours.code === 'E_TOO_MANY_PAGES' ? ` At most ${limits.pages} pages can be faxed with one mail.` : ''
  const own = ours.message.replace(new BridgeError(ours.code).message, '').trim()
  return new BridgeError(ours.code, { cause: error, say: `"${name}": ${own}${most}`.replace(/: $/, '.') })
}

async function received(
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
  const made = await render({ sources: [source], resolution: 'fine', paper: 'a4', outFolder }, limits, tools)
  return readFile(made.tiffPath)
}

async function writePreview(
  page: Bitmap,
  density: { xDpi: number; yDpi: number },
  outFolder: string,
): Promise<string> {
  const path = join(outFolder, 'page-1.png')
  await writeFile(path, await previewPng(page, density.xDpi, density.yDpi), { mode: 0o600 })
  return path
}

function done({ kind, request, limits }: RenderJob, tools: Tools): Promise<RenderResult> {
  switch (kind) {
    case 'render':
      return render(request, limits, tools)
    case 'received':
      return received(request, limits, tools)
    case 'finish':
      tools.fonts ??= openFonts(limits.fontFolders)
      return finish(request, tools.fonts, SOFTWARE)
  }
}

async function answer(job: RenderJob, tools: Tools): Promise<RenderAnswer> {
  try {
    return { ok: true, result: await done(job, tools) }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const code: ErrorCode = error.code
    return { ok: false, code, say: error.message.replace(new BridgeError(code).message, '').trim() }
  }
}

// One document at a time, and no files kept open: what is cached now is only in the way of the next limit.
sharp.cache(false)
sharp.concurrency(1)
const tools: Tools = { pdfium: null, fonts: null }
process.on('message', (job: RenderJob) => {
  void answer(job, tools).then(
    reply => process.send?.(reply),
    error => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(1)
    },
  )
})
// The daemon is gone: so are we.
process.on('disconnect', () => process.exit(0))
