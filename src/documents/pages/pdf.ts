/** PDF pages, drawn by PDFium at the density of the fax line, so that nothing is scaled twice. */
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { onSheet, placeOn, type Sheet, turned } from './sheet.ts'
import { toBitmap } from './threshold.ts'

const POINTS_PER_INCH = 72

/** Opening takes 0.15 s: a renderer does it once. */
export type Pdfium = Awaited<ReturnType<typeof PDFiumLibrary.init>>
export const openPdfium = (): Promise<Pdfium> => PDFiumLibrary.init()

/** Throws E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED or E_TOO_MANY_PAGES. */
export async function* pdfPages(
  pdfium: Pdfium,
  bytes: Uint8Array,
  sheet: Sheet,
  pagesLeft: number,
): AsyncGenerator<Bitmap> {
  const document = await open(pdfium, bytes)
  try {
    const count = document.getPageCount()
    if (count === 0) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'It has no pages.' })
    if (count > pagesLeft) throw new BridgeError('E_TOO_MANY_PAGES', { say: `It has ${count} pages.` })
    document.initializeFormFields()
    for (let i = 0; i < count; i++) yield await drawn(document.getPage(i), sheet)
  } finally {
    document.destroy()
  }
}

async function open(pdfium: Pdfium, bytes: Uint8Array) {
  try {
    return await pdfium.loadDocument(bytes)
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    if (/password/i.test(text)) {
      const say = 'Save it without a password and send it again.'
      throw new BridgeError('E_DOCUMENT_LOCKED', { cause: error, say })
    }
    throw new BridgeError('E_DOCUMENT_DAMAGED', { cause: error, say: 'It cannot be opened as PDF.' })
  }
}

type Page = ReturnType<Awaited<ReturnType<Pdfium['loadDocument']>>['getPage']>

async function drawn(page: Page, sheet: Sheet): Promise<Bitmap> {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const [width, height] = [originalWidth / POINTS_PER_INCH, originalHeight / POINTS_PER_INCH]
  if (!(width > 0) || !(height > 0))
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'A page has no size.' })
  const place = placeOn(sheet, width, height)
  const size = place.turned
    ? { width: place.height, height: place.width }
    : { width: place.width, height: place.height }
  const picture = await page.render({ ...size, colorSpace: 'Gray', render: 'bitmap', renderFormFields: true })
  const grey = { width: picture.width, height: picture.height, data: picture.data }
  return toBitmap(onSheet(sheet, place.turned ? turned(grey) : grey, place.x, place.y), sheet)
}
