/**
 * PDF pages as they come out of a printer, not as they look on a screen: layers that are for print, annotations that are
 * to be printed, fields with their values. PDFium decides by device and takes us for a screen; so the flags of
 * annotations are set before it draws. Its wrapper hands none of this out: here, and only here, we reach through it.
 */
import type { PDFiumLibrary } from '@hyzyla/pdfium'
import { hasUnreadableImage, type ImageFunctions, isMostlyImages } from './pdf-images.ts'
import { giveLook, type LineFunctions } from './pdf-lines.ts'

type Document = Awaited<ReturnType<Awaited<ReturnType<typeof PDFiumLibrary.init>>['loadDocument']>>
type Page = ReturnType<Document['getPage']>

/** Functions of PDFium's C interface (fpdfview.h, fpdf_annot.h, fpdf_formfill.h, fpdf_attachment.h). */
interface Functions extends ImageFunctions, LineFunctions {
  _FPDFPage_GetAnnotCount(page: number): number
  _FPDFPage_GetAnnot(page: number, index: number): number
  _FPDFPage_CloseAnnot(annotation: number): void
  _FPDFAnnot_GetFlags(annotation: number): number
  _FPDFAnnot_SetFlags(annotation: number, flags: number): number
  _FPDFAnnot_GetAP(annotation: number, mode: number, at: number, size: number): number
  _FPDFAnnot_GetFormFieldType(form: number, annotation: number): number
  _FPDFDoc_GetAttachmentCount(document: number): number
  _FPDF_GetFormType(document: number): number
  _FPDFBitmap_CreateEx(width: number, height: number, format: number, at: number, stride: number): number
  _FPDFBitmap_FillRect(bitmap: number, x: number, y: number, w: number, h: number, colour: number): void
  _FPDF_RenderPageBitmap(...numbers: number[]): void
  _FPDF_FFLDraw(...numbers: number[]): void
  _FORM_OnAfterLoadPage(page: number, form: number): void
  _FORM_OnBeforeClosePage(page: number, form: number): void
  _FPDF_ClosePage(page: number): void
}

const inside = (page: Page) => page as unknown as { readonly module: Functions; readonly pageIdx: number }
const insideDocument = (document: Document) =>
  document as unknown as { readonly module: Functions; readonly documentIdx: number }

const FLAG = { hidden: 2, print: 4, noView: 32 } as const
const SUBTYPE = { link: 2, popup: 16, widget: 20 } as const
/** Line, polygon, polyline, stamp, caret, file: PDFium draws them only as their file says, and not without that: see pdf-lines.ts. */
const ONLY_AS_SAID: readonly number[] = [4, 7, 8, 13, 14, 17]
/** The length of an empty text, with the zero at its end. */
const NO_TEXT_BYTES = 2
const PUSH_BUTTON = 1
const GRAY = 1
const DRAW = { annotations: 0x01, grey: 0x08, printing: 0x800 } as const
/** FPDF_GetFormType: a form whose pages exist only in Adobe's own programs. */
const DYNAMIC_XFA = 2

/** Its pages say "please wait": the form itself is drawn by the program that opens it. */
export function isDynamicForm(document: Document): boolean {
  const { module, documentIdx } = insideDocument(document)
  return module._FPDF_GetFormType(documentIdx) === DYNAMIC_XFA
}

export function filesInside(document: Document): number {
  const { module, documentIdx } = insideDocument(document)
  return Math.max(0, module._FPDFDoc_GetAttachmentCount(documentIdx))
}

export interface Printed {
  readonly width: number
  readonly height: number
  /** One byte a dot: 0 black, 255 white. */
  readonly data: Uint8Array
  /** Comments on the page that are not to be printed. */
  readonly comments: number
  /** Annotations that are to be printed, do not say how they look, and are not drawn. */
  readonly undrawn: number
  /** A picture on the page cannot be decoded, and is missing from it. */
  readonly incomplete: boolean
  /** Pictures cover little of the page. */
  readonly isDrawn: boolean
}

/** Draws and closes the page. `form`: what `initializeFormFields` gave. */
export function printedPage(
  page: Page,
  form: number,
  { width, height }: { readonly width: number; readonly height: number },
): Printed {
  const { module, pageIdx } = inside(page)
  const at = module.wasmExports.malloc(width * height)
  let bitmap = 0
  try {
    if (at === 0) throw new Error('no memory for the page')
    module._FORM_OnAfterLoadPage(pageIdx, form)
    const told = setFlags(module, pageIdx, form)
    bitmap = module._FPDFBitmap_CreateEx(width, height, GRAY, at, width)
    module._FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xffffffff)
    const area = [0, 0, width, height, 0]
    const flags = DRAW.grey | DRAW.printing
    module._FPDF_RenderPageBitmap(bitmap, pageIdx, ...area, flags | DRAW.annotations)
    module._FPDF_FFLDraw(form, bitmap, pageIdx, ...area, flags)
    module._FORM_OnBeforeClosePage(pageIdx, form)
    const data = module.HEAPU8.slice(at, at + width * height)
    const { originalWidth, originalHeight } = page.getOriginalSize()
    const isDrawn = !isMostlyImages(module, pageIdx, originalWidth * originalHeight)
    return { width, height, data, ...told, incomplete: hasUnreadableImage(module, pageIdx), isDrawn }
  } finally {
    if (bitmap !== 0) module._FPDFBitmap_Destroy(bitmap)
    module._FPDF_ClosePage(pageIdx)
    module.wasmExports.free(at)
  }
}

/** PDF 32000-1 §12.5.3: what has no Print flag is not printed. Gives how many comments that concerns, and what is not drawn. */
function setFlags(module: Functions, page: number, form: number): Pick<Printed, 'comments' | 'undrawn'> {
  let comments = 0
  let undrawn = 0
  const count = module._FPDFPage_GetAnnotCount(page)
  for (let i = 0; i < count; i++) {
    const annotation = module._FPDFPage_GetAnnot(page, i)
    if (annotation === 0) continue
    const subtype = module._FPDFAnnot_GetSubtype(annotation)
    const flags = module._FPDFAnnot_GetFlags(annotation)
    const prints = (flags & FLAG.print) !== 0 || isField(module, form, annotation, subtype)
    const isComment = subtype !== SUBTYPE.link && subtype !== SUBTYPE.popup && subtype !== SUBTYPE.widget
    if (!prints && isComment && (flags & (FLAG.hidden | FLAG.noView)) === 0) comments++
    if (
      prints &&
      (flags & FLAG.hidden) === 0 &&
      isUnsaid(module, annotation, subtype) &&
      !giveLook(module, annotation)
    ) {
      undrawn++
    }
    const wanted = prints && subtype !== SUBTYPE.popup ? flags & ~FLAG.noView : flags | FLAG.hidden
    if (wanted !== flags) module._FPDFAnnot_SetFlags(annotation, wanted)
    module._FPDFPage_CloseAnnot(annotation)
  }
  return { comments, undrawn }
}

/** PDF 32000-1 §12.5.5: an annotation may leave its looks to the program that shows it. */
function isUnsaid(module: Functions, annotation: number, subtype: number): boolean {
  return ONLY_AS_SAID.includes(subtype) && module._FPDFAnnot_GetAP(annotation, 0, 0, 0) <= NO_TEXT_BYTES
}

/** Programs that fill forms forget the flag: a value that its sender sees is printed; a button to press is not. */
function isField(module: Functions, form: number, annotation: number, subtype: number): boolean {
  return subtype === SUBTYPE.widget && module._FPDFAnnot_GetFormFieldType(form, annotation) !== PUSH_BUTTON
}
