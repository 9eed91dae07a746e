/**
 * The one reader of compound files ("OLE"): Office documents before 2007, locked documents, Outlook's .msg. In charge of
 * following no chain further than the file has sectors, and of handing out no stream that is shorter than it says. Not in
 * charge of what the streams mean. Layout: [MS-CFB] 2.2, 2.3, 2.6.
 */
import { BridgeError } from '../../fax/error.ts'

const HEADER_BYTES = 512
const ENTRY_BYTES = 128
/** [MS-CFB] 2.1: sector numbers from here on are no sectors. */
const NO_SECTOR = 0xfffffffa
/** Sector numbers of the allocation table in the header ([MS-CFB] 2.2). */
const HEADER_DIFAT = 109
/** More entries than any document has; a mail with many attachments has some thousands. */
const MOST_ENTRIES = 20_000
/** Storages in each other; a mail in a mail in a mail needs four each. */
const DEEPEST = 64
const STORAGE = 1
const STREAM = 2
const ROOT = 5

/** A file or a folder in it. */
export interface CompoundEntry {
  readonly name: string
  readonly isStorage: boolean
  /** Of a stream. */
  readonly size: number
  /** The first bytes of a stream, all of it by default. Throws E_DOCUMENT_DAMAGED when it is not whole. */
  read(most?: number): Buffer
  /** What lies in a storage, in no order; no two have the same name. */
  readonly children: readonly CompoundEntry[]
  /** The child of this name, which is compared without regard to case. */
  child(name: string): CompoundEntry | null
}

export interface CompoundFile {
  readonly root: CompoundEntry
  /** Names wherever they stand, also of entries that no storage has. */
  readonly names: { readonly storages: ReadonlySet<string>; readonly streams: ReadonlySet<string> }
}

/** Throws E_DOCUMENT_DAMAGED. */
export function openCompoundFile(bytes: Buffer): CompoundFile {
  return checked(() => opened(bytes))
}

/** Whatever goes wrong while such a file is read means that it is damaged. */
function checked<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof BridgeError) throw error
    throw new BridgeError('E_DOCUMENT_DAMAGED', {
      cause: error,
      say: 'It cannot be opened as an Office document.',
    })
  }
}

interface Row {
  readonly name: string
  readonly type: number
  readonly left: number
  readonly right: number
  readonly child: number
  readonly start: number
  readonly size: number
}

function opened(bytes: Buffer): CompoundFile {
  const sectorBytes = 1 << bytes.readUInt16LE(30)
  if (sectorBytes !== 512 && sectorBytes !== 4096) throw new RangeError('sector size')
  // [MS-CFB] 2.2: 64 bytes, always.
  if (bytes.readUInt16LE(32) !== 6) throw new RangeError('size of small sectors')
  const sectors = Math.ceil(bytes.length / sectorBytes)
  const sector = (at: number) => bytes.subarray((at + 1) * sectorBytes, (at + 2) * sectorBytes)
  const table = allocationTable(bytes, sector, sectors, sectorBytes)
  const large = { table, sector, sectors }
  const rows = rowsOf(follow(large, bytes.readUInt32LE(48), MOST_ENTRIES * ENTRY_BYTES))
  const root = rows[0]
  if (root?.type !== ROOT) throw new RangeError('no root')
  const small = once(() => {
    const stream = follow(large, root.start, root.size)
    const piece = (at: number) => stream.subarray(at * 64, (at + 1) * 64)
    const smallTable = follow(large, bytes.readUInt32LE(60), bytes.length)
    return { table: smallTable, sector: piece, sectors: Math.ceil(stream.length / 64) }
  })
  const cutoff = bytes.readUInt32LE(56)
  const read = (row: Row, most: number): Buffer => {
    const length = Math.min(most, row.size)
    const found =
      length === 0 ? Buffer.alloc(0) : follow(row.size >= cutoff ? large : small(), row.start, length)
    if (found.length < length) throw new RangeError('a stream that is cut off')
    return found
  }
  const names = (...types: number[]) =>
    new Set(rows.filter(row => types.includes(row.type)).map(row => row.name))
  return {
    root: entryOf(root, rows, read, { seen: new Set([0]), depth: 0 }),
    names: { storages: names(STORAGE, ROOT), streams: names(STREAM) },
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | null = null
  return () => {
    made ??= { it: make() }
    return made.it
  }
}

/** The entry of a row with all below it. `seen`: rows that have a place already; a tree has each once. */
function entryOf(
  row: Row,
  rows: readonly Row[],
  read: (row: Row, most: number) => Buffer,
  { seen, depth }: { readonly seen: Set<number>; readonly depth: number },
): CompoundEntry {
  if (depth > DEEPEST) throw new RangeError('storages too deep in each other')
  const isStorage = row.type !== STREAM
  const below = isStorage ? childrenOf(row, rows, seen) : []
  const children = below.map(one => entryOf(one, rows, read, { seen, depth: depth + 1 }))
  return {
    name: row.name,
    isStorage,
    size: isStorage ? 0 : row.size,
    children,
    read: most => checked(() => (isStorage ? Buffer.alloc(0) : read(row, most ?? row.size))),
    child: name => children.find(one => isSame(one.name, name)) ?? null,
  }
}

/** [MS-CFB] 2.6.4. */
const isSame = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase()

/** [MS-CFB] 2.6.4: a storage names one child, and children name their neighbours. */
function childrenOf({ child }: Row, rows: readonly Row[], seen: Set<number>): readonly Row[] {
  const found: Row[] = []
  const names = new Set<string>()
  const open = [child]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const row = rows[at]
    if (row === undefined) continue
    const name = row.name.toUpperCase()
    if (seen.has(at) || names.has(name)) throw new RangeError('a directory that is no tree')
    seen.add(at)
    names.add(name)
    if (row.type === STORAGE || row.type === STREAM) found.push(row)
    open.push(row.right, row.left)
  }
  return found
}

interface Sectors {
  /** For every sector the number of the next one. */
  readonly table: Buffer
  readonly sector: (at: number) => Buffer
  readonly sectors: number
}

/** At most `most` bytes of a chain; fewer when it ends before. Throws RangeError for one without an end. */
function follow({ table, sector, sectors }: Sectors, start: number, most: number): Buffer {
  const pieces: Buffer[] = []
  let length = 0
  for (let at = start, steps = 0; at < NO_SECTOR && length < most; at = next(table, at)) {
    if (++steps > sectors) throw new RangeError('a chain without an end')
    const piece = sector(at)
    if (piece.length === 0) break
    pieces.push(piece)
    length += piece.length
  }
  return Buffer.concat(pieces).subarray(0, most)
}

const next = (table: Buffer, at: number): number =>
  4 * at + 4 <= table.length ? table.readUInt32LE(4 * at) : NO_SECTOR

/** The allocation table: its first 109 sectors stand in the header, further ones in sectors of their own. */
function allocationTable(
  bytes: Buffer,
  sector: (at: number) => Buffer,
  sectors: number,
  sectorBytes: number,
): Buffer {
  const places = numbersIn(bytes.subarray(HEADER_BYTES - 4 * HEADER_DIFAT, HEADER_BYTES))
  const perSector = sectorBytes / 4 - 1
  for (let at = bytes.readUInt32LE(68), steps = 0; at < NO_SECTOR; steps++) {
    if (steps > sectors) throw new RangeError('an allocation table without an end')
    const more = numbersIn(sector(at))
    places.push(...more.slice(0, perSector))
    at = more[perSector] ?? NO_SECTOR
  }
  const used = places.filter(place => place < NO_SECTOR)
  if (used.length > sectors || new Set(used).size !== used.length)
    throw new RangeError('an allocation table that is larger than the file')
  return Buffer.concat(used.map(sector))
}

const numbersIn = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readUInt32LE(4 * i))

function rowsOf(directory: Buffer): Row[] {
  const rows: Row[] = []
  for (let at = 0; at + ENTRY_BYTES <= directory.length; at += ENTRY_BYTES) {
    // The length counts the final NUL ([MS-CFB] 2.6.1).
    const nameBytes = Math.max(0, Math.min(62, directory.readUInt16LE(at + 64) - 2))
    rows.push({
      name: directory.toString('utf16le', at, at + nameBytes),
      type: directory[at + 66] ?? 0,
      left: directory.readUInt32LE(at + 68),
      right: directory.readUInt32LE(at + 72),
      child: directory.readUInt32LE(at + 76),
      start: directory.readUInt32LE(at + 116),
      // The upper half is not to be believed in files of 512-byte sectors ([MS-CFB] 2.6.3), and none is that large.
      size: directory.readUInt32LE(at + 120),
    })
  }
  return rows
}
