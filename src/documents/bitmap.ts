/** A page of one bit a pixel: 1 is black, the leftmost pixel is the highest bit, rows are padded to whole bytes. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  /** Bytes of one row. */
  readonly stride: number
  readonly data: Uint8Array
}

/** An all-white bitmap. Width and height in pixels. */
export function makeBitmap(width: number, height: number): Bitmap {
  const stride = (width + 7) >> 3
  return { width, height, stride, data: new Uint8Array(stride * height) }
}

/** Makes the pixels `from ≤ x < to` of row `y` black. */
export function fillRun(bitmap: Bitmap, y: number, from: number, to: number): void {
  if (to <= from) return
  const { data } = bitmap
  const first = y * bitmap.stride + (from >> 3)
  const last = y * bitmap.stride + ((to - 1) >> 3)
  const head = 0xff >> (from & 7)
  const tail = (0xff << (7 - ((to - 1) & 7))) & 0xff
  if (first === last) {
    data[first] = (data[first] ?? 0) | (head & tail)
    return
  }
  data[first] = (data[first] ?? 0) | head
  if (last > first + 1) data.fill(0xff, first + 1, last)
  data[last] = (data[last] ?? 0) | tail
}

export function isBlack(bitmap: Bitmap, x: number, y: number): boolean {
  return ((bitmap.data[y * bitmap.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0
}

/** One byte a pixel: 0 is black, 255 is white. */
export function greyOf(bitmap: Bitmap): Uint8Array {
  const { width, height, stride, data } = bitmap
  const grey = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const byte = data[y * stride + (x >> 3)] ?? 0
      if ((byte & (0x80 >> (x & 7))) !== 0) grey[y * width + x] = 0
    }
  }
  return grey
}

/** True when not one pixel is black. Padding bits are white by construction. */
export function isBlank(bitmap: Bitmap): boolean {
  return bitmap.data.every(byte => byte === 0)
}

/** The first `height` rows, sharing the memory. */
export function withHeight(bitmap: Bitmap, height: number): Bitmap {
  return { ...bitmap, height, data: bitmap.data.subarray(0, bitmap.stride * height) }
}

/**
 * Where the colour changes in row `y`, left to right, into `out`, followed by four times the width as a stop. Even
 * entries begin black, odd ones white. Gives their number.
 */
export function changesOf(bitmap: Bitmap, y: number, out: Int32Array): number {
  const { data, stride, width } = bitmap
  const start = y * stride
  let count = 0
  let colour = 0
  for (let i = 0; i < stride; i++) {
    const byte = data[start + i] ?? 0
    if (byte === (colour === 1 ? 0xff : 0)) continue
    // A bit is set where the pixel differs from the one before it.
    let differs = (byte ^ ((byte >> 1) | (colour << 7))) & 0xff
    while (differs !== 0) {
      const bit = Math.clz32(differs) - 24
      const x = (i << 3) + bit
      if (x >= width) break
      out[count++] = x
      differs &= ~(0x80 >> bit)
    }
    colour = byte & 1
  }
  for (let i = 0; i < 4; i++) out[count + i] = width
  return count
}
