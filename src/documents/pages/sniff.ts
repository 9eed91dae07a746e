/**
 * What a file is, by its bytes. What it was declared as decides nothing: scanners and mail programs get it wrong. Only
 * beginnings and directories are read here; whether the file is whole, its reader finds out.
 */
import { begins, refusedByMagic, SAID } from './magic.ts'
import { type OleType, oleKind } from './sniff-ole.ts'
import { type ZipType, zipKind } from './sniff-zip.ts'

/**
 * `image`: PNG, JPEG, GIF, WebP, AVIF. `locked`: an Office document with a password. `outlook`: a .msg. `mail`: a message
 * with its header. `tnef`: winmail.dat. Which of these can be faxed depends on what is installed and switched on.
 */
export type FileType =
  | ZipType
  | OleType
  | 'pdf'
  | 'tiff'
  | 'image'
  | 'heif'
  | 'bmp'
  | 'text'
  | 'rtf'
  | 'fodt'
  | 'fods'
  | 'fodp'
  | 'fodg'
  | 'html'
  | 'postscript'
  | 'pcl'
  | 'tnef'
  | 'mail'

export interface Sniffed {
  /** Null: nobody here can read it. */
  readonly type: FileType | null
  /** What it is and what to do, for the sender when it cannot be faxed; goes on after "It is ". */
  readonly what: string
}

/** PDF readers accept a header that begins within the first 1024 bytes (ISO 32000-1 annex H). */
const PDF_HEADER_WITHIN = 1024
/** Enough of a text to tell it from binary data. */
const TEXT_SAMPLE = 8192
const UNKNOWN = 'of a type that is not known here: attach it as PDF'
const WEB_PAGE = 'a web page: save it as PDF and attach that'

/** What stands at the very beginning decides first: in a ZIP a PDF may lie so that its header comes early. */
const AT_START: readonly (readonly [magic: string, type: FileType, what: string])[] = [
  ['%PDF-', 'pdf', 'a PDF'],
  ['II*\0', 'tiff', 'a TIFF'],
  ['MM\0*', 'tiff', 'a TIFF'],
  // BigTIFF: read as far as to be refused by name.
  ['II+\0', 'tiff', 'a TIFF'],
  ['MM\0+', 'tiff', 'a TIFF'],
  ['\x89PNG\r\n\x1a\n', 'image', 'a picture'],
  ['\xff\xd8\xff', 'image', 'a picture'],
  ['GIF87a', 'image', 'a picture'],
  ['GIF89a', 'image', 'a picture'],
  ['RIFF????WEBP', 'image', 'a picture'],
  ['{\\rtf', 'rtf', SAID.office('RTF')],
  ['%!', 'postscript', SAID.printer('PostScript')],
  ['\x04%!', 'postscript', SAID.printer('PostScript')],
  // An EPS with a preview (Adobe TN 5002 §5.2).
  ['\xc5\xd0\xd3\xc6', 'postscript', SAID.printer('PostScript')],
  ['\x1bE', 'pcl', SAID.printer('PCL')],
  ['\x1b&', 'pcl', SAID.printer('PCL')],
  ['\x1b*', 'pcl', SAID.printer('PCL')],
  ['\x78\x9f\x3e\x22', 'tnef', SAID.mail('winmail.dat')],
]

/** The whole file is given: directories stand at the end of it. */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = latin1(bytes.subarray(0, TEXT_SAMPLE))
  const row = AT_START.find(([magic]) => begins(head, magic))
  if (row !== undefined) return { type: row[1], what: row[2] }
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(head)) return ofZip(bytes)
  if (begins(head, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return ofOle(bytes)
  if (begins(head, '\x1b%-12345X')) return ofPrinterJob(head)
  const picture = pictureByBox(head)
  if (picture !== null)
    return { type: picture, what: picture === 'heif' ? SAID.picture('HEIC') : 'a picture' }
  if (isBmp(head)) return { type: 'bmp', what: SAID.picture('BMP') }
  const refused = refusedByMagic(head, isText(bytes))
  if (refused !== null) return { type: null, what: refused }
  if (isPdfBehindJunk(bytes, head)) return { type: 'pdf', what: 'a PDF' }
  return isText(bytes) ? ofText(bytes) : { type: null, what: UNKNOWN }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

function ofZip(bytes: Uint8Array): Sniffed {
  const { type, name } = zipKind(bytes)
  return { type, what: type === 'zip' ? SAID.archive(name) : SAID.office(name) }
}

function ofOle(bytes: Uint8Array): Sniffed {
  const { type, name } = oleKind(bytes)
  return { type, what: type === 'outlook' ? SAID.mail(name) : SAID.office(name) }
}

/** A printer job says in which language it goes on (HP PJL reference, ENTER LANGUAGE). */
function ofPrinterJob(head: string): Sniffed {
  const language = /@PJL\s+ENTER\s+LANGUAGE\s*=\s*([A-Z0-9]+)/i.exec(
    head.slice(0, PDF_HEADER_WITHIN * 4),
  )?.[1]
  if (language?.toUpperCase() === 'PDF' || /%PDF-\d/.test(head)) return { type: 'pdf', what: 'a PDF' }
  if (language?.toUpperCase() === 'POSTSCRIPT' || /[\r\n]%!/.test(head))
    return { type: 'postscript', what: SAID.printer('PostScript') }
  return { type: 'pcl', what: SAID.printer('PCL') }
}

/** ISO/IEC 23008-12 §10: pictures in ISO media files, by their brands. AVIF is read by another library than HEIC. */
function pictureByBox(head: string): 'image' | 'heif' | null {
  if (!begins(head, '\0???ftyp')) return null
  const size = Math.min(256, Math.max(16, head.charCodeAt(2) * 256 + head.charCodeAt(3)))
  const brands: readonly string[] = head.slice(8, size).match(/.{4}/gs) ?? []
  if (brands.includes('avif') || brands.includes('avis')) return 'image'
  return brands.some(brand => /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand)) ? 'heif' : null
}

/** "BM" begins many texts: the length of the second header (40 in most files) tells. */
function isBmp(head: string): boolean {
  if (!head.startsWith('BM')) return false
  const length = head.charCodeAt(14) + head.charCodeAt(15) * 256
  return [12, 40, 52, 56, 64, 108, 124].includes(length) && head.charCodeAt(16) === 0
}

/** A text on PDF files is no PDF: one has objects after its header. */
function isPdfBehindJunk(bytes: Uint8Array, head: string): boolean {
  if (!/%PDF-\d/.test(head.slice(0, PDF_HEADER_WITHIN + 6))) return false
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return file.includes('endobj') && file.includes('startxref')
}

function ofText(bytes: Uint8Array): Sniffed {
  const text = readable(bytes.subarray(0, TEXT_SAMPLE))
  if (isSavedPage(text)) return { type: null, what: SAID.data('MHTML') }
  if (isMail(text)) return { type: 'mail', what: 'a whole mail: attach its documents themselves' }
  const first = withoutProlog(text)
  if (
    /^<(?:!doctype\s+html|html|head|body|meta|title|table|style|div|p|h[1-6]|span|font|center)\b/i.test(first)
  )
    return { type: 'html', what: WEB_PAGE }
  if (/^<svg\b|^<!doctype\s+svg\b/i.test(first)) return { type: null, what: SAID.drawing('SVG') }
  const flat = flatOpenDocument(first)
  if (flat !== null) return { type: flat, what: SAID.office('OpenDocument') }
  if (/^<\?mso-application\b|^<office:document\b|^<w:wordDocument\b/i.test(first))
    return { type: null, what: SAID.office('XML') }
  return { type: 'text', what: 'a text' }
}

const FLAT: readonly (readonly [type: string, FileType])[] = [
  ['text', 'fodt'],
  ['spreadsheet', 'fods'],
  ['presentation', 'fodp'],
  ['graphics', 'fodg'],
]

/** OpenDocument 1.3 part 3 §3.1.2: a document in one XML file says in its first element what it is. */
function flatOpenDocument(first: string): FileType | null {
  const root = /^<office:document\b[^>]*>/.exec(first)?.[0] ?? ''
  const name = /\boffice:mimetype\s*=\s*["']application\/vnd\.oasis\.opendocument\.([a-z]+)/.exec(root)?.[1]
  return FLAT.find(([said]) => said === name)?.[1] ?? null
}

/** Without what may stand before the first element. Step by step: one pattern for all of it would take for ever. */
function withoutProlog(text: string): string {
  let rest = text.trimStart()
  for (;;) {
    const end = rest.startsWith('<!--') ? '-->' : /^<\?xml\b/i.test(rest) ? '?>' : null
    const at = end === null ? -1 : rest.indexOf(end)
    if (end === null || at < 0) return rest
    rest = rest.slice(at + end.length).trimStart()
  }
}

/** Fields that mail programs write and nobody types. */
const TYPED_BY_NOBODY = /^(?:received|message-id|mime-version|return-path|dkim-signature):/im

function isMail(text: string): boolean {
  const header = text.split(/\r?\n\r?\n/, 1)[0] ?? ''
  const lines = header.split(/\r?\n/)
  const isField = (line: string, i: number) =>
    /^[!-9;-~]+:|^[ \t]/.test(line) || (i === 0 && line.startsWith('From '))
  return lines.length > 1 && TYPED_BY_NOBODY.test(header) && lines.every(isField)
}

/** MHTML (RFC 2557): browsers save a page with its pictures as something like a mail that nobody sent. */
export function isSavedPage(text: string): boolean {
  const header = text.split(/\r?\n\r?\n/, 1)[0] ?? ''
  if (!/^content-type:[ \t]*multipart\/related\b/im.test(header)) return false
  return /^snapshot-content-location:|^from:[ \t]*<?saved by /im.test(header)
}

function readable(bytes: Uint8Array): string {
  if (begins(latin1(bytes.subarray(0, 2)), '\xff\xfe')) return new TextDecoder('utf-16le').decode(bytes)
  if (begins(latin1(bytes.subarray(0, 2)), '\xfe\xff')) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

/** Of the characters of a text, so many may be controls: bells, backspaces and colours in listings. */
const CONTROLS = 0.02
const SUBSTITUTE = 0x1a

/** Text in any charset that keeps ASCII, or UTF-16 that says so: almost no control characters. */
function isText(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, TEXT_SAMPLE)
  if (sample.length === 0) return false
  const utf16 = (sample[0] === 0xff && sample[1] === 0xfe) || (sample[0] === 0xfe && sample[1] === 0xff)
  if (utf16) return !/[\0-\x08]/.test(readable(sample))
  let controls = 0
  for (const byte of sample) {
    if (byte === 0) return false
    // Where DOS programs end a text.
    if (byte === SUBSTITUTE) continue
    if ((byte < 0x20 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13) || byte === 0x7f) controls++
  }
  return controls <= sample.length * CONTROLS
}
