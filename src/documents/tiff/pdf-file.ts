/**
 * The shell of a PDF file, written by hand: objects, streams, cross-reference table, and what ISO 19005-2 (PDF/A-2b)
 * wants beside them. In charge of syntax; what stands on the pages is to-pdf.ts.
 */
import { hash } from 'node:crypto'
import { srgbProfile } from './icc.ts'
import { xmpOf } from './xmp.ts'

/** Bytes from the end of a page's data that make the file's ID, with all lengths: the end of a coded page hangs on all before. */
const SAMPLED = 64
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
  /** Syntax that is not yet a part. */
  #text: string
  #length: number
  /** Object 1 is the page tree: pages name it before it is written. */
  readonly pagesRef = 1

  constructor({ archive = false }: Pick<PdfOptions, 'archive'>) {
    this.#offsets.push(0)
    // The second line tells transfer programs that the file is binary (ISO 32000-1 §7.5.2, ISO 19005-2 §6.1.2).
    this.#text = `%PDF-1.${archive ? 7 : 4}\n%\xe2\xe3\xcf\xd3\n`
    this.#length = this.#text.length
  }

  /** `body`: one byte a character. */
  object(body: string): number {
    const ref = this.#begin()
    this.#write(`${body}\nendobj\n`)
    return ref
  }

  /** `bytes` are not copied: they must stay as they are until the file is written. */
  stream(dictionary: string, bytes: Uint8Array): number {
    const ref = this.#begin()
    this.#write(`<<${dictionary}/Length ${bytes.length}>>stream\n`)
    this.#flush()
    this.#parts.push(bytes)
    this.#length += bytes.length
    this.#write('\nendstream\nendobj\n')
    return ref
  }

  /** The whole file, in parts that follow each other. */
  end(pageRefs: readonly number[], options: PdfOptions): readonly Uint8Array[] {
    const { producer, title, createdAt } = options
    this.#offsets[this.pagesRef] = this.#length
    const kids = pageRefs.map(ref => `${ref} 0 R`).join(' ')
    this.#write(`${this.pagesRef} 0 obj\n<</Type/Pages/Count ${pageRefs.length}/Kids[${kids}]>>\nendobj\n`)
    const archive = options.archive === true ? this.#archive(options) : ''
    const catalog = this.object(`<</Type/Catalog/Pages ${this.pagesRef} 0 R${archive}>>`)
    const date = createdAt === undefined ? '' : `/CreationDate(D:${pdfDate(createdAt)})`
    const titleText = title === undefined ? '' : `/Title ${utf16(title)}`
    const info = this.object(`<</Producer ${utf16(producer)}${titleText}${date}>>`)
    this.#flush()
    const id = this.#id()
    const start = this.#length
    const rows = this.#offsets.slice(1).map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`)
    const size = this.#offsets.length
    this.#write(
      `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}` +
        `trailer\n<</Size ${size}/Root ${catalog} 0 R/Info ${info} 0 R/ID[<${id}><${id}>]>>\nstartxref\n${start}\n%%EOF\n`,
    )
    this.#flush()
    return this.#parts
  }

  /** Names a file, protects nothing: hashing all bytes would take longer than all the rest. */
  #id(): string {
    const samples = this.#parts.map(part => part.subarray(-SAMPLED))
    return hash('sha256', Buffer.concat([Buffer.from(this.#offsets.join()), ...samples]), 'hex').slice(0, 32)
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
    this.#write(`${ref} 0 obj\n`)
    return ref
  }

  #write(text: string): void {
    this.#text += text
    this.#length += text.length
  }

  #flush(): void {
    this.#parts.push(Buffer.from(this.#text, 'latin1'))
    this.#text = ''
  }
}

function utf16(text: string): string {
  const units = Buffer.from(`\ufeff${text}`, 'utf16le').swap16()
  return `<${units.toString('hex')}>`
}

function pdfDate(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`
}
