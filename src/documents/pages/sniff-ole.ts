/**
 * What a compound file ("OLE", [MS-CFB]) is, by the names of the streams in its root storage. Names in the storages of
 * embedded objects do not count: a letter with a table in it is a letter.
 */

export type OleType = 'doc' | 'xls' | 'ppt' | 'outlook' | 'locked'

export interface OleKind {
  readonly type: OleType | null
  /** For people. */
  readonly name: string
}

const BY_STREAM: readonly (readonly [RegExp, OleType | null, string])[] = [
  // [MS-OFFCRYPTO] §2.3.1: an Office Open XML document that needs a password.
  [/^EncryptedPackage$/, 'locked', 'Office'],
  [/^WordDocument$/, 'doc', 'Word'],
  [/^(?:Workbook|Book)$/, 'xls', 'Excel'],
  [/^(?:PowerPoint Document|PP97_DUALSTORAGE)$/, 'ppt', 'PowerPoint'],
  [/^__properties_version1\.0$/, 'outlook', 'Outlook'],
  [/^VisioDocument$/, null, 'Visio'],
  [/^Quill$/, null, 'Publisher'],
  [/^(?:HwpSummaryInformation|\x05HwpSummaryInformation)$/, null, 'Hangul'],
  [/^(?:MatOST|SPELLING)$/, null, 'Works'],
]

const FREE = 0xffff_fffa
const ENTRY_BYTES = 128
/** Of the directory; a document has some dozens of entries, a mail with many attachments some thousands. */
const MAX_ENTRIES = 20_000
const NO_ENTRY = 0xffff_ffff

export function oleKind(bytes: Uint8Array): OleKind {
  const names = rootNames(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const row = BY_STREAM.find(([pattern]) => names.some(name => pattern.test(name)))
  return row === undefined ? { type: null, name: 'OLE' } : { type: row[1], name: row[2] }
}

/** Names of the streams and storages directly in the root. Empty when the directory cannot be read. */
function rootNames(file: Buffer): string[] {
  if (file.length < 512) return []
  const shift = file.readUInt16LE(30)
  if (shift !== 9 && shift !== 12) return []
  const directory = directoryOf(file, 1 << shift)
  const names: string[] = []
  const root = directory[0]
  const open = root === undefined ? [] : [root.child]
  const seen = new Set<number>()
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const entry = directory[at]
    if (entry === undefined || seen.has(at)) continue
    seen.add(at)
    names.push(entry.name)
    open.push(entry.left, entry.right)
  }
  return names
}

interface Entry {
  readonly name: string
  readonly left: number
  readonly right: number
  readonly child: number
}

/** [MS-CFB] §2.6: entries of the directory, along its chain of sectors. */
function directoryOf(file: Buffer, sector: number): Entry[] {
  const entries: Entry[] = []
  const seen = new Set<number>()
  let at = file.readUInt32LE(48)
  while (at < FREE && !seen.has(at) && entries.length < MAX_ENTRIES) {
    seen.add(at)
    const from = (at + 1) * sector
    if (from + sector > file.length) break
    for (let entry = from; entry < from + sector; entry += ENTRY_BYTES) entries.push(entryAt(file, entry))
    at = nextSector(file, at, sector)
  }
  return entries
}

function entryAt(file: Buffer, at: number): Entry {
  const length = Math.min(64, file.readUInt16LE(at + 64))
  return {
    name: file.toString('utf16le', at, at + Math.max(0, length - 2)),
    left: file.readUInt32LE(at + 68),
    right: file.readUInt32LE(at + 72),
    child: file.readUInt32LE(at + 76),
  }
}

/** [MS-CFB] §2.3: the allocation table says which sector follows. Its first 109 sectors stand in the header: 7 MB. */
function nextSector(file: Buffer, sector: number, size: number): number {
  const perSector = size / 4
  const table = Math.floor(sector / perSector)
  if (table >= 109) return NO_ENTRY
  const from = (file.readUInt32LE(76 + table * 4) + 1) * size + (sector % perSector) * 4
  return from + 4 <= file.length ? file.readUInt32LE(from) : NO_ENTRY
}
