/**
 * AES-256-GCM in chunks, so that a document streams and any part of it can be read by itself: the STREAM construction of
 * Hoang, Reyhanitabar, Rogaway and Vizár (2015). Each object has a key of its own, used for nothing else; a chunk's nonce is
 * its position and whether it is the last. So no nonce repeats under a key, and chunks that are damaged, moved, left out or
 * cut off at the end are noticed. Not in charge of keys (object-key.ts).
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'

/** Of plain text. Small enough to be in memory many times over, large enough that the tags cost nothing. */
export const CHUNK_BYTES = 64 * 1024
/** The full tag of GCM, NIST SP 800-38D §5.2.1.2. */
export const TAG_BYTES = 16
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES

/** An empty document has a chunk, too: that it is empty is authentic. */
export const chunksOf = (plainBytes: number): number => Math.max(1, Math.ceil(plainBytes / CHUNK_BYTES))

export interface ChunkPlace {
  readonly index: number
  readonly isLast: boolean
}

/** 96 bits: last or not, three zeros, the position. */
function nonceOf({ index, isLast }: ChunkPlace): Buffer {
  const nonce = Buffer.alloc(12)
  nonce[0] = isLast ? 1 : 0
  nonce.writeUIntBE(index, 6, 6)
  return nonce
}

/** The chunk in pieces, with its tag behind. */
export function sealChunk(key: Uint8Array, place: ChunkPlace, plain: readonly Uint8Array[]): Uint8Array[] {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(place))
  const pieces: Uint8Array[] = plain.map(piece => cipher.update(piece))
  return [...pieces, cipher.final(), cipher.getAuthTag()].filter(piece => piece.length > 0)
}

/** Throws when it is not the very chunk that was sealed for this place. */
export function openChunk(key: Uint8Array, place: ChunkPlace, sealed: Uint8Array): Buffer {
  if (sealed.length < TAG_BYTES) throw new Error('the chunk is too short')
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(place), { authTagLength: TAG_BYTES })
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  const plain = decipher.update(sealed.subarray(0, -TAG_BYTES))
  decipher.final()
  return plain
}
