/**
 * A received fax that is too large for one mail, in several files of whole pages, each as large as it may be. A page that is
 * too large by itself is a file by itself. Runs in the renderer process; what cannot be cut has no pieces.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from 'pdf-lib'
import type { DeliveryFormat } from '../../fax/delivery-format.ts'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import type { PdfOptions } from '../tiff/pdf-file.ts'
import type { PageText } from '../tiff/pdf-text.ts'
import { pagesInProfile } from '../tiff/profiles.ts'
import { faxBitmapOf, type TiffPage } from '../tiff/read.ts'
import { pdfOfPages } from '../tiff/to-pdf.ts'
import { g4Page, type TiffPageData, writeTiff } from '../tiff/write.ts'
import type { ReceivedPiece } from './job.ts'

/** What pieces are made of. */
export interface PieceSource {
  readonly pages: readonly TiffPage[]
  readonly texts: readonly (PageText | null)[]
  /** The fax as it came, when that was a PDF: its own pages are taken then. */
  readonly pdfPath: string | null
  readonly pdf: PdfOptions
  readonly software: string
}

export interface PieceWish {
  readonly wanted: DeliveryFormat
  readonly maxBytes: number
  readonly outFolder: string
}

/** Pages that do not say their density. */
const FALLBACK = { xDpi: 204, yDpi: 196 } as const

/** Null: it cannot be cut. */
export async function piecesOf(
  source: PieceSource,
  wish: PieceWish,
): Promise<readonly ReceivedPiece[] | null> {
  try {
    const write = await writerOf(source, wish.wanted)
    const pieces: ReceivedPiece[] = []
    for (let from = 0; from < write.count; ) {
      const { bytes, to } = await largest(write, from, wish.maxBytes)
      const path = join(wish.outFolder, `piece-${wish.wanted}-${pieces.length + 1}`)
      await writeFile(path, bytes, { mode: 0o600 })
      pieces.push({ path, from: from + 1, to })
      from = to
    }
    return pieces.length > 1 ? pieces : null
  } catch (error) {
    // A page in colour, or a PDF that is locked: it goes as a whole.
    if (isBridgeError(error) || wish.wanted === 'pdf') return null
    throw error
  }
}

interface PieceWriter {
  readonly count: number
  /** The pages `from ≤ page < to`. */
  bytes(from: number, to: number): Promise<Uint8Array>
}

/** As many pages from this one on as fit, found by halving; one at least. */
async function largest(write: PieceWriter, from: number, maxBytes: number) {
  let [good, bad] = [from + 1, write.count + 1]
  let best = await write.bytes(from, good)
  while (bad - good > 1) {
    const middle = (good + bad) >> 1
    const bytes = await write.bytes(from, middle)
    if (bytes.length <= maxBytes) [good, best] = [middle, bytes]
    else bad = middle
  }
  return { bytes: best, to: good }
}

async function writerOf(
  { pages, texts, pdfPath, pdf, software }: PieceSource,
  wanted: DeliveryFormat,
): Promise<PieceWriter> {
  if (wanted === 'pdf' && pdfPath !== null) return ofPdf(await readFile(pdfPath))
  if (wanted === 'pdf' || wanted === 'pdfa') {
    const bytes = async (from: number, to: number) =>
      pdfOfPages(pages.slice(from, to), pdf, texts.slice(from, to))
    return { count: pages.length, bytes }
  }
  if (wanted === 'tiff-s' || wanted === 'tiff-f') {
    const profile = wanted === 'tiff-s' ? 'S' : 'F'
    const bytes = async (from: number, to: number) =>
      pagesInProfile(pages.slice(from, to), profile, software, 'narrow')
    return { count: pages.length, bytes }
  }
  const coded = pages.map(g4Of)
  return { count: coded.length, bytes: async (from, to) => writeTiff(coded.slice(from, to), { software }) }
}

async function ofPdf(whole: Uint8Array): Promise<PieceWriter> {
  const source = await PDFDocument.load(whole, { updateMetadata: false })
  return {
    count: source.getPageCount(),
    async bytes(from, to) {
      const piece = await PDFDocument.create({ updateMetadata: false })
      const numbers = Array.from({ length: to - from }, (_, i) => from + i)
      for (const page of await piece.copyPages(source, numbers)) piece.addPage(page)
      return piece.save()
    },
  }
}

/** Pages of other codings have the same dots in G4. */
function g4Of(page: TiffPage): TiffPageData {
  const xDpi = Math.round(page.xDpi ?? FALLBACK.xDpi)
  const yDpi = Math.round(page.yDpi ?? FALLBACK.yDpi)
  const [strip] = page.strips
  if (page.compression === 4 && page.strips.length === 1 && page.fillOrder === 1 && strip !== undefined)
    return { width: page.width, height: page.height, xDpi, yDpi, strip }
  const fax = faxBitmapOf(page)
  if (fax === null) throw new BridgeError('E_DOCUMENT_TYPE')
  return g4Page(fax.bitmap, xDpi, yDpi)
}
