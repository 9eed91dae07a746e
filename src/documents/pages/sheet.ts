/** The sheet that a fax page is printed on: its size in dots, and how a picture of a given size is placed on it. */
import { FAX_WIDTH, RESOLUTIONS, type Resolution } from '../../fax/document.ts'
import { type Bitmap, makeBitmap } from '../bitmap.ts'

export type Paper = 'a4' | 'letter' | 'legal'

/**
 * How photographs and grey areas are printed. `line`: as text is, black or white. `airtime`: with the screen that takes
 * the shortest time on the line. `looks`: with fine dots, four times as long.
 */
export type Tone = 'line' | 'airtime' | 'looks'

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

/** A picture on a sheet, in dots. `turned`: it is to be turned by a quarter first. */
export interface Placing {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly turned: boolean
}

/**
 * Where a picture of this size (inches) goes: at its true size if it fits, else shrunk, never enlarged; centred from
 * left to right, at the top. A wide one is turned, as a fax machine feeds paper upright. `margin` in inches.
 */
export function placeOn(sheet: Sheet, widthIn: number, heightIn: number, margin = 0): Placing {
  const turned = widthIn > heightIn * 1.05 && widthIn > sheet.width / sheet.xDpi
  const [w, h] = turned ? [heightIn, widthIn] : [widthIn, heightIn]
  const roomX = sheet.width / sheet.xDpi - 2 * margin
  const roomY = sheet.height / sheet.yDpi - 2 * margin
  const scale = Math.min(1, roomX / w, roomY / h)
  const width = Math.max(1, Math.min(sheet.width, Math.round(w * scale * sheet.xDpi)))
  const height = Math.max(1, Math.min(sheet.height, Math.round(h * scale * sheet.yDpi)))
  return { x: (sheet.width - width) >> 1, y: Math.round(margin * sheet.yDpi), width, height, turned }
}

/** Grey picture: one byte a pixel, 0 black, 255 white. */
export interface Grey {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Copies a grey picture onto a white sheet. Gives the whole sheet in grey. */
export function onSheet(sheet: Sheet, picture: Grey, x: number, y: number): Grey {
  const data = new Uint8Array(sheet.width * sheet.height).fill(255)
  const columns = Math.min(picture.width, sheet.width - x)
  for (let row = 0; row < picture.height && y + row < sheet.height; row++) {
    const from = row * picture.width
    data.set(picture.data.subarray(from, from + columns), (y + row) * sheet.width + x)
  }
  return { width: sheet.width, height: sheet.height, data }
}

/** Turns a grey picture by a quarter, counter-clockwise: what was on the right comes to the top. */
export function turned({ width, height, data }: Grey): Grey {
  const out = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) out[(width - 1 - x) * height + y] = data[y * width + x] ?? 255
  }
  return { width: height, height: width, data: out }
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
