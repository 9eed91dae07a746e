/**
 * BMP pictures to RGB: what Windows programs and old scanners write, in all depths, run-length coded or not, bottom-up or
 * top-down. libvips has no reader for them. Every read is inside the file: what is missing stays white.
 */

import { BridgeError } from '../../fax/error.ts'
import { CUT_OFF } from '../tiff/directory.ts'

export interface BmpPicture {
  readonly width: number
  readonly height: number
  /** Three bytes a dot. */
  readonly rgb: Uint8Array
  /** Dots an inch; undefined when the file does not say. */
  readonly dpi: number | undefined
}

/** BITMAPCOREHEADER, of OS/2: sizes have two bytes, colours three. */
const CORE_HEADER = 12
const RLE8 = 1
const RLE4 = 2
const BIT_FIELDS = 3
const ALPHA_BIT_FIELDS = 6
const METRES_PER_INCH = 0.0254

const damaged = (say: string) => new BridgeError('E_DOCUMENT_DAMAGED', { say })

interface Header {
  readonly width: number
  readonly height: number
  readonly topDown: boolean
  readonly bits: number
  readonly compression: number
  readonly dataAt: number
  readonly palette: Uint8Array
  /** Red, green, blue. */
  readonly masks: readonly [number, number, number]
  readonly dpi: number | undefined
}

/** Throws E_DOCUMENT_DAMAGED, E_DOCUMENT_TYPE, E_RENDER_LIMIT. */
export function readBmp(bytes: Uint8Array, maxPixels: number): BmpPicture {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (file.length < 26) throw damaged('The picture cannot be read.')
  const header = headerOf(file)
  const { width, height, bits, compression } = header
  if (width < 1 || height < 1 || ![1, 4, 8, 16, 24, 32].includes(bits))
    throw damaged('The picture cannot be read.')
  if (width * height > maxPixels)
    throw new BridgeError('E_RENDER_LIMIT', { say: 'The picture has too many dots: make it smaller.' })
  if (compression > BIT_FIELDS && compression !== ALPHA_BIT_FIELDS) {
    throw new BridgeError('E_DOCUMENT_TYPE', {
      say: 'It is a picture of a kind not read here (BMP with JPEG or PNG): save it as PDF or JPEG and attach that.',
    })
  }
  const rgb = new Uint8Array(width * height * 3).fill(255)
  if (compression === RLE8 || compression === RLE4) runs(file, header, rgb)
  else rows(file, header, rgb)
  return { width, height, rgb, dpi: header.dpi }
}

function headerOf(file: Buffer): Header {
  const size = file.readUInt32LE(14)
  const dataAt = file.readUInt32LE(10)
  if (size === CORE_HEADER) {
    const [width, height, bits] = [file.readUInt16LE(18), file.readUInt16LE(20), file.readUInt16LE(24)]
    const palette = paletteAt(file, 14 + size, dataAt, 3)
    return {
      width,
      height,
      topDown: false,
      bits,
      compression: 0,
      dataAt,
      palette,
      masks: masksFor(bits),
      dpi: undefined,
    }
  }
  if (file.length < 54) throw damaged('The picture cannot be read.')
  const signed = file.readInt32LE(22)
  const bits = file.readUInt16LE(28)
  const compression = file.readUInt32LE(30)
  const perMetre = file.readInt32LE(38)
  const hasMasks = compression === BIT_FIELDS || compression === ALPHA_BIT_FIELDS
  const masks: [number, number, number] =
    hasMasks && file.length >= 66
      ? [file.readUInt32LE(54), file.readUInt32LE(58), file.readUInt32LE(62)]
      : masksFor(bits)
  const behind = 14 + size + (hasMasks && size === 40 ? (compression === ALPHA_BIT_FIELDS ? 16 : 12) : 0)
  return {
    width: file.readInt32LE(18),
    height: Math.abs(signed),
    topDown: signed < 0,
    bits,
    compression,
    dataAt,
    palette: paletteAt(file, behind, dataAt, 4),
    masks,
    dpi: perMetre > 0 ? perMetre * METRES_PER_INCH : undefined,
  }
}

/** What 16 and 32 bits mean when nothing is said: 5 bits each, or 8. */
const masksFor = (bits: number): [number, number, number] =>
  bits === 16 ? [0x7c00, 0x03e0, 0x001f] : [0xff0000, 0xff00, 0xff]

/** 256 colours of three bytes. Colours that the file does not have are black. */
function paletteAt(file: Buffer, from: number, to: number, each: number): Uint8Array {
  const palette = new Uint8Array(256 * 3)
  const end = Math.min(to, file.length)
  for (let i = 0; i < 256 && from + i * each + 2 < end; i++) {
    for (let c = 0; c < 3; c++) palette[i * 3 + c] = file[from + i * each + 2 - c] ?? 0
  }
  return palette
}

function rows(file: Buffer, header: Header, rgb: Uint8Array): void {
  const { width, height, bits, topDown, dataAt } = header
  const stride = ((width * bits + 31) >> 5) * 4
  const there = Math.floor((file.length - dataAt + 3) / stride)
  // Some writers leave the padding of the last row out.
  if (there < height) throw damaged(CUT_OFF)
  const read = dotReader(file, header)
  for (let y = 0; y < height; y++) {
    const from = dataAt + y * stride
    let at = (topDown ? y : height - 1 - y) * width * 3
    for (let x = 0; x < width; x++, at += 3) read(from, x, rgb, at)
  }
}

type DotReader = (row: number, x: number, rgb: Uint8Array, at: number) => void

function dotReader(file: Buffer, { bits, palette, masks, compression }: Header): DotReader {
  if (bits <= 8) {
    const mask = (1 << bits) - 1
    return (row, x, rgb, at) => {
      const bit = x * bits
      const colour = ((file[row + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & mask
      for (let c = 0; c < 3; c++) rgb[at + c] = palette[colour * 3 + c] ?? 0
    }
  }
  if (bits === 24 || (bits === 32 && compression === 0)) {
    const each = bits >> 3
    return (row, x, rgb, at) => {
      for (let c = 0; c < 3; c++) rgb[at + c] = file[row + x * each + 2 - c] ?? 0
    }
  }
  const each = bits >> 3
  const parts = masks.map(mask => ({ mask, shift: mask === 0 ? 0 : 31 - Math.clz32(mask & -mask) }))
  const scales = parts.map(({ mask, shift }) => (mask === 0 ? 0 : 255 / (mask >>> shift)))
  return (row, x, rgb, at) => {
    let word = 0
    for (let b = 0; b < each; b++) word |= (file[row + x * each + b] ?? 0) << (8 * b)
    parts.forEach(({ mask, shift }, c) => {
      rgb[at + c] = ((word & mask) >>> shift) * (scales[c] ?? 0)
    })
  }
}

/** Run-length coding: pairs of count and colour; a count of 0 is an escape. Every turn uses up two bytes at least. */
function runs(file: Buffer, header: Header, rgb: Uint8Array): void {
  const { width, height, palette, topDown, compression } = header
  const half = compression === RLE4
  let [x, y] = [0, 0]
  const dot = (colour: number) => {
    if (x < width && y < height) {
      const at = ((topDown ? y : height - 1 - y) * width + x) * 3
      for (let c = 0; c < 3; c++) rgb[at + c] = palette[colour * 3 + c] ?? 0
    }
    x++
  }
  for (let at = header.dataAt; at + 1 < file.length; ) {
    const count = file[at++] ?? 0
    const value = file[at++] ?? 0
    if (count > 0) {
      for (let i = 0; i < count; i++) dot(half ? ((i & 1) === 0 ? value >> 4 : value & 15) : value)
    } else if (value === 0) {
      x = 0
      y++
    } else if (value === 1) return
    else if (value === 2) {
      x += file[at++] ?? 0
      y += file[at++] ?? 0
    } else {
      for (let i = 0; i < value; i++) {
        const byte = file[at + (half ? i >> 1 : i)] ?? 0
        dot(half ? ((i & 1) === 0 ? byte >> 4 : byte & 15) : byte)
      }
      const used = half ? (value + 1) >> 1 : value
      at += used + (used & 1)
    }
  }
  if (y < height - 1) throw damaged(CUT_OFF)
}
