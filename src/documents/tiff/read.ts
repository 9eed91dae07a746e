/**
 * Reads the structure of a TIFF that nobody vouches for: every offset is checked, directories that form a loop are
 * refused, pages and pixels are counted before anything is decoded. Decodes bilevel pages itself (none, PackBits, MH,
 * MR, MMR); for the rest it says so, and another decoder may try.
 */
import { BridgeError } from '../../fax/error.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'
import { CUT_OFF, type Directory, readDirectories } from './directory.ts'
import { refuseByName } from './refused.ts'
import { decodeFax } from './t4-decode.ts'

export interface TiffPage {
  readonly width: number
  readonly height: number
  readonly compression: number
  /** 0: zero is white. 1: zero is black. */
  readonly photometric: number
  /** 2: the lowest bit of a byte comes first. */
  readonly fillOrder: number
  readonly bitsPerSample: number
  readonly samplesPerPixel: number
  readonly t4Options: number
  readonly rowsPerStrip: number
  readonly strips: readonly Uint8Array[]
  /** Dots an inch; null when the file does not say and the size does not tell. */
  readonly xDpi: number | null
  readonly yDpi: number | null
  /** As in EXIF: 1 is upright. */
  readonly orientation: number
  /** Its pixels are in tiles: `strips` is empty. */
  readonly tiled: boolean
  /** False: a small picture or a mask of another page (TIFF 6.0 §8, NewSubfileType). */
  readonly isPage: boolean
}

export interface TiffLimits {
  readonly maxPages: number
  readonly maxPixels: number
}

const DEFAULT_LIMITS: TiffLimits = { maxPages: 200, maxPixels: 40_000_000 }

const TAG = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  xResolution: 282,
  yResolution: 283,
  t4Options: 292,
  resolutionUnit: 296,
  tileWidth: 322,
} as const

/** NewSubfileType bit 0: a picture of another page, smaller; bit 2: a transparency mask. */
const NOT_A_PAGE = 0b101

/** All pages, in order. Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE, E_TOO_MANY_PAGES or E_RENDER_LIMIT. */
export function readTiff(bytes: Uint8Array, limits: TiffLimits = DEFAULT_LIMITS): readonly TiffPage[] {
  return readDirectories(bytes, limits.maxPages).map(directory => pageOf(bytes, directory, limits))
}

function pageOf(bytes: Uint8Array, directory: Directory, limits: TiffLimits): TiffPage {
  const one = (tag: number, otherwise: number) => directory.first(tag) ?? otherwise
  const width = one(TAG.width, 0)
  const height = one(TAG.height, 0)
  if (width < 1 || height < 1)
    throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'The TIFF cannot be read.' })
  if (width * height > limits.maxPixels) {
    throw new BridgeError('E_RENDER_LIMIT', {
      say: 'The picture has too many dots: make it smaller.',
      detail: { width, height },
    })
  }
  refuseByName(bytes, directory)
  return {
    width,
    height,
    compression: one(TAG.compression, 1),
    photometric: one(TAG.photometric, 0),
    fillOrder: one(TAG.fillOrder, 1),
    bitsPerSample: one(TAG.bitsPerSample, 1),
    samplesPerPixel: one(TAG.samplesPerPixel, 1),
    t4Options: one(TAG.t4Options, 0),
    rowsPerStrip: Math.min(height, Math.max(1, one(TAG.rowsPerStrip, height))),
    strips: stripsOf(bytes, directory),
    ...resolutionOf(directory, width, height),
    orientation: one(TAG.orientation, 1),
    tiled: one(TAG.tileWidth, 0) > 0,
    isPage: (one(TAG.newSubfileType, 0) & NOT_A_PAGE) === 0,
  }
}

function stripsOf(bytes: Uint8Array, directory: Directory): Uint8Array[] {
  const offsets = directory.numbers(TAG.stripOffsets)
  const counts = directory.numbers(TAG.stripByteCounts)
  return offsets.map((offset, i) => {
    if (offset > bytes.length) throw new BridgeError('E_DOCUMENT_DAMAGED', { say: CUT_OFF })
    // A writer that leaves the counts out means: to the next strip, or to the end.
    const end = Math.min(bytes.length, offset + (counts[i] ?? (offsets[i + 1] ?? bytes.length) - offset))
    return bytes.subarray(offset, Math.max(offset, end))
  })
}

/** TIFFs without resolution are common from fax gateways: the width of a fax line tells. */
function resolutionOf(directory: Directory, width: number, height: number): Pick<TiffPage, 'xDpi' | 'yDpi'> {
  const unit = directory.first(TAG.resolutionUnit) ?? 2
  const perInch = unit === 3 ? 2.54 : 1
  const x = (directory.first(TAG.xResolution) ?? 0) * perInch
  const y = (directory.first(TAG.yResolution) ?? 0) * perInch
  const plausible = (dpi: number) => dpi >= 30 && dpi <= 2400
  if (unit !== 1 && plausible(x) && plausible(y)) return { xDpi: x, yDpi: y }
  if (width !== 1728) return { xDpi: null, yDpi: null }
  return { xDpi: 204, yDpi: height > 1400 ? 196 : 98 }
}

export interface FaxBitmap {
  readonly bitmap: Bitmap
  readonly damagedRows: number
  /** Their numbers, from 0 at the top. */
  readonly damaged: readonly number[]
}

/**
 * The page as black on white whatever the file's photometric and bit order, or null when it is not a bilevel page in a
 * coding known here.
 */
export function faxBitmapOf(page: TiffPage): FaxBitmap | null {
  if (page.bitsPerSample !== 1 || page.samplesPerPixel !== 1 || page.photometric > 1) return null
  if (page.tiled) return null
  const decode = decoderFor(page)
  if (decode === null) return null
  const bitmap = makeBitmap(page.width, page.height)
  const damaged: number[] = []
  page.strips.forEach((strip, i) => {
    const rows = Math.min(page.rowsPerStrip, page.height - i * page.rowsPerStrip)
    if (rows <= 0) return
    const part = decode(page.fillOrder === 2 ? reversedBits(strip) : strip, rows)
    for (const row of part.damaged) damaged.push(i * page.rowsPerStrip + row)
    bitmap.data.set(part.bitmap.data, i * page.rowsPerStrip * bitmap.stride)
  })
  for (let row = page.strips.length * page.rowsPerStrip; row < page.height; row++) damaged.push(row)
  // In fax codings "white" is always the first run; photometric 1 says that this white is to be shown black.
  if (page.photometric === 1) invert(bitmap)
  return { bitmap, damagedRows: damaged.length, damaged }
}

function decoderFor(page: TiffPage): ((bytes: Uint8Array, rows: number) => FaxBitmap) | null {
  const { width } = page
  const fax = (coding: 'mh' | 'mr' | 'mmr' | 'rle') => (bytes: Uint8Array, rows: number) =>
    decodeFax(bytes, { coding, width, height: rows })
  switch (page.compression) {
    case 1:
      return (bytes, rows) => copied(bytes, width, rows)
    case 2:
      return fax('rle')
    case 3:
      return fax((page.t4Options & 1) === 1 ? 'mr' : 'mh')
    case 4:
      return fax('mmr')
    case 32773:
      return (bytes, rows) => copied(unpacked(bytes, rows * ((width + 7) >> 3)), width, rows)
    default:
      return null
  }
}

function copied(bytes: Uint8Array, width: number, rows: number): FaxBitmap {
  const bitmap = makeBitmap(width, rows)
  bitmap.data.set(bytes.subarray(0, bitmap.data.length))
  clearPadding(bitmap)
  const there = Math.floor(Math.min(bytes.length, bitmap.data.length) / bitmap.stride)
  const damaged = Array.from({ length: rows - there }, (_, i) => there + i)
  return { bitmap, damagedRows: damaged.length, damaged }
}

/** PackBits (TIFF 6.0 §9), at most `size` bytes. */
function unpacked(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size)
  let at = 0
  for (let i = 0; i < bytes.length && at < size; ) {
    const n = bytes[i++] ?? 128
    if (n < 128) {
      const piece = bytes.subarray(i, i + Math.min(n + 1, size - at))
      out.set(piece, at)
      at += piece.length
      i += n + 1
    } else if (n > 128) {
      const end = Math.min(size, at + 257 - n)
      out.fill(bytes[i++] ?? 0, at, end)
      at = end
    }
  }
  return out.subarray(0, at)
}

function invert(bitmap: Bitmap): void {
  for (let i = 0; i < bitmap.data.length; i++) bitmap.data[i] = ~(bitmap.data[i] ?? 0)
  clearPadding(bitmap)
}

function clearPadding({ data, stride, width, height }: Bitmap): void {
  if ((width & 7) === 0) return
  const mask = (0xff00 >> (width & 7)) & 0xff
  for (let y = 0; y < height; y++) data[y * stride + stride - 1] = (data[y * stride + stride - 1] ?? 0) & mask
}

const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) => {
  let reversed = 0
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit)
  return reversed
})

/** The same bytes with the order of bits in each turned round. */
export function reversedBits(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) out[i] = REVERSED[bytes[i] ?? 0] ?? 0
  return out
}
