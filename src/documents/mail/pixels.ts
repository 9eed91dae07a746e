/**
 * How many dots a picture has, from its first bytes: fixed places and, for JPEG, a bounded walk over segment lengths. It
 * decodes nothing, so it may run in the daemon.
 */

export interface PixelSize {
  readonly width: number
  readonly height: number
}

/** So many bytes hold the size of a JPEG behind its thumbnails and colour profiles, or it stays unknown. */
export const PICTURE_HEAD = 256 * 1024

/** Is this a picture of a kind that mail programs put into texts? PDF, TIFF and HEIC are documents or photos. */
export function isPicture(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 512)).toString('latin1')
  return (
    /^(?:\x89PNG\r\n\x1a\n|\xff\xd8\xff|GIF8[79]a|RIFF[\s\S]{4}WEBP)/.test(start) ||
    (start.startsWith('BM') && head.length > 26) ||
    /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i.test(
      start,
    )
  )
}

/** ISO 15948 §11.3.4.3, tEXt: every picture of a fax page that we make says so, and mail programs quote it as it is. */
export const PAGE_PICTURE = 'Software\0faxbridge: picture of a fax page'

/** Is it a picture of a page that we made ourselves? */
export function isPagePicture(head: Uint8Array): boolean {
  const start = Buffer.from(head.subarray(0, 256)).toString('latin1')
  return start.startsWith('\x89PNG') && start.includes(`tEXt${PAGE_PICTURE}`)
}

/** Null: not known, or it has none. */
export function pixelSizeOf(head: Uint8Array): PixelSize | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length)
  const magic = bytes.toString('latin1', 0, 12)
  if (magic.startsWith('\xff\xd8')) return jpegSize(bytes)
  if (bytes.length < 30) return null
  let size: PixelSize | null = null
  if (magic.startsWith('\x89PNG')) size = { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
  else if (magic.startsWith('GIF8')) size = { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }
  else if (magic.startsWith('BM'))
    size = { width: Math.abs(bytes.readInt32LE(18)), height: Math.abs(bytes.readInt32LE(22)) }
  else if (magic.startsWith('RIFF') && magic.endsWith('WEBP')) size = webpSize(bytes)
  return size !== null && size.width > 0 && size.height > 0 ? size : null
}

/** ITU-T T.81 annex B: the frame header (SOF) stands behind segments that each say their length. */
function jpegSize(bytes: Buffer): PixelSize | null {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) {
      const size = { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) }
      return size.width > 0 && size.height > 0 ? size : null
    }
    // Fill bytes, and markers without a segment.
    if (marker === 0xff) at++
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2))
  }
  return null
}

/** RFC 9649 §2.5-2.7. */
function webpSize(bytes: Buffer): PixelSize | null {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 }
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8 ':
      return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
    default:
      return null
  }
}
