/** Text of mails in any charset, to Unicode. Bytes that the charset does not know become U+FFFD. */
import { isAscii, isUtf8 } from 'node:buffer'
import { createRequire } from 'node:module'
import type Iconv from 'iconv-lite'
import type Libmime from 'libmime'
import type LibmimeCharset from 'libmime/lib/charset.js'
import { oldCharset } from './dos-text.ts'

// Their tables take 0.1 s of a processor, which a renderer that reads a PDF would give for nothing at its start.
const require = createRequire(import.meta.url)
const iconv = (): typeof Iconv => require('iconv-lite')
const libmime = (): typeof Libmime => require('libmime')
const libmimeCharset = (): typeof LibmimeCharset => require('libmime/lib/charset.js')

/** Stateful Japanese encodings, which iconv-lite does not have: libmime reads them with encoding-japanese. */
const JAPANESE = /^(iso-?2022-?jp|jis)/i

/** iconv-lite loses what stands before a `-` when that begins a piece; libmime is given whole lines. */
const UTF_7 = /utf-?7/i

/** Declared, but programs write it when they do not know either. */
const UNDECLARED = new Set([
  'ascii',
  'us-ascii',
  'usascii',
  'ansi_x3.4-1968',
  '7bit',
  'unknown-8bit',
  'x-unknown',
])

/**
 * The name under which we can decode a declared charset. `guess`: nothing useful was declared, so UTF-8 if the bytes
 * are, else windows-1252 or the charset of DOS. Null: nobody here knows the charset.
 */
export function charsetName(declared: string | null): string | null {
  if (declared === null || UNDECLARED.has(declared)) return 'guess'
  if (JAPANESE.test(declared)) return declared
  // libmime takes it for little-endian; RFC 2781 §4.3 says that the byte order mark decides.
  if (/^utf-?16$/.test(declared)) return 'utf-16'
  const name = libmime().normalizeCharset(declared).toLowerCase()
  // What calls itself Latin-1 is nearly always windows-1252, which prints the same and more.
  if (name === 'iso-8859-1') return 'windows-1252'
  return iconv().encodingExists(name) ? name : null
}

/** All at once. An unknown charset is read like an undeclared one. */
export function decodeCharset(bytes: Uint8Array, declared: string | null): string {
  const decoder = makeCharsetDecoder(charsetName(declared) ?? 'guess')
  return decoder.push(bytes) + decoder.end()
}

/** Decodes a text piece by piece. */
export interface CharsetDecoder {
  push(bytes: Uint8Array): string
  end(): string
}

/** `name` as `charsetName` gives it. */
export function makeCharsetDecoder(name: string): CharsetDecoder {
  if (name === 'guess') return new GuessingDecoder()
  if (JAPANESE.test(name) || UTF_7.test(name)) return new LineDecoder(name)
  const decoder = iconv().getDecoder(name)
  return { push: bytes => decoder.write(asBuffer(bytes)), end: () => decoder.end() ?? '' }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** Longest line that is kept whole. */
const MAX_LINE = 64 * 1024

/** RFC 1468, RFC 2152: every line starts and ends in ASCII, so that whole lines can be decoded each for itself. */
class LineDecoder implements CharsetDecoder {
  readonly #name: string
  #rest: Buffer = Buffer.alloc(0)

  constructor(name: string) {
    this.#name = name
  }

  push(bytes: Uint8Array): string {
    const all = Buffer.concat([this.#rest, bytes])
    const lines = all.lastIndexOf(0x0a) + 1
    const cut = lines === 0 && all.length > MAX_LINE ? all.length : lines
    this.#rest = all.subarray(cut)
    return cut === 0 ? '' : libmimeCharset().decode(all.subarray(0, cut), this.#name)
  }

  end(): string {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length === 0 ? '' : libmimeCharset().decode(rest, this.#name)
  }
}

/** So many bytes from the first one beyond ASCII decide the charset, however the text is cut into pieces. */
const GUESS_BYTES = 1024

class GuessingDecoder implements CharsetDecoder {
  #waiting: Buffer = Buffer.alloc(0)
  #decided: CharsetDecoder | null = null

  push(bytes: Uint8Array): string {
    if (this.#decided !== null) return this.#decided.push(bytes)
    const all = Buffer.concat([this.#waiting, bytes])
    const at = firstBeyondAscii(all)
    this.#waiting = all.subarray(at)
    const plain = all.toString('latin1', 0, at)
    return this.#waiting.length < GUESS_BYTES ? plain : plain + this.#decide()
  }

  end(): string {
    const last = this.#waiting.length > 0 ? this.#decide() : ''
    return last + (this.#decided?.end() ?? '')
  }

  #decide(): string {
    const waiting = this.#waiting
    this.#waiting = Buffer.alloc(0)
    this.#decided = makeCharsetDecoder(guess(waiting.subarray(0, GUESS_BYTES)))
    return this.#decided.push(waiting)
  }
}

function guess(bytes: Buffer): string {
  const start = bytes.length > 1 ? bytes.readUInt16BE(0) : 0
  if (start === 0xfffe || start === 0xfeff) return 'utf-16'
  // The last character may have been cut through.
  const cuts = bytes.length < GUESS_BYTES ? [0] : [0, 1, 2, 3]
  return cuts.some(cut => isUtf8(bytes.subarray(0, bytes.length - cut))) ? 'utf-8' : oldCharset(bytes)
}

function firstBeyondAscii(bytes: Buffer): number {
  if (isAscii(bytes)) return bytes.length
  return bytes.findIndex(byte => byte > 0x7f)
}
