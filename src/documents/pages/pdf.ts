/** PDF pages, drawn by PDFium at the density of the fax line, so that nothing is scaled twice. */
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { laidOut, layOut } from './layout.ts'
import type { Sheet } from './sheet.ts'

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
    for (let i = 0; i < count; i++) yield* drawn(document.getPage(i), sheet)
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

/** PDFium shows what the crop box leaves, upright. */
async function* drawn(page: Page, sheet: Sheet): AsyncGenerator<Bitmap> {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const [width, height] = [originalWidth / POINTS_PER_INCH, originalHeight / POINTS_PER_INCH]
  if (!(width > 0) || !(height > 0))
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'A page has no size.' })
  const layout = layOut(sheet, width, height)
  const picture = await page.render({
    width: layout.width,
    height: layout.height,
    colorSpace: 'Gray',
    render: 'bitmap',
    renderFormFields: true,
  })
  yield* laidOut({ width: picture.width, height: picture.height, data: picture.data }, layout, sheet)
}
