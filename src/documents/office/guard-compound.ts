/** Word, Excel and PowerPoint before 2007: macros and passwords, by the names and first bytes of their streams. */
import { type CompoundFile, openCompoundFile } from './compound-file.ts'
import { withMacros } from './guard-xml.ts'
import { locked } from './zip.ts'

/** [MS-OVBA] 2.2.1; `Macros` is Word's name for it ([MS-DOC] 2.1.9), `_VBA_PROJECT_CUR` Excel's ([MS-XLS] 2.1.7.22). */
const MACRO_STORAGES = ['VBA', 'Macros', '_VBA_PROJECT_CUR', '_VBA_PROJECT']
const HEAD = 4096
/** As much of a presentation or of a workbook is looked through. */
const MOST = 64 * 1024 * 1024

/** Throws E_DOCUMENT_TYPE (macros), E_DOCUMENT_LOCKED, E_DOCUMENT_DAMAGED. */
export function guardCompoundFile(type: 'doc' | 'xls' | 'ppt', bytes: Buffer): void {
  const file = openCompoundFile(bytes)
  if (MACRO_STORAGES.some(name => file.storages.has(name) || file.streams.has(name))) throw withMacros()
  if (file.streams.has('EncryptedPackage') || file.streams.has('EncryptedSummary')) throw locked()
  if (type === 'doc') guardWord(file)
  else if (type === 'xls') guardExcel(file)
  else guardPowerPoint(file)
}

/** [MS-DOC] 2.5.2 FibBase: fEncrypted is bit 8 of the flags at 10. */
function guardWord(file: CompoundFile): void {
  const fib = file.read('WordDocument', HEAD)
  if (fib.length >= 12 && (fib.readUInt16LE(10) & 0x0100) !== 0) throw locked()
}

/** [MS-XLS] 2.4.117 FilePass, 2.4.28 BoundSheet8 (dt 1: macro sheet, 6: VBA module), 2.4.103 EOF. */
const FILE_PASS = 0x2f
const BOUND_SHEET = 0x85
const END_OF_GLOBALS = 0x0a
const MACRO_SHEETS = [1, 6]

function guardExcel(file: CompoundFile): void {
  const name = file.streams.has('Workbook') ? 'Workbook' : 'Book'
  const book = file.read(name, MOST)
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

function guardPowerPoint(file: CompoundFile): void {
  const user = file.read('Current User', HEAD)
  if (user.length >= 16 && user.readUInt32LE(12) === ENCRYPTED_TOKEN) throw locked()
  const slides = file.read('PowerPoint Document', MOST)
  for (let at = slides.indexOf(VBA_INFO); at >= 0; at = slides.indexOf(VBA_INFO, at + 1)) {
    if (at + 16 <= slides.length && slides.readUInt32LE(at + 12) === 1) throw withMacros()
  }
}
