/** Received faxes read by the real tesseract in the real sandbox: found text, pages turned, and what happens without. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PageReader } from '../../../src/documents/received/received-fax.ts'
import { openTesseract } from '../../../src/documents/received/tesseract.ts'
import { turnedBy } from '../../../src/documents/received/turn.ts'
import type { ReceivedRequest, ReceivedWishes } from '../../../src/documents/render/job.ts'
import { makeRenderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox, type Sandbox } from '../../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { oracle } from '../oracle.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-ocr-'))
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
const WISHES: ReceivedWishes = {
  damaged: 'repair',
  g4: false,
  deskew: false,
  upright: false,
  search: false,
  languages: ['eng'],
}
const LINES = Array.from(
  { length: 20 },
  (_, i) => `Paragraph ${i + 1}: the delivery arrives on Thursday, confirm the invoice.`,
)
let sandbox: Sandbox
let reader: PageReader | null = null
let renderer: ReturnType<typeof makeRenderer>
let letter: string

beforeAll(async () => {
  sandbox = await openSandbox('auto')
  reader = await openTesseract({ ...runtime, sandbox })
  if (reader === null) throw new Error('install it with apt-get install tesseract-ocr')
  renderer = makeRenderer({ config, runtime, sandbox, workFolder: folder, reader })
  const path = join(folder, 'letter.txt')
  writeFileSync(path, LINES.join('\n\n'))
  const outFolder = aFolder()
  const source = { path, name: 'letter', declaredType: 'text/plain', kind: 'text' } as const
  letter = (await renderer.render({ sources: [source], resolution: 'fine', paper: 'a4', outFolder }, signal))
    .tiffPath
})
afterAll(async () => {
  await renderer.stop()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
function aFolder(): string {
  const path = join(folder, String(++count))
  mkdirSync(path)
  return path
}

const receive = (
  request: Omit<ReceivedRequest, 'outFolder' | 'wishes'>,
  wishes: Partial<ReceivedWishes>,
  by = renderer,
) => by.received({ ...request, wishes: { ...WISHES, ...wishes }, outFolder: aFolder() }, signal)

const bitmapIn = (path: string) => {
  const [page] = readTiff(readFileSync(path))
  const fax = page === undefined ? null : faxBitmapOf(page)
  if (fax === null) throw new Error('no fax page')
  return fax.bitmap
}

describe('a text layer', () => {
  it('has the words where they stand, in PDF and PDF/A, over the very same dots', async () => {
    const made = await receive(
      { path: letter, format: 'tiff', wanted: ['pdf', 'pdfa', 'tiff'] },
      { search: true },
    )
    expect(made.notes).toEqual([])
    for (const path of [made.files.pdf ?? '', made.files.pdfa ?? '']) {
      await oracle('qpdf', ['--check', path])
      const text = await oracle('pdftotext', ['-layout', path, '-'])
      const found = LINES.filter(line => text.replace(/\s+/g, ' ').includes(line))
      expect(found.length).toBeGreaterThanOrEqual(LINES.length - 1)
      await oracle('pdfimages', ['-tiff', path, join(folder, `image-${count}`)])
      const image = bitmapIn(join(folder, `image-${count}-000.tif`))
      expect(Buffer.from(image.data).equals(Buffer.from(bitmapIn(letter).data))).toBe(true)
    }
    expect(made.files.tiff).toBe(letter)
    const boxes = await oracle('pdftotext', ['-bbox', made.files.pdf ?? '', '-'])
    const at = (word: string) => Number(new RegExp(`yMin="([\\d.]+)"[^>]*>${word}<`).exec(boxes)?.[1])
    expect(at('2:')).toBeGreaterThan(at('1:'))
    expect(at('20:')).toBeGreaterThan(at('2:') + 300)
  })

  it('is not worth a fax: a language that is not installed, or no tesseract, leave it away', async () => {
    const request = { path: letter, format: 'tiff', wanted: ['pdf'] } as const
    const unknown = await receive(request, { search: true, languages: ['xxx'] })
    expect(await oracle('pdftotext', [unknown.files.pdf ?? '', '-'])).toMatch(/^\f+$/)
    const without = makeRenderer({ config, runtime, sandbox, workFolder: folder })
    const made = await receive(request, { search: true, upright: true }, without)
    await without.stop()
    expect(await oracle('pdfinfo', [made.files.pdf ?? ''])).toMatch(/Pages:\s+1/)
  })
})

describe('pages that lie wrong', () => {
  it.each([90, 180, 270] as const)(
    'turned by %d: come upright, are told, and can be searched',
    async turn => {
      const path = join(folder, `turned-${turn}.tiff`)
      const page = turnedBy(bitmapIn(letter), turn)
      const [x, y] = turn === 180 ? [204, 196] : [196, 204]
      writeFileSync(path, writeTiff([g4Page(page, x, y)], { software: 'x' }))
      const made = await receive(
        { path, format: 'tiff', wanted: ['pdf', 'tiff'] },
        { upright: true, search: true },
      )
      expect(made.notes).toEqual([
        { page: 1, damagedLines: 0, turned: (360 - turn) % 360, straightened: false },
      ])
      expect(
        Buffer.from(bitmapIn(made.files.tiff ?? '').data).equals(Buffer.from(bitmapIn(letter).data)),
      ).toBe(true)
      expect(await oracle('pdftotext', [made.files.pdf ?? '', '-'])).toContain('Thursday')
    },
  )

  it('an upright page stays the file that came', async () => {
    const made = await receive({ path: letter, format: 'tiff', wanted: ['tiff'] }, { upright: true })
    expect(made.files.tiff).toBe(letter)
    expect(made.notes).toEqual([])
  })
})

it('a fax that came as PDF stays that PDF; its PDF/A can be searched', async () => {
  const pdf = join(folder, 'came.pdf')
  const first = await receive({ path: letter, format: 'tiff', wanted: ['pdf'] }, {})
  writeFileSync(pdf, readFileSync(first.files.pdf ?? ''))
  const made = await receive({ path: pdf, format: 'pdf', wanted: ['pdf', 'pdfa'] }, { search: true })
  expect(made.files.pdf).toBe(pdf)
  expect(await oracle('pdftotext', [made.files.pdfa ?? '', '-'])).toContain('Thursday')
})
