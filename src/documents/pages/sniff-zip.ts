/**
 * What a ZIP file is: an Office document, something else that is packed as ZIP, or an archive. Only names in its
 * directory are read, nothing is unpacked. The directory decides, as in the programs that open such files, not the
 * entries in front of it.
 */

/** A ZIP comment has at most 65,535 bytes, and the record before it 22 (APPNOTE 4.3.16). */
const END_WITHIN = 65_535 + 22
/** Office documents name what they are within their first entries; archives may have any number. */
const MAX_ENTRIES = 5000
const MAX_MIMETYPE = 100

interface Entry {
  readonly name: string
  /** Of its local header. */
  readonly at: number
}

export type ZipType = 'docx' | 'xlsx' | 'pptx' | 'odt' | 'ods' | 'odp' | 'odg' | 'zip'

export interface ZipKind {
  readonly type: ZipType | null
  /** For people, when it is something that is only packed as ZIP. */
  readonly name: string
}

/** By a name in the directory; the first row that fits. */
const BY_NAME: readonly (readonly [RegExp, ZipType | null, string])[] = [
  [/^word\//, 'docx', 'Word'],
  [/^xl\//, 'xlsx', 'Excel'],
  [/^ppt\//, 'pptx', 'PowerPoint'],
  [/^visio\//, null, 'Visio'],
  [/^FixedDocumentSequence\.fdseq$|^FixedDocSeq\.fdseq$/i, null, 'XPS'],
]

/** OpenDocument 1.3 part 2 §3.3: the type stands uncompressed in an entry of this name. */
const BY_MIMETYPE: readonly (readonly [RegExp, ZipType | null, string])[] = [
  [/^application\/vnd\.oasis\.opendocument\.text/, 'odt', 'OpenDocument'],
  [/^application\/vnd\.oasis\.opendocument\.spreadsheet/, 'ods', 'OpenDocument'],
  [/^application\/vnd\.oasis\.opendocument\.presentation/, 'odp', 'OpenDocument'],
  [/^application\/vnd\.oasis\.opendocument\.graphics/, 'odg', 'OpenDocument'],
  [/^application\/vnd\.oasis\.opendocument/, null, 'OpenDocument'],
  [/^application\/vnd\.sun\.xml/, null, 'StarOffice'],
  [/^application\/epub\+zip/, null, 'EPUB'],
]

/** The bytes begin with a local header or are an empty archive. */
export function zipKind(bytes: Uint8Array): ZipKind {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries = entriesOf(file)
  const mimetype = mimetypeOf(file, entries)
  const byMimetype = BY_MIMETYPE.find(([pattern]) => pattern.test(mimetype))
  if (byMimetype !== undefined) return { type: byMimetype[1], name: byMimetype[2] }
  const has = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name))
  if (has(/^\[Content_Types\]\.xml$/i)) {
    const row = BY_NAME.find(([pattern]) => has(pattern))
    return row === undefined ? { type: null, name: 'Office Open XML' } : { type: row[1], name: row[2] }
  }
  if (has(/^Index\/Document\.iwa$|^Index\.zip$|^index\.apxl$/)) return { type: null, name: 'Apple iWork' }
  return { type: 'zip', name: 'ZIP' }
}

/** Entries of the central directory (APPNOTE 4.3.12); as many as can be read of a damaged one. */
function entriesOf(file: Buffer): Entry[] {
  const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end < file.length - END_WITHIN || end + 22 > file.length) return []
  const size = file.readUInt32LE(end + 12)
  // The directory ends where its end record begins, whatever stands before the archive.
  const entries: Entry[] = []
  let at = end - size
  const shift = at - file.readUInt32LE(end + 16)
  while (at >= 0 && at + 46 <= end && entries.length < MAX_ENTRIES && file.readUInt32LE(at) === 0x02014b50) {
    const [name, extra, comment] = [at + 28, at + 30, at + 32].map(place => file.readUInt16LE(place)) as [
      number,
      number,
      number,
    ]
    const local = file.readUInt32LE(at + 42) + shift
    entries.push({ name: file.toString('latin1', at + 46, at + 46 + name), at: local })
    at += 46 + name + extra + comment
  }
  return entries
}

function mimetypeOf(file: Buffer, entries: readonly Entry[]): string {
  const at = entries.find(({ name }) => name === 'mimetype')?.at ?? -1
  if (at < 0 || at + 30 > file.length || file.readUInt32LE(at) !== 0x04034b50) return ''
  if (file.readUInt16LE(at + 8) !== 0) return ''
  const from = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)
  return file.toString('latin1', from, Math.min(file.length, from + MAX_MIMETYPE))
}
