/** The sheet that a fax page is printed on: its size in dots, and grey pictures on it. What stands where is layout.ts. */
import { FAX_WIDTH, RESOLUTIONS, type Resolution, type Tone } from '../../fax/document.ts'
import type { Paper } from '../../fax/paper.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'

export interface Sheet {
  /** Always 1728. */
  readonly width: number
  readonly height: number
  readonly xDpi: number
  readonly yDpi: number
  /** Default: airtime. */
  readonly tone?: Tone
}

/** Inches. A4 is 210 × 297 mm. Fax machines cut longer pages from a roll, or split them. */
const HEIGHT: Readonly<Record<Paper, number>> = { a4: 297 / 25.4, letter: 11, legal: 14 }

export function sheetOf(paper: Paper, resolution: Resolution, tone: Tone = 'airtime'): Sheet {
  const { xDpi, yDpi } = RESOLUTIONS[resolution]
  return { width: FAX_WIDTH, height: Math.round(HEIGHT[paper] * yDpi), xDpi, yDpi, tone }
}

/** Grey picture: one byte a pixel, 0 black, 255 white. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
  /** A program drew it, no scanner or camera: what is pale on it is meant to be seen. Default: nobody knows. */
  readonly isDrawn?: boolean
}

/** A bitmap of the sheet's size with `picture` on it; `x` is a multiple of 8, so that whole bytes are copied. */
export function onSheet(sheet: Sheet, picture: Bitmap, x: number, y: number): Bitmap {
  const out = makeBitmap(sheet.width, sheet.height)
  const bytes = Math.min(picture.stride, out.stride - (x >> 3))
  for (let row = 0; row < picture.height && y + row < sheet.height; row++) {
    const from = row * picture.stride
    out.data.set(picture.data.subarray(from, from + bytes), (y + row) * out.stride + (x >> 3))
  }
  return out
}

/** Turns a grey picture by a quarter. `left`: what was on the right comes to the top; `right`: what was on the left. */
export function turned({ width, height, data, isDrawn }: Grey, way: 'left' | 'right'): Grey {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    const row = y * width
    for (let x = 0; x < width; x++) {
      const at = way === 'left' ? (width - 1 - x) * height + y : x * height + (height - 1 - y)
      out[at] = data[row + x] ?? 255
    }
  }
  return { width: height, height: width, data: out, ...(isDrawn === undefined ? {} : { isDrawn }) }
}

/** Brings a bitmap of fax width to the sheet's line density: rows are repeated, or two are laid on each other. */
export function atDensity(bitmap: Bitmap, from: number, to: number): Bitmap {
  if (Math.abs(from - to) <= to * 0.05) return bitmap
  const height = Math.max(1, Math.round((bitmap.height * to) / from))
  const out = makeBitmap(bitmap.width, height)
  for (let y = 0; y < bitmap.height; y++) {
    const first = Math.floor((y * height) / bitmap.height)
    const last = Math.max(first + 1, Math.floor(((y + 1) * height) / bitmap.height))
    for (let row = first; row < Math.min(last, height); row++) {
      for (let i = 0; i < bitmap.stride; i++) {
        const at = row * bitmap.stride + i
        // Black wins where two rows fall on one: a thin line must not vanish.
        out.data[at] = (out.data[at] ?? 0) | (bitmap.data[y * bitmap.stride + i] ?? 0)
      }
    }
  }
  return out
}
