/**
 * Received faxes against libtiff's tiff2pdf and poppler's pdftoppm, in the same run: TIFF to PDF by copying, pictures of
 * pages. Run: tsx bench/render/inbound.ts. The peers are whole programs, as a script would run them; ours is warm, as it
 * is in the renderer process.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { previewPng } from '../../src/documents/render/preview.ts'
import { faxBitmapOf, readTiff } from '../../src/documents/tiff/read.ts'
import { encodeG3 } from '../../src/documents/tiff/t4-encode.ts'
import { pdfOfTiff } from '../../src/documents/tiff/to-pdf.ts'
import { g4Page, writeTiff } from '../../src/documents/tiff/write.ts'
import { textLikePage } from '../../test/documents/pages.ts'

const ROUNDS = 15
const folder = mkdtempSync(join(tmpdir(), 'faxbridge-bench-'))
const inFolder = (name: string) => join(folder, name)

/** Ours is warm after so many calls: what a renderer process is after its first faxes. */
const WARM = 200

function ourMedian(work: () => void): number {
  for (let i = 0; i < WARM; i++) work()
  return median(work)
}

function median(work: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now()
    work()
    return performance.now() - began
  })
  return times.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0
}

const run = (program: string, args: readonly string[]) => execFileSync(program, args, { stdio: 'ignore' })

function row(what: string, ours: number, peer: string, theirs: number, goal: number): void {
  const ratio = ours / theirs
  const cells = [
    what.padEnd(34),
    `${ours.toFixed(3)} ms`.padStart(12),
    `${peer} ${theirs.toFixed(1)} ms`.padStart(20),
    `${ratio.toFixed(4)}×`.padStart(10),
    `goal ${goal}× ${ratio <= goal ? 'met' : 'MISSED'}`,
  ]
  process.stdout.write(`${cells.join('  ')}\n`)
}

const page = textLikePage(1728, 2292)
const g3 = encodeG3(page, { k: null, alignEol: true })
const files = {
  'G4, 10 pages': writeTiff(
    Array.from({ length: 10 }, () => g4Page(page, 204, 196)),
    { software: 'bench' },
  ),
  'G3 1-D, 10 pages': writeTiff(
    Array.from({ length: 10 }, () => ({
      width: page.width,
      height: page.height,
      xDpi: 204,
      yDpi: 196,
      strip: g3,
      coding: 'mh' as const,
    })),
    { software: 'bench' },
  ),
}

try {
  for (const [name, tiff] of Object.entries(files)) {
    const [from, to] = [inFolder('in.tiff'), inFolder('out.pdf')]
    writeFileSync(from, tiff)
    const theirs = median(() => void run('tiff2pdf', ['-o', to, from]))
    const ours = ourMedian(() => void pdfOfTiff(tiff, { producer: 'bench' }))
    row(`TIFF to PDF, ${name}`, ours, 'tiff2pdf', theirs, 0.03)
    const archive = ourMedian(() => void pdfOfTiff(tiff, { producer: 'bench', archive: true }))
    row(`TIFF to PDF/A, ${name}`, archive, 'tiff2pdf', theirs, 0.03)
    const bytes = pdfOfTiff(tiff, { producer: 'bench' }).length
    process.stdout.write(
      `  bytes: ${(bytes / tiff.length).toFixed(4)}× the TIFF, ${(bytes / readFileSync(to).length).toFixed(4)}× tiff2pdf\n`,
    )
  }
  const pdf = inFolder('page.pdf')
  writeFileSync(pdf, pdfOfTiff(files['G4, 10 pages'], { producer: 'bench' }))
  const picture = [
    '-png',
    '-gray',
    '-singlefile',
    '-scale-to-x',
    '600',
    '-scale-to-y',
    '-1',
    pdf,
    inFolder('page'),
  ]
  const theirs = median(() => void run('pdftoppm', picture))
  const one = readTiff(files['G4, 10 pages'])[0]
  const bitmap = one === undefined ? null : (faxBitmapOf(one)?.bitmap ?? null)
  if (one === undefined || bitmap === null) throw new Error('no page')
  row(
    'picture of a page just drawn',
    median(() => void previewPng(bitmap, 204, 196)),
    'pdftoppm',
    theirs,
    0.4,
  )
  const later = ourMedian(() => {
    const again = faxBitmapOf(one)
    if (again !== null) previewPng(again.bitmap, 204, 196)
  })
  row('picture of a page in a TIFF', later, 'pdftoppm', theirs, 0.4)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
