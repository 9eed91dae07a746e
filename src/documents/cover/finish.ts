/**
 * What one fax has beside the pages that all faxes of a mail share: its cover page and the header line on every page.
 * Both are added when the fax is handed over, so that they carry its own number and the true time. Runs in the renderer
 * process.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import type { Fonts } from '../pages/fonts.ts'
import type { Sheet } from '../pages/sheet.ts'
import type { FinishedFax, FinishRequest } from '../render/job.ts'
import { faxBitmapOf, readTiff, type TiffPage } from '../tiff/read.ts'
import { g4Page, writeTiff } from '../tiff/write.ts'
import { drawnCover, filledCover } from './cover.ts'
import { headerStrip, withHeaderLine } from './header-line.ts'

/** The pages were counted when they were made. */
const LIMITS = { maxPages: 2000, maxPixels: 200_000_000 }

/** Writes the pages of one fax. Throws E_DOCUMENT_DAMAGED or E_DOCUMENT_LOCKED when a cover page form cannot be used. */
export async function finish(request: FinishRequest, fonts: Fonts, software: string): Promise<FinishedFax> {
  const tiff = readTiff(await readFile(request.tiffPath), LIMITS)
  const sheet = sheetLike(tiff[0])
  const cover = request.cover === null ? [] : [await coverOf(request.cover, fonts, sheet)]
  const shared = tiff.map(page => {
    const fax = faxBitmapOf(page)
    if (fax === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'not a fax page' } })
    return fax.bitmap
  })
  const pages: Bitmap[] = []
  const all = [...cover, ...shared]
  for (const [i, page] of all.entries()) {
    pages.push(
      request.header === null ? page : await headed(page, request.header, i + 1, all.length, fonts, sheet),
    )
  }
  const tiffPath = join(request.outFolder, 'finished.tiff')
  const finished = writeTiff(
    pages.map(page => g4Page(page, sheet.xDpi, sheet.yDpi)),
    { software },
  )
  await writeFile(tiffPath, finished, { mode: 0o600 })
  return { tiffPath, pageCount: pages.length }
}

/** The pages say on which paper and in which resolution they were made. */
function sheetLike(page: TiffPage | undefined): Sheet {
  if (page === undefined || page.xDpi === null || page.yDpi === null)
    throw new BridgeError('E_INTERNAL', { detail: { why: 'pages without resolution' } })
  return { width: page.width, height: page.height, xDpi: page.xDpi, yDpi: page.yDpi }
}

async function coverOf(
  cover: NonNullable<FinishRequest['cover']>,
  fonts: Fonts,
  sheet: Sheet,
): Promise<Bitmap> {
  if (cover.form === null) return drawnCover(cover.facts, fonts, sheet)
  return filledCover(await readFile(cover.form), cover.facts, fonts, sheet)
}

async function headed(
  page: Bitmap,
  header: NonNullable<FinishRequest['header']>,
  n: number,
  of: number,
  fonts: Fonts,
  sheet: Sheet,
): Promise<Bitmap> {
  const right = `${header.page} ${n}/${of}`
  return withHeaderLine(page, await headerStrip(fonts.shown(header.text), fonts.shown(right), sheet))
}
