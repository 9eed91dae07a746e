/** What a file is, by its bytes. What it was declared as decides nothing: scanners and mail programs get it wrong. */

export type FileType = 'pdf' | 'tiff' | 'image' | 'text'

export type Sniffed =
  | { readonly type: FileType }
  /** Cannot be faxed: what it is, for the sender. */
  | { readonly type: null; readonly what: string }

const IMAGES = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a', 'RIFF????WEBP']

const REFUSED: readonly (readonly [magic: string, what: string])[] = [
  ['PK\x03\x04', 'an Office document or a ZIP archive: save it as PDF and attach that'],
  ['\xd0\xcf\x11\xe0', 'an old Office document: save it as PDF and attach that'],
  ['{\\rtf', 'an RTF document: save it as PDF and attach that'],
  ['%!PS', 'PostScript: save it as PDF and attach that'],
  ['\x1b%-12345X', 'printer data (PCL): print it to a PDF and attach that'],
  ['\x1bE', 'printer data (PCL): print it to a PDF and attach that'],
  ['????ftypheic', 'a HEIC photo: save it as JPEG and attach that'],
  ['????ftypmif1', 'a HEIC photo: save it as JPEG and attach that'],
  ['BM', 'a BMP picture: save it as PNG and attach that'],
  ['7z\xbc\xaf', 'a 7-Zip archive: attach the documents themselves'],
  ['Rar!', 'a RAR archive: attach the documents themselves'],
  ['\x1f\x8b', 'a compressed file: attach the document itself'],
  ['MZ', 'a program'],
  ['\x7fELF', 'a program'],
]

/** PDF readers accept a header that begins within the first 1024 bytes (ISO 32000-1 annex H). */
const PDF_HEADER_WITHIN = 1024
/** Enough of a text to tell it from binary data. */
const TEXT_SAMPLE = 8192

export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.subarray(0, PDF_HEADER_WITHIN)).toString('latin1')
  if (head.includes('%PDF-')) return { type: 'pdf' }
  if (begins(head, 'II*\0') || begins(head, 'MM\0*')) return { type: 'tiff' }
  if (IMAGES.some(magic => begins(head, magic))) return { type: 'image' }
  const refused = REFUSED.find(([magic]) => begins(head, magic))
  if (refused !== undefined) return { type: null, what: refused[1] }
  if (/^\s*(<!doctype html|<html)/i.test(head))
    return { type: null, what: 'a web page: save it as PDF and attach that' }
  if (isText(bytes.subarray(0, TEXT_SAMPLE))) return { type: 'text' }
  return { type: null, what: 'of a type that is not known here: attach it as PDF' }
}

/** `?` in the magic is any byte. */
function begins(head: string, magic: string): boolean {
  return [...magic].every((char, i) => char === '?' || head[i] === char)
}

function isText(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 &&
    bytes.every(byte => byte >= 0x20 || byte === 9 || byte === 10 || byte === 12 || byte === 13)
  )
}
