/**
 * The one reader of ZIP files: Office documents and archives alike. In charge of believing nothing that the file says of
 * itself: what comes out is counted and its checksum compared, and whatever could be read in two ways is refused, so that
 * no other program sees another document. Not in charge of what may be in it. Layout: PKWARE APPNOTE 4.3.
 */
import { crc32, inflateRawSync } from 'node:zlib'
import { BridgeError } from '../../fax/error.ts'
import { CUT_OFF } from '../tiff/directory.ts'
import { NO_END, type ZipPlace, zipDirectory } from './zip-directory.ts'

/** Real documents shrink to a twentieth, bombs to a thousandth. The first megabyte is free: blank tables shrink well. */
const MOST_RATIO = 100
const RATIO_FREE = 1024 * 1024

/** APPNOTE 4.3.7: signature, and bytes of the fixed part. */
const LOCAL = { signature: 0x04034b50, bytes: 30 }
/** Bits of the flags (APPNOTE 4.4.4). */
const ENCRYPTED = 1
const SIZES_FOLLOW = 8
const STORED = 0
const DEFLATED = 8
/** The size stands in an extra field (APPNOTE 4.5.3). */
const ELSEWHERE = 0xffffffff

export interface ZipEntry {
  /** With `/` between folders. Only to be shown and compared: never a path. */
  readonly name: string
  readonly isFolder: boolean
  readonly isLink: boolean
  readonly isEncrypted: boolean
  /**
   * Unpacked. Throws E_RENDER_LIMIT when it is more than `most` bytes or a bomb, E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED.
   */
  read(most: number): Buffer
}

/** All entries, in the order of the directory. Throws E_DOCUMENT_DAMAGED, and E_RENDER_LIMIT for too many. */
export function openZip(bytes: Buffer): readonly ZipEntry[] {
  const { places, from: directory, problem } = zipDirectory(bytes)
  if (problem === 'too many') throw bomb()
  if (problem !== null) throw problem === NO_END ? cutOff() : damaged(problem)
  const used: (readonly [from: number, to: number])[] = [[directory, bytes.length]]
  const entries = places.map(place => {
    const from = dataStart(bytes, place)
    used.push([place.local, from + place.packed])
    return entryOf(place, bytes.subarray(from, from + place.packed))
  })
  used.sort((a, b) => a[0] - b[0])
  for (const [i, [from]] of used.entries()) {
    if (i > 0 && from < (used[i - 1]?.[1] ?? 0)) throw damaged('Its ZIP entries lie over each other.')
  }
  return entries
}

/** Names of the entries, and the bytes of those that are not packed; of a damaged file as many as can be read. */
export function zipNames(bytes: Buffer): readonly { readonly name: string; stored(most: number): Buffer }[] {
  return zipDirectory(bytes).places.map(place => ({
    name: place.name,
    stored(most) {
      if (place.method !== STORED || place.local + LOCAL.bytes > bytes.length) return Buffer.alloc(0)
      const { from } = localHeader(bytes, place)
      return bytes.subarray(from, from + Math.min(most, place.packed))
    },
  }))
}

function entryOf(place: ZipPlace, packed: Buffer): ZipEntry {
  const isEncrypted = (place.flags & ENCRYPTED) !== 0
  return {
    name: place.name,
    isFolder: place.name.endsWith('/'),
    // Unix: S_IFLNK.
    isLink: (place.mode & 0xf000) === 0xa000,
    isEncrypted,
    read(most) {
      if (isEncrypted) throw locked()
      const content = unpacked(place.method, packed, most)
      if (content.length !== place.size) throw damaged('A part of it has another size than it says.')
      if (crc32(content) !== place.crc) throw damaged('A part of it has a wrong checksum.')
      return content
    },
  }
}

function localHeader(bytes: Buffer, { local }: ZipPlace) {
  const nameEnd = local + LOCAL.bytes + bytes.readUInt16LE(local + 26)
  return {
    flags: bytes.readUInt16LE(local + 6),
    method: bytes.readUInt16LE(local + 8),
    packed: bytes.readUInt32LE(local + 18),
    rawName: bytes.subarray(local + LOCAL.bytes, nameEnd),
    from: nameEnd + bytes.readUInt16LE(local + 28),
  }
}

/** First byte of an entry's data. The local header must say what the directory says. */
function dataStart(bytes: Buffer, place: ZipPlace): number {
  const { local } = place
  if (local + LOCAL.bytes > bytes.length || bytes.readUInt32LE(local) !== LOCAL.signature)
    throw damaged('Its ZIP directory is broken.')
  const said = localHeader(bytes, place)
  // A program that did not know the size beforehand writes it behind the data (APPNOTE 4.4.4, bit 3).
  const sizeFollows = (said.flags & SIZES_FOLLOW) !== 0 || said.packed === ELSEWHERE
  const agree =
    said.rawName.equals(place.rawName) &&
    said.method === place.method &&
    (sizeFollows || said.packed === place.packed)
  if (!agree || said.from + place.packed > bytes.length) throw damaged('Its ZIP directory is broken.')
  return said.from
}

function unpacked(method: number, packed: Buffer, most: number): Buffer {
  const room = Math.min(most, Math.max(RATIO_FREE, MOST_RATIO * packed.length))
  if (method === STORED) {
    if (packed.length > room) throw bomb()
    return packed
  }
  if (method !== DEFLATED) throw damaged('It is packed in an unusual way.')
  try {
    // 0 is refused by zlib: one byte is as good.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, room) })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw bomb()
    throw damaged('A part of it cannot be unpacked.', error)
  }
}

/** `why` is for the log: it helps nobody who has the file. */
const damaged = (why: string, cause?: unknown): BridgeError =>
  new BridgeError('E_DOCUMENT_DAMAGED', { say: 'Its parts do not fit together.', cause, detail: { why } })
const cutOff = (): BridgeError =>
  new BridgeError('E_DOCUMENT_DAMAGED', { say: CUT_OFF, detail: { why: NO_END } })
/** For whatever unpacks to more than anybody would fax. */
export const bomb = (): BridgeError =>
  new BridgeError('E_RENDER_LIMIT', { say: 'It unpacks to far more than a document should: send it as PDF.' })
/** Office documents and archives alike. */
export const locked = (): BridgeError =>
  new BridgeError('E_DOCUMENT_LOCKED', { say: 'Save it without a password and send it again.' })
