/**
 * Reads the container of old Office documents: names of its streams and storages, and the first bytes of a stream.
 * Every chain is followed for at most as many steps as the file has sectors. Layout: [MS-CFB] 2.2, 2.3, 2.6.
 */
import { BridgeError } from '../../fax/error.ts'

const HEADER_BYTES = 512
const ENTRY_BYTES = 128
/** [MS-CFB] 2.1: sector numbers from here on are no sectors. */
const MAX_SECTOR = 0xfffffffa
/** Sector numbers of the allocation table in the header ([MS-CFB] 2.2). */
const HEADER_DIFAT = 109
/** More names than any document has. */
const MAX_NAMES = 20_000
const STREAM = 2
const STORAGES = [1, 5]

export interface CompoundFile {
  /** Of all storages, wherever they stand. */
  readonly storages: ReadonlySet<string>
  /** Of all streams, wherever they stand. */
  readonly streams: ReadonlySet<string>
  /** At most `most` bytes of the first stream of this name; empty when there is none. */
  read(stream: string, most: number): Buffer
}

interface Entry {
  readonly name: string
  readonly type: number
  readonly start: number
  readonly size: number
}

/** Throws E_DOCUMENT_DAMAGED. */
export function openCompoundFile(bytes: Buffer): CompoundFile {
  try {
    return opened(bytes)
  } catch (error) {
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      cause: error,
      say: 'It cannot be opened as an Office document.',
    })
  }
}

function opened(bytes: Buffer): CompoundFile {
  const sectorBytes = 1 << bytes.readUInt16LE(30)
  if (sectorBytes !== 512 && sectorBytes !== 4096) throw new RangeError('sector size')
  const miniBytes = 1 << bytes.readUInt16LE(32)
  const miniCutoff = bytes.readUInt32LE(56)
  const sectors = Math.floor(bytes.length / sectorBytes)
  const sector = (at: number) => bytes.subarray((at + 1) * sectorBytes, (at + 2) * sectorBytes)
  const fat = tableOf(bytes, sector, sectors, sectorBytes)
  const chain = (start: number, most: number): Buffer => follow(start, most, fat, sector, sectors)
  const directory = chain(bytes.readUInt32LE(48), MAX_NAMES * ENTRY_BYTES)
  const entries = entriesOf(directory)
  const miniFat = tableFrom(chain(bytes.readUInt32LE(60), bytes.length))
  const root = entries[0]
  return {
    storages: new Set(entries.filter(entry => STORAGES.includes(entry.type)).map(entry => entry.name)),
    streams: new Set(entries.filter(entry => entry.type === STREAM).map(entry => entry.name)),
    read(stream, most) {
      const entry = entries.find(one => one.type === STREAM && one.name === stream)
      if (entry === undefined) return Buffer.alloc(0)
      const wanted = Math.min(most, entry.size)
      if (entry.size >= miniCutoff) return chain(entry.start, wanted)
      const mini = chain(root?.start ?? MAX_SECTOR, bytes.length)
      const piece = (at: number) => mini.subarray(at * miniBytes, (at + 1) * miniBytes)
      return follow(entry.start, wanted, miniFat, piece, Math.ceil(mini.length / miniBytes))
    },
  }
}

type Sector = (at: number) => Buffer

function follow(
  start: number,
  most: number,
  table: readonly number[],
  sector: Sector,
  sectors: number,
): Buffer {
  const pieces: Buffer[] = []
  let length = 0
  for (let at = start, steps = 0; at < MAX_SECTOR && length < most; at = table[at] ?? MAX_SECTOR) {
    if (++steps > sectors) throw new RangeError('a chain without an end')
    const piece = sector(at)
    if (piece.length === 0) break
    pieces.push(piece)
    length += piece.length
  }
  return Buffer.concat(pieces).subarray(0, most)
}

/** The allocation table: its first 109 sectors stand in the header, further ones in sectors of their own. */
function tableOf(bytes: Buffer, sector: Sector, sectors: number, sectorBytes: number): number[] {
  const places = tableFrom(bytes.subarray(HEADER_BYTES - 4 * HEADER_DIFAT, HEADER_BYTES))
  const perSector = sectorBytes / 4 - 1
  for (let at = bytes.readUInt32LE(68), steps = 0; at < MAX_SECTOR && steps < sectors; steps++) {
    const more = tableFrom(sector(at))
    places.push(...more.slice(0, perSector))
    at = more[perSector] ?? MAX_SECTOR
  }
  const wanted = places.filter(place => place < sectors).slice(0, sectors)
  return tableFrom(Buffer.concat(wanted.map(sector)))
}

function tableFrom(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(4 * i))
}

function entriesOf(directory: Buffer): Entry[] {
  const entries: Entry[] = []
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    // The length counts the final NUL ([MS-CFB] 2.6.1).
    const nameBytes = Math.max(0, Math.min(62, directory.readUInt16LE(at + 64) - 2))
    entries.push({
      name: directory.toString('utf16le', at, at + nameBytes),
      type: directory[at + 66] ?? 0,
      start: directory.readUInt32LE(at + 116),
      size: directory.readUInt32LE(at + 120),
    })
  }
  return entries
}
