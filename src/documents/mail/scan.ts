/**
 * Reads a mail once while it streams by and says what it consists of. In charge of: line ends, sizes, header blocks,
 * boundary lines, and the head of the text that people read. Not in charge of storing or decoding bodies; it forgets
 * them as they pass. It runs before the 250 of every mail, so the inner loop looks at four bytes at a time.
 */
import { BridgeError } from '../../fax/error.ts'
import { bodyOf } from './body.ts'
import { ByteSink } from './bytes.ts'
import { TextCapture } from './capture.ts'
import { parseHeaders } from './header.ts'
import type { MailHeader, MailIndex, MailScanLimits } from './mail-index.ts'
import { MAX_DELIMITER_LINE, MimeTree } from './tree.ts'

export type { MailHeader, MailIndex, MailPart, MailScanLimits } from './mail-index.ts'

const LF = 0x0a
const CR = 0x0d
const DASH = 0x2d
const NO_WORDS = new Int32Array(0)

export interface MailScanner {
  /**
   * Takes the next bytes, dot-unstuffed. Throws E_MESSAGE_TOO_BIG, E_HEADER_TOO_BIG, E_MIME_TOO_COMPLEX, E_MIME_BROKEN
   * or E_BARE_NEWLINE as soon as it is certain; after that every call throws the same.
   */
  write(chunk: Uint8Array): void
  /** Where the body of the mail begins, in bytes; null while its header goes on. */
  readonly bodyFrom: number | null
  /** All bytes have come. Throws like `write`; a mail without a last line end is whole. */
  end(): MailIndex
}

/** A scanner for one mail. */
export function makeMailScanner(limits: MailScanLimits): MailScanner {
  const scan = new Scan(limits)
  let failure: unknown = null
  const guarded = <T>(work: () => T): T => {
    if (failure !== null) throw failure
    try {
      return work()
    } catch (error) {
      failure = error
      throw error
    }
  }
  return {
    write: chunk => guarded(() => scan.take(chunk)),
    get bodyFrom() {
      return scan.bodyFrom
    },
    end: () => guarded(() => scan.finish()),
  }
}

/** Positions are byte offsets in the mail unless they are called `i`: those are offsets in the present chunk. */
class Scan {
  readonly #limits: MailScanLimits
  readonly #strict: boolean
  readonly #tree: MimeTree
  readonly #captured = new TextCapture()
  /** The header block so far, for as long as it reaches back into earlier chunks. */
  readonly #header = new ByteSink()
  /** A line that started in an earlier chunk and may be a boundary line. */
  readonly #carry = new ByteSink()
  #carrying = false
  #topHeaders: readonly MailHeader[] | null = null
  /** Of the mail itself, not of its parts. */
  bodyFrom: number | null = null
  #chunk: Buffer = Buffer.alloc(0)
  /** Where the present chunk begins, and after it: how many bytes have come. */
  #base = 0
  #inHeader = true
  #headerFrom = 0
  #headerLines = 0
  #headerBytes = 0
  #lineFrom = 0
  /** Where the content of the line before ended: the line end before a boundary belongs to the boundary. */
  #previousEnd = 0
  /** The last byte of the chunk before was CR and its meaning is open. */
  #openCr = false

  constructor(limits: MailScanLimits) {
    this.#limits = limits
    this.#strict = limits.lineEndings === 'strict'
    this.#tree = new MimeTree(limits)
  }

  take(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    const { messageBytes } = this.#limits
    if (this.#base + chunk.length > messageBytes) {
      throw new BridgeError('E_MESSAGE_TOO_BIG', { say: `At most ${messageBytes} bytes are taken.` })
    }
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#chunk = bytes
    if (this.#openCr && bytes[0] !== LF) this.#loneCr(this.#base - 1)
    this.#eachControl(bytes)
    this.#openCr = bytes[bytes.length - 1] === CR
    this.#endChunk()
    this.#base += bytes.length
    this.#chunk = Buffer.alloc(0)
  }

  finish(): MailIndex {
    const size = this.#base
    if (this.#openCr) this.#loneCr(size - 1)
    if (this.#lineFrom < size) this.#lineEnd(size, size)
    if (this.#inHeader) this.#endHeader(size, size)
    const root = this.#tree.end(size)
    const bodyHead = this.#captured.head(bodyOf(root))
    return { size, headers: this.#topHeaders ?? [], root, bodyHead, shownIds: this.#captured.shownIds(root) }
  }

  /** Finds the bytes below 0x0e, among them NUL, LF and CR: four at a time where memory is aligned. */
  #eachControl(bytes: Buffer): void {
    const length = bytes.length
    const aligned = Math.min(length, -bytes.byteOffset & 3)
    let i = 0
    for (; i < aligned; i++) if ((bytes[i] as number) < 0x0e) this.#control(bytes, i)
    // A chunk may end before the first aligned byte, and even a view of nothing may not begin there.
    const count = (length - i) >> 2
    const words = count === 0 ? NO_WORDS : new Int32Array(bytes.buffer, bytes.byteOffset + i, count)
    for (let word = 0; word < words.length; word++, i += 4) {
      const four = words[word] as number
      // Some byte of the four is below 0x0e exactly when subtracting borrows into a top bit that was not set.
      if (((four - 0x0e0e0e0e) & ~four & 0x80808080) === 0) continue
      if ((bytes[i] as number) < 0x0e) this.#control(bytes, i)
      if ((bytes[i + 1] as number) < 0x0e) this.#control(bytes, i + 1)
      if ((bytes[i + 2] as number) < 0x0e) this.#control(bytes, i + 2)
      if ((bytes[i + 3] as number) < 0x0e) this.#control(bytes, i + 3)
    }
    for (; i < length; i++) if ((bytes[i] as number) < 0x0e) this.#control(bytes, i)
  }

  #control(bytes: Buffer, i: number): void {
    const at = this.#base + i
    const byte = bytes[i]
    if (byte === LF) {
      const afterCr = i > 0 ? bytes[i - 1] === CR : this.#openCr
      if (!afterCr && this.#strict) throw bare('LF without CR', at)
      this.#lineEnd(afterCr ? at - 1 : at, at + 1)
    } else if (byte === CR) {
      if (i + 1 < bytes.length && bytes[i + 1] !== LF) this.#loneCr(at)
    } else if (byte === 0 && this.#strict) {
      throw bare('a NUL byte', at)
    }
  }

  #loneCr(at: number): void {
    if (this.#strict) throw bare('CR without LF', at)
    this.#lineEnd(at, at + 1)
  }

  /** A line `[#lineFrom, contentEnd)` is complete; the next one starts at `next`. */
  #lineEnd(contentEnd: number, next: number): void {
    const from = this.#lineFrom
    if (contentEnd - from > this.#limits.lineBytes) throw this.#longLine()
    if (this.#tree.open) {
      const line = this.#delimiterLine(from, contentEnd)
      const delimiter = line === null ? null : this.#tree.delimiter(line)
      if (delimiter !== null) {
        // A boundary ends a header that has no empty line, too.
        if (this.#inHeader) this.#endHeader(from, from)
        this.#inHeader = this.#tree.pass(delimiter, this.#previousEnd)
        this.#captured.end(this.#previousEnd, this.#chunk, this.#base)
        this.#headerFrom = next
        this.#headerLines = 0
        this.#header.clear()
        this.#nextLine(contentEnd, next)
        return
      }
    }
    if (this.#inHeader) {
      if (contentEnd === from) this.#endHeader(from, next)
      else if (++this.#headerLines > this.#limits.headerLines) {
        throw new BridgeError('E_HEADER_TOO_BIG', {
          say: `At most ${this.#limits.headerLines} lines are taken.`,
        })
      }
    }
    this.#nextLine(contentEnd, next)
  }

  #nextLine(contentEnd: number, next: number): void {
    this.#previousEnd = contentEnd
    this.#lineFrom = next
    this.#carrying = false
  }

  /** The line as text if it may be a boundary line, else null. */
  #delimiterLine(from: number, contentEnd: number): string | null {
    const length = contentEnd - from
    if (length < 3 || length > MAX_DELIMITER_LINE) return null
    const i = from - this.#base
    if (i >= 0) {
      if (this.#chunk[i] !== DASH || this.#chunk[i + 1] !== DASH) return null
      return this.#chunk.toString('latin1', i, i + length)
    }
    if (!this.#carrying) return null
    const line =
      this.#carry.view().toString('latin1') + this.#chunk.toString('latin1', 0, Math.max(0, i + length))
    return line.startsWith('--') ? line.slice(0, length) : null
  }

  /** The header block ended before `to`; the body begins at `bodyFrom`. */
  #endHeader(to: number, bodyFrom: number): void {
    this.#collectHeader(to)
    const bytes = to - this.#headerFrom
    this.#checkHeader(bytes)
    this.#headerBytes += bytes
    const headers = parseHeaders(this.#header.view().subarray(0, bytes), this.#limits.lineEndings)
    const part = this.#tree.begin(headers, this.#headerFrom, bodyFrom)
    this.#topHeaders ??= headers
    this.bodyFrom ??= bodyFrom
    this.#header.clear()
    this.#inHeader = false
    this.#captured.begin(part)
  }

  #collectHeader(to: number): void {
    const have = this.#headerFrom + this.#header.length - this.#base
    if (to - this.#base > have) this.#header.push(this.#chunk.subarray(Math.max(0, have), to - this.#base))
  }

  #checkHeader(bytes: number): void {
    if (this.#headerBytes + bytes <= this.#limits.headerBytes) return
    throw new BridgeError('E_HEADER_TOO_BIG', { say: `At most ${this.#limits.headerBytes} bytes are taken.` })
  }

  /** The chunk's memory will be reused: keeps of the unfinished line and header what will be needed. */
  #endChunk(): void {
    const end = this.#base + this.#chunk.length
    const partial = end - this.#lineFrom
    if (partial > this.#limits.lineBytes + 1) throw this.#longLine()
    if (this.#inHeader) {
      this.#collectHeader(end)
      // The CR of the empty line does not count, nor does a boundary line that ends the header.
      const uncertain = this.#tree.open ? MAX_DELIMITER_LINE + 1 : 1
      this.#checkHeader((partial <= uncertain ? this.#lineFrom : end) - this.#headerFrom)
    }
    if (partial > 0) this.#carryLine(partial)
    this.#captured.feed(end, this.#chunk, this.#base)
  }

  #carryLine(partial: number): void {
    const i = this.#lineFrom - this.#base
    if (i >= 0) {
      this.#carry.clear()
      this.#carrying = this.#tree.open
    }
    if (!this.#carrying) return
    if (partial > MAX_DELIMITER_LINE + 1) {
      this.#carrying = false
      return
    }
    this.#carry.push(this.#chunk.subarray(Math.max(0, i)))
    const start = this.#carry.view()
    if (start[0] !== DASH || (partial > 1 && start[1] !== DASH)) this.#carrying = false
  }

  #longLine(): BridgeError {
    const say = `It has a line of more than ${this.#limits.lineBytes} bytes.`
    return new BridgeError(this.#inHeader ? 'E_HEADER_TOO_BIG' : 'E_MIME_BROKEN', { say })
  }
}

const bare = (what: string, at: number): BridgeError =>
  new BridgeError('E_BARE_NEWLINE', { say: `It has ${what} at byte ${at}.`, detail: { at } })
