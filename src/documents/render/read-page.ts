/**
 * What stands on the picture of a page, for rules that ask for it: its text, from what tesseract has found, and its barcodes.
 * Runs in the renderer process: picture and words come from a fax that nobody vouches for.
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { prepareZXingModule, type ReaderOptions, readBarcodes } from 'zxing-wasm/reader'
import { wordsOf } from '../received/words.ts'
import type { PageReading, ReadPageRequest } from './job.ts'

/** A page of the smallest print has some 10,000 characters. */
const MOST_TEXT = 100_000
/** More on one page are no codes for people to sort by. */
const MOST_CODES = 50
/** ISO/IEC 18004: a QR code holds at most 4296 letters. */
const LONGEST_CODE = 5_000

const OPTIONS: ReaderOptions = {
  tryHarder: true,
  tryRotate: true,
  tryInvert: false,
  maxNumberOfSymbols: MOST_CODES,
}

/** Null for what was not asked for. */
export async function readPage({ picture, words, barcodes }: ReadPageRequest): Promise<PageReading> {
  const placed = words === null ? null : (wordsOf(await readFile(words, 'utf8')) ?? [])
  const text = placed === null ? null : placed.map(word => word.text).join(' ')
  return {
    text: text === null ? null : text.normalize('NFKC').slice(0, MOST_TEXT),
    barcodes: barcodes ? await codesOn(await readFile(picture)) : null,
  }
}

async function codesOn(png: Uint8Array): Promise<readonly string[]> {
  // From the package, never from the network, which is where the library would look.
  const wasmFile = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')
  const wasm = await readFile(wasmFile)
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
  const found = await readBarcodes(png, OPTIONS)
  return found.filter(({ isValid }) => isValid).map(({ text }) => text.slice(0, LONGEST_CODE))
}
