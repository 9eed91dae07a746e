/** Makes a renderer process ready: what its first document would have had compiled on the way is compiled before it. */
import { setFlagsFromString } from 'node:v8'
import { pdfPages } from '../pages/pdf.ts'
import { sheetOf } from '../pages/sheet.ts'
import { pdfiumOf, type Tools } from '../pages/tools.ts'
import { g4Page } from '../tiff/write.ts'
import { previewPng } from './preview.ts'

/**
 * Bytes of WebAssembly that a function runs before it is compiled anew, better and at ten times the price; V8 takes 1.8 million.
 * A process that prints letters is never paid back for that, and one that draws large pages gets there anyhow.
 */
const TIERING_BUDGET = 100_000_000
const LINE = 'the quick brown fox jumps over the lazy dog 0123456789'
/** A strip is enough for all of it to be loaded, and too little for it to be compiled anew. */
const STRIP = { lines: 5, points: 100, dots: 260 }

/** To be called before anything is loaded that is WebAssembly. A V8 that does not know the flag goes on without. */
export const thriftily = (): void => setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`)

/** Prints a few lines of text, for nobody. */
export async function warmUp(tools: Tools): Promise<void> {
  const sheet = { ...sheetOf('a4', 'fine'), height: STRIP.dots }
  const page = pdfPages(await pdfiumOf(tools), letter(), sheet, { pagesLeft: 1, tell: () => {} })
  for await (const bitmap of page) {
    g4Page(bitmap, sheet.xDpi, sheet.yDpi)
    previewPng(bitmap, sheet.xDpi, sheet.yDpi)
  }
}

/** The page: the least that is one of text (ISO 32000-1 §7.5); without a table of its objects, which readers make up for. */
export function letter(): Buffer {
  const text = `BT /F 11 Tf 14 TL 60 80 Td ${`(${LINE}) Tj T* `.repeat(STRIP.lines)}ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 ${STRIP.points}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>`,
    `<</Length ${text.length}>>\nstream\n${text}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  const body = objects.map((object, i) => `${i + 1} 0 obj\n${object}\nendobj\n`).join('')
  return Buffer.from(`%PDF-1.4\n${body}trailer\n<</Root 1 0 R>>\n%%EOF\n`, 'latin1')
}
