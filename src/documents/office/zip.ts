/**
 * A strict reader of the ZIP files that Office documents are. It believes no size that the file states: it counts what
 * really comes out. Whatever could be read in two ways is refused, so that LibreOffice cannot see another document.
 * Layout: PKWARE APPNOTE 4.3.
 */
import { inflateRawSync } from 'node:zlib'
import { BridgeError } from '../../fax/error.ts'

/** A long contract of thousand pages has some hundred entries. */
const MAX_ENTRIES = 2000
/** Inflated bytes of all entries together. */
const MAX_BYTES = 200 * 1024 * 1024
/** Real documents reach about 20; a bomb a thousand. The first megabyte is free: blank tables shrink well. */
const MAX_RATIO = 100
const RATIO_FREE = 1024 * 1024

/** Signatures, and bytes of the fixed parts of the records (APPNOTE 4.3.7, 4.3.12, 4.3.16). */
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const END = { signature: 0x06054b50, bytes: 22 }
/** The comment after the end record has a 16-bit length. */
const MAX_COMMENT = 0xffff
const ENCRYPTED = 1
const STORED = 0
const DEFLATED = 8

export interface ZipEntry {
  readonly name: string
  /** Inflated. Throws E_DOCUMENT_DAMAGED, E_RENDER_LIMIT. */
  read(): Buffer
}

interface Place {
  readonly name: string
  readonly method: number
  readonly packed: number
  readonly local: number
}

/**
 * All files of the archive; folders are left out. Every entry is inflated once to count its bytes, so that what is
 * returned is known to be small. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_LOCKED, E_RENDER_LIMIT.
 */
export function readZip(bytes: Buffer): readonly ZipEntry[] {
  const places = centralDirectory(bytes)
  const used: (readonly [from: number, to: number])[] = []
  let total = 0
  const entries = places.map(place => {
    const from = dataStart(bytes, place)
    used.push([place.local, from + place.packed])
    const packed = bytes.subarray(from, from + place.packed)
    const length = inflated(place, packed, MAX_BYTES - total).length
    total += length
    if (length > RATIO_FREE && length > MAX_RATIO * place.packed) throw bomb()
    return { name: place.name, read: () => inflated(place, packed, length) }
  })
  used.sort((a, b) => a[0] - b[0])
  for (const [i, [from]] of used.entries()) {
    if (i > 0 && from < (used[i - 1]?.[1] ?? 0)) throw damaged('Its ZIP entries lie over each other.')
  }
  return entries.filter(entry => !entry.name.endsWith('/'))
}

function centralDirectory(bytes: Buffer): Place[] {
  const end = endRecord(bytes)
  const count = bytes.readUInt16LE(end + 10)
  const from = bytes.readUInt32LE(end + 16)
  const length = bytes.readUInt32LE(end + 12)
  // 0xffff and 0xffffffff announce ZIP64, which no document of this size needs (APPNOTE 4.3.14).
  if (count > MAX_ENTRIES) throw bomb()
  if (from + length !== end) throw damaged('Its ZIP directory is broken.')
  const places: Place[] = []
  const names = new Set<string>()
  let at = from
  for (let i = 0; i < count; i++) {
    if (at + CENTRAL.bytes > end || bytes.readUInt32LE(at) !== CENTRAL.signature)
      throw damaged('Its ZIP directory is broken.')
    const nameEnd = at + CENTRAL.bytes + bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + CENTRAL.bytes, Math.min(nameEnd, end))
    if (names.has(name.toLowerCase())) throw damaged('It has two ZIP entries of one name.')
    names.add(name.toLowerCase())
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw locked()
    const method = bytes.readUInt16LE(at + 10)
    places.push({
      name,
      method,
      packed: bytes.readUInt32LE(at + 20),
      local: bytes.readUInt32LE(at + 42),
    })
    at = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  if (at !== end) throw damaged('Its ZIP directory is broken.')
  return places
}

/** Where the end record stands: the last one, and its comment reaches exactly to the end of the file. */
function endRecord(bytes: Buffer): number {
  const lowest = Math.max(0, bytes.length - END.bytes - MAX_COMMENT)
  for (let at = bytes.length - END.bytes; at >= lowest; at--) {
    if (
      bytes.readUInt32LE(at) === END.signature &&
      at + END.bytes + bytes.readUInt16LE(at + 20) === bytes.length
    )
      return at
  }
  throw damaged('It is a ZIP file without an end: it was cut off.')
}

/** First byte of an entry's data. The local header must name the same file as the directory. */
function dataStart(bytes: Buffer, place: Place): number {
  const { local, name } = place
  if (local + LOCAL.bytes > bytes.length || bytes.readUInt32LE(local) !== LOCAL.signature)
    throw damaged('Its ZIP directory is broken.')
  const nameEnd = local + LOCAL.bytes + bytes.readUInt16LE(local + 26)
  const from = nameEnd + bytes.readUInt16LE(local + 28)
  if (bytes.toString('utf8', local + LOCAL.bytes, nameEnd) !== name || from + place.packed > bytes.length)
    throw damaged('Its ZIP directory is broken.')
  return from
}

function inflated({ method }: Place, packed: Buffer, most: number): Buffer {
  if (method === STORED) {
    if (packed.length > most) throw bomb()
    return packed
  }
  if (method !== DEFLATED) throw damaged('It is packed in a way that Office programs do not use.')
  try {
    // 0 would mean "no limit" to nobody, but is refused by zlib: one byte is as good.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, most) })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw bomb()
    throw new BridgeError('E_DOCUMENT_DAMAGED', { cause: error, say: 'A part of it cannot be unpacked.' })
  }
}

const damaged = (say: string): BridgeError => new BridgeError('E_DOCUMENT_DAMAGED', { say })
const bomb = (): BridgeError =>
  new BridgeError('E_RENDER_LIMIT', { say: 'It unpacks to far more than a document should: send it as PDF.' })
/** Office documents and archives alike. */
export const locked = (): BridgeError =>
  new BridgeError('E_DOCUMENT_LOCKED', { say: 'Save it without a password and send it again.' })
