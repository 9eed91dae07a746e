/** The directories (IFDs) of a TIFF file and the numbers in them, in both byte orders, with every offset checked. */
import { BridgeError } from '../../fax/error.ts'

export interface Directory {
  /** The values of a tag as numbers; empty when it is absent or of a type that is no number. */
  numbers(tag: number): readonly number[]
}

/** TIFF 6.0 §2: bytes of one value, by type. Types that are not numbers are left out. */
const TYPE_SIZE: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 10: 8 }
/** More entries in one directory, or values in one tag, than any page needs. */
const MAX_ENTRIES = 1000
const MAX_VALUES = 100_000

const damaged = (say: string) => new BridgeError('E_DOCUMENT_DAMAGED', { say })

/** Reads all directories. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE or E_TOO_MANY_PAGES. */
export function readDirectories(bytes: Uint8Array, maxPages: number): Directory[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 8) throw damaged('The TIFF is too short.')
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) throw damaged('The file is not a TIFF.')
  const little = order === 0x4949
  const version = view.getUint16(2, little)
  if (version === 43) throw new BridgeError('E_DOCUMENT_TYPE', { say: 'The file is a BigTIFF.' })
  if (version !== 42) throw damaged('The file is not a TIFF.')
  const directories: Directory[] = []
  const seen = new Set<number>()
  for (let at = view.getUint32(4, little); at !== 0; ) {
    if (seen.has(at)) throw damaged('The pages of the TIFF form a loop.')
    if (directories.length >= maxPages) {
      throw new BridgeError('E_TOO_MANY_PAGES', { say: `The TIFF has more than ${maxPages} pages.` })
    }
    seen.add(at)
    if (at + 2 > bytes.length) throw damaged('The TIFF ends before its pages do.')
    const count = view.getUint16(at, little)
    const next = at + 2 + count * 12
    if (count === 0 || count > MAX_ENTRIES || next > bytes.length)
      throw damaged('A page of the TIFF has no directory.')
    directories.push(directoryAt(view, at + 2, count, little))
    // A file cut off right after its last directory still has all its pages.
    at = next + 4 > bytes.length ? 0 : view.getUint32(next, little)
  }
  if (directories.length === 0) throw damaged('The TIFF has no pages.')
  return directories
}

function directoryAt(view: DataView, start: number, count: number, little: boolean): Directory {
  const entries = new Map<number, number>()
  for (let i = 0; i < count; i++) entries.set(view.getUint16(start + i * 12, little), start + i * 12)
  return {
    numbers(tag) {
      const entry = entries.get(tag)
      return entry === undefined ? [] : valuesAt(view, entry, little)
    },
  }
}

function valuesAt(view: DataView, entry: number, little: boolean): number[] {
  const type = view.getUint16(entry + 2, little)
  const count = view.getUint32(entry + 4, little)
  const size = TYPE_SIZE[type]
  if (size === undefined) return []
  if (count > MAX_VALUES) throw damaged('A page of the TIFF has too many strips.')
  const at = size * count <= 4 ? entry + 8 : view.getUint32(entry + 8, little)
  if (at + size * count > view.byteLength) throw damaged('The TIFF ends before its pages do.')
  return Array.from({ length: count }, (_, i) => valueAt(view, type, at + i * size, little))
}

function valueAt(view: DataView, type: number, at: number, little: boolean): number {
  switch (type) {
    case 1:
      return view.getUint8(at)
    case 3:
      return view.getUint16(at, little)
    case 4:
      return view.getUint32(at, little)
    case 5:
      return ratio(view.getUint32(at, little), view.getUint32(at + 4, little))
    case 6:
      return view.getInt8(at)
    case 8:
      return view.getInt16(at, little)
    case 9:
      return view.getInt32(at, little)
    default:
      return ratio(view.getInt32(at, little), view.getInt32(at + 4, little))
  }
}

const ratio = (above: number, below: number): number => (below === 0 ? 0 : above / below)
