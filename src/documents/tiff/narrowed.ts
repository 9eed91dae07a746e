/** Fax pages that are wider than a machine's paper, made smaller as fax machines do: every black dot stays black. */
import { type Bitmap, isBlack, makeBitmap } from '../bitmap.ts'

/** A bitmap with its density. */
export interface DensePage {
  readonly bitmap: Bitmap
  readonly xDpi: number
  readonly yDpi: number
}

/** The page at this width and density, in its own proportions. */
export function narrowed(
  { bitmap, xDpi, yDpi }: DensePage,
  width: number,
  to: Omit<DensePage, 'bitmap'>,
): Bitmap {
  const scale = width / to.xDpi / (bitmap.width / xDpi)
  const height = Math.max(1, Math.round((bitmap.height / yDpi) * scale * to.yDpi))
  const out = makeBitmap(width, height)
  const columns = Uint32Array.from({ length: bitmap.width }, (_, x) => Math.floor((x * width) / bitmap.width))
  for (let y = 0; y < bitmap.height; y++) {
    // A row that is stretched is several rows.
    const first = Math.floor((y * height) / bitmap.height)
    const last = Math.max(first + 1, Math.floor(((y + 1) * height) / bitmap.height))
    for (let x = 0; x < bitmap.width; x++) {
      // Eight white dots at a time.
      if ((x & 7) === 0 && bitmap.data[y * bitmap.stride + (x >> 3)] === 0) {
        x += 7
        continue
      }
      if (!isBlack(bitmap, x, y)) continue
      const at = columns[x] ?? 0
      for (let row = first; row < Math.min(height, last); row++) {
        const byte = row * out.stride + (at >> 3)
        out.data[byte] = (out.data[byte] ?? 0) | (0x80 >> (at & 7))
      }
    }
  }
  return out
}
