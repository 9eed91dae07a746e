/**
 * The code tables of ITU-T T.4 (tables 2, 3a, 3b) and the mode codes of T.6, as they stand in the recommendations, and
 * the look-up tables made of them. Runs are in pixels; a run of 64 or more is make-up codes and one terminating code.
 */
const WHITE_TERMINATING =
  '00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100'
const BLACK_TERMINATING =
  '0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111'
const WHITE_MAKE_UP =
  '11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011'
const BLACK_MAKE_UP =
  '0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101'
/** T.4 table 3b: for both colours, runs from 1792 to 2560. */
const COMMON_MAKE_UP =
  '00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111'

/** The longest run that one make-up code says; longer ones repeat it (T.4 §4.1.1). */
export const LONGEST_MAKE_UP = 2560
/** Longest code word of runs, in bits. */
export const RUN_CODE_BITS = 13

export interface RunCodes {
  /** By run: the code word, right-aligned. Only runs 0–63 and multiples of 64 up to 2560 have one. */
  readonly value: Uint16Array
  readonly length: Uint8Array
  /** By the next 13 bits: run << 4 | length of the code; 0 when no code begins so. */
  readonly lookup: Uint16Array
}

export const WHITE: RunCodes = runCodes(WHITE_TERMINATING, WHITE_MAKE_UP)
export const BLACK: RunCodes = runCodes(BLACK_TERMINATING, BLACK_MAKE_UP)

function runCodes(terminating: string, makeUp: string): RunCodes {
  const value = new Uint16Array(LONGEST_MAKE_UP + 1)
  const length = new Uint8Array(LONGEST_MAKE_UP + 1)
  const lookup = new Uint16Array(1 << RUN_CODE_BITS)
  const add = (run: number, code: string) => {
    value[run] = Number.parseInt(code, 2)
    length[run] = code.length
    const spare = RUN_CODE_BITS - code.length
    const first = Number.parseInt(code, 2) << spare
    lookup.fill((run << 4) | code.length, first, first + (1 << spare))
  }
  terminating.split(' ').forEach((code, i) => {
    add(i, code)
  })
  makeUp.split(' ').forEach((code, i) => {
    add((i + 1) * 64, code)
  })
  COMMON_MAKE_UP.split(' ').forEach((code, i) => {
    add(1792 + i * 64, code)
  })
  return { value, length, lookup }
}

/** Modes of two-dimensional coding (T.4 table 4, T.6 table 1). V0 is 3 so that mode − 3 is the distance a1 − b1. */
export const MODE_PASS = 7
export const MODE_HORIZONTAL = 8
const MODES: readonly (readonly [number, string])[] = [
  [0, '0000010'],
  [1, '000010'],
  [2, '010'],
  [3, '1'],
  [4, '011'],
  [5, '000011'],
  [6, '0000011'],
  [MODE_PASS, '0001'],
  [MODE_HORIZONTAL, '001'],
]
/** Longest mode code, in bits. */
export const MODE_CODE_BITS = 7

export const MODE_VALUE = Uint8Array.from(MODES, ([, code]) => Number.parseInt(code, 2))
export const MODE_LENGTH = Uint8Array.from(MODES, ([, code]) => code.length)
/** By the next 7 bits: mode << 4 | length of the code; 0xff when no mode begins so. */
export const MODE_LOOKUP: Uint8Array = modeLookup()

function modeLookup(): Uint8Array {
  const lookup = new Uint8Array(1 << MODE_CODE_BITS).fill(0xff)
  for (const [mode, code] of MODES) {
    const spare = MODE_CODE_BITS - code.length
    const first = Number.parseInt(code, 2) << spare
    lookup.fill((mode << 4) | code.length, first, first + (1 << spare))
  }
  return lookup
}
