/**
 * A spool that encrypts what it is given and decrypts what it gives, on top of one that only keeps bytes. Documents that
 * were written before stay readable as they are. Not in charge of where bytes lie, nor of which keys there are.
 */
import { BridgeError } from '../fax/error.ts'
import {
  CHUNK_BYTES,
  type ChunkPlace,
  chunksOf,
  openChunk,
  SEALED_CHUNK_BYTES,
  sealChunk,
} from './chunk-cipher.ts'
import { KEY_BYTES, type MasterKey, type MasterKeys } from './object-key.ts'
import { dataKeyOf, makeSealedRef, type SealedRef, sealedRef, storedRef } from './sealed-ref.ts'
import type { Spool, SpoolWriter } from './spool.ts'

type Random = (bytes: number) => Uint8Array

/** With no writing key, new documents go to `inner` as they are. */
export function sealedSpool<T extends Spool>(inner: T, keys: MasterKeys, random: Random): T {
  const { writing } = keys
  const readRange = async (ref: string, offset: number, length: number) => {
    const sealed = sealedRef(ref)
    if (sealed === null) return inner.readRange(ref, offset, length)
    const wanted = Math.max(0, Math.min(length, sealed.length - offset))
    if (wanted === 0) return new Uint8Array(0)
    const first = Math.floor(offset / CHUNK_BYTES)
    const end = Math.floor((offset + wanted - 1) / CHUNK_BYTES) + 1
    const chunks = await openChunks(inner, keys, sealed, { first, end })
    const start = offset - first * CHUNK_BYTES
    return Buffer.concat(chunks).subarray(start, start + wanted)
  }
  return {
    ...inner,
    begin: () => (writing === null ? inner.begin() : new SealedWriter(inner.begin(), writing, random)),
    read: ref => {
      const sealed = sealedRef(ref)
      return sealed === null ? inner.read(ref) : readSealed(inner, keys, sealed)
    },
    readRange,
    remove: ref => inner.remove(storedRef(ref)),
    sweep: live => inner.sweep(new Set([...live].map(storedRef))),
  }
}

class SealedWriter implements SpoolWriter {
  readonly #inner: SpoolWriter
  readonly #master: MasterKey
  readonly #random: Random
  readonly #key: Uint8Array
  /** Not sealed yet: whether a chunk is the last one is known only when more comes, or nothing does. */
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  #sealedChunks = 0
  #length = 0

  constructor(inner: SpoolWriter, master: MasterKey, random: Random) {
    this.#inner = inner
    this.#master = master
    this.#random = random
    this.#key = random(KEY_BYTES)
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return
    this.#pending.push(chunk)
    this.#pendingBytes += chunk.length
    this.#length += chunk.length
    while (this.#pendingBytes > CHUNK_BYTES) await this.#seal(this.#takeChunk(), false)
  }

  async *written(): AsyncIterable<Uint8Array> {
    const pending = [...this.#pending]
    let sealed: Uint8Array = new Uint8Array(0)
    let index = 0
    for await (const piece of this.#inner.written()) {
      sealed = sealed.length === 0 ? piece : Buffer.concat([sealed, piece])
      for (; sealed.length >= SEALED_CHUNK_BYTES; sealed = sealed.subarray(SEALED_CHUNK_BYTES))
        yield openChunk(this.#key, { index: index++, isLast: false }, sealed.subarray(0, SEALED_CHUNK_BYTES))
    }
    yield* pending
  }

  async commit(): Promise<string> {
    const { ref, flushed } = await this.settle()
    await flushed
    return ref
  }

  async settle(): Promise<{ readonly ref: string; readonly flushed: Promise<void> }> {
    await this.#seal(this.#pending, true)
    this.#pending = []
    const { ref: stored, flushed } = await this.#inner.settle()
    const ref = makeSealedRef(
      this.#master,
      { length: this.#length, dataKey: this.#key, stored },
      this.#random,
    )
    return { ref, flushed }
  }

  async abort(): Promise<void> {
    this.#pending = []
    await this.#inner.abort()
  }

  async #seal(plain: readonly Uint8Array[], isLast: boolean): Promise<void> {
    const place: ChunkPlace = { index: this.#sealedChunks++, isLast }
    for (const piece of sealChunk(this.#key, place, plain)) await this.#inner.write(piece)
  }

  /** Exactly one chunk of what is pending. */
  #takeChunk(): Uint8Array[] {
    const taken: Uint8Array[] = []
    for (let missing = CHUNK_BYTES; missing > 0; ) {
      const [first = new Uint8Array(0)] = this.#pending
      taken.push(first.subarray(0, missing))
      if (first.length > missing) this.#pending[0] = first.subarray(missing)
      else this.#pending.shift()
      missing -= Math.min(missing, first.length)
    }
    this.#pendingBytes -= CHUNK_BYTES
    return taken
  }
}

async function* readSealed(inner: Spool, keys: MasterKeys, sealed: SealedRef): AsyncIterable<Uint8Array> {
  const count = chunksOf(sealed.length)
  for (let index = 0; index < count; index++) {
    const [plain] = await openChunks(inner, keys, sealed, { first: index, end: index + 1 })
    if (plain !== undefined && plain.length > 0) yield plain
  }
}

/** Throws E_STORE when any of them is damaged, or is not what stands at its place. */
async function openChunks(
  inner: Spool,
  keys: MasterKeys,
  sealed: SealedRef,
  { first, end }: { readonly first: number; readonly end: number },
): Promise<Buffer[]> {
  const { length, stored } = sealed
  const count = chunksOf(length)
  const bytes = await inner.readRange(stored, first * SEALED_CHUNK_BYTES, (end - first) * SEALED_CHUNK_BYTES)
  const dataKey = dataKeyOf(keys, sealed)
  try {
    return Array.from({ length: end - first }, (_, i) => {
      const index = first + i
      const isLast = index === count - 1
      const plain = openChunk(
        dataKey,
        { index, isLast },
        bytes.subarray(i * SEALED_CHUNK_BYTES, (i + 1) * SEALED_CHUNK_BYTES),
      )
      if (plain.length !== (isLast ? length - index * CHUNK_BYTES : CHUNK_BYTES)) throw new Error('length')
      return plain
    })
  } catch (cause) {
    throw new BridgeError('E_STORE', {
      say: 'A stored document is damaged or missing.',
      detail: { place: stored },
      cause,
    })
  } finally {
    dataKey.fill(0)
  }
}
