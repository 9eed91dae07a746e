/**
 * Small blobs in append-only segment files. Several lanes write side by side, each to a segment of its own. In charge of
 * what is still needed: a segment is deleted when nothing in it is. Writing is segment-lane.ts.
 */
import { mkdir, open, readdir, unlink } from 'node:fs/promises'
import type { OnDoubtful } from './disk.ts'
import { SegmentFiles } from './segment-files.ts'
import { type Extent, eraseGaps } from './segment-gaps.ts'
import { type Appended, type Place, SegmentLane } from './segment-lane.ts'

export type { Place } from './segment-lane.ts'

/**
 * One lane gathers more for each flush than two, and was a fifth faster (bench/accept). On a disk whose flush takes
 * milliseconds several would overlap.
 */
const LANES = 1
/** Small enough that a segment of old blobs is gone soon, large enough that new files are rare. */
const SEGMENT_BYTES = 16 * 1024 * 1024

export interface Swept {
  readonly freed: number
  readonly erased: number
}

export class Segments {
  readonly #folder: string
  readonly #lanes: readonly SegmentLane[]
  /** Offsets that are needed, by segment. */
  readonly #live = new Map<number, Set<number>>()
  readonly #files: SegmentFiles
  /** The highest number of an earlier run. */
  readonly #newest: number

  private constructor(folder: string, onDoubtful: OnDoubtful, newest: number) {
    this.#folder = folder
    // Old segments are never appended to: their tails may be what a crash left.
    this.#newest = newest
    this.#files = new SegmentFiles(folder, SEGMENT_BYTES, newest)
    this.#files.prepare()
    const onLeft = (segment: number) => void this.#dropIfEmpty(segment).catch(onDoubtful)
    this.#lanes = Array.from(
      { length: LANES },
      () => new SegmentLane(this.#files, SEGMENT_BYTES, onDoubtful, onLeft),
    )
  }

  static async open(folder: string, onDoubtful: OnDoubtful): Promise<Segments> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const numbers = (await segmentsIn(folder)).sort((a, b) => a - b)
    return new Segments(folder, onDoubtful, numbers.at(-1) ?? 0)
  }

  /** Gives the bytes a place; they are durable there when `flushed` resolves. Throws E_QUEUE_FULL or E_STORE. */
  async append(chunks: readonly Uint8Array[], length: number): Promise<Appended> {
    const [lane] = [...this.#lanes].sort((a, b) => a.backlog - b.backlog)
    if (lane === undefined) throw new Error('the spool has no lanes')
    const appended = await lane.append(chunks, length)
    this.#keep(appended.place.segment, appended.place.offset)
    return appended
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

  /**
   * Learns what is needed and deletes the segments in which nothing is; with `gaps`, erases what else is in the others.
   * Gives how many segments it deleted and bytes it erased.
   */
  async sweep(live: Iterable<Place & Extent>, { gaps }: { readonly gaps: boolean }): Promise<Swept> {
    const extents = new Map<number, Extent[]>()
    for (const { segment, offset, length } of live) {
      this.#keep(segment, offset)
      const others = extents.get(segment)
      if (others === undefined) extents.set(segment, [{ offset, length }])
      else others.push({ offset, length })
    }
    const old = (await segmentsIn(this.#folder)).filter(segment => segment <= this.#newest)
    let freed = 0
    let erased = 0
    for (const segment of old) {
      const needed = extents.get(segment) ?? []
      if ((this.#live.get(segment)?.size ?? 0) === 0) {
        await unlink(this.#files.path(segment))
        freed++
      } else if (gaps) erased += await eraseGaps(this.#files.path(segment), needed)
    }
    return { freed, erased }
  }

  async close(): Promise<void> {
    for (const lane of this.#lanes) await lane.close()
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
}

async function segmentsIn(folder: string): Promise<number[]> {
  return (await readdir(folder))
    .filter(name => /^\d{8}\.log$/.test(name))
    .map(name => Number(name.slice(0, 8)))
}
