/**
 * Which old charset a text is in that declares none and is no UTF-8: Windows-1252, or that of DOS, in which till rolls, lab devices and
 * old accounting programs still write. In charge of that guess alone. Without clear signs it is Windows-1252.
 */

export type OldCharset = 'windows-1252' | 'cp850' | 'cp437'

/**
 * ü é ä à ç ê è ï ì ô ö ò of code pages 437 and 850; between letters Windows-1252 has hardly any of them. Not Ä Ö Ü, which are Ž ™ š
 * there, nor ß, which is á.
 */
const DOS_LETTERS = new Set([0x81, 0x82, 0x84, 0x85, 0x87, 0x88, 0x8a, 0x8b, 0x8d, 0x93, 0x94, 0x95])
/** ü: nothing at all in Windows-1252. */
const NO_ANSI = 0x81
/** è; in Windows-1252 Š, which stands between capital letters. */
const CAPITAL_S = 0x8a
/** ß, or á: tells nothing. */
const EITHER = 0xe1
/** Lines and shades that are drawn by repeating one character; in Windows-1252 no letter stands three times in a row. */
const DRAWN = new Set([0xb0, 0xb1, 0xb2, 0xb3, 0xba, 0xc4, 0xcd, 0xdb, 0xdc, 0xdf])
/** Corners and branches where a single line meets a double one: only code page 437 has them, 850 has letters there. */
const MIXED = new Set([
  0xb5, 0xb6, 0xb7, 0xb8, 0xbd, 0xbe, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
])
const REPEATED = 3

/** By the whole text or its beginning. */
export function oldCharset(bytes: Uint8Array): OldCharset {
  let dos = 0
  let ansi = 0
  let drawn = 0
  let mixed = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) continue
    const [before, after] = [bytes[at - 1] ?? 0, bytes[at + 1] ?? 0]
    if (DRAWN.has(byte) && byte === before && byte === bytes[at - 2]) drawn++
    if (MIXED.has(byte) && (DRAWN.has(before) || DRAWN.has(after))) mixed++
    // Quotation marks stand at the edge of a word, letters within one: only those tell.
    const isWithin = byte === NO_ANSI || (byte === CAPITAL_S ? isSmall(before) : isLetter(before))
    if (DOS_LETTERS.has(byte) && isWithin && isLetter(after)) dos++
    // à to ÿ, and Ä Ö Ü before a small letter.
    else if (byte >= 0xe0 && byte !== EITHER && (isLetter(before) || isLetter(after))) ansi++
    else if ((byte === 0xc4 || byte === 0xd6 || byte === 0xdc || byte === 0xdf) && isLetter(after)) ansi++
  }
  if (drawn < REPEATED - 2 && dos === 0) return 'windows-1252'
  if (dos + drawn <= ansi) return 'windows-1252'
  return mixed > 0 && drawn > 0 ? 'cp437' : 'cp850'
}

const isSmall = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a

function isLetter(byte: number): boolean {
  const small = byte | 0x20
  return small >= 0x61 && small <= 0x7a && byte < 0x80
}
