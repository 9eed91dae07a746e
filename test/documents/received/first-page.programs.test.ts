/** Page 1 of a received fax, read by the real tesseract and by the barcode reader in the real sandbox. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer'
import { openTesseract } from '../../../src/documents/received/tesseract.ts'
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-page-'))
const config = {
  processes: 1,
  seconds: 60,
  memoryBytes: 2 ** 30,
  pages: 20,
  pixelsPerPage: 40_000_000,
  fontFolders: [],
}
const runtime = { clock: systemClock, log: silentLogger }
const { signal } = new AbortController()
let renderer: ReturnType<typeof makeRenderer>
let path: string

/** SVG becomes a fax page in fine: rows are as many as columns, times 196/204. */
async function page(svg: string): Promise<string> {
  const [width, height] = [1728, 2200]
  const { data } = await sharp(Buffer.from(svg))
    .flatten({ background: '#fff' })
    .resize(width, height, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const stride = width / 8
  const bits = new Uint8Array(stride * height)
  data.forEach((grey, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    if (grey < 128) bits[y * stride + (x >> 3)] = (bits[y * stride + (x >> 3)] ?? 0) | (0x80 >> (x & 7))
  })
  const file = join(folder, `page-${Math.random().toString(36).slice(2)}.tif`)
  writeFileSync(file, writeTiff([g4Page({ width, height, stride, data: bits }, 204, 196)], { software: 'x' }))
  return file
}

beforeAll(async () => {
  const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm'))
  await prepareZXingModule({
    overrides: {
      wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.length) as ArrayBuffer,
    },
    fireImmediately: true,
  })
  const [qr, code] = await Promise.all([
    writeBarcode('DEPT-HR/4711', { format: 'QRCode' }),
    writeBarcode('INV-2026-0042', { format: 'Code128' }),
  ])
  const inner = (svg: string, at: string) =>
    `<svg ${at} preserveAspectRatio="none" viewBox="${/viewBox="([^"]*)"/.exec(svg)?.[1]}">${svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '')}</svg>`
  path = await page(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1728" height="2200">
      <text x="150" y="300" font-size="60" font-family="DejaVu Sans">Invoice number 4711 for the laboratory</text>
      <text x="150" y="420" font-size="50" font-family="DejaVu Sans">Please confirm the delivery on Thursday.</text>
      ${inner(qr.svg, 'x="200" y="700" width="420" height="420"')}
      ${inner(code.svg, 'x="200" y="1400" width="1200" height="200"')}
    </svg>`,
  )
  const sandbox = await openSandbox('auto')
  const reader = await openTesseract({ ...runtime, sandbox })
  if (reader === null) throw new Error('install it with apt-get install tesseract-ocr')
  renderer = makeRenderer({ config, runtime, sandbox, workFolder: folder, reader })
}, 120_000)
afterAll(async () => {
  await renderer.stop()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
const look = (more: { languages: readonly string[] | null; barcodes: boolean }, file = path) => {
  const outFolder = join(folder, `out-${++count}`)
  mkdirSync(outFolder)
  return renderer.firstPage({ path: file, format: 'tiff', outFolder, ...more }, signal)
}

it('a fax that is too large comes out of the sandbox in pieces', async () => {
  const pages = Array.from({ length: 3 }, () => readTiff(readFileSync(path))[0])
  const file = join(folder, 'three.tif')
  const coded = pages.map(one => ({
    width: 1728,
    height: 2200,
    xDpi: 204,
    yDpi: 196,
    strip: one?.strips[0] ?? new Uint8Array(),
  }))
  writeFileSync(file, writeTiff(coded, { software: 'x' }))
  const outFolder = join(folder, 'pieces')
  mkdirSync(outFolder)
  const request = { path: file, format: 'tiff', wanted: ['pdf', 'tiff'], maxBytes: 10, outFolder } as const
  const { pieces } = await renderer.received(request, signal)
  expect(pieces?.tiff?.map(({ from, to }) => [from, to])).toEqual([
    [1, 1],
    [2, 2],
    [3, 3],
  ])
  for (const piece of pieces?.tiff ?? []) expect(readTiff(readFileSync(piece.path))).toHaveLength(1)
  expect(pieces?.pdf?.every(piece => readFileSync(piece.path).subarray(0, 5).toString() === '%PDF-')).toBe(
    true,
  )
}, 120_000)

describe('page 1', () => {
  it('has its text and its codes', async () => {
    const { text, barcodes } = await look({ languages: ['eng'], barcodes: true })
    expect(text).toMatch(/Invoice number 4711 for the laboratory/)
    expect([...(barcodes ?? [])].sort()).toEqual(['DEPT-HR/4711', 'INV-2026-0042'])
  }, 120_000)

  it('is read for what was asked alone', async () => {
    expect(await look({ languages: null, barcodes: true })).toMatchObject({
      text: null,
      barcodes: expect.any(Array),
    })
    expect(await look({ languages: ['eng'], barcodes: false })).toMatchObject({ barcodes: null })
  }, 120_000)

  it('that is empty has neither; a language that is not there gives no text, and codes all the same', async () => {
    const empty = await page('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    expect(await look({ languages: ['eng'], barcodes: true }, empty)).toEqual({ text: '', barcodes: [] })
    const { text, barcodes } = await look({ languages: ['xxx'], barcodes: true })
    expect(text).toBeNull()
    expect(barcodes).toHaveLength(2)
  }, 120_000)
})
