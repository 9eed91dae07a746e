/**
 * What a ZIP file is: an Office document, something else that is packed as ZIP, or an archive. Only names in its
 * directory are read, nothing is unpacked. The directory decides, as in the programs that open such files, not the
 * entries in front of it.
 */
import { zipNames } from '../containers/zip.ts'

const MAX_MIMETYPE = 100

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
  const entries = zipNames(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const mimetype = entries
    .find(({ name }) => name === 'mimetype')
    ?.stored(MAX_MIMETYPE)
    .toString('latin1')
  const byMimetype = BY_MIMETYPE.find(([pattern]) => pattern.test(mimetype ?? ''))
  if (byMimetype !== undefined) return { type: byMimetype[1], name: byMimetype[2] }
  const has = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name))
  if (has(/^\[Content_Types\]\.xml$/i)) {
    const row = BY_NAME.find(([pattern]) => has(pattern))
    return row === undefined ? { type: null, name: 'Office Open XML' } : { type: row[1], name: row[2] }
  }
  if (has(/^Index\/Document\.iwa$|^Index\.zip$|^index\.apxl$/)) return { type: null, name: 'Apple iWork' }
  return { type: 'zip', name: 'ZIP' }
}
