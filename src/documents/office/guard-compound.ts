/** Word, Excel and PowerPoint before 2007: macros and passwords, by the names and first bytes of their streams. */
import { type CompoundEntry, openCompoundFile } from '../containers/compound-file.ts'
import { locked } from '../containers/zip.ts'
import { withMacros } from './guard-xml.ts'

/** [MS-OVBA] 2.2.1; `Macros` is Word's name for it ([MS-DOC] 2.1.9), `_VBA_PROJECT_CUR` Excel's ([MS-XLS] 2.1.7.22). */
const MACRO_STORAGES = ['VBA', 'Macros', '_VBA_PROJECT_CUR', '_VBA_PROJECT']
const HEAD = 4096
/** As much of a presentation or of a workbook is looked through. */
const MOST = 64 * 1024 * 1024

/** Throws E_DOCUMENT_TYPE (macros), E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED. */
export function guardCompoundFile(type: 'doc' | 'xls' | 'ppt', bytes: Buffer): void {
  const { root, names } = openCompoundFile(bytes)
  const has = (name: string) => names.storages.has(name) || names.streams.has(name)
  if (MACRO_STORAGES.some(has)) throw withMacros()
  if (names.streams.has('EncryptedPackage') || names.streams.has('EncryptedSummary')) throw locked()
  if (type === 'doc') guardWord(root)
  else if (type === 'xls') guardExcel(root)
  else guardPowerPoint(root)
}

/** First bytes of a stream directly in the root; empty when there is none. */
const headOf = (root: CompoundEntry, name: string, most: number): Buffer =>
  root.child(name)?.read(most) ?? Buffer.alloc(0)

/** [MS-DOC] 2.5.2 FibBase: fEncrypted is bit 8 of the flags at 10. */
function guardWord(root: CompoundEntry): void {
  const fib = headOf(root, 'WordDocument', HEAD)
  if (fib.length >= 12 && (fib.readUInt16LE(10) & 0x0100) !== 0) throw locked()
}

/** [MS-XLS] 2.4.117 FilePass, 2.4.28 BoundSheet8 (dt 1: macro sheet, 6: VBA module), 2.4.103 EOF. */
const FILE_PASS = 0x2f
const BOUND_SHEET = 0x85
const END_OF_GLOBALS = 0x0a
const MACRO_SHEETS = [1, 6]

function guardExcel(root: CompoundEntry): void {
  const name = root.child('Workbook') === null ? 'Book' : 'Workbook'
  const book = headOf(root, name, MOST)
  for (let at = 0; at + 4 <= book.length; at += 4 + book.readUInt16LE(at + 2)) {
    const record = book.readUInt16LE(at)
    if (record === FILE_PASS) throw locked()
    if (record === BOUND_SHEET && MACRO_SHEETS.includes(book[at + 9] ?? 0)) throw withMacros()
    if (record === END_OF_GLOBALS) return
  }
}

/** [MS-PPT] 2.3.2 CurrentUserAtom: the token that says that the rest is encrypted. */
const ENCRYPTED_TOKEN = 0xf3d1c4df
/** [MS-PPT] 2.4.10 VBAInfoAtom: its header; fHasMacros follows 4 bytes after it. */
const VBA_INFO = Buffer.from([0x02, 0x00, 0x00, 0x04, 0x0c, 0x00, 0x00, 0x00])

function guardPowerPoint(root: CompoundEntry): void {
  const user = headOf(root, 'Current User', HEAD)
  if (user.length >= 16 && user.readUInt32LE(12) === ENCRYPTED_TOKEN) throw locked()
  const slides = headOf(root, 'PowerPoint Document', MOST)
  for (let at = slides.indexOf(VBA_INFO); at >= 0; at = slides.indexOf(VBA_INFO, at + 1)) {
    if (at + 16 <= slides.length && slides.readUInt32LE(at + 12) === 1) throw withMacros()
  }
}
