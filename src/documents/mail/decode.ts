/**
 * Content-Transfer-Encoding, piece by piece (RFC 2045 §6). As mail clients do, junk in base64 is skipped and missing
 * padding is forgiven; what is wrong in quoted-printable stands as it is.
 */
import { BridgeError } from '../../fax/error.ts'

/** Decodes one body. Results are valid until the next call. */
export interface TransferDecoder {
  push(bytes: Uint8Array): Uint8Array
  end(): Uint8Array
}

const NOTHING = new Uint8Array(0)

/** The decoder for an encoding in lower case. Throws E_MIME_BROKEN when nobody knows it. */
export function makeTransferDecoder(encoding: string): TransferDecoder {
  switch (encoding) {
    case '7bit':
    case '8bit':
    case 'binary':
      return { push: bytes => bytes, end: () => NOTHING }
    case 'base64':
      return new Base64Decoder()
    case 'quoted-printable':
      return new QuotedPrintableDecoder()
    default:
      throw new BridgeError('E_MIME_BROKEN', {
        say: `Its transfer encoding "${encoding.replace(/[^!-~]/g, '?').slice(0, 40)}" is not known.`,
      })
  }
}

/** All at once, for heads of texts. Throws E_MIME_BROKEN. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Buffer {
  const decoder = makeTransferDecoder(encoding)
  // The decoder may reuse its memory: the first result is copied before the second is made.
  const first = Buffer.from(decoder.push(bytes))
  const last = decoder.end()
  return last.length === 0 ? first : Buffer.concat([first, last])
}

const JUNK = 64
const PAD = 65
const BASE64 = new Uint8Array(256).fill(JUNK)
for (const [value, char] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=',
).entries()) {
  BASE64[char.charCodeAt(0)] = value
}
BASE64['='.charCodeAt(0)] = PAD

class Base64Decoder implements TransferDecoder {
  #out = Buffer.alloc(0)
  #bits = 0
  #count = 0

  push(bytes: Uint8Array): Uint8Array {
    const needed = ((bytes.length * 3) >> 2) + 4
    if (this.#out.length < needed) this.#out = Buffer.allocUnsafe(needed)
    const out = this.#out
    let bits = this.#bits
    let count = this.#count
    let length = 0
    for (let i = 0; i < bytes.length; i++) {
      const value = BASE64[bytes[i] as number] as number
      if (value < JUNK) {
        bits = (bits << 6) | value
        if (++count === 4) {
          out[length++] = bits >> 16
          out[length++] = bits >> 8
          out[length++] = bits
          bits = 0
          count = 0
        }
      } else if (value === PAD) {
        // Padding ends a group; some programs pad every line.
        if (count > 1) out[length++] = count === 2 ? bits >> 4 : bits >> 10
        if (count > 2) out[length++] = bits >> 2
        bits = 0
        count = 0
      }
    }
    this.#bits = bits
    this.#count = count
    return out.subarray(0, length)
  }

  end(): Uint8Array {
    return this.push(PADDING)
  }
}

const PADDING = Buffer.from('=')

const LF = 0x0a
const CR = 0x0d
const EQUALS = 0x3d
const isBlank = (byte: number): boolean => byte === 0x20 || byte === 0x09

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** A run of blanks this long is kept even before a line end: it must not grow in memory. */
const MAX_BLANKS = 998

class QuotedPrintableDecoder implements TransferDecoder {
  /** Read but not yet understood: `=` with what follows it, or blanks that may end a line. */
  #open: number[] = []
  #out = Buffer.alloc(0)
  #length = 0

  push(bytes: Uint8Array): Uint8Array {
    const needed = bytes.length + this.#open.length
    if (this.#out.length < needed) this.#out = Buffer.allocUnsafe(needed)
    this.#length = 0
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] as number
      if (this.#open.length > 0) this.#follow(byte)
      else if (byte === EQUALS || isBlank(byte)) this.#open.push(byte)
      else this.#out[this.#length++] = byte
    }
    return this.#out.subarray(0, this.#length)
  }

  end(): Uint8Array {
    const open = this.#open
    this.#open = []
    // A last `=` is a soft line break and last blanks do not count; `=4` stands as it is.
    return open[0] === EQUALS && open.length === 2 && hexValue(open[1] ?? 0) >= 0
      ? Buffer.from(open)
      : NOTHING
  }

  #follow(byte: number): void {
    const open = this.#open
    if (open[0] !== EQUALS) this.#afterBlanks(byte)
    else if (open.length === 1) {
      if (byte === LF) open.length = 0
      else if (byte === CR || isBlank(byte) || hexValue(byte) >= 0) open.push(byte)
      else this.#giveUp(byte)
    } else this.#afterEquals(byte)
  }

  /** RFC 2045 §6.7 rule 3: blanks at the end of a line were added on the way. */
  #afterBlanks(byte: number): void {
    if (isBlank(byte) && this.#open.length < MAX_BLANKS) this.#open.push(byte)
    else if (byte === CR || byte === LF) {
      this.#open.length = 0
      this.#out[this.#length++] = byte
    } else this.#giveUp(byte)
  }

  /** `=` and one more byte have come. */
  #afterEquals(byte: number): void {
    const open = this.#open
    const second = open[1] as number
    const high = hexValue(second)
    const low = hexValue(byte)
    if (high >= 0 && low >= 0) {
      this.#out[this.#length++] = high * 16 + low
      open.length = 0
    } else if (high >= 0) this.#giveUp(byte)
    else if (byte === LF) open.length = 0
    else if (open.at(-1) === CR) {
      // CR alone was the line end.
      open.length = 0
      this.#again(byte)
    } else if (byte === CR || (isBlank(byte) && open.length < MAX_BLANKS)) open.push(byte)
    else this.#giveUp(byte)
  }

  /** What is open is no code: it stands as it is, and `byte` is read afresh. */
  #giveUp(byte: number): void {
    for (const open of this.#open) this.#out[this.#length++] = open
    this.#open.length = 0
    this.#again(byte)
  }

  #again(byte: number): void {
    if (byte === EQUALS || isBlank(byte)) this.#open.push(byte)
    else this.#out[this.#length++] = byte
  }
}
