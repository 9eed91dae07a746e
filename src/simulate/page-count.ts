/** Counts the pages of a document as a vendor would, well enough for files that faxbridge makes itself. */

/** Pages of a TIFF or PDF; 0 for what is neither, or cannot be counted. */
export function countPages(document: Buffer): number {
  const head = document.subarray(0, 4).toString('latin1')
  if (head === '%PDF') return document.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0
  return head === 'II*\0' || head === 'MM\0*' ? directories(document, head === 'II*\0') : 0
}

/** TIFF 6.0 §2: a chain of directories; each page has one. */
function directories(tiff: Buffer, little: boolean): number {
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const u32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  const seen = new Set<number>()
  try {
    for (let at = u32(4); at !== 0 && !seen.has(at); at = u32(at + 2 + 12 * u16(at))) {
      u16(at)
      seen.add(at)
    }
    return seen.size
  } catch {
    return 0
  }
}
