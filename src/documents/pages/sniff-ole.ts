/**
 * What a compound file ("OLE", [MS-CFB]) is, by the names of the streams in its root storage. Names in the storages of
 * embedded objects do not count: a letter with a table in it is a letter.
 */
import { openCompoundFile } from '../containers/compound-file.ts'

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

export function oleKind(bytes: Uint8Array): OleKind {
  const names = rootNames(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const row = BY_STREAM.find(([pattern]) => names.some(name => pattern.test(name)))
  return row === undefined ? { type: null, name: 'OLE' } : { type: row[1], name: row[2] }
}

/** Names of the streams and storages directly in the root. Empty when the directory cannot be read. */
function rootNames(file: Buffer): string[] {
  try {
    return openCompoundFile(file).root.children.map(({ name }) => name)
  } catch {
    return []
  }
}
