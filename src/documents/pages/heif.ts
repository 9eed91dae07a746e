/**
 * HEIC and HEIF photos, as telephones take them, by libheif in WebAssembly: libvips as it comes cannot decode their
 * HEVC. Turned as the file says. The size is known and checked before a dot is decoded.
 */
import heic from 'heic-decode'
import { BridgeError } from '../../fax/error.ts'

export interface HeifPicture {
  readonly width: number
  readonly height: number
  /** Four bytes a dot: red, green, blue, opacity. */
  readonly rgba: Uint8Array
}

/** Brands that the decoder reads but its wrapper does not know by name (ISO/IEC 23008-12 annex B). */
const OTHER_BRANDS = ['heim', 'heis', 'hevm', 'hevs']

/** The first picture of the file. Throws E_DOCUMENT_DAMAGED, E_RENDER_LIMIT. */
export async function readHeif(bytes: Uint8Array, maxPixels: number): Promise<HeifPicture> {
  const all = await opened(bytes)
  try {
    const [first] = all
    if (first === undefined) throw unreadable(null)
    if (first.width * first.height > maxPixels)
      throw new BridgeError('E_RENDER_LIMIT', { say: 'The picture has too many dots: make it smaller.' })
    const { width, height, data } = await first.decode().catch(error => Promise.reject(unreadable(error)))
    return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  } finally {
    all.dispose()
  }
}

async function opened(bytes: Uint8Array) {
  const buffer = Uint8Array.from(bytes)
  const brand = Buffer.from(buffer.subarray(8, 12)).toString('latin1')
  if (OTHER_BRANDS.includes(brand) || !/^(?:hei[cx]|hev[cx]|m[is]f1)$/.test(brand))
    buffer.set(Buffer.from('mif1'), 8)
  try {
    return await heic.all({ buffer })
  } catch (error) {
    throw unreadable(error)
  }
}

function unreadable(cause: unknown): BridgeError {
  return new BridgeError('E_DOCUMENT_DAMAGED', { cause, say: 'The picture cannot be read.' })
}
