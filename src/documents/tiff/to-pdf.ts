/**
 * A PDF of fax pages with the fax bytes inside as they are: one CCITTFaxDecode image for each strip. No pixel is decoded,
 * so it is quick and loses nothing. Made by hand, since a page needs five small objects and no library copies bytes faster.
 */
import { createHash } from 'node:crypto'
import { BridgeError } from '../../fax/error.ts'
import { readTiff, reversedBits, type TiffPage } from './read.ts'

export interface PdfOptions {
  readonly producer: string
  readonly title?: string
  /** Epoch ms. Without it the PDF has no date. */
  readonly createdAt?: number
}

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

/** Wraps pages that `readTiff` gave. */
export function pdfOfPages(pages: readonly TiffPage[], options: PdfOptions): Uint8Array {
  const file = new PdfFile()
  const pageRefs = pages.map(page => addPage(file, page))
  return file.end(pageRefs, options)
}

function addPage(file: PdfFile, page: TiffPage): number {
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
  const content = file.stream('', Buffer.from(draws.join('\n'), 'latin1'))
  return file.object(
    `<</Type/Page/Parent ${file.pagesRef} 0 R/MediaBox[0 0 ${n(points.width)} ${n(points.height)}]` +
      `/Resources<</XObject<<${names.join('')}>>>>/Contents ${content} 0 R${rotation(page)}>>`,
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
const n = (value: number): string => value.toFixed(4).replace(/\.?0+$/, '')

class PdfFile {
  readonly #parts: Uint8Array[] = []
  readonly #offsets: number[] = [0]
  #length = 0
  /** Object 1 is the page tree: pages name it before it is written. */
  readonly pagesRef = 1

  constructor() {
    this.#offsets.push(0)
    // The second line tells transfer programs that the file is binary (PDF 32000-1 §7.5.2).
    this.#push(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
  }

  object(body: string): number {
    const ref = this.#begin()
    this.#push(Buffer.from(`${body}\nendobj\n`, 'latin1'))
    return ref
  }

  stream(dictionary: string, bytes: Uint8Array): number {
    const ref = this.#begin()
    this.#push(Buffer.from(`<<${dictionary}/Length ${bytes.length}>>stream\n`, 'latin1'))
    this.#push(bytes)
    this.#push(Buffer.from('\nendstream\nendobj\n', 'latin1'))
    return ref
  }

  end(pageRefs: readonly number[], { producer, title, createdAt }: PdfOptions): Uint8Array {
    this.#offsets[this.pagesRef] = this.#length
    const kids = pageRefs.map(ref => `${ref} 0 R`).join(' ')
    const tree = `<</Type/Pages/Count ${pageRefs.length}/Kids[${kids}]>>`
    this.#push(Buffer.from(`${this.pagesRef} 0 obj\n${tree}\nendobj\n`, 'latin1'))
    const catalog = this.object(`<</Type/Catalog/Pages ${this.pagesRef} 0 R>>`)
    const date = createdAt === undefined ? '' : `/CreationDate(D:${pdfDate(createdAt)})`
    const titleText = title === undefined ? '' : `/Title ${utf16(title)}`
    const info = this.object(`<</Producer ${utf16(producer)}${titleText}${date}>>`)
    const id = createHash('sha256')
    for (const part of this.#parts) id.update(part)
    const hex = id.digest('hex').slice(0, 32)
    const start = this.#length
    const rows = this.#offsets.slice(1).map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`)
    const size = this.#offsets.length
    const xref = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`
    const trailer = `trailer\n<</Size ${size}/Root ${catalog} 0 R/Info ${info} 0 R/ID[<${hex}><${hex}>]>>\n`
    this.#push(Buffer.from(`${xref}${trailer}startxref\n${start}\n%%EOF\n`, 'latin1'))
    return Buffer.concat(this.#parts)
  }

  #begin(): number {
    const ref = this.#offsets.length
    this.#offsets.push(this.#length)
    this.#push(Buffer.from(`${ref} 0 obj\n`, 'latin1'))
    return ref
  }

  #push(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#length += bytes.length
  }
}

function utf16(text: string): string {
  const units = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  return `<${units.toString('hex')}>`
}

function pdfDate(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
}
