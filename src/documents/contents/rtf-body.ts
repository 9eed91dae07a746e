/**
 * The text of a mail out of RTF, in which Outlook sends and stores it: HTML where RTF only wraps it ([MS-OXRTFEX]), else
 * plain text. A reader for mails: attached RTF files are drawn by an office program.
 */
import { decompressRTF } from '@kenjiuno/decompressrtf'
import { decodeCharset } from '../mail/charset.ts'

/** Groups whose content is no text; so is every group that begins with `\*`. */
const SILENT =
  /^(?:fonttbl|colortbl|stylesheet|info|pict|object|header[lrf]?|footer[lrf]?|footnote|themedata|listtable|generator|xmlnstbl)$/
const SIGNS: Readonly<Record<string, string>> = {
  par: '\n',
  line: '\n',
  row: '\n',
  sect: '\n',
  page: '\n',
  tab: '\t',
  cell: '\t',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
}
/** Control words, control symbols, braces and text (RTF 1.9.1, "Syntax"). */
const TOKEN = /\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\/gi
/** Groups inside each other; a mail has some dozen. */
const DEEPEST = 500

interface Group {
  /** Nothing of it is shown. */
  silent: boolean
  /** `\htmlrtf`: for readers of RTF, not of the HTML in it. */
  rtfOnly: boolean
  /** Characters that stand in for one `\u`. */
  standIns: number
}

export interface RtfBody {
  readonly type: 'text/html' | 'text/plain'
  readonly text: string
}

/** [MS-OXRTFCP]. Null: it is not what it says. */
export function inflatedRtf(bytes: Uint8Array, mostBytes: number): Buffer | null {
  const rtf = Buffer.from(bytes)
  if (rtf.length < 16) return null
  // The library believes the length in the header.
  const length = rtf.readUInt32LE(0) + 4
  if (length > rtf.length || rtf.readUInt32LE(4) > mostBytes || length * 9 > mostBytes * 4) return null
  return Buffer.from(decompressRTF([...rtf]))
}

export function rtfBody(rtf: Buffer): RtfBody {
  const source = rtf.toString('latin1')
  const isHtml = /\\fromhtml1/.test(source.slice(0, 4096))
  const codePage = /\\ansicpg(\d{1,5})/.exec(source.slice(0, 4096))?.[1] ?? '1252'
  const text = new Reader(isHtml, charsetOfCodePage(Number(codePage))).read(source)
  return { type: isHtml ? 'text/html' : 'text/plain', text }
}

class Reader {
  readonly #isHtml: boolean
  readonly #charset: string
  readonly #outer: Group[] = []
  #group: Group = { silent: false, rtfOnly: false, standIns: 1 }
  #out: string[] = []
  /** Bytes that make one character together. */
  #bytes: number[] = []
  #toSkip = 0

  constructor(isHtml: boolean, charset: string) {
    this.#isHtml = isHtml
    this.#charset = charset
  }

  read(source: string): string {
    let starred = false
    for (const [, word, number, hex, symbol, brace, plain] of source.matchAll(TOKEN)) {
      if (hex !== undefined) {
        if (this.#toSkip > 0) this.#toSkip--
        else if (this.#shown) this.#bytes.push(Number.parseInt(hex, 16))
        continue
      }
      this.#flush()
      if (brace !== undefined) this.#brace(brace)
      else if (word !== undefined) this.#word(word, number === undefined ? null : Number(number), starred)
      else if (symbol !== undefined) this.#symbol(symbol)
      else if (plain !== undefined) this.#text(plain)
      starred = symbol === '*'
    }
    this.#flush()
    return this.#out.join('')
  }

  get #shown(): boolean {
    return !this.#group.silent && !(this.#isHtml && this.#group.rtfOnly)
  }

  #brace(brace: string): void {
    this.#toSkip = 0
    if (brace === '{') {
      this.#outer.push({ ...this.#group })
      if (this.#outer.length > DEEPEST) this.#group.silent = true
    } else this.#group = this.#outer.pop() ?? this.#group
  }

  #word(word: string, number: number | null, starred: boolean): void {
    if (starred) {
      // [MS-OXRTFEX] §2.1.3.1.4: the HTML itself stands in these groups.
      if (!(this.#isHtml && word === 'htmltag')) this.#group.silent = true
      else this.#group.rtfOnly = false
    } else if (SILENT.test(word)) this.#group.silent = true
    else if (word === 'htmlrtf') this.#group.rtfOnly = number !== 0
    else if (word === 'uc') this.#group.standIns = Math.min(Math.max(number ?? 1, 0), 8)
    else if (word === 'u' && number !== null) {
      if (this.#shown) this.#out.push(String.fromCharCode(number & 0xffff))
      this.#toSkip = this.#group.standIns
    } else if (this.#shown && Object.hasOwn(SIGNS, word)) this.#out.push(SIGNS[word] ?? '')
  }

  #symbol(symbol: string): void {
    const text = symbol === '~' ? '\u00a0' : symbol === '_' ? '-' : /[\\{}]/.test(symbol) ? symbol : ''
    if (text !== '') this.#text(text)
    else if (/[\r\n]/.test(symbol) && this.#shown) this.#out.push('\n')
  }

  #text(plain: string): void {
    const text = plain.slice(this.#toSkip)
    this.#toSkip = Math.max(0, this.#toSkip - plain.length)
    // RTF is ASCII; what writes other bytes means its code page.
    if (this.#shown) this.#out.push(decodeCharset(Buffer.from(text, 'latin1'), this.#charset))
  }

  #flush(): void {
    if (this.#bytes.length === 0) return
    this.#out.push(decodeCharset(Buffer.from(this.#bytes), this.#charset))
    this.#bytes = []
  }
}

/** Windows code pages by number, under the names by which charsets are known here. */
export function charsetOfCodePage(page: number): string {
  if (page === 65001) return 'utf-8'
  if (page === 1200) return 'utf-16le'
  if (page === 50220 || page === 50221 || page === 50222) return 'iso-2022-jp'
  if (page === 20127) return 'us-ascii'
  if (page >= 28591 && page <= 28605) return `iso-8859-${page - 28590}`
  return page >= 1250 && page <= 1258 ? `windows-${page}` : `cp${page}`
}
