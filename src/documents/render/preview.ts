/**
 * Pictures of fax pages for mails, the console and the command line: grey, in the proportions of the paper. In charge of
 * shrinking and of PNG. A fax page is black runs: each is spread over the picture by its area, so no grey page is ever
 * made and white costs nothing.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { type Bitmap, changesOf } from '../bitmap.ts'
import { PAGE_PICTURE } from '../mail/pixels.ts'

/** Wide enough to read the letterhead on a telephone, small enough for a mail. */
const PREVIEW_WIDTH = 600
/** More than 16 greys cannot be told apart in a shrunken fax page, and cost twice the bytes. */
const GREYS = 16
/** Higher levels of deflate take twice the time for 2 % of the bytes. */
const DEFLATE_LEVEL = 5

/** PNG of a page with this density. `width` in pixels; 0: full size in the density of its columns. */
export function previewPng(page: Bitmap, xDpi: number, yDpi: number, width = PREVIEW_WIDTH): Buffer {
  const wide = width === 0 ? page.width : Math.min(width, page.width)
  const height = Math.max(1, Math.round((page.height / yDpi) * xDpi * (wide / page.width)))
  return png(wide, height, shrunk(page, wide, height))
}

/** Rows of PNG with four bits a pixel, each after its filter byte (0: none). */
function shrunk(page: Bitmap, width: number, height: number): Uint8Array {
  const stride = 1 + ((width + 1) >> 1)
  const out = new Uint8Array(stride * height)
  const edges = edgesOf(page.width, width)
  const changes = new Int32Array(page.width + 8)
  const scale = height / page.height
  // Two rows of the picture can be open while rows of the page are narrower than those; more where it is stretched.
  const open = Math.ceil(scale) + 2
  const sums = Array.from({ length: open }, () => new Float64Array(width + 2))
  let done = 0
  const close = (until: number) => {
    for (; done < until; done++) writeRow(out, done * stride + 1, sums[done % open], width)
  }
  for (let y = 0; y < page.height; y++) {
    const top = y * scale
    const bottom = (y + 1) * scale
    close(Math.min(height, Math.floor(top)))
    const count = changesOf(page, y, changes)
    if (count === 0) continue
    for (let row = Math.floor(top); row < Math.min(height, bottom); row++) {
      const share = Math.min(bottom, row + 1) - Math.max(top, row)
      const sum = sums[row % open]
      if (share > 0 && sum !== undefined) addRuns(sum, changes, count, edges, share)
    }
  }
  close(height)
  return out
}

interface Edges {
  /** The picture's pixel in which an edge of the page falls, and how much of that pixel is right of it. */
  readonly pixel: Int32Array
  readonly right: Float64Array
}

function edgesOf(from: number, to: number): Edges {
  const pixel = new Int32Array(from + 1)
  const right = new Float64Array(from + 1)
  for (let x = 0; x <= from; x++) {
    const at = (x * to) / from
    pixel[x] = Math.floor(at)
    right[x] = 1 - (at - Math.floor(at))
  }
  return { pixel, right }
}

/** Adds black runs as steps: summed from left to right they give each pixel's blackness. */
function addRuns(
  sum: Float64Array,
  changes: Int32Array,
  count: number,
  { pixel, right }: Edges,
  share: number,
): void {
  for (let i = 0; i < count + (count & 1); i++) {
    const x = changes[i] ?? 0
    const at = pixel[x] ?? 0
    const step = (i & 1) === 0 ? share : -share
    const part = step * (right[x] ?? 0)
    sum[at] = (sum[at] ?? 0) + part
    sum[at + 1] = (sum[at + 1] ?? 0) + step - part
  }
}

function writeRow(out: Uint8Array, start: number, sum: Float64Array | undefined, width: number): void {
  if (sum === undefined) return
  let black = 0
  for (let x = 0; x < width; x++) {
    black += sum[x] ?? 0
    const grey = GREYS - 1 - Math.min(GREYS - 1, Math.round(black * (GREYS - 1)))
    out[start + (x >> 1)] = (out[start + (x >> 1)] ?? 0) | ((x & 1) === 0 ? grey << 4 : grey)
  }
  sum.fill(0)
}

/** ISO 15948: colour type 0 (grey), four bits. */
function png(width: number, height: number, rows: Uint8Array): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 4
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(PAGE_PICTURE, 'latin1')),
    chunk('IDAT', deflateSync(rows, { level: DEFLATE_LEVEL })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const out = Buffer.alloc(named.length + 8)
  out.writeUInt32BE(data.length, 0)
  named.copy(out, 4)
  out.writeUInt32BE(crc32(named), named.length + 4)
  return out
}

/** Stands in what we write. */
export const SOFTWARE = 'faxbridge'

/** Path of the picture of page 1. */
export async function writePreview(
  page: Bitmap,
  density: { xDpi: number; yDpi: number },
  outFolder: string,
): Promise<string> {
  const path = join(outFolder, 'page-1.png')
  await writeFile(path, previewPng(page, density.xDpi, density.yDpi), { mode: 0o600 })
  return path
}
