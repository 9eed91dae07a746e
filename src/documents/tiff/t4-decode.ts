/**
 * Fax coding, bytes to pages, for input that nobody vouches for. A row that cannot be read repeats the row above and is
 * counted; MH and MR find their feet again at the next EOL, MMR cannot. Every turn of every loop uses up bits or rows.
 */
import { BridgeError } from '../../fax/error.ts'
import { type Bitmap, fillRun, makeBitmap, withHeight } from '../bitmap.ts'
import {
  BLACK,
  MODE_CODE_BITS,
  MODE_HORIZONTAL,
  MODE_LOOKUP,
  MODE_PASS,
  RUN_CODE_BITS,
  type RunCodes,
  WHITE,
} from './t4-codes.ts'

export interface DecodeOptions {
  /** mh, mr: T.4 with or without EOLs. rle: TIFF compression 2, rows on byte borders. mmr: T.6. */
  readonly coding: 'mh' | 'mr' | 'mmr' | 'rle'
  readonly width: number
  /** Null: as many rows as there are, up to `maxRows`. */
  readonly height: number | null
  readonly maxRows?: number
}

export interface DecodedPage {
  readonly bitmap: Bitmap
  /** Rows that could not be read, or were missing. */
  readonly damagedRows: number
  /** Which of them repeat the row above, or are white because all that follows is missing. */
  readonly damaged: readonly number[]
}

/** A page of 4.8 m at 196 dots an inch: longer than any fax machine's paper. */
const MAX_ROWS = 40_000
const MAX_WIDTH = 20_000
const EOL_ZEROS = 11

class BitSource {
  readonly #bytes: Uint8Array
  position = 0
  readonly end: number

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.end = bytes.length * 8
  }

  /** The next `bits` (≤ 16) without using them up; zeros beyond the end. */
  peek(bits: number): number {
    const i = this.position >> 3
    const b = this.#bytes
    const word = ((b[i] ?? 0) << 16) | ((b[i + 1] ?? 0) << 8) | (b[i + 2] ?? 0)
    return (word >> (24 - (this.position & 7) - bits)) & ((1 << bits) - 1)
  }

  get isOver(): boolean {
    return this.position >= this.end
  }

  alignToByte(): void {
    this.position = (this.position + 7) & ~7
  }

  /** Uses up zeros and the one after them if they are an EOL (at least eleven zeros). False: nothing was used up. */
  takeEol(): boolean {
    if (this.peek(EOL_ZEROS) !== 0) return false
    let at = this.position + EOL_ZEROS
    while (at < this.end && !this.#bit(at)) at++
    if (at >= this.end) return false
    this.position = at + 1
    return true
  }

  /** Goes to just before the next EOL; false when there is none. */
  seekEol(): boolean {
    let zeros = 0
    for (let at = this.position; at < this.end; at++) {
      if (!this.#bit(at)) zeros++
      else if (zeros >= EOL_ZEROS) {
        this.position = at - EOL_ZEROS
        return true
      } else zeros = 0
    }
    this.position = this.end
    return false
  }

  /** Fill at the end of the data is not a row: fewer than 64 bits, all zero. */
  onlyFillLeft(): boolean {
    if (this.end - this.position >= 64) return false
    for (let at = this.position; at < this.end; at++) if (this.#bit(at)) return false
    return true
  }

  #bit(at: number): boolean {
    return ((this.#bytes[at >> 3] ?? 0) & (0x80 >> (at & 7))) !== 0
  }
}

/** Decodes one page. Throws E_DOCUMENT_DAMAGED when the size is absurd or not one row can be read. */
export function decodeFax(bytes: Uint8Array, options: DecodeOptions): DecodedPage {
  const { coding, width, height } = options
  const maxRows = Math.min(options.maxRows ?? MAX_ROWS, MAX_ROWS)
  if (!(width >= 1 && width <= MAX_WIDTH) || (height !== null && !(height >= 1 && height <= maxRows))) {
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      say: 'The TIFF cannot be read.',
      detail: { width, height },
    })
  }
  // Even an all-white row takes a bit (V0), so data cannot hold more rows than bits.
  const rows = height ?? Math.min(maxRows, bytes.length * 8)
  const page: Page = {
    source: new BitSource(bytes),
    bitmap: makeBitmap(width, rows),
    reference: new Int32Array(width + 8).fill(width, 0, 4),
    coding: new Int32Array(width + 8),
    row: 0,
    damaged: [],
  }
  if (coding === 'mmr') decodeMmr(page)
  else decodeG3(page, coding)
  if (page.row === 0) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'The TIFF cannot be read.' })
  const { damaged } = page
  if (height === null)
    return { bitmap: withHeight(page.bitmap, page.row), damagedRows: damaged.length, damaged }
  for (let row = page.row; row < height; row++) damaged.push(row)
  return { bitmap: page.bitmap, damagedRows: damaged.length, damaged }
}

interface Page {
  readonly source: BitSource
  readonly bitmap: Bitmap
  reference: Int32Array
  coding: Int32Array
  row: number
  readonly damaged: number[]
}

function decodeMmr(page: Page): void {
  const { source, bitmap } = page
  while (page.row < bitmap.height && !source.isOver) {
    // EOFB: two EOLs (T.6 §2.4.1.1). One alone also ends what some machines send.
    if (source.peek(12) === 1) return
    if (!row2d(page)) return
    keepRow(page)
  }
}

function decodeG3(page: Page, coding: 'mh' | 'mr' | 'rle'): void {
  const { source, bitmap } = page
  while (page.row < bitmap.height && !source.isOver) {
    if (coding === 'rle') source.alignToByte()
    let eols = 0
    let twoDimensional = false
    while (source.takeEol()) {
      eols++
      if (coding === 'mr') twoDimensional = takeBit(source) === 0
      // RTC: six EOLs; two without a row between them are enough to know.
      if (eols === 2) return
    }
    if (source.isOver || source.onlyFillLeft()) return
    const good = twoDimensional ? row2d(page) : row1d(page)
    if (good) {
      keepRow(page)
      continue
    }
    repeatRow(page)
    if (coding === 'rle' || !source.seekEol()) return
  }
}

function takeBit(source: BitSource): number {
  const bit = source.peek(1)
  source.position++
  return bit
}

/** Writes the row's changes as black runs; the row becomes the reference of the next. */
function keepRow(page: Page): void {
  const { bitmap, coding } = page
  for (let i = 0; (coding[i] ?? bitmap.width) < bitmap.width; i += 2) {
    fillRun(bitmap, page.row, coding[i] ?? 0, coding[i + 1] ?? bitmap.width)
  }
  page.coding = page.reference
  page.reference = coding
  page.row++
}

function repeatRow(page: Page): void {
  const { bitmap, row } = page
  const { stride, data } = bitmap
  if (row > 0) data.copyWithin(row * stride, (row - 1) * stride, row * stride)
  page.damaged.push(page.row)
  page.row++
}

/** A run with its make-up codes, or −1 when no code fits. */
function takeRun(source: BitSource, codes: RunCodes, longest: number): number {
  let total = 0
  for (;;) {
    const found = codes.lookup[source.peek(RUN_CODE_BITS)] ?? 0
    if (found === 0) return -1
    source.position += found & 15
    const run = found >> 4
    total += run
    if (total > longest || source.position > source.end) return -1
    if (run < 64) return total
  }
}

function row1d(page: Page): boolean {
  const { source, coding, bitmap } = page
  const { width } = bitmap
  let x = 0
  let count = 0
  while (x < width) {
    const run = takeRun(source, (count & 1) === 0 ? WHITE : BLACK, width - x)
    if (run < 0 || count >= width + 2) return false
    x += run
    coding[count++] = x
  }
  coding.fill(width, count, count + 4)
  return true
}

/** T.6 §2.2, read backwards: every mode says where the next change is, seen from the row above. */
function row2d(page: Page): boolean {
  const { source, reference, coding, bitmap } = page
  const { width } = bitmap
  let a0 = -1
  let colour = 0
  let count = 0
  let r = 0
  while (a0 < width) {
    const found = MODE_LOOKUP[source.peek(MODE_CODE_BITS)] ?? 0xff
    if (found === 0xff || source.position >= source.end) return false
    source.position += found & 15
    const mode = found >> 4
    if (mode === MODE_HORIZONTAL) {
      const from = Math.max(a0, 0)
      const first = takeRun(source, colour === 1 ? BLACK : WHITE, width - from)
      if (first < 0) return false
      const second = takeRun(source, colour === 1 ? WHITE : BLACK, width - from - first)
      if (second < 0 || count + 2 > width + 2) return false
      coding[count++] = from + first
      coding[count++] = from + first + second
      a0 = from + first + second
      continue
    }
    while (r > 0 && (reference[r - 1] ?? 0) > a0) r--
    while ((reference[r] ?? width) < width && ((reference[r] ?? 0) <= a0 || (r & 1) !== colour)) r++
    const b1 = reference[r] ?? width
    if (mode === MODE_PASS) {
      a0 = b1 < width ? (reference[r + 1] ?? width) : width
      continue
    }
    const a1 = b1 + mode - 3
    if (a1 < Math.max(a0, 0) || a1 > width || count >= width + 2) return false
    coding[count++] = a1
    a0 = a1
    colour ^= 1
  }
  coding.fill(width, count, count + 4)
  return true
}
