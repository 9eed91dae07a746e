/**
 * Writes fax pages as TIFF: what providers and fax software read without complaint. Little-endian, the first directory
 * at offset 8, each before its data, one strip a page (RFC 3949 §3.2 and §4).
 */
import type { Bitmap } from '../bitmap.ts'
import { checkProfile, type FaxProfile } from './profile-limits.ts'
import { reversedBits } from './read.ts'
import { encodeG3, encodeG4 } from './t4-encode.ts'

export interface TiffPageData {
  readonly width: number
  readonly height: number
  readonly xDpi: number
  readonly yDpi: number
  /** The coded page. */
  readonly strip: Uint8Array
  /** Default: mmr. */
  readonly coding?: 'mmr' | 'mh'
  /** 2: the lowest bit of a byte comes first. Default: 1. */
  readonly fillOrder?: 1 | 2
}

export interface TiffOptions {
  /** The Software tag: tells our own pages from a sender's. */
  readonly software: string
  /**
   * What the pages are checked against: S, the least that every Internet fax machine reads, or F, whatever a fax line
   * carries in black and white. profiles.ts brings pages into one of them. Default: no check.
   */
  readonly profile?: FaxProfile
}

type Entry = readonly [
  tag: number,
  type: 'short' | 'long' | 'ratio' | 'text',
  value: number | string | readonly [number, number],
]

const TYPES = { text: 2, short: 3, long: 4, ratio: 5 } as const
const ENTRY_BYTES = 12
/** NewSubfileType bit 1: a page of a multi-page document. */
const PAGE_OF_MANY = 2

/** Throws a RangeError when a page is not what the profile allows. */
export function writeTiff(pages: readonly TiffPageData[], { software, profile }: TiffOptions): Uint8Array {
  if (profile !== undefined) for (const page of pages) checkProfile(page, profile)
  const layouts = pages.map((page, i) => layoutOf(page, i, pages.length, software))
  const total = layouts.reduce((sum, layout) => sum + layout.size, 8)
  const out = new Uint8Array(total)
  const view = new DataView(out.buffer)
  view.setUint16(0, 0x4949)
  view.setUint16(2, 42, true)
  view.setUint32(4, 8, true)
  let at = 8
  layouts.forEach((layout, i) => {
    const next = i + 1 < layouts.length ? at + layout.size : 0
    writePage(view, out, at, layout, next)
    at += layout.size
  })
  return out
}

/** A page coded as T.6 for `writeTiff`. */
export function g4Page(bitmap: Bitmap, xDpi: number, yDpi: number): TiffPageData {
  return { width: bitmap.width, height: bitmap.height, xDpi, yDpi, strip: encodeG4(bitmap) }
}

/** A page as RFC 3949 §3 (profile S) wants it: MH, lowest bit first, every row after an EOL. */
export function profileSPage(bitmap: Bitmap, xDpi: number, yDpi: number): TiffPageData {
  const strip = reversedBits(encodeG3(bitmap, { k: null, alignEol: true }))
  return { width: bitmap.width, height: bitmap.height, xDpi, yDpi, strip, coding: 'mh', fillOrder: 2 }
}

interface Layout {
  readonly page: TiffPageData
  readonly entries: readonly Entry[]
  readonly size: number
}

function layoutOf(page: TiffPageData, index: number, count: number, software: string): Layout {
  const mh = page.coding === 'mh'
  const entries: readonly Entry[] = [
    [254, 'long', PAGE_OF_MANY],
    [256, 'long', page.width],
    [257, 'long', page.height],
    [258, 'short', 1],
    [259, 'short', mh ? 3 : 4],
    [262, 'short', 0],
    [266, 'short', page.fillOrder ?? 1],
    [273, 'long', 0],
    [274, 'short', 1],
    [277, 'short', 1],
    [278, 'long', page.height],
    [279, 'long', page.strip.length],
    [282, 'ratio', [page.xDpi, 1]],
    [283, 'ratio', [page.yDpi, 1]],
    // T4Options 4: EOLs end on byte borders. T6Options 0: no uncompressed mode.
    mh ? [292, 'long', 4] : [293, 'long', 0],
    [296, 'short', 2],
    [297, 'short', index | (count << 16)],
    [305, 'text', software],
  ]
  const outside = entries.reduce((sum, entry) => sum + outsideBytes(entry), 0)
  const directory = 2 + entries.length * ENTRY_BYTES + 4
  return { page, entries, size: even(directory + outside + page.strip.length) }
}

const even = (n: number) => n + (n & 1)

/** Bytes of a value that does not fit into its entry. */
function outsideBytes([, type, value]: Entry): number {
  if (type === 'ratio') return 8
  if (type !== 'text') return 0
  const length = Buffer.byteLength(String(value), 'latin1') + 1
  return length <= 4 ? 0 : even(length)
}

function writePage(
  view: DataView,
  out: Uint8Array,
  start: number,
  { page, entries }: Layout,
  next: number,
): void {
  view.setUint16(start, entries.length, true)
  let outside = start + 2 + entries.length * ENTRY_BYTES + 4
  const strip = outside + entries.reduce((sum, entry) => sum + outsideBytes(entry), 0)
  entries.forEach(([tag, type, value], i) => {
    const at = start + 2 + i * ENTRY_BYTES
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, TYPES[type], true)
    // PageNumber has two values; so has nothing else here.
    view.setUint32(at + 4, tag === 297 ? 2 : 1, true)
    if (type === 'short') view.setUint32(at + 8, Number(value), true)
    else if (type === 'long') view.setUint32(at + 8, tag === 273 ? strip : Number(value), true)
    else if (type === 'ratio' && Array.isArray(value)) {
      view.setUint32(at + 8, outside, true)
      view.setUint32(outside, value[0], true)
      view.setUint32(outside + 4, value[1], true)
      outside += 8
    } else outside += writeText(view, out, at, outside, String(value))
  })
  view.setUint32(start + 2 + entries.length * ENTRY_BYTES, next, true)
  out.set(page.strip, strip)
}

function writeText(view: DataView, out: Uint8Array, entry: number, outside: number, text: string): number {
  const bytes = Buffer.from(`${text}\0`, 'latin1')
  view.setUint32(entry + 4, bytes.length, true)
  if (bytes.length <= 4) {
    out.set(bytes, entry + 8)
    return 0
  }
  view.setUint32(entry + 8, outside, true)
  out.set(bytes, outside)
  return even(bytes.length)
}
