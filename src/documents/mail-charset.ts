/** Text of mails in any charset, to Unicode. Bytes that the charset does not know become U+FFFD. */
import { isUtf8 } from 'node:buffer'
import iconv from 'iconv-lite'
import libmime from 'libmime'
import libmimeCharset from 'libmime/lib/charset.js'

/** Stateful Japanese encodings, which iconv-lite does not have: libmime reads them with encoding-japanese. */
const JAPANESE = /^(iso-?2022-?jp|jis)/i

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
 * are, else windows-1252. Null: nobody here knows the charset.
 */
export function charsetName(declared: string | null): string | null {
  if (declared === null || UNDECLARED.has(declared)) return 'guess'
  if (JAPANESE.test(declared)) return declared
  const name = libmime.normalizeCharset(declared).toLowerCase()
  // What calls itself Latin-1 is nearly always windows-1252, which prints the same and more.
  if (name === 'iso-8859-1') return 'windows-1252'
  return iconv.encodingExists(name) ? name : null
}

/** All at once. An unknown charset is read like an undeclared one. */
export function decodeCharset(bytes: Buffer, declared: string | null): string {
  const name = charsetName(declared) ?? 'guess'
  if (name === 'guess') return iconv.decode(bytes, isUtf8(bytes) ? 'utf-8' : 'windows-1252')
  return JAPANESE.test(name) ? libmimeCharset.decode(bytes, name) : iconv.decode(bytes, name)
}

/** Decodes a text piece by piece. */
export interface CharsetDecoder {
  push(bytes: Uint8Array): string
  end(): string
}

/** `name` as `charsetName` gives it, and not `guess`. */
export function makeCharsetDecoder(name: string): CharsetDecoder {
  if (JAPANESE.test(name)) return new LineDecoder(name)
  const decoder = iconv.getDecoder(name)
  return { push: bytes => decoder.write(Buffer.from(bytes)), end: () => decoder.end() ?? '' }
}

/** Longest line of ISO-2022-JP that is kept whole. */
const MAX_LINE = 64 * 1024

/** RFC 1468: every line starts and ends in ASCII, so that whole lines can be decoded each for itself. */
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
    return cut === 0 ? '' : libmimeCharset.decode(all.subarray(0, cut), this.#name)
  }

  end(): string {
    const rest = this.#rest
    this.#rest = Buffer.alloc(0)
    return rest.length === 0 ? '' : libmimeCharset.decode(rest, this.#name)
  }
}
