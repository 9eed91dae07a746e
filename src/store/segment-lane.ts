/**
 * One lane of the spool: writes to one segment at a time. A blob gets its place at once; the bytes follow with everything
 * that has gathered since the last flush, in one write and one flush.
 */
import { writev } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { BridgeError } from '../fax/error.ts'
import { diskError, type OnDoubtful } from './disk.ts'
import type { SegmentFiles } from './segment-files.ts'

/** Where a blob lies. */
export interface Place {
  readonly segment: number
  readonly offset: number
}

/** A blob that has a place, and when it is safe there. */
export interface Appended {
  readonly place: Place
  /** Rejects with E_QUEUE_FULL (not written) or E_STORE (nothing is certain any more). */
  readonly flushed: Promise<void>
}

interface Waiting {
  readonly chunks: readonly Uint8Array[]
  readonly length: number
  readonly offset: number
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** writev takes at most IOV_MAX (1024) pieces. */
const MOST_PIECES = 1000

export class SegmentLane {
  readonly #files: SegmentFiles
  readonly #segmentBytes: number
  readonly #onDoubtful: OnDoubtful
  readonly #onLeft: (segment: number) => void
  #segment = 0
  #handle: FileHandle | null = null
  /** Where the next blob goes: what is before is given away, written or not. */
  #end = 0
  #queue: Waiting[] = []
  #writing: Promise<void> | null = null
  #renewing: Promise<void> | null = null

  /** `onLeft`: the lane has gone on to another segment. */
  constructor(
    files: SegmentFiles,
    segmentBytes: number,
    onDoubtful: OnDoubtful,
    onLeft: (segment: number) => void,
  ) {
    this.#files = files
    this.#segmentBytes = segmentBytes
    this.#onDoubtful = onDoubtful
    this.#onLeft = onLeft
  }

  get segment(): number {
    return this.#segment
  }

  /** Bytes that wait to be written. */
  get backlog(): number {
    return this.#queue.reduce((sum, one) => sum + one.length, 0)
  }

  /** Throws what opening a new segment throws. */
  async append(chunks: readonly Uint8Array[], length: number): Promise<Appended> {
    while (this.#handle === null || this.#end >= this.#segmentBytes) await this.#renew()
    const place = { segment: this.#segment, offset: this.#end }
    this.#end += length
    const flushed = new Promise<void>((resolve, reject) => {
      this.#queue.push({ chunks, length, offset: place.offset, resolve, reject })
    })
    // Whoever waits for it learns of a failure; nobody has to.
    flushed.catch(() => {})
    this.#writing ??= this.#write(this.#handle)
    return { place, flushed }
  }

  async close(): Promise<void> {
    await this.#renewing
    await this.#writing
    await this.#handle?.close()
    this.#handle = null
  }

  #renew(): Promise<void> {
    this.#renewing ??= this.#nextSegment().finally(() => {
      this.#renewing = null
    })
    return this.#renewing
  }

  async #nextSegment(): Promise<void> {
    await this.#writing
    const left = this.#segment
    await this.#handle?.close()
    this.#handle = null
    const { segment, handle } = await this.#files.take().catch(error => {
      throw diskError(error, this.#onDoubtful)
    })
    this.#segment = segment
    this.#handle = handle
    this.#end = 0
    if (left > 0) this.#onLeft(left)
  }

  async #write(handle: FileHandle): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#takeGroup()
      try {
        // The file is open with O_DSYNC: written is flushed.
        await writeAt(handle.fd, group)
        for (const one of group) one.resolve()
      } catch (error) {
        const failure = error instanceof BridgeError ? error : diskError(error, this.#onDoubtful)
        for (const one of group) one.reject(failure)
      }
    }
    this.#writing = null
  }

  /** Places were given in order, so a group lies in one piece. */
  #takeGroup(): Waiting[] {
    let pieces = 0
    const tooMany = this.#queue.findIndex(one => {
      pieces += one.chunks.length
      return pieces > MOST_PIECES
    })
    return this.#queue.splice(0, tooMany === -1 ? this.#queue.length : Math.max(1, tooMany))
  }
}

async function writeAt(fd: number, group: readonly Waiting[]): Promise<void> {
  const chunks = group.flatMap(one => one.chunks)
  let at = group[0]?.offset ?? 0
  for (let i = 0; i < chunks.length; i += MOST_PIECES) {
    const some = chunks.slice(i, i + MOST_PIECES)
    const bytes = some.reduce((sum, chunk) => sum + chunk.length, 0)
    const written = await writevAt(fd, some, at)
    if (written !== bytes) throw new BridgeError('E_QUEUE_FULL', { detail: { written, bytes } })
    at += bytes
  }
}

// Plain callbacks: the promises of node:fs cost more than the call, and every mail comes through here.
function writevAt(fd: number, chunks: readonly Uint8Array[], at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, chunks as Uint8Array[], at, (error, written) =>
      error === null ? resolve(written) : reject(error),
    )
  })
}
