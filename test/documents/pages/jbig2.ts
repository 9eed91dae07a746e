/** Encodes a generic region of JBIG2 (T.88 §6.2, annex E), since no program at hand writes it. */
import { type Bitmap, isBlack } from '../../../src/documents/bitmap.ts'

/** Where the adaptive pixels of template 0 nominally are (§6.2.5.3). */
export const TEMPLATE_0 = [3, 255, 253, 255, 2, 254, 254, 254] as const

/** Table E.1: probability, next state if likelier, if less likely, and whether the likelier one changes. */
const STATES = [
  '5601 1 1 1|3401 2 6 0|1801 3 9 0|0AC1 4 12 0|0521 5 29 0|0221 38 33 0|5601 7 6 1|5401 8 14 0|4801 9 14 0|3801 10 14 0',
  '3001 11 17 0|2401 12 18 0|1C01 13 20 0|1601 29 21 0|5601 15 14 1|5401 16 14 0|5101 17 15 0|4801 18 16 0|3801 19 17 0',
  '3401 20 18 0|3001 21 19 0|2801 22 19 0|2401 23 20 0|2201 24 21 0|1C01 25 22 0|1801 26 23 0|1601 27 24 0|1401 28 25 0',
  '1201 29 26 0|1101 30 27 0|0AC1 31 28 0|09C1 32 29 0|08A1 33 30 0|0521 34 31 0|0441 35 32 0|02A1 36 33 0|0221 37 34 0',
  '0141 38 35 0|0111 39 36 0|0085 40 37 0|0049 41 38 0|0025 42 39 0|0015 43 40 0|0009 44 41 0|0005 45 42 0|0001 45 43 0',
  '5601 46 46 0',
].flatMap(line =>
  line.split('|').map(row => {
    const [q = '', likely, unlikely, change] = row.split(' ')
    return {
      q: Number.parseInt(q, 16),
      likely: Number(likely),
      unlikely: Number(unlikely),
      change: change === '1',
    }
  }),
)

class Encoder {
  readonly #out: number[] = []
  readonly #state = new Uint8Array(1 << 16)
  readonly #likely = new Uint8Array(1 << 16)
  #a = 0x8000
  #c = 0
  #count = 12
  /** Not given out yet, as a carry may come; −1: none. */
  #byte = -1

  put(context: number, bit: number): void {
    const state = STATES[this.#state[context] ?? 0]
    if (state === undefined) throw new Error('no such state')
    this.#a -= state.q
    if (bit === this.#likely[context]) {
      if ((this.#a & 0x8000) !== 0) {
        this.#c += state.q
        return
      }
      if (this.#a < state.q) this.#a = state.q
      else this.#c += state.q
      this.#state[context] = state.likely
    } else {
      if (this.#a < state.q) this.#c += state.q
      else this.#a = state.q
      if (state.change) this.#likely[context] = 1 - (this.#likely[context] ?? 0)
      this.#state[context] = state.unlikely
    }
    do {
      this.#a = (this.#a << 1) & 0xffff
      this.#c *= 2
      if (--this.#count === 0) this.#byteOut()
    } while ((this.#a & 0x8000) === 0)
  }

  end(): Buffer {
    const top = this.#c + this.#a
    this.#c = Math.floor(this.#c / 65536) * 65536 + 0xffff
    if (this.#c >= top) this.#c -= 0x8000
    for (let i = 0; i < 2; i++) {
      this.#c *= 2 ** this.#count
      this.#byteOut()
    }
    this.#give()
    if (this.#byte !== 0xff) this.#out.push(0xff)
    return Buffer.from([...this.#out, 0xac])
  }

  #give(): void {
    if (this.#byte >= 0) this.#out.push(this.#byte)
  }

  #byteOut(): void {
    if (this.#byte !== 0xff && this.#c >= 0x8000000) {
      this.#byte++
      this.#c %= 0x8000000
    }
    this.#give()
    // After 0xff a bit is left free for the carry.
    const bits = this.#byte === 0xff ? 20 : 19
    this.#byte = Math.floor(this.#c / 2 ** bits) & 0xff
    this.#c %= 2 ** bits
    this.#count = bits === 20 ? 7 : 8
  }
}

/** Template 0: five pixels two rows above, seven in the row above, four in this one. */
export function jbig2Region(page: Bitmap): Buffer {
  const encoder = new Encoder()
  const at = (x: number, y: number) => (x >= 0 && x < page.width && y >= 0 && isBlack(page, x, y) ? 1 : 0)
  for (let y = 0; y < page.height; y++) {
    for (let x = 0; x < page.width; x++) {
      let context = 0
      for (let i = -2; i <= 2; i++) context = context * 2 + at(x + i, y - 2)
      for (let i = -3; i <= 3; i++) context = context * 2 + at(x + i, y - 1)
      for (let i = -4; i < 0; i++) context = context * 2 + at(x + i, y)
      encoder.put(context, at(x, y))
    }
  }
  return encoder.end()
}
