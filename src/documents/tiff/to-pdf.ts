/**
 * A PDF of fax pages with the fax bytes inside as they are: one CCITTFaxDecode image for each strip. No pixel is decoded,
 * so it is quick and loses nothing. Made by hand, since a page needs five small objects and no library copies bytes faster.
 */
import { BridgeError } from '../../fax/error.ts'
import { PdfFile, type PdfOptions } from './pdf-file.ts'
import { type PageText, textOperators, writeTextFont } from './pdf-text.ts'
import { readTiff, reversedBits, type TiffPage } from './read.ts'

/** Resolution taken when a TIFF has none and its size does not tell: the page is then about as wide as A4. */
const FALLBACK_DPI = 204
/**
 * Images are drawn this many pixels smaller on each side: viewers that round an image's edge outward would otherwise
 * resample the page or blend neighbouring strips. With it PDFium, Ghostscript and poppler show every pixel unchanged.
 */
const SHRINK = 0.01

/** Wraps a TIFF of fax codings. Throws E_DOCUMENT_TYPE when a page has another coding, E_DOCUMENT_DAMAGED when broken. */
export function pdfOfTiff(tiff: Uint8Array, options: PdfOptions): Uint8Array {
  return pdfOfPages(readTiff(tiff, { maxPages: 2000, maxPixels: 200_000_000 }), options)
}

/** Wraps pages that `readTiff` gave. `texts`: of each page, laid over it where it cannot be seen, only found. */
export function pdfOfPages(
  pages: readonly TiffPage[],
  options: PdfOptions,
  texts: readonly (PageText | null)[] = [],
): Uint8Array {
  return Buffer.concat(pdfParts(pages, options, texts))
}

/** The same in parts that follow each other. The fax data among them is that of `pages`, not copied. */
export function pdfParts(
  pages: readonly TiffPage[],
  options: PdfOptions,
  texts: readonly (PageText | null)[] = [],
): readonly Uint8Array[] {
  const file = new PdfFile(options)
  const font = texts.some(text => text !== null) ? writeTextFont(file) : null
  const pageRefs = pages.map((page, i) => addPage(file, page, texts[i] ?? null, font))
  return file.end(pageRefs, options)
}

function addPage(file: PdfFile, page: TiffPage, text: PageText | null, font: number | null): number {
  const parms = codingOf(page)
  const xDpi = page.xDpi ?? FALLBACK_DPI
  const yDpi = page.yDpi ?? FALLBACK_DPI
  const points = { width: (page.width / xDpi) * 72, height: (page.height / yDpi) * 72 }
  const draws: string[] = []
  const names: string[] = []
  page.strips.forEach((strip, i) => {
    const top = i * page.rowsPerStrip
    const rows = Math.min(page.rowsPerStrip, page.height - top)
    if (rows <= 0) return
    const bytes = page.fillOrder === 2 ? reversedBits(strip) : strip
    const image = file.stream(
      `/Type/XObject/Subtype/Image/Width ${page.width}/Height ${rows}/BitsPerComponent 1/ColorSpace/DeviceGray` +
        `/Filter/CCITTFaxDecode/DecodeParms<<${parms}/Columns ${page.width}/Rows ${rows}>>`,
      bytes,
    )
    names.push(`/I${i} ${image} 0 R`)
    const width = ((page.width - 2 * SHRINK) / xDpi) * 72
    const height = ((rows - 2 * SHRINK) / yDpi) * 72
    const x = (SHRINK / xDpi) * 72
    const y = points.height - ((top + rows - SHRINK) / yDpi) * 72
    draws.push(`q ${n(width)} 0 0 ${n(height)} ${n(x)} ${n(y)} cm /I${i} Do Q`)
  })
  if (text !== null && font !== null) draws.push(...textOperators(text, points))
  const fonts = font === null ? '' : `/Font<</T ${font} 0 R>>`
  const content = file.stream('', Buffer.from(draws.join('\n'), 'latin1'))
  return file.object(
    `<</Type/Page/Parent ${file.pagesRef} 0 R/MediaBox[0 0 ${n(points.width)} ${n(points.height)}]` +
      `/Resources<</XObject<<${names.join('')}>>${fonts}>>/Contents ${content} 0 R${rotation(page)}>>`,
  )
}

/** PDF 32000-1 table 11: what the CCITT filter must know of the coding. */
function codingOf(page: TiffPage): string {
  const blackIs1 = page.photometric === 1 ? '/BlackIs1 true' : ''
  if (page.compression === 4) return `/K -1/EndOfBlock false${blackIs1}`
  if (page.compression === 3) {
    return `/K ${(page.t4Options & 1) === 1 ? 1 : 0}/EndOfBlock false${blackIs1}`
  }
  if (page.compression === 2) return `/K 0/EncodedByteAlign true/EndOfBlock false${blackIs1}`
  throw new BridgeError('E_DOCUMENT_TYPE', {
    say: `The TIFF has a page that is not in a fax coding (compression ${page.compression}).`,
  })
}

/** Orientation tag to the PDF's clockwise rotation; mirrored pages are left as they are. */
function rotation(page: TiffPage): string {
  const degrees = { 3: 180, 6: 90, 8: 270 }[page.orientation]
  return degrees === undefined ? '' : `/Rotate ${degrees}`
}

/** A number as PDF writes it: no exponent, no needless digits. */
const n = (value: number): string => String(Math.round(value * 1e4) / 1e4)
