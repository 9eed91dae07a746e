/**
 * The figures of fax pages against the programs that people use today, in the same run on the same machine: one line for
 * each, with what is asked for and what was measured. Ends with 1 if a figure is missed. Needs gs, pdftoppm, pdftotext,
 * tiff2pdf, tesseract and soffice.
 *
 *   npx tsx bench/render/run.ts [--rounds 15] [--folder FOLDER]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bitmap } from '../../src/documents/bitmap.ts'
import { layOut } from '../../src/documents/pages/layout.ts'
import { openPdfium, pdfPages } from '../../src/documents/pages/pdf.ts'
import { sheetOf } from '../../src/documents/pages/sheet.ts'
import { previewPng } from '../../src/documents/render/preview.ts'
import { readTiff } from '../../src/documents/tiff/read.ts'
import { pdfParts } from '../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../src/documents/tiff/write.ts'
import { makeDocuments } from './documents.ts'
import { measureMemory } from './memory.ts'
import { measureOffice } from './office.ts'
import * as peers from './peers.ts'
import { characterErrors, hpsnr } from './quality.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    /** Documents are kept there for the next run. */
    folder: { type: 'string', default: join(tmpdir(), 'faxbridge-bench-render') },
  },
})
const rounds = Number(values.rounds)
const folder = values.folder
mkdirSync(folder, { recursive: true })
const at = (name: string) => join(folder, name)
const SHEET = sheetOf('a4', 'fine')
const PREVIEW_WIDTH = 400
/** What a renderer process has done before it is as warm as it gets: it takes fifty documents, and lives on for days. */
const WARM_PAGES = 40
const WARM_FAXES = 200
/** So many received faxes are converted before the other program has its turn. */
const AT_A_TIME = 10
const ALL_PAGES = { pagesLeft: 2000, tell: () => {} }
/** Where photo3 has its picture, without its edges: dots. */
const PICTURE = { left: 180, top: 290, width: 1350, height: 950 }

const documents = await makeDocuments(folder)
const pdfium = await openPdfium()
let missed = 0

async function warmLatency(): Promise<void> {
  const bytes = readFileSync(documents.text1)
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < WARM_PAGES; i++) await faxed(bytes)
  for (let i = 0; i < rounds; i++) {
    ours.push(await elapsed(() => faxed(bytes)))
    theirs.push(await peers.ghostscript(documents.text1, at('gs.tiff')))
  }
  line('one page of text, PDF to G4: ms', 0.25, median(ours), median(theirs), 'gs')
}

async function cpuOfText(): Promise<void> {
  const bytes = readFileSync(documents.text10)
  const ours: number[] = []
  for (let i = 0; i < rounds; i++) {
    const before = process.cpuUsage()
    await faxed(bytes)
    const { user, system } = process.cpuUsage(before)
    ours.push((user + system) / 10_000)
  }
  const theirs = peers.ghostscriptCpu(documents.text10, at('gs.tiff'), rounds) * 100
  line('ten pages of text, CPU a page: ms', 1.2, median(ours), theirs, 'gs')
}

async function bytesOfScans(): Promise<void> {
  const made = await faxed(readFileSync(documents.scan10))
  writeFileSync(at('scan.tiff'), made)
  await peers.ghostscript(documents.scan10, at('gs.tiff'))
  line('grey scan: bytes', 0.2, made.length, peers.bytesOf(at('gs.tiff')), 'gs')
  const pages = await bitmapsOf(documents.scan10)
  let errors = 0
  for (const [i, page] of pages.slice(0, 3).entries()) {
    writeFileSync(at('page.tiff'), writeTiff([g4Page(page, SHEET.xDpi, SHEET.yDpi)], { software: 'bench' }))
    errors += characterErrors(peers.textOf(documents.text10, i + 1), peers.ocr(at('page.tiff')))
  }
  limit('grey scan: characters misread, %', 1, (errors / 3) * 100)
}

async function bytesOfText(): Promise<void> {
  const made = await faxed(readFileSync(documents.text10))
  await peers.ghostscript(documents.text10, at('gs.tiff'), true)
  line('text: bytes', 1.05, made.length, peers.bytesOf(at('gs.tiff')), 'gs with threshold')
}

async function photographs(): Promise<void> {
  const bytes = readFileSync(documents.photo3)
  const made = await faxed(bytes)
  await peers.ghostscript(documents.photo3, at('gs.tiff'))
  line('photographs with text: bytes', 0.6, made.length, peers.bytesOf(at('gs.tiff')), 'gs')
  const pages = await bitmapsOf(documents.photo3)
  const document = await pdfium.loadDocument(bytes)
  const drawn = { width: LAYOUT.width, height: LAYOUT.height }
  const worst = { dB: 99 }
  for (const [i, page] of pages.entries()) {
    const { data } = await document.getPage(i).render({ ...drawn, colorSpace: 'Gray', render: 'bitmap' })
    worst.dB = Math.min(worst.dB, hpsnr(onSheet(data, page), page, PICTURE))
  }
  document.destroy()
  atLeast('photographs: tones as the eye sees them, dB', 30, worst.dB)
}

/** The page at its true size, as faxbridge places it: A4 is a little narrower than the sheet. */
const LAYOUT = layOut(SHEET, 595.28 / 72, 841.89 / 72)
function onSheet(data: Uint8Array, page: Bitmap): Uint8Array {
  const { width, height, x } = LAYOUT
  const out = new Uint8Array(page.width * page.height).fill(255)
  for (let y = 0; y < height; y++) out.set(data.subarray(y * width, (y + 1) * width), y * page.width + x)
  return out
}

async function tiffToPdf(): Promise<void> {
  const tiff = await faxed(readFileSync(documents.text10))
  writeFileSync(at('text10.tiff'), tiff)
  const ofTiff = () => pdfParts(readTiff(tiff), { producer: 'bench' })
  for (let i = 0; i < WARM_FAXES; i++) ofTiff()
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < rounds; i++) {
    // One after the other, as when faxes wait: the first after a pause takes three times as long, with cold caches.
    for (let n = 0; n < AT_A_TIME; n++) ours.push(await elapsed(ofTiff))
    theirs.push(await peers.tiff2pdf(at('text10.tiff'), at('text10-fax.pdf')))
  }
  line('ten fax pages, TIFF to PDF: ms', 0.03, median(ours), median(theirs), 'tiff2pdf')
}

async function previews(): Promise<void> {
  const [page] = await bitmapsOf(documents.text1)
  if (page === undefined) throw new Error('no page')
  const ours: number[] = []
  const theirs: number[] = []
  for (let i = 0; i < rounds; i++) {
    ours.push(await elapsed(() => previewPng(page, SHEET.xDpi, SHEET.yDpi, PREVIEW_WIDTH)))
    theirs.push(await peers.pdftoppmPreview(documents.text1, folder, PREVIEW_WIDTH))
  }
  line('picture of page 1: ms', 0.4, median(ours), median(theirs), 'pdftoppm')
}

async function memory(): Promise<void> {
  const { grown, largest, limitBytes } = await measureMemory(documents, folder)
  limit('200 pages, 40 megapixels: memory of the daemon grows by, MiB', 24, grown / 2 ** 20)
  limit('the same: memory of the renderer, MiB', limitBytes / 2 ** 20, largest / 2 ** 20)
}

async function wordDocuments(): Promise<void> {
  const { warm, cold } = await measureOffice(folder, rounds)
  line('Word document of ten pages, to PDF: ms', 0.15, median(warm), median(cold), 'a cold soffice')
}

async function bitmapsOf(pdf: string): Promise<Bitmap[]> {
  const pages: Bitmap[] = []
  for await (const page of pdfPages(pdfium, readFileSync(pdf), SHEET, ALL_PAGES)) pages.push(page)
  return pages
}

async function faxed(bytes: Uint8Array): Promise<Uint8Array> {
  const pages: ReturnType<typeof g4Page>[] = []
  for await (const page of pdfPages(pdfium, bytes, SHEET, ALL_PAGES))
    pages.push(g4Page(page, SHEET.xDpi, SHEET.yDpi))
  return writeTiff(pages, { software: 'bench' })
}

async function elapsed(work: () => unknown): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? 0
}

function line(what: string, must: number, ours: number, theirs: number, peer: string): void {
  const ratio = ours / theirs
  const numbers = `${shown(ours)} against ${shown(theirs)} (${peer})`
  verdict(ratio <= must, what, `${numbers}: ${ratio.toFixed(3)}×, must be ≤ ${must}×`)
}
const limit = (what: string, most: number, is: number) =>
  verdict(is <= most, what, `${is.toFixed(2)}, must be ≤ ${most}`)
const atLeast = (what: string, least: number, is: number) =>
  verdict(is >= least, what, `${is.toFixed(1)}, must be ≥ ${least}`)
const shown = (value: number) => (value >= 1000 ? value.toFixed(0) : value.toFixed(2))

function verdict(good: boolean, what: string, numbers: string): void {
  if (!good) missed++
  console.log(`${good ? 'ok    ' : 'MISSED'}  ${what.padEnd(46)}  ${numbers}`)
}

await warmLatency()
await cpuOfText()
await bytesOfScans()
await bytesOfText()
await photographs()
await tiffToPdf()
await previews()
await wordDocuments()
await memory()
console.log(missed === 0 ? '\nAll figures reached.' : `\n${missed} figures missed.`)
process.exit(missed === 0 ? 0 : 1)
