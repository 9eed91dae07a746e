/** A received fax in the formats in which it is to be delivered. */
import { open, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeliveryFormat } from '../../fax/delivery-format.ts'
import { isBridgeError } from '../../fax/error.ts'
import type { Tools } from '../pages/tools.ts'
import { type ReadyPages, readyPages } from '../received/pages.ts'
import { wordsOf } from '../received/words.ts'
import type { PageText } from '../tiff/pdf-text.ts'
import { pagesInProfile } from '../tiff/profiles.ts'
import { readTiff, type TiffPage } from '../tiff/read.ts'
import { pdfParts } from '../tiff/to-pdf.ts'
import { writeTiff } from '../tiff/write.ts'
import type { ReceivedJob, ReceivedParts, ReceivedPiece, RenderLimits } from './job.ts'
import { SOFTWARE, writePreview } from './preview.ts'
import { print } from './print.ts'

/** Resolution of pages that do not say theirs. */
const FALLBACK = { xDpi: 204, yDpi: 196 } as const

/** What cannot be converted is given as it came. */
export async function received(
  request: ReceivedJob,
  limits: RenderLimits,
  tools: Tools,
): Promise<ReceivedParts> {
  const { path, format, outFolder } = request
  const files: Partial<Record<DeliveryFormat, string>> = { [format]: path }
  try {
    const bytes = await readFile(path)
    const tiff = format === 'tiff' ? bytes : await tiffOfPdf(bytes, outFolder, limits, tools)
    const all = readTiff(tiff, { maxPages: limits.pages, maxPixels: limits.pixelsPerPage })
    const came = all.some(page => page.isPage) ? all.filter(page => page.isPage) : all
    const ready = readyPages(came, request.wishes, request.turns)
    await writeTiffFile(files, request, tiff, ready)
    for (const profile of ['tiff-s', 'tiff-f'] as const) await writeProfile(files, profile, request, ready)
    for (const wanted of ['pdf', 'pdfa'] as const) await writePdfFile(files, wanted, request, ready)
    const pieces = await piecesFor(files, request, ready)
    const density = {
      xDpi: ready.pages[0]?.xDpi ?? FALLBACK.xDpi,
      yDpi: ready.pages[0]?.yDpi ?? FALLBACK.yDpi,
    }
    const previewPath = ready.first === null ? null : await writePreview(ready.first, density, outFolder)
    const lines = came.map(page => page.yDpi ?? 0)
    const yDpi = Math.max(...lines)
    return {
      files,
      previewPath,
      pageCount: came.length,
      notes: ready.notes,
      ...(Object.keys(pieces).length > 0 ? { pieces } : {}),
      ...(yDpi > 0 ? { yDpi } : {}),
    }
  } catch (error) {
    // A received fax is delivered as it came, whatever it is: whoever gets it can judge better than we.
    if (!isBridgeError(error)) throw error
    return { files: { [format]: path }, previewPath: null, pageCount: null, notes: [] }
  }
}

const PROFILES = { 'tiff-s': 'S', 'tiff-f': 'F' } as const

type Files = Partial<Record<DeliveryFormat, string>>

/** A TIFF to whose pages nothing was done is the very file that came. */
async function writeTiffFile(
  files: Files,
  { format, wanted, outFolder }: ReceivedJob,
  tiff: Uint8Array,
  { pages, changed }: ReadyPages,
): Promise<void> {
  if (!wanted.includes('tiff') || (format === 'tiff' && !changed)) return
  const path = join(outFolder, 'received.tiff')
  await writeFile(path, changed ? ofPages(pages, tiff) : tiff, { mode: 0o600 })
  files.tiff = path
}

/** What has no page of the profile, such as one in colour, has no such file. */
async function writeProfile(
  files: Files,
  kind: 'tiff-s' | 'tiff-f',
  { wanted, outFolder }: ReceivedJob,
  { pages }: ReadyPages,
): Promise<void> {
  if (!wanted.includes(kind)) return
  try {
    const path = join(outFolder, `received-${kind}.tiff`)
    await writeFile(path, pagesInProfile(pages, PROFILES[kind], SOFTWARE, 'narrow'), { mode: 0o600 })
    files[kind] = path
  } catch (error) {
    if (!isBridgeError(error)) throw error
  }
}

/** One page in a coding that we do not write: the file stays as it came, for all its pages. */
function ofPages(pages: readonly TiffPage[], tiff: Uint8Array): Uint8Array {
  if (!pages.every(page => page.compression === 4 && page.strips.length === 1 && page.fillOrder === 1))
    return tiff
  return writeTiff(
    pages.map(page => ({
      width: page.width,
      height: page.height,
      xDpi: Math.round(page.xDpi ?? FALLBACK.xDpi),
      yDpi: Math.round(page.yDpi ?? FALLBACK.yDpi),
      strip: page.strips[0] ?? new Uint8Array(),
    })),
    { software: SOFTWARE },
  )
}

/** A fax that came as PDF is that PDF. */
async function writePdfFile(
  files: Files,
  kind: 'pdf' | 'pdfa',
  request: ReceivedJob,
  { pages }: ReadyPages,
): Promise<void> {
  const { format, wanted, outFolder, words } = request
  if (!wanted.includes(kind) || (kind === 'pdf' && format === 'pdf')) return
  const texts = await Promise.all(words.map(textIn))
  const options = pdfOptions(kind, request)
  try {
    const path = join(outFolder, `received-${kind}.pdf`)
    await writeParts(path, pdfParts(pages, options, texts))
    files[kind] = path
  } catch (error) {
    // A page in colour, say. What can be made of the other formats is made.
    if (!isBridgeError(error)) throw error
  }
}

/** In one call to the system, without a copy: a fax of a hundred pages has megabytes. */
async function writeParts(path: string, parts: readonly Uint8Array[]): Promise<void> {
  const file = await open(path, 'w', 0o600)
  try {
    const { bytesWritten } = await file.writev(parts)
    // A short write has a reason, which the next one says.
    const whole = parts.reduce((sum, part) => sum + part.length, 0)
    if (bytesWritten < whole) await file.writeFile(Buffer.concat(parts).subarray(bytesWritten))
  } finally {
    await file.close()
  }
}

const pdfOptions = (kind: DeliveryFormat, { receivedAt }: ReceivedJob) => ({
  producer: SOFTWARE,
  archive: kind === 'pdfa',
  ...(receivedAt === undefined ? {} : { createdAt: receivedAt }),
})

/** Of each file that is too large. */
async function piecesFor(files: Files, request: ReceivedJob, { pages }: ReadyPages) {
  const { wanted, maxBytes, format, path, outFolder, words } = request
  const pieces: Partial<Record<DeliveryFormat, readonly ReceivedPiece[]>> = {}
  if (maxBytes === undefined) return pieces
  for (const kind of wanted) {
    const file = files[kind]
    if (file === undefined || (await stat(file)).size <= maxBytes) continue
    const { piecesOf } = await import('./pieces.ts')
    const made = await piecesOf(
      {
        pages,
        texts: await Promise.all(words.map(textIn)),
        pdfPath: format === 'pdf' ? path : null,
        pdf: pdfOptions(kind, request),
        software: SOFTWARE,
      },
      { wanted: kind, maxBytes, outFolder },
    )
    if (made !== null) pieces[kind] = made
  }
  return pieces
}

async function textIn(path: string | null): Promise<PageText | null> {
  return path === null ? null : wordsOf(await readFile(path, 'utf8'))
}

async function tiffOfPdf(bytes: Uint8Array, outFolder: string, limits: RenderLimits, tools: Tools) {
  const path = join(outFolder, 'received-source.pdf')
  await writeFile(path, bytes, { mode: 0o600 })
  const source = { path, name: 'received fax', declaredType: 'application/pdf', kind: 'file' } as const
  const made = await print({ sources: [source], resolution: 'fine', paper: 'a4', outFolder }, limits, tools)
  return readFile(made.tiffPath)
}
