/**
 * Pictures of a PDF page that PDFium cannot decode. It leaves them out without a word, and a scan would come out as a
 * blank sheet: so they are asked for one by one. Only codings that are known to fail are, as decoding twice takes time.
 */

/** Functions of PDFium's C interface (fpdf_edit.h). */
export interface ImageFunctions {
  readonly HEAPU8: Uint8Array
  readonly wasmExports: { malloc(size: number): number; free(at: number): void }
  _FPDFPage_CountObjects(page: number): number
  _FPDFPage_GetObject(page: number, index: number): number
  _FPDFFormObj_CountObjects(form: number): number
  _FPDFFormObj_GetObject(form: number, index: number): number
  _FPDFPageObj_GetType(object: number): number
  _FPDFPageObj_GetBounds(object: number, left: number, bottom: number, right: number, top: number): number
  _FPDFImageObj_GetImageFilterCount(image: number): number
  _FPDFImageObj_GetImageFilter(image: number, index: number, at: number, size: number): number
  _FPDFImageObj_GetImageDataDecoded(image: number, at: number, size: number): number
  _FPDFImageObj_GetBitmap(image: number): number
  _FPDFBitmap_GetBuffer(bitmap: number): number
  _FPDFBitmap_GetStride(bitmap: number): number
  _FPDFBitmap_GetHeight(bitmap: number): number
  _FPDFBitmap_GetWidth(bitmap: number): number
  _FPDFBitmap_Destroy(bitmap: number): void
}

const IMAGE = 3
const FORM = 5
const WHITE = 250
const MAX_FILTERS = 8
/** T.88 §7.3: intermediate, immediate, immediate lossless. */
const GENERIC_REGIONS = [36, 38, 39]
const NAME_BYTES = 32
/** A page may have any number of objects; one with more is no scan. */
const MAX_OBJECTS = 20_000
const MAX_DEPTH = 4

/** Whether a picture of the page cannot be decoded. */
export function hasUnreadableImage(module: ImageFunctions, page: number): boolean {
  let left = MAX_OBJECTS
  const bad = (object: number, depth: number): boolean => {
    if (object === 0 || left-- <= 0) return false
    const type = module._FPDFPageObj_GetType(object)
    if (type === IMAGE) return isUnreadable(module, object)
    if (type !== FORM || depth >= MAX_DEPTH) return false
    const count = Math.min(left, module._FPDFFormObj_CountObjects(object))
    for (let i = 0; i < count; i++) {
      if (bad(module._FPDFFormObj_GetObject(object, i), depth + 1)) return true
    }
    return false
  }
  const count = Math.min(left, module._FPDFPage_CountObjects(page))
  for (let i = 0; i < count; i++) if (bad(module._FPDFPage_GetObject(page, i), 0)) return true
  return false
}

/** Part of a page that a picture covers: more, and the page is a scan, or a photograph. */
const SCAN_SHARE = 0.25

/**
 * Whether pictures cover much of the page: what is pale there was seen by a scanner or a camera. All of them together count,
 * since some scanners write a page in strips. `area` in points².
 */
export function isMostlyImages(module: ImageFunctions, page: number, area: number): boolean {
  const count = Math.min(MAX_OBJECTS, module._FPDFPage_CountObjects(page))
  let covered = 0
  for (let i = 0; i < count && covered <= area * SCAN_SHARE; i++) {
    const object = module._FPDFPage_GetObject(page, i)
    const type = object === 0 ? 0 : module._FPDFPageObj_GetType(object)
    // A form may hold pictures: its own size bounds theirs.
    if (type === IMAGE || (type === FORM && holdsImage(module, object, 1))) covered += sizeOf(module, object)
  }
  return covered > area * SCAN_SHARE
}

function holdsImage(module: ImageFunctions, form: number, depth: number): boolean {
  const count = Math.min(MAX_OBJECTS, module._FPDFFormObj_CountObjects(form))
  for (let i = 0; i < count; i++) {
    const object = module._FPDFFormObj_GetObject(form, i)
    const type = object === 0 ? 0 : module._FPDFPageObj_GetType(object)
    if (type === IMAGE || (type === FORM && (depth >= MAX_DEPTH || holdsImage(module, object, depth + 1))))
      return true
  }
  return false
}

/** In points². */
function sizeOf(module: ImageFunctions, object: number): number {
  const bytes = read(module, BOUNDS_BYTES, at => {
    module._FPDFPageObj_GetBounds(object, at, at + 4, at + 8, at + 12)
    return BOUNDS_BYTES
  })
  if (bytes.length < BOUNDS_BYTES) return Number.POSITIVE_INFINITY
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [left, bottom, right, top] = [0, 4, 8, 12].map(offset => view.getFloat32(offset, true)) as [
    number,
    number,
    number,
    number,
  ]
  return Math.abs(right - left) * Math.abs(top - bottom)
}

/** Four numbers of 32 bits. */
const BOUNDS_BYTES = 16

function isUnreadable(module: ImageFunctions, image: number): boolean {
  const filters = filtersOf(module, image)
  if (!filters.includes('JPXDecode') && !filters.includes('JBIG2Decode')) return false
  const bitmap = module._FPDFImageObj_GetBitmap(image)
  if (bitmap === 0) return true
  try {
    return filters.includes('JBIG2Decode') && isWhite(module, bitmap) && usesMmr(dataOf(module, image))
  } finally {
    module._FPDFBitmap_Destroy(bitmap)
  }
}

function filtersOf(module: ImageFunctions, image: number): string[] {
  const count = module._FPDFImageObj_GetImageFilterCount(image)
  return Array.from({ length: Math.max(0, Math.min(count, MAX_FILTERS)) }, (_, i) => {
    // With a zero at its end.
    const name = read(module, NAME_BYTES, at => module._FPDFImageObj_GetImageFilter(image, i, at, NAME_BYTES))
    return Buffer.from(name).toString('latin1').replace(/\0$/, '')
  })
}

function dataOf(module: ImageFunctions, image: number): Uint8Array {
  const size = module._FPDFImageObj_GetImageDataDecoded(image, 0, 0)
  return read(module, size, at => module._FPDFImageObj_GetImageDataDecoded(image, at, size))
}

/** What a function writes into memory of that size; it gives how many bytes there are. */
function read(module: ImageFunctions, size: number, write: (at: number) => number): Uint8Array {
  const at = module.wasmExports.malloc(Math.max(1, size))
  if (at === 0) return new Uint8Array()
  try {
    const length = write(at)
    return length > size ? new Uint8Array() : module.HEAPU8.slice(at, at + length)
  } finally {
    module.wasmExports.free(at)
  }
}

/** JBIG2 is decoded to one byte a dot; rows are padded, and what is in the padding is anything. */
function isWhite(module: ImageFunctions, bitmap: number): boolean {
  const from = module._FPDFBitmap_GetBuffer(bitmap)
  const [stride, width] = [module._FPDFBitmap_GetStride(bitmap), module._FPDFBitmap_GetWidth(bitmap)]
  for (let y = 0; y < module._FPDFBitmap_GetHeight(bitmap); y++) {
    const row = module.HEAPU8.subarray(from + y * stride, from + y * stride + Math.min(stride, width))
    if (row.some(tone => tone < WHITE)) return false
  }
  return true
}

/**
 * Whether a region of JBIG2 is coded in MMR, which PDFium takes and leaves white. T.88 §7.2: a segment's header, then its
 * data; §7.4.6: the first bit of a generic region's flags, behind 17 bytes on where it is.
 */
function usesMmr(data: Uint8Array): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let at = 0; at + 11 <= data.length; ) {
    const number = view.getUint32(at)
    const flags = view.getUint8(at + 4)
    const few = view.getUint8(at + 5) >> 5
    const refers = few === 7 ? view.getUint32(at + 5) & 0x1fff_ffff : few
    const references =
      (few === 7 ? 4 + ((refers + 8) >> 3) : 1) + refers * (number <= 256 ? 1 : number <= 65_536 ? 2 : 4)
    const header = at + 5 + references + ((flags & 0x40) !== 0 ? 4 : 1)
    if (header + 4 > data.length) return false
    const body = header + 4
    if (
      GENERIC_REGIONS.includes(flags & 63) &&
      body + 18 <= data.length &&
      (view.getUint8(body + 17) & 1) === 1
    )
      return true
    at = body + view.getUint32(header)
  }
  return false
}
