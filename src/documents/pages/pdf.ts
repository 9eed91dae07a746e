/** PDF pages, drawn by PDFium at the density of the fax line, so that nothing is scaled twice. */
import { PDFiumLibrary } from '@hyzyla/pdfium'
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { laidOut, layOut } from './layout.ts'
import { isPortfolio, userUnits } from './pdf-catalog.ts'
import { filesInside, isDynamicForm, printedPage } from './pdf-print.ts'
import type { Sheet } from './sheet.ts'

const POINTS_PER_INCH = 72

/** Opening takes 0.15 s: a renderer does it once. */
export type Pdfium = Awaited<ReturnType<typeof PDFiumLibrary.init>>
export const openPdfium = (): Promise<Pdfium> => PDFiumLibrary.init()

/**
 * `tell`: what of the document is not on its pages. Throws E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE or
 * E_TOO_MANY_PAGES.
 */
export async function* pdfPages(
  pdfium: Pdfium,
  bytes: Uint8Array,
  sheet: Sheet,
  { pagesLeft, tell }: { readonly pagesLeft: number; readonly tell: (note: string) => void },
): AsyncGenerator<Bitmap> {
  const document = await open(pdfium, bytes)
  try {
    const count = document.getPageCount()
    if (count === 0) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'It has no pages.' })
    if (count > pagesLeft) throw new BridgeError('E_TOO_MANY_PAGES', { say: `It has ${count} pages.` })
    await lookInside(document, bytes, tell)
    const form = document.initializeFormFields()
    const units = await userUnits(bytes)
    let comments = 0
    let undrawn = 0
    for (let i = 0; i < count; i++) {
      const { picture, layout } = drawn(document.getPage(i), form, sheet, units[i] ?? 1)
      if (picture.incomplete) {
        const say = `Page ${i + 1} has a picture that cannot be drawn: print it to a new PDF and attach that.`
        throw new BridgeError('E_DOCUMENT_DAMAGED', { say })
      }
      comments += picture.comments
      undrawn += picture.undrawn
      yield* laidOut(picture, layout, sheet)
    }
    if (comments > 0) tell(`comments that are not to be printed (${comments})`)
    if (undrawn > 0) tell(`stamps and lines that do not say how they look (${undrawn})`)
  } finally {
    document.destroy()
  }
}

type Document = Awaited<ReturnType<Pdfium['loadDocument']>>

/** What is not on the pages of a PDF although it is its content is refused; what comes with it is told. */
async function lookInside(document: Document, bytes: Uint8Array, tell: (note: string) => void) {
  if (isDynamicForm(document)) {
    const say = 'It is a form that only Adobe programs can draw (XFA): print it to a PDF and attach that.'
    throw new BridgeError('E_DOCUMENT_TYPE', { say })
  }
  const files = filesInside(document)
  if (files === 0) return
  if (await isPortfolio(bytes)) {
    const say = 'It is a PDF portfolio: attach the documents in it themselves.'
    throw new BridgeError('E_DOCUMENT_TYPE', { say })
  }
  tell(`files inside the PDF (${files})`)
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

type Page = ReturnType<Document['getPage']>

/** PDFium shows what the crop box leaves, upright. `unit`: how much longer a point of this page is (UserUnit). */
function drawn(page: Page, form: number, sheet: Sheet, unit: number) {
  const { originalWidth, originalHeight } = page.getOriginalSize()
  const width = (originalWidth * unit) / POINTS_PER_INCH
  const height = (originalHeight * unit) / POINTS_PER_INCH
  if (!(width > 0) || !(height > 0))
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'A page has no size.' })
  const layout = layOut(sheet, width, height)
  return { layout, picture: printedPage(page, form, layout) }
}
