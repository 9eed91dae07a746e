/**
 * Small blobs in append-only segment files. Several lanes write side by side, each to a segment of its own; whatever
 * waits when a lane gets free goes out in one write and one flush. A segment is deleted when nothing in it is needed.
 */
import { writev } from 'node:fs'
import { type FileHandle, mkdir, open, readdir, unlink } from 'node:fs/promises'
import { BridgeError } from '../fax/error.ts'
import { diskError, type OnDoubtful } from './disk.ts'
import { flush, SegmentFiles } from './segment-files.ts'

/** Where a blob lies. */
export interface Place {
  readonly segment: number
  readonly offset: number
}

/** Flushes of different files overlap in the disk's queue; more lanes than this brought nothing (bench/accept). */
const LANES = 2
/** Small enough that a segment of old blobs is gone soon, large enough that new files are rare. */
const SEGMENT_BYTES = 16 * 1024 * 1024
/** writev takes at most IOV_MAX (1024) pieces. */
const MOST_PIECES = 1000

/** A blob that is written, and when it is safe. */
export interface Appended {
  readonly place: Place
  /** Rejects when the flush failed: then nothing is certain any more. */
  readonly flushed: Promise<void>
}

interface Waiting {
  readonly chunks: readonly Uint8Array[]
  readonly length: number
  readonly resolve: (appended: Appended) => void
  readonly reject: (error: unknown) => void
}

interface Lane {
  segment: number
  handle: FileHandle | null
  size: number
  busy: boolean
}

export class Segments {
  readonly #folder: string
  readonly #onDoubtful: OnDoubtful
  readonly #lanes: Lane[]
  /** Offsets that are needed, by segment. */
  readonly #live = new Map<number, Set<number>>()
  #waiting: Waiting[] = []
  readonly #files: SegmentFiles
  /** The highest number of an earlier run. */
  readonly #newest: number
  readonly #running = new Set<Promise<void>>()

  private constructor(folder: string, onDoubtful: OnDoubtful, newest: number) {
    this.#folder = folder
    this.#onDoubtful = onDoubtful
    // Old segments are never appended to: their tails may be what a crash left.
    this.#newest = newest
    this.#files = new SegmentFiles(folder, SEGMENT_BYTES, newest)
    this.#files.prepare()
    this.#lanes = Array.from({ length: LANES }, () => ({ segment: 0, handle: null, size: 0, busy: false }))
  }

  static async open(folder: string, onDoubtful: OnDoubtful): Promise<Segments> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const numbers = (await segmentsIn(folder)).sort((a, b) => a - b)
    return new Segments(folder, onDoubtful, numbers.at(-1) ?? 0)
  }

  /** Writes the bytes; they are durable when `flushed` resolves. Throws E_QUEUE_FULL or E_STORE. */
  append(chunks: readonly Uint8Array[], length: number): Promise<Appended> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ chunks, length, resolve, reject })
      this.#start()
    })
  }

  /** Reads up to `length` bytes at a distance from the blob's start. */
  async read(place: Place, distance: number, length: number): Promise<Uint8Array> {
    const handle = await open(this.#files.path(place.segment), 'r')
    try {
      const buffer = Buffer.allocUnsafe(length)
      const { bytesRead } = await handle.read(buffer, 0, length, place.offset + distance)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  }

  /** Overwrites with zeros; deletes the segment when it was the last blob in it. */
  async remove(place: Place, length: number): Promise<void> {
    if (this.#live.get(place.segment)?.delete(place.offset) !== true) return
    const handle = await open(this.#files.path(place.segment), 'r+')
    try {
      await handle.write(Buffer.alloc(length), 0, length, place.offset)
    } finally {
      await handle.close()
    }
    await this.#dropIfEmpty(place.segment)
  }

  /** Learns what is needed and deletes the segments in which nothing is. Gives their number. */
  async sweep(live: Iterable<Place>): Promise<number> {
    for (const { segment, offset } of live) this.#keep(segment, offset)
    const old = (await segmentsIn(this.#folder)).filter(segment => segment <= this.#newest)
    let freed = 0
    for (const segment of old) {
      if ((this.#live.get(segment)?.size ?? 0) > 0) continue
      await unlink(this.#files.path(segment))
      freed++
    }
    return freed
  }

  async close(): Promise<void> {
    await Promise.all(this.#running)
    for (const lane of this.#lanes) await lane.handle?.close()
    await this.#files.close()
  }

  #isOpen(segment: number): boolean {
    return this.#lanes.some(lane => lane.segment === segment)
  }

  #keep(segment: number, offset: number): void {
    const offsets = this.#live.get(segment) ?? new Set()
    offsets.add(offset)
    this.#live.set(segment, offsets)
  }

  async #dropIfEmpty(segment: number): Promise<void> {
    if (this.#isOpen(segment) || (this.#live.get(segment)?.size ?? 0) > 0) return
    this.#live.delete(segment)
    await unlink(this.#files.path(segment))
  }

  #start(): void {
    const lane = this.#lanes.find(candidate => !candidate.busy)
    if (lane === undefined || this.#waiting.length === 0) return
    lane.busy = true
    const work = this.#work(lane).finally(() => {
      lane.busy = false
      this.#running.delete(work)
    })
    this.#running.add(work)
  }

  async #work(lane: Lane): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      let flushed: Promise<void>
      try {
        const handle = await this.#ready(lane)
        const places = await this.#write(handle, lane, group)
        flushed = flush(handle.fd).catch(error => {
          throw diskError(error, this.#onDoubtful)
        })
        for (const [i, place] of places.entries()) group[i]?.resolve({ place, flushed })
      } catch (error) {
        const failure = error instanceof BridgeError ? error : diskError(error, this.#onDoubtful)
        for (const one of group) one.reject(failure)
        continue
      }
      // Those who wait for it learn of a failure by themselves.
      await flushed.catch(() => {})
    }
  }

  #takeGroup(): Waiting[] {
    let pieces = 0
    const fits = (one: Waiting) => {
      pieces += one.chunks.length
      return pieces <= MOST_PIECES
    }
    const first = this.#waiting.findIndex(one => !fits(one))
    return this.#waiting.splice(0, first === -1 ? this.#waiting.length : Math.max(1, first))
  }

  async #write(handle: FileHandle, lane: Lane, group: readonly Waiting[]): Promise<Place[]> {
    const total = group.reduce((sum, one) => sum + one.length, 0)
    const chunks = group.flatMap(one => one.chunks)
    // After a failed write the same place is written again: nothing refers to it.
    let at = lane.size
    for (let i = 0; i < chunks.length; i += MOST_PIECES) {
      const some = chunks.slice(i, i + MOST_PIECES)
      const bytes = some.reduce((sum, chunk) => sum + chunk.length, 0)
      const bytesWritten = await writeAt(handle.fd, some, at)
      if (bytesWritten !== bytes) throw new BridgeError('E_QUEUE_FULL', { detail: { bytesWritten, bytes } })
      at += bytes
    }
    const places: Place[] = []
    let offset = lane.size
    for (const one of group) {
      places.push({ segment: lane.segment, offset })
      this.#keep(lane.segment, offset)
      offset += one.length
    }
    lane.size += total
    return places
  }

  async #ready(lane: Lane): Promise<FileHandle> {
    if (lane.handle !== null && lane.size < SEGMENT_BYTES) return lane.handle
    const full = lane.segment
    await lane.handle?.close()
    lane.handle = null
    const { segment, handle } = await this.#files.take()
    lane.segment = segment
    lane.handle = handle
    lane.size = 0
    if (full > 0) await this.#dropIfEmpty(full)
    return handle
  }
}

// Plain callbacks: the promises of node:fs cost more than the call, and every mail comes through here.
function writeAt(fd: number, chunks: readonly Uint8Array[], at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    writev(fd, chunks as Uint8Array[], at, (error, written) =>
      error === null ? resolve(written) : reject(error),
    )
  })
}

async function segmentsIn(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .filter(name => /^\d{8}\.log$/.test(name))
    .map(name => Number(name.slice(0, 8)))
}
