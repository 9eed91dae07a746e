/**
 * The directories (IFDs) of a TIFF or BigTIFF file and the numbers in them, in both byte orders, with every offset
 * checked.
 */
import { BridgeError } from '../../fax/error.ts'

export interface Directory {
  /** The values of a tag as numbers; empty when it is absent or of a type that is no number. */
  numbers(tag: number): readonly number[]
  /** The first value of a tag; null when it has none. */
  first(tag: number): number | null
}

/** TIFF 6.0 §2: bytes of one value, by type; 13 is an offset, 16 to 18 are BigTIFF's. Types that are no numbers are left out. */
const TYPE_SIZE: Readonly<Record<number, number>> = {
  ...{ 1: 1, 3: 2, 4: 4, 5: 8, 6: 1, 8: 2, 9: 4, 10: 8 },
  ...{ 13: 4, 16: 8, 17: 8, 18: 8 },
}
/** More entries in one directory, or values in one tag, than any page needs. */
const MAX_ENTRIES = 1000
const MAX_VALUES = 100_000

const NO_TIFF = 'The TIFF cannot be read.'
/** Of any file. */
export const CUT_OFF = 'The end of the file is missing.'

/** `why` is for the log. */
const damaged = (say: string, why = say) => new BridgeError('E_DOCUMENT_DAMAGED', { say, detail: { why } })

/** How TIFF and BigTIFF lay out their directories. */
interface Layout {
  readonly little: boolean
  readonly big: boolean
}

/** Reads all directories. Throws E_DOCUMENT_DAMAGED or E_TOO_MANY_PAGES. */
export function readDirectories(bytes: Uint8Array, maxPages: number): Directory[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const layout = layoutOf(view)
  const directories: Directory[] = []
  const seen = new Set<number>()
  for (let at = offsetAt(view, layout.big ? 8 : 4, layout); at !== 0; ) {
    if (seen.has(at)) throw damaged(NO_TIFF, 'The pages of the TIFF form a loop.')
    if (directories.length >= maxPages) {
      throw new BridgeError('E_TOO_MANY_PAGES', { say: `It has more than ${maxPages} pages.` })
    }
    seen.add(at)
    const { directory, next } = directoryAt(view, at, layout)
    directories.push(directory)
    at = next
  }
  if (directories.length === 0) throw damaged(NO_TIFF, 'The TIFF has no pages.')
  return directories
}

/** The directory at an offset that a tag names; null when there is none. */
export function directoryNamed(bytes: Uint8Array, at: number): Directory | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    return directoryAt(view, at, layoutOf(view)).directory
  } catch {
    return null
  }
}

function layoutOf(view: DataView): Layout {
  if (view.byteLength < 8) throw damaged(NO_TIFF, 'The TIFF is too short.')
  const order = view.getUint16(0)
  if (order !== 0x4949 && order !== 0x4d4d) throw damaged(NO_TIFF, 'The file is not a TIFF.')
  const little = order === 0x4949
  const version = view.getUint16(2, little)
  if (version !== 42 && version !== 43) throw damaged(NO_TIFF, 'The file is not a TIFF.')
  // BigTIFF says how long its offsets are: 8 bytes is all there is.
  if (version === 43 && (view.byteLength < 16 || view.getUint16(4, little) !== 8))
    throw damaged(NO_TIFF, 'The file is not a TIFF.')
  return { little, big: version === 43 }
}

function directoryAt(view: DataView, at: number, layout: Layout) {
  const { big, little } = layout
  const head = big ? 8 : 2
  const size = big ? 20 : 12
  if (at + head > view.byteLength) throw damaged(CUT_OFF)
  const count = big ? offsetAt(view, at, layout) : view.getUint16(at, little)
  const end = at + head + count * size
  if (count === 0 || count > MAX_ENTRIES || end > view.byteLength)
    throw damaged(NO_TIFF, 'A page of the TIFF has no directory.')
  const entries = new Map<number, number>()
  for (let entry = at + head; entry < end; entry += size) entries.set(view.getUint16(entry, little), entry)
  const directory: Directory = {
    numbers(tag) {
      const entry = entries.get(tag)
      return entry === undefined ? [] : valuesAt(view, entry, layout)
    },
    first(tag) {
      const entry = entries.get(tag)
      const place = entry === undefined ? null : placeOf(view, entry, layout)
      return place === null || place.count === 0 ? null : valueAt(view, place.type, place.at, little)
    },
  }
  // A file cut off right after its last directory still has all its pages.
  return { directory, next: end + (big ? 8 : 4) > view.byteLength ? 0 : offsetAt(view, end, layout) }
}

/** An offset or count: beyond what a number holds exactly is beyond any file. */
function offsetAt(view: DataView, at: number, { big, little }: Layout): number {
  return big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little)
}

/** Where the values of an entry stand, all inside the file; null when they are no numbers. */
function placeOf(view: DataView, entry: number, layout: Layout) {
  const { big, little } = layout
  const type = view.getUint16(entry + 2, little)
  const count = offsetAt(view, entry + 4, layout)
  const size = TYPE_SIZE[type]
  if (size === undefined) return null
  if (count > MAX_VALUES) throw damaged(NO_TIFF, 'A page of the TIFF has too many strips.')
  const inEntry = entry + (big ? 12 : 8)
  const at = size * count <= (big ? 8 : 4) ? inEntry : offsetAt(view, inEntry, layout)
  if (at + size * count > view.byteLength) throw damaged(CUT_OFF)
  return { type, count, size, at }
}

function valuesAt(view: DataView, entry: number, layout: Layout): number[] {
  const place = placeOf(view, entry, layout)
  if (place === null) return []
  const { type, count, size, at } = place
  return Array.from({ length: count }, (_, i) => valueAt(view, type, at + i * size, layout.little))
}

function valueAt(view: DataView, type: number, at: number, little: boolean): number {
  switch (type) {
    case 1:
      return view.getUint8(at)
    case 3:
      return view.getUint16(at, little)
    case 4:
    case 13:
      return view.getUint32(at, little)
    case 5:
      return ratio(view.getUint32(at, little), view.getUint32(at + 4, little))
    case 6:
      return view.getInt8(at)
    case 8:
      return view.getInt16(at, little)
    case 9:
      return view.getInt32(at, little)
    case 10:
      return ratio(view.getInt32(at, little), view.getInt32(at + 4, little))
    default:
      return Number(view.getBigUint64(at, little))
  }
}

const ratio = (above: number, below: number): number => (below === 0 ? 0 : above / below)
