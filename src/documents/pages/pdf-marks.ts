/**
 * Whether a PDF has text that a reader would see, or pictures that cannot be read. Drawings are not asked for: PDFium draws
 * them all. As in pdf-print.ts, its wrapper hands none of this out.
 */
import type { Pdfium } from './pdf.ts'

/** Functions of PDFium's C interface (fpdf_text.h, fpdf_edit.h). */
interface Functions {
  readonly HEAPU8: Uint8Array
  readonly wasmExports: { malloc(size: number): number; free(at: number): void }
  _FPDFText_LoadPage(page: number): number
  _FPDFText_ClosePage(text: number): void
  _FPDFText_CountChars(text: number): number
  _FPDFText_GetUnicode(text: number, index: number): number
  _FPDFText_GetTextObject(text: number, index: number): number
  _FPDFTextObj_GetTextRenderMode(object: number): number
  _FPDFPageObj_GetFillColor(object: number, r: number, g: number, b: number, a: number): number
  _FPDFPage_CountObjects(page: number): number
  _FPDFPage_GetObject(page: number, index: number): number
  _FPDFPageObj_GetType(object: number): number
  _FPDFImageObj_GetBitmap(image: number): number
  _FPDFBitmap_Destroy(bitmap: number): void
  _FPDF_ClosePage(page: number): void
}

/** FPDF_TEXTRENDERMODE: invisible text, and text that only cuts out (PDF 32000-1 §9.3.6). */
const UNSEEN: readonly number[] = [3, 7]
const STROKED: readonly number[] = [1, 2, 5, 6]
const IMAGE = 3
/** Lighter than this nobody reads it on white. */
const LIGHT = 200
const MAX_CHARACTERS = 20_000
const MAX_OBJECTS = 2_000
/** What is written into: four numbers of 32 bits. */
const COLOUR_BYTES = 16

export async function pdfHasMarks(pdfium: Pdfium, bytes: Uint8Array): Promise<boolean> {
  const document = await pdfium.loadDocument(bytes)
  try {
    for (let i = 0; i < document.getPageCount(); i++) {
      const { module, pageIdx } = document.getPage(i) as unknown as { module: Functions; pageIdx: number }
      try {
        if (hasText(module, pageIdx) || hasLostPicture(module, pageIdx)) return true
      } finally {
        module._FPDF_ClosePage(pageIdx)
      }
    }
    return false
  } finally {
    document.destroy()
  }
}

function hasText(module: Functions, page: number): boolean {
  const text = module._FPDFText_LoadPage(page)
  if (text === 0) return false
  const at = module.wasmExports.malloc(COLOUR_BYTES)
  try {
    const count = Math.min(MAX_CHARACTERS, module._FPDFText_CountChars(text))
    for (let i = 0; i < count; i++) {
      // 0 and U+FFFE: a letter of a font that does not say which.
      const code = module._FPDFText_GetUnicode(text, i)
      if (code !== 0 && /[\s\p{Cc}\p{Cf}]/u.test(String.fromCodePoint(code))) continue
      const object = module._FPDFText_GetTextObject(text, i)
      if (object !== 0 && isSeen(module, object, at)) return true
    }
    return false
  } finally {
    module.wasmExports.free(at)
    module._FPDFText_ClosePage(text)
  }
}

function isSeen(module: Functions, object: number, at: number): boolean {
  const mode = module._FPDFTextObj_GetTextRenderMode(object)
  if (UNSEEN.includes(mode)) return false
  if (STROKED.includes(mode)) return true
  if (module._FPDFPageObj_GetFillColor(object, at, at + 4, at + 8, at + 12) === 0) return true
  const [r = 0, g = 0, b = 0, a = 0] = [0, 4, 8, 12].map(offset => module.HEAPU8[at + offset])
  return a > 0 && 0.3 * r + 0.6 * g + 0.1 * b < LIGHT
}

function hasLostPicture(module: Functions, page: number): boolean {
  const count = Math.min(MAX_OBJECTS, module._FPDFPage_CountObjects(page))
  for (let i = 0; i < count; i++) {
    const object = module._FPDFPage_GetObject(page, i)
    if (object === 0 || module._FPDFPageObj_GetType(object) !== IMAGE) continue
    const bitmap = module._FPDFImageObj_GetBitmap(object)
    if (bitmap === 0) return true
    module._FPDFBitmap_Destroy(bitmap)
  }
  return false
}
