/**
 * How long a fax keeps a telephone line busy, before it is dialled. An estimate for a call at 14,400 bit/s without
 * disturbance: what the pages weigh, and what two machines say to each other around them. Not in charge of prices.
 */

/** V.17: the speed that nearly all machines agree on. */
export const LINE_BITS_PER_SECOND = 14_400

/**
 * T.30 phase A and B: CED 3 s, then DIS, DCS and CFR at 300 bit/s with a preamble of 1 s and identification each (about
 * 5.5 s), training 1.4 s and its check TCF 1.5 s; at the end DCN 1.2 s. Ringing is not counted: it costs nothing.
 */
const CALL_SECONDS = 12.5

/** T.30 phase D: short training, MPS or EOP and MCF, each with its preamble of 1 s, and the pauses between them. */
const PAGE_SECONDS = 4

/** T.30 annex A (ECM), in which T.6 pages travel: 8 bytes around every 256. */
const FRAMED = 264 / 256

/** Seconds of one page whose coded form has so many bytes. */
export function pageSeconds(bytes: number): number {
  return PAGE_SECONDS + (bytes * 8 * FRAMED) / LINE_BITS_PER_SECOND
}

/** Seconds of a call with these pages, each given by the bytes of its coded form. */
export function lineSeconds(pageBytes: readonly number[]): number {
  return pageBytes.reduce((sum, bytes) => sum + pageSeconds(bytes), CALL_SECONDS)
}

/** What the directory of one page takes in the TIFF files that we write. */
const DIRECTORY_BYTES = 260

/** As `lineSeconds`, where only the size of the whole TIFF is known. */
export function lineSecondsOfTiff(tiffBytes: number, pages: number): number {
  const coded = Math.max(0, tiffBytes - pages * DIRECTORY_BYTES)
  return lineSeconds(Array.from({ length: pages }, () => coded / Math.max(1, pages)))
}

/** A cover page of ours is about so many bytes. */
const COVER_BYTES = 8_000

/** Of a fax whose pages weigh so much together; `extra`: cover pages that come on top of them. */
export function lineSecondsOfFax(tiffBytes: number, pages: number, extra: number): number {
  return lineSecondsOfTiff(tiffBytes, pages) + Math.max(0, extra) * pageSeconds(COVER_BYTES)
}

/** `48 s`, `2 min 05 s`: rounded up to whole seconds. */
export function durationText(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}
