/** A TrueType font of two empty letters (Apple TrueType Reference Manual): what a PDF needs to carry text nobody sees. */

/** In thousandths of its size. */
export const LETTER_WIDTH = 500
const GLYPHS = 2
/** The sum of a whole font is made to be this (head, checkSumAdjustment). */
const WHOLE_SUM = 0xb1b0afba

/** The bytes; the same at every call. */
export function emptyFont(): Uint8Array {
  const tables: readonly (readonly [string, Buffer])[] = [
    ['glyf', Buffer.alloc(4)],
    ['head', head()],
    ['hhea', words([1, 0, 800, -200, 0, LETTER_WIDTH, 0, 0, LETTER_WIDTH, 1, 0, 0, 0, 0, 0, 0, 0, GLYPHS])],
    ['hmtx', words([LETTER_WIDTH, 0, LETTER_WIDTH, 0])],
    ['loca', words(Array.from({ length: GLYPHS + 1 }, () => 0))],
    ['maxp', words([1, 0, GLYPHS, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])],
  ]
  const directory = Buffer.alloc(12 + 16 * tables.length)
  directory.writeUInt32BE(0x00010000, 0)
  // Six tables: the greatest power of two below is four.
  for (const [i, n] of [tables.length, 64, 2, tables.length * 16 - 64].entries())
    directory.writeUInt16BE(n, 4 + i * 2)
  let at = directory.length
  const data: Buffer[] = []
  tables.forEach(([name, bytes], i) => {
    const padded = Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
    directory.write(name, 12 + i * 16, 'latin1')
    directory.writeUInt32BE(sumOf(padded), 16 + i * 16)
    directory.writeUInt32BE(at, 20 + i * 16)
    directory.writeUInt32BE(bytes.length, 24 + i * 16)
    data.push(padded)
    at += padded.length
  })
  const font = Buffer.concat([directory, ...data])
  const headAt = directory.readUInt32BE(20 + 16)
  font.writeUInt32BE((WHOLE_SUM - sumOf(font)) >>> 0, headAt + 8)
  return font
}

function head(): Buffer {
  const bytes = Buffer.alloc(54)
  bytes.writeUInt32BE(0x00010000, 0)
  bytes.writeUInt32BE(0x00010000, 4)
  bytes.writeUInt32BE(0x5f0f3cf5, 12)
  bytes.writeUInt16BE(1000, 18)
  // Two dates of eight bytes, then the box around all letters, and the smallest legible size.
  for (const [i, n] of [0, 0, 0, 0, 0, 8, 2].entries()) bytes.writeInt16BE(n, 36 + i * 2)
  return bytes
}

function words(all: readonly number[]): Buffer {
  const bytes = Buffer.alloc(all.length * 2)
  for (const [i, n] of all.entries()) bytes.writeInt16BE(n, i * 2)
  return bytes
}

function sumOf(bytes: Buffer): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0
  return sum
}
