/**
 * Erases what a crash left in segments beside the blobs that are needed: bytes of mails that were never promised, and of
 * documents whose rows had let go of them. Not in charge of what is needed: the database says so.
 */
import { open } from 'node:fs/promises'

/** Where a needed blob lies in its segment. */
export interface Extent {
  readonly offset: number
  readonly length: number
}

const PIECE_BYTES = 1024 * 1024

/** What lies between the blobs, in order. */
export function gapsBetween(extents: readonly Extent[], size: number): readonly Extent[] {
  const gaps: Extent[] = []
  let end = 0
  for (const { offset, length } of [...extents].sort((a, b) => a.offset - b.offset)) {
    if (offset > end) gaps.push({ offset: end, length: offset - end })
    end = Math.max(end, offset + length)
  }
  return end < size ? [...gaps, { offset: end, length: size - end }] : gaps
}

/** Writes zeros where there are others. Gives how many bytes stood in pieces that had to be written. */
export async function eraseGaps(path: string, extents: readonly Extent[]): Promise<number> {
  const handle = await open(path, 'r+')
  let erased = 0
  try {
    const buffer = Buffer.allocUnsafe(PIECE_BYTES)
    for (const gap of gapsBetween(extents, (await handle.stat()).size)) {
      for (let at = gap.offset; at < gap.offset + gap.length; ) {
        const wanted = Math.min(PIECE_BYTES, gap.offset + gap.length - at)
        const { bytesRead } = await handle.read(buffer, 0, wanted, at)
        if (bytesRead === 0) break
        const piece = buffer.subarray(0, bytesRead)
        if (piece.some(byte => byte !== 0)) {
          piece.fill(0)
          await handle.write(piece, 0, bytesRead, at)
          erased += bytesRead
        }
        at += bytesRead
      }
    }
    if (erased > 0) await handle.datasync()
  } finally {
    await handle.close()
  }
  return erased
}
