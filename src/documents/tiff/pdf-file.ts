/**
 * The shell of a PDF file, written by hand: objects, streams, cross-reference table, and what ISO 19005-2 (PDF/A-2b)
 * wants beside them. In charge of syntax; what stands on the pages is to-pdf.ts.
 */
import { createHash } from 'node:crypto'
import { srgbProfile } from './icc.ts'
import { xmpOf } from './xmp.ts'

/** Bytes from each end of a page's data that make the file's ID. */
const SAMPLED = 512
const PROFILE = srgbProfile()

export interface PdfOptions {
  readonly producer: string
  readonly title?: string
  /** Epoch ms. Without it the PDF has no date. */
  readonly createdAt?: number
  /** As ISO 19005-2 level B wants it, for archives. Default: false. */
  readonly archive?: boolean
}

export class PdfFile {
  readonly #parts: Uint8Array[] = []
  readonly #offsets: number[] = [0]
  #length = 0
  /** Object 1 is the page tree: pages name it before it is written. */
  readonly pagesRef = 1

  constructor({ archive = false }: Pick<PdfOptions, 'archive'>) {
    this.#offsets.push(0)
    // The second line tells transfer programs that the file is binary (ISO 32000-1 §7.5.2, ISO 19005-2 §6.1.2).
    this.#push(Buffer.from(`%PDF-1.${archive ? 7 : 4}\n%\xe2\xe3\xcf\xd3\n`, 'latin1'))
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

  end(pageRefs: readonly number[], options: PdfOptions): Uint8Array {
    const { producer, title, createdAt } = options
    this.#offsets[this.pagesRef] = this.#length
    const kids = pageRefs.map(ref => `${ref} 0 R`).join(' ')
    const tree = `<</Type/Pages/Count ${pageRefs.length}/Kids[${kids}]>>`
    this.#push(Buffer.from(`${this.pagesRef} 0 obj\n${tree}\nendobj\n`, 'latin1'))
    const archive = options.archive === true ? this.#archive(options) : ''
    const catalog = this.object(`<</Type/Catalog/Pages ${this.pagesRef} 0 R${archive}>>`)
    const date = createdAt === undefined ? '' : `/CreationDate(D:${pdfDate(createdAt)})`
    const titleText = title === undefined ? '' : `/Title ${utf16(title)}`
    const info = this.object(`<</Producer ${utf16(producer)}${titleText}${date}>>`)
    const id = createHash('sha256')
    for (const part of this.#parts) {
      // Names a file, protects nothing: hashing all bytes would take longer than all the rest.
      id.update(`${part.length}:`)
      id.update(part.length <= 2 * SAMPLED ? part : part.subarray(0, SAMPLED))
      if (part.length > 2 * SAMPLED) id.update(part.subarray(part.length - SAMPLED))
    }
    const hex = id.digest('hex').slice(0, 32)
    const start = this.#length
    const rows = this.#offsets.slice(1).map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`)
    const size = this.#offsets.length
    const xref = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`
    const trailer = `trailer\n<</Size ${size}/Root ${catalog} 0 R/Info ${info} 0 R/ID[<${hex}><${hex}>]>>\n`
    this.#push(Buffer.from(`${xref}${trailer}startxref\n${start}\n%%EOF\n`, 'latin1'))
    return Buffer.concat(this.#parts)
  }

  /** ISO 19005-2 §6.2.3: what the colours mean; §6.6.2: what the file is, and that it is PDF/A. Entries of the catalog. */
  #archive(options: PdfOptions): string {
    const profile = this.stream('/N 3', PROFILE)
    const name = '(sRGB IEC61966-2.1)'
    const intent = `<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier${name}/Info${name}/DestOutputProfile ${profile} 0 R>>`
    const metadata = this.stream('/Type/Metadata/Subtype/XML', Buffer.from(xmpOf(options)))
    return `/Metadata ${metadata} 0 R/OutputIntents[${intent}]`
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
