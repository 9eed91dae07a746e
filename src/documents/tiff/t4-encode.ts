/** Fax coding, pages to bytes: T.6 (MMR, "G4") and T.4 (MH, MR, "G3"). Most significant bit first. */
import { type Bitmap, changesOf } from '../bitmap.ts'
import {
  BLACK,
  LONGEST_MAKE_UP,
  MODE_HORIZONTAL,
  MODE_LENGTH,
  MODE_PASS,
  MODE_VALUE,
  type RunCodes,
  WHITE,
} from './t4-codes.ts'

/** Collects bits. Grows as needed; `bytes()` pads the last byte with zeros. */
class BitSink {
  #bytes: Uint8Array
  #length = 0
  #held = 0
  #heldBits = 0

  constructor(expected: number) {
    this.#bytes = new Uint8Array(Math.max(1024, expected))
  }

  /** Makes sure that `count` more bytes fit, so that `put` need not look. */
  reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const grown = new Uint8Array((this.#length + count) * 2)
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
  }

  put(value: number, bits: number): void {
    let held = (this.#held << bits) | value
    let heldBits = this.#heldBits + bits
    while (heldBits >= 8) {
      heldBits -= 8
      this.#bytes[this.#length++] = held >> heldBits
      held &= (1 << heldBits) - 1
    }
    this.#held = held
    this.#heldBits = heldBits
  }

  run(codes: RunCodes, length: number): void {
    let rest = length
    while (rest >= LONGEST_MAKE_UP + 64) {
      this.put(codes.value[LONGEST_MAKE_UP] ?? 0, codes.length[LONGEST_MAKE_UP] ?? 0)
      rest -= LONGEST_MAKE_UP
    }
    if (rest >= 64) {
      const makeUp = rest & ~63
      this.put(codes.value[makeUp] ?? 0, codes.length[makeUp] ?? 0)
      rest &= 63
    }
    this.put(codes.value[rest] ?? 0, codes.length[rest] ?? 0)
  }

  mode(mode: number): void {
    this.put(MODE_VALUE[mode] ?? 0, MODE_LENGTH[mode] ?? 0)
  }

  /** Zeros until `bits` more would end on a byte border. */
  alignFor(bits: number): void {
    this.put(0, (16 - ((this.#heldBits + bits) & 7)) & 7)
  }

  bytes(): Uint8Array {
    if (this.#heldBits > 0) this.put(0, 8 - this.#heldBits)
    return this.#bytes.slice(0, this.#length)
  }
}

/** Room for one row in the worst case: under 14 bits a pixel, and codes around it. */
const roomForRow = (width: number) => width * 2 + 64
/** T.4 §4.1.2: eleven zeros and a one. */
const EOL_BITS = 12

/** T.6 with EOFB at the end: what goes into a TIFF strip or a PDF image as it is. */
export function encodeG4(bitmap: Bitmap): Uint8Array {
  const { width, height } = bitmap
  const sink = new BitSink(bitmap.data.length >> 2)
  let reference = new Int32Array(width + 8).fill(width, 0, 4)
  let coding = new Int32Array(width + 8)
  for (let y = 0; y < height; y++) {
    sink.reserve(roomForRow(width))
    changesOf(bitmap, y, coding)
    encodeRow2d(sink, reference, coding, width)
    const swap = reference
    reference = coding
    coding = swap
  }
  sink.reserve(4)
  sink.put(1, EOL_BITS)
  sink.put(1, EOL_BITS)
  return sink.bytes()
}

export interface G3Options {
  /** Null: MH, every row by itself. Otherwise MR with at most `k` − 1 two-dimensional rows in a sequence. */
  readonly k: number | null
  /** Fill bits so that every EOL ends on a byte border (T4Options bit 2). */
  readonly alignEol: boolean
}

/** T.4: an EOL before each row, no RTC at the end (RFC 3949 §3.5.1). */
export function encodeG3(bitmap: Bitmap, { k, alignEol }: G3Options): Uint8Array {
  const { width, height } = bitmap
  const sink = new BitSink(bitmap.data.length >> 1)
  let reference = new Int32Array(width + 8)
  let coding = new Int32Array(width + 8)
  for (let y = 0; y < height; y++) {
    sink.reserve(roomForRow(width))
    changesOf(bitmap, y, coding)
    const oneDimensional = k === null || y % k === 0
    if (alignEol) sink.alignFor(EOL_BITS)
    sink.put(1, EOL_BITS)
    if (k !== null) sink.put(oneDimensional ? 1 : 0, 1)
    if (oneDimensional) encodeRow1d(sink, coding, width)
    else encodeRow2d(sink, reference, coding, width)
    const swap = reference
    reference = coding
    coding = swap
  }
  return sink.bytes()
}

function encodeRow1d(sink: BitSink, changes: Int32Array, width: number): void {
  let from = 0
  for (let i = 0; from < width || i === 0; i++) {
    const to = changes[i] ?? width
    sink.run((i & 1) === 0 ? WHITE : BLACK, to - from)
    from = to
  }
}

/** T.6 §2.2: a0 is where we are, a1 and a2 the next changes here, b1 and b2 those of the row above. */
function encodeRow2d(sink: BitSink, reference: Int32Array, coding: Int32Array, width: number): void {
  let a0 = -1
  let colour = 0
  let c = 0
  let r = 0
  while (a0 < width) {
    const a1 = coding[c] ?? width
    while (r > 0 && (reference[r - 1] ?? 0) > a0) r--
    while ((reference[r] ?? width) < width && ((reference[r] ?? 0) <= a0 || (r & 1) !== colour)) r++
    const b1 = reference[r] ?? width
    const b2 = b1 < width ? (reference[r + 1] ?? width) : width
    if (b2 < a1) {
      sink.mode(MODE_PASS)
      a0 = b2
      continue
    }
    const distance = a1 - b1
    if (distance >= -3 && distance <= 3) {
      sink.mode(distance + 3)
      a0 = a1
      colour ^= 1
      c++
    } else {
      const a2 = coding[c + 1] ?? width
      sink.mode(MODE_HORIZONTAL)
      sink.run(colour === 1 ? BLACK : WHITE, a1 - Math.max(a0, 0))
      sink.run(colour === 1 ? WHITE : BLACK, a2 - a1)
      a0 = a2
      c += 2
    }
  }
}
