/**
 * The spool on a local disk. A blob of up to 1 MiB is kept in memory until `commit` and then goes into a segment with
 * others that commit at the same time; a larger one streams to a file of its own. A reference holds place, length and
 * checksum, so that damaged bytes are noticed and never faxed.
 */
import { type FileHandle, mkdir, open, readdir, rename, statfs, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { BridgeError } from '../fax/error.ts'
import type { Ids, Logger } from '../runtime.ts'
import { diskError, type OnDoubtful, syncFolder } from './disk.ts'
import { eraseFile } from './erase-file.ts'
import { Removals } from './removals.ts'
import { Segments } from './segments.ts'
import type { Spool, SpoolSpace, SpoolWriter } from './spool.ts'

export interface SpoolOptions {
  readonly folder: string
  readonly ids: Ids
  readonly log: Logger
  readonly onDoubtful: OnDoubtful
}

/** What stays in memory while a mail streams in: ten sessions cost ten megabytes, not ten large mails. */
const SMALL_BYTES = 1024 * 1024
const PIECE_BYTES = 64 * 1024
/** A file with this name says that the spool was swept and closed since: nothing in it is needless. */
const CLOSED = 'closed'

type Reference =
  | {
      readonly kind: 'log'
      readonly segment: number
      readonly offset: number
      readonly length: number
      readonly crc: number
    }
  | { readonly kind: 'file'; readonly name: string; readonly length: number; readonly crc: number }

export async function openSpool(
  options: SpoolOptions,
): Promise<Spool & SpoolSpace & { close(): Promise<void> }> {
  const { folder, ids, log, onDoubtful } = options
  const files = join(folder, 'files')
  await mkdir(files, { recursive: true, mode: 0o700 })
  const segments = await Segments.open(join(folder, 'log'), onDoubtful)
  let isSwept = false
  // Not there after a crash: then there may be bytes that no row needs.
  const wasClosed = await unlink(join(folder, CLOSED)).then(
    () => true,
    () => false,
  )
  const readRange = async (ref: string, offset: number, length: number) => {
    const place = parseReference(ref)
    const wanted = Math.max(0, Math.min(length, place.length - offset))
    return wanted === 0 ? new Uint8Array(0) : await readPart(segments, files, place, offset, wanted)
  }
  const removals = new Removals(ref => remove(segments, files, parseReference(ref)))
  return {
    begin: () => new Writer(segments, files, ids, onDoubtful),
    readRange,
    read: ref => readAll(ref, readRange),
    remove: ref => removals.remove(ref),
    keeping: work => removals.waitFor(() => work(folder)),
    async sweep(live) {
      const result = await sweep({ segments, files, gaps: !wasClosed }, live, log)
      isSwept = true
      return result
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
    async close() {
      await segments.close()
      if (isSwept) await writeFile(join(folder, CLOSED), '', { mode: 0o600, flush: true })
    },
  }
}

class Writer implements SpoolWriter {
  readonly #segments: Segments
  readonly #files: string
  readonly #onDoubtful: OnDoubtful
  readonly #name: string
  #chunks: Uint8Array[] = []
  #length = 0
  #crc = 0
  #handle: FileHandle | null = null
  #ended = false

  constructor(segments: Segments, files: string, ids: Ids, onDoubtful: OnDoubtful) {
    this.#segments = segments
    this.#files = files
    this.#onDoubtful = onDoubtful
    this.#name = ids.token(16)
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length === 0) return
    this.#crc = crc32(chunk, this.#crc)
    this.#length += chunk.length
    if (this.#handle !== null) return this.#toFile([chunk])
    this.#chunks.push(chunk)
    if (this.#length <= SMALL_BYTES) return
    try {
      this.#handle = await open(this.#part(), 'wx+', 0o600)
    } catch (error) {
      throw diskError(error, this.#onDoubtful)
    }
    const chunks = this.#chunks
    this.#chunks = []
    await this.#toFile(chunks)
  }

  async *written(): AsyncIterable<Uint8Array> {
    yield* [...this.#chunks]
    for (let at = 0; this.#handle !== null && at < this.#length; ) {
      const buffer = Buffer.allocUnsafe(PIECE_BYTES)
      const { bytesRead } = await this.#handle.read(buffer, 0, PIECE_BYTES, at)
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
      at += bytesRead
    }
  }

  async commit(): Promise<string> {
    const { ref, flushed } = await this.settle()
    await flushed
    return ref
  }

  async settle(): Promise<{ readonly ref: string; readonly flushed: Promise<void> }> {
    const tail = `${this.#length}:${this.#crc.toString(16)}`
    this.#ended = true
    if (this.#length === 0) return { ref: 'log:0:0:0:0', flushed: Promise.resolve() }
    if (this.#handle === null) {
      const { place, flushed } = await this.#segments.append(this.#chunks, this.#length)
      this.#chunks = []
      return { ref: `log:${place.segment}:${place.offset}:${tail}`, flushed }
    }
    try {
      await this.#handle.sync()
      await this.#handle.close()
      this.#handle = null
      await rename(this.#part(), join(this.#files, this.#name))
      await syncFolder(this.#files)
    } catch (error) {
      this.#ended = false
      throw diskError(error, this.#onDoubtful)
    }
    return { ref: `file:${this.#name}:${tail}`, flushed: Promise.resolve() }
  }

  async abort(): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    this.#chunks = []
    await this.#handle?.close().catch(() => {})
    this.#handle = null
    await unlink(this.#part()).catch(() => {})
  }

  #part(): string {
    return join(this.#files, `${this.#name}.part`)
  }

  async #toFile(chunks: readonly Uint8Array[]): Promise<void> {
    try {
      for (const chunk of chunks) {
        for (let at = 0; at < chunk.length; ) {
          const { bytesWritten } = (await this.#handle?.write(chunk, at)) ?? { bytesWritten: chunk.length }
          at += bytesWritten
        }
      }
    } catch (error) {
      throw diskError(error, this.#onDoubtful)
    }
  }
}

function parseReference(ref: string): Reference {
  const log = /^log:(\d+):(\d+):(\d+):([0-9a-f]+)$/.exec(ref)
  if (log !== null) {
    const [segment = 0, offset = 0, length = 0] = log.slice(1, 4).map(Number)
    return { kind: 'log', segment, offset, length, crc: Number.parseInt(log[4] ?? '', 16) }
  }
  const file = /^file:([a-z0-9]+):(\d+):([0-9a-f]+)$/.exec(ref)
  // Never all of it: it may hold a wrapped key.
  if (file === null) throw damaged(ref.slice(0, 8), 'unknown reference')
  return {
    kind: 'file',
    name: file[1] ?? '',
    length: Number(file[2]),
    crc: Number.parseInt(file[3] ?? '', 16),
  }
}

function damaged(ref: string, why: unknown): BridgeError {
  return new BridgeError('E_STORE', {
    say: 'A stored document is damaged or missing.',
    detail: { ref },
    cause: why,
  })
}

async function readPart(
  segments: Segments,
  files: string,
  place: Reference,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = await readBytes(segments, files, place, offset, length).catch(error => {
    throw damaged(JSON.stringify(place), error)
  })
  if (bytes.length !== length) throw damaged(JSON.stringify(place), 'too short')
  // What is read as a whole is checked as a whole; a stream is checked at its end.
  if (offset === 0 && length === place.length && crc32(bytes) !== place.crc) {
    throw damaged(JSON.stringify(place), 'checksum')
  }
  return bytes
}

async function readBytes(
  segments: Segments,
  files: string,
  place: Reference,
  offset: number,
  length: number,
) {
  if (place.kind === 'log') return segments.read(place, offset, length)
  const handle = await open(join(files, place.name), 'r')
  try {
    const buffer = Buffer.allocUnsafe(length)
    const { bytesRead } = await handle.read(buffer, 0, length, offset)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function* readAll(ref: string, readRange: Spool['readRange']): AsyncIterable<Uint8Array> {
  const { length, crc } = parseReference(ref)
  let seen = 0
  for (let offset = 0; offset < length; offset += PIECE_BYTES) {
    const piece = await readRange(ref, offset, PIECE_BYTES)
    seen = crc32(piece, seen)
    const last = offset + PIECE_BYTES >= length
    if (last && seen !== crc) throw damaged(ref, 'checksum')
    yield piece
  }
}

async function remove(segments: Segments, files: string, place: Reference): Promise<void> {
  if (place.length === 0) return
  if (place.kind === 'log') return segments.remove(place, place.length)
  await eraseFile(join(files, place.name))
}

interface Sweeping {
  readonly segments: Segments
  readonly files: string
  /** Also between the blobs that are needed. */
  readonly gaps: boolean
}

async function sweep({ segments, files, gaps }: Sweeping, live: ReadonlySet<string>, log: Logger) {
  const places = [...live].map(parseReference)
  const names = new Set(places.flatMap(place => (place.kind === 'file' ? [place.name] : [])))
  const kept = places.filter(place => place.kind === 'log' && place.length > 0)
  const swept = await segments.sweep(kept as Extract<Reference, { kind: 'log' }>[], { gaps })
  let { freed } = swept
  for (const name of await readdir(files)) {
    if (names.has(name)) continue
    // A path that is gone says nothing of its blocks: these are overwritten, as at a removal.
    await eraseFile(join(files, name))
    freed++
  }
  if (freed + swept.erased > 0)
    log.debug({ freed, erased: swept.erased }, 'bytes erased that nothing refers to')
  return { freed }
}
