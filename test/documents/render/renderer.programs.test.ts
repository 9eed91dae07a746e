import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { type Bitmap, fillRun, isBlank, makeBitmap } from '../../../src/documents/bitmap.ts'
import { sheetOf } from '../../../src/documents/pages/sheet.ts'
import type { RenderSource } from '../../../src/documents/render/job.ts'
import { makeRenderer, type Renderer } from '../../../src/documents/render/renderer.ts'
import { openSandbox } from '../../../src/documents/sandbox/open.ts'
import { faxBitmapOf, readTiff, type TiffPage } from '../../../src/documents/tiff/read.ts'
import { g4Page, writeTiff } from '../../../src/documents/tiff/write.ts'
import type { Resolution } from '../../../src/fax/document.ts'
import { silentLogger, systemClock } from '../../../src/runtime.ts'
import { aPdf } from '../../e2e/mailing.ts'
import { oracle } from '../oracle.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-render-'))
const limits = { processes: 2, seconds: 60, memoryBytes: 2 ** 30, pages: 20, pixelsPerPage: 40_000_000 }
const sandbox = await openSandbox('auto')
const renderers: Renderer[] = []
function aRenderer(
  config: Partial<typeof limits & { fontFolders: string[] }> = {},
  workFolder = folder,
): Renderer {
  const runtime = { clock: systemClock, log: silentLogger }
  const renderer = makeRenderer({
    config: { ...limits, fontFolders: [], ...config },
    runtime,
    sandbox,
    workFolder,
  })
  renderers.push(renderer)
  return renderer
}
const renderer = aRenderer()
afterAll(async () => {
  for (const one of renderers) await one.stop()
  rmSync(folder, { recursive: true, force: true })
})

let count = 0
function aFile(name: string, bytes: Uint8Array | string): RenderSource {
  const path = join(folder, `${++count}-${name}`)
  writeFileSync(path, bytes)
  return {
    path,
    name,
    declaredType: 'application/octet-stream',
    kind: name.endsWith('.txt') ? 'text' : 'file',
  }
}

async function print(
  sources: readonly RenderSource[],
  options: { resolution?: Resolution; by?: Renderer } = {},
) {
  const outFolder = join(folder, `out-${++count}`)
  mkdirSync(outFolder)
  const { resolution = 'fine', by = renderer } = options
  const made = await by.render({ sources, resolution, paper: 'a4', outFolder }, new AbortController().signal)
  const pages = readTiff(readFileSync(made.tiffPath))
  return { ...made, pages }
}

const bitmap = (page: TiffPage | undefined): Bitmap => {
  const fax = page === undefined ? null : faxBitmapOf(page)
  if (fax === null) throw new Error('not a fax page')
  return fax.bitmap
}
/** Share of black dots. */
function ink(page: Bitmap, [x0, y0, x1, y1] = [0, 0, 1, 1]): number {
  let black = 0
  let all = 0
  for (let y = Math.floor(y0 * page.height); y < y1 * page.height; y++) {
    for (let x = Math.floor(x0 * page.width); x < x1 * page.width; x++, all++) {
      if (((page.data[y * page.stride + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0) black++
    }
  }
  return black / all
}
const errorOf = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: 'nothing', message: '' }),
    (error: { code: string; message: string }) => ({ code: error.code, message: error.message }),
  )

it.each([
  ['a4', 'fine', 2292],
  ['letter', 'fine', 2156],
  ['legal', 'fine', 2744],
  ['legal', 'standard', 1372],
] as const)('a page on %s in %s resolution has %i rows', (paper, resolution, rows) => {
  expect(sheetOf(paper, resolution).height).toBe(rows)
})

describe('PDF', () => {
  it('becomes pages of 1728 dots at 204×196 that libtiff reads without complaint', async () => {
    const made = await print([aFile('order.pdf', await aPdf(3))])
    expect(made).toMatchObject({ pageCount: 3, parts: [{ name: 'order.pdf', pages: 3 }] })
    for (const page of made.pages) {
      expect(page).toMatchObject({ width: 1728, height: 2292, xDpi: 204, yDpi: 196, compression: 4 })
      expect(page.strips).toHaveLength(1)
      expect(ink(bitmap(page))).toBeGreaterThan(0.001)
    }
    const info = await oracle('tiffinfo', [made.tiffPath])
    expect(info).toContain('Resolution: 204, 196 pixels/inch')
    expect(
      readFileSync(made.previewPath ?? '')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG')
  })

  it('at standard resolution has half the lines and the same places', async () => {
    const file = aFile('order.pdf', await aPdf(1))
    const [fine, standard] = [await print([file]), await print([file], { resolution: 'standard' })]
    expect(standard.pages[0]).toMatchObject({ width: 1728, height: 1146, xDpi: 204, yDpi: 98 })
    const part: [number, number, number, number] = [0.05, 0.05, 0.5, 0.12]
    expect(ink(bitmap(standard.pages[0]), part)).toBeCloseTo(ink(bitmap(fine.pages[0]), part), 2)
  })

  it('opens when only the owner needs a password, and fails by name when the reader does', async () => {
    const plain = aFile('plain.pdf', await aPdf(1))
    const [owner, user] = [join(folder, 'owner.pdf'), join(folder, 'user.pdf')]
    execFileSync('qpdf', ['--encrypt', '', 'secret', '256', '--', plain.path, owner])
    execFileSync('qpdf', ['--encrypt', 'secret', 'secret', '256', '--', plain.path, user])
    expect((await print([aFile('owner.pdf', readFileSync(owner))])).pageCount).toBe(1)
    const error = await errorOf(print([aFile('locked.pdf', readFileSync(user))]))
    expect(error).toEqual({ code: 'E_DOCUMENT_LOCKED', message: expect.stringContaining('"locked.pdf"') })
  })

  it('a damaged one fails by name, however many good ones stand beside it', async () => {
    const good = await aPdf(1)
    const bad = aFile('scan 7.pdf', good.subarray(0, 300))
    const error = await errorOf(print([aFile('a.pdf', good), bad, aFile('b.pdf', good)]))
    expect(error).toEqual({ code: 'E_DOCUMENT_DAMAGED', message: expect.stringContaining('"scan 7.pdf"') })
  })

  it('with too many pages fails with the numbers, also when several files add up', async () => {
    const error = await errorOf(print([aFile('a.pdf', await aPdf(15)), aFile('b.pdf', await aPdf(6))]))
    expect(error.code).toBe('E_TOO_MANY_PAGES')
    expect(error.message).toContain('"b.pdf": It has 6 pages. At most 20 pages')
  })

  it('turns a landscape page, so that it is not shrunk', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="842" height="595"><rect width="842" height="100"/></svg>'
    const image = sharp(Buffer.from(svg)).flatten({ background: '#fff' }).withMetadata({ density: 72 })
    const { PDFDocument } = await import('pdf-lib')
    const pdf = await PDFDocument.create()
    const picture = await pdf.embedPng(await image.png().toBuffer())
    pdf.addPage([842, 595]).drawImage(picture, { x: 0, y: 0, width: 842, height: 595 })
    const { pages } = await print([aFile('wide.pdf', await pdf.save())])
    // The bar at the top is now at the left.
    expect(ink(bitmap(pages[0]), [0.03, 0.1, 0.15, 0.9])).toBeGreaterThan(0.9)
    expect(ink(bitmap(pages[0]), [0.3, 0.1, 0.9, 0.9])).toBe(0)
  })

  it('keeps grey print: nothing that was there is missing on paper', async () => {
    const { PDFDocument, StandardFonts, rgb } = await import('pdf-lib')
    for (const tone of [0.6, 0.8, 0.9]) {
      const pdf = await PDFDocument.create()
      const font = await pdf.embedFont(StandardFonts.Helvetica)
      pdf
        .addPage([595, 842])
        .drawText('faint', { x: 60, y: 700, size: 40, font, color: rgb(tone, tone, tone) })
      const { pages } = await print([aFile('faint.pdf', await pdf.save())])
      expect(isBlank(bitmap(pages[0])), `tone ${tone}`).toBe(false)
    }
  })
})

describe('TIFF', () => {
  const drawn = makeBitmap(1728, 1000)
  for (let y = 0; y < 1000; y++) fillRun(drawn, y, (y * 7) % 900, ((y * 7) % 900) + (y % 300))
  const source = () =>
    aFile('fax.tif', writeTiff([g4Page(drawn, 204, 196), g4Page(drawn, 204, 196)], { software: 'x' }))

  it.each([
    ['G4', ['-c', 'g4']],
    ['G4, lowest bit first', ['-c', 'g4', '-f', 'lsb2msb']],
    ['G3 1-D', ['-c', 'g3:1d']],
    ['G3 2-D with fill bits', ['-c', 'g3:2d:fill']],
    ['G3 2-D, lowest bit first, many strips', ['-c', 'g3:2d', '-f', 'lsb2msb', '-r', '100']],
    ['PackBits', ['-c', 'packbits']],
    ['uncompressed', ['-c', 'none']],
  ])('%s passes dot by dot', async (_, args) => {
    const path = join(folder, `${++count}.tif`)
    execFileSync('tiffcp', [...args, source().path, path])
    const { pages } = await print([aFile('scan.tif', readFileSync(path))])
    expect(pages).toHaveLength(2)
    for (const page of pages)
      expect(Buffer.from(bitmap(page).data).equals(Buffer.from(drawn.data))).toBe(true)
  })

  it('without resolution tags is taken for what its size says', async () => {
    const path = join(folder, `${++count}.tif`)
    execFileSync('tiffcp', ['-c', 'g3', source().path, path])
    execFileSync('tiffset', ['-u', '282', path])
    execFileSync('tiffset', ['-u', '283', path])
    const { pages } = await print([aFile('scan.tif', readFileSync(path))], { resolution: 'standard' })
    expect(pages[0]).toMatchObject({ width: 1728, height: 1000 })
  })

  it('a grey LZW page is scaled to its true size', async () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="1654" height="2339"><rect x="400" y="400" width="800" height="800"/></svg>'
    const tiff = await sharp(Buffer.from(svg))
      .flatten({ background: '#fff' })
      .greyscale()
      .tiff({ compression: 'lzw', xres: 200 / 25.4, yres: 200 / 25.4 })
      .toBuffer()
    const { pages } = await print([aFile('grey.tif', tiff)])
    const [left, right, top] = [(1728 - 1687) / 2 + 400 * 1.02, (1728 - 1687) / 2 + 1200 * 1.02, 400 * 0.98]
    const page = bitmap(pages[0])
    expect(ink(page, [(left + 6) / 1728, (top + 6) / 2292, (right - 6) / 1728, 0.5])).toBe(1)
    expect(ink(page, [0, 0, (left - 6) / 1728, 1])).toBe(0)
  })

  it('a cut one fails by name', async () => {
    const whole = readFileSync(source().path)
    const error = await errorOf(print([aFile('cut.tif', whole.subarray(0, whole.length - 600))]))
    expect(error).toEqual({ code: 'E_DOCUMENT_DAMAGED', message: expect.stringContaining('"cut.tif"') })
  })
})

describe('pictures', () => {
  const bar = (w: number, h: number) =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><rect width="${w}" height="${h / 10}"/></svg>`,
      ),
    ).flatten({ background: '#fff' })

  it('PNG and JPEG scans keep their true size', async () => {
    for (const [name, image] of [
      ['a.png', bar(1654, 2339).withMetadata({ density: 200 }).png()],
      ['a.jpg', bar(1654, 2339).withMetadata({ density: 200 }).jpeg()],
    ] as const) {
      const { pages } = await print([aFile(name, await image.toBuffer())])
      expect(ink(bitmap(pages[0]), [0.02, 0.005, 0.98, 0.095])).toBeGreaterThan(0.98)
      expect(ink(bitmap(pages[0]), [0, 0.12, 1, 1])).toBe(0)
    }
  })

  it('are turned as their EXIF says', async () => {
    // Orientation 6: the camera was turned; the bar at the top belongs to the right.
    const image = bar(800, 600).withMetadata({ orientation: 6 }).jpeg()
    const { pages } = await print([aFile('photo.jpg', await image.toBuffer())])
    const page = bitmap(pages[0])
    expect(ink(page, [0.8, 0.1, 0.95, 0.8])).toBeGreaterThan(0.4)
    expect(ink(page, [0.1, 0.1, 0.6, 0.9])).toBe(0)
  })

  it('with too many dots are refused before they are read', async () => {
    const image = bar(7000, 7000).png()
    const error = await errorOf(print([aFile('huge.png', await image.toBuffer())]))
    expect(error).toEqual({ code: 'E_RENDER_LIMIT', message: expect.stringContaining('"huge.png"') })
  })
})

describe('text', () => {
  it('prints any script that a font here has, and what was written can be seen', async () => {
    const { pages } = await print([aFile('a.txt', 'Hämoglobin 13,5\nΕλληνικά Русский\nעברית العربية\n😀')])
    // Half an inch of margin, then lines of 0.187 inch.
    for (const line of [0, 1, 2, 3]) {
      const [y0, y1] = [(0.5 + line * 0.187) / 11.69, (0.5 + (line + 1) * 0.187) / 11.69]
      expect(ink(bitmap(pages[0]), [0.05, y0, 0.99, y1]), `line ${line + 1}`).toBeGreaterThan(0.001)
    }
  })

  it('fails by name when a character cannot be printed, and names it', async () => {
    const error = await errorOf(print([aFile('note.txt', 'Name: 鈴木')]))
    expect(error.code).toBe('E_DOCUMENT_CHARACTERS')
    expect(error.message).toContain('"note.txt": No font has 鈴 (U+9234), 木 (U+6728).')
  })

  it('a table repeats its headings on every page, in the charset of old programs', async () => {
    const rows = Array.from({ length: 100 }, (_, i) => `${i};M\xfcller;Stra\xdfe ${i};${i * 7},50`)
    const table = Buffer.from(`Nr;Name;Ort;Betrag\n${rows.join('\n')}`, 'latin1')
    const { pages } = await print([aFile('list.csv', table)])
    expect(pages).toHaveLength(2)
    // The rule under the headings, half an inch and one line below the edge.
    const rule: [number, number, number, number] = [0.08, 0.055, 0.25, 0.075]
    for (const page of pages) expect(ink(bitmap(page), rule)).toBeGreaterThan(0.04)
  })

  it('a form feed begins a page, and a long text goes on over pages', async () => {
    expect((await print([aFile('a.txt', 'one\ftwo\f')])).pageCount).toBe(2)
    expect((await print([aFile('a.txt', 'line\n'.repeat(130))])).pageCount).toBe(3)
  })
})

describe('several files', () => {
  it('make one document, in order', async () => {
    const made = await print([
      aFile('a.pdf', await aPdf(2)),
      aFile('b.txt', 'text'),
      aFile('c.pdf', await aPdf(1)),
    ])
    expect(made.parts.map(({ name, pages }) => [name, pages])).toEqual([
      ['a.pdf', 2],
      ['b.txt', 1],
      ['c.pdf', 1],
    ])
    expect(made.pages).toHaveLength(4)
  })

  it.each([
    ['letter.zip', 'PK\x03\x04 something', 'attach the documents themselves'],
    ['page.bin', '%!PS showpage', 'print it to a PDF'],
    ['x.bin', '\x00\x01\x02\x03', 'not known here'],
  ])('%s is refused by name with what to do', async (name, bytes, advice) => {
    const error = await errorOf(print([aFile(name, Buffer.from(bytes, 'latin1'))]))
    expect(error.code).toBe('E_DOCUMENT_TYPE')
    expect(error.message).toContain(`"${name}"`)
    expect(error.message).toContain(advice)
  })
})

describe('received faxes', () => {
  const receive = async (format: 'tiff' | 'pdf', bytes: Uint8Array, wanted: ('tiff' | 'pdf')[]) => {
    const { path } = aFile('received.bin', bytes)
    const outFolder = join(folder, `out-${++count}`)
    mkdirSync(outFolder)
    return renderer.received({ path, format, wanted, outFolder }, new AbortController().signal)
  }

  it('become PDF with the very same dots, and a picture of page 1', async () => {
    const drawn = makeBitmap(1728, 300)
    for (let y = 100; y < 200; y++) fillRun(drawn, y, 500, 900)
    const parts = await receive('tiff', writeTiff([g4Page(drawn, 204, 98)], { software: 'x' }), [
      'pdf',
      'tiff',
    ])
    expect(parts.pageCount).toBe(1)
    await oracle('pdfimages', ['-tiff', parts.files.pdf ?? '', join(folder, 'image')])
    const back = bitmap(readTiff(readFileSync(join(folder, 'image-000.tif')))[0])
    expect(Buffer.from(back.data).equals(Buffer.from(drawn.data))).toBe(true)
    // 300 lines at 98 an inch and 1728 dots at 204: the picture has the paper's proportions.
    const { width = 0, height = 0 } = await sharp(parts.previewPath ?? '').metadata()
    expect(width / height).toBeCloseTo(1728 / 204 / (300 / 98), 1)
  })

  it('that came as PDF become TIFF where that is wanted', async () => {
    const parts = await receive('pdf', await aPdf(2), ['tiff'])
    expect(readTiff(readFileSync(parts.files.tiff ?? ''))).toHaveLength(2)
  })

  it('that cannot be read are given as they came', async () => {
    const parts = await receive('tiff', Buffer.from('not a tiff'), ['pdf'])
    expect(parts).toMatchObject({ pageCount: null, previewPath: null, files: { tiff: expect.any(String) } })
    expect(parts.files.pdf).toBeUndefined()
  })
})

describe('limits', () => {
  it('time and memory cost that document its fax, and the next one nothing', async () => {
    const file = aFile('a.pdf', await aPdf(20))
    const slow = aRenderer({ processes: 1, seconds: 0.001 })
    expect(await errorOf(print([file], { by: slow }))).toEqual({
      code: 'E_RENDER_LIMIT',
      message: expect.stringMatching(
        /"a.pdf": It took more than 0.001 seconds. Send fewer or simpler pages.$/,
      ),
    })
    const both = [file, aFile('b.pdf', await aPdf(1))]
    expect((await errorOf(print(both, { by: slow }))).message).toContain('"a.pdf" "b.pdf": It took')
    const small = aRenderer({ processes: 1, memoryBytes: 1024 })
    expect((await errorOf(print([file], { by: small }))).message).toContain('of memory')
    expect((await print([file])).pageCount).toBe(20)
  })

  it('a renderer that dies fails its own document; its neighbour and its successor work', async () => {
    const own = join(folder, 'two')
    mkdirSync(own)
    const two = aRenderer({ processes: 2 }, own)
    const file = aFile('a.pdf', await aPdf(20))
    await Promise.all([print([file], { by: two }), print([file], { by: two })])
    const works = [errorOf(print([file], { by: two })), errorOf(print([file], { by: two }))]
    const work = () => readdirSync(own).filter(one => existsSync(join(own, one, 'in-1')))
    while (work().length < 2) await pause(5)
    const [victim] = startedFor(join(own, work()[0] ?? ''))
    if (victim !== undefined) process.kill(victim, 'SIGKILL')
    const codes = (await Promise.all(works)).map(({ code }) => code).sort()
    expect(codes).toEqual(['E_RENDER_CRASH', 'nothing'])
    expect((await print([file], { by: two })).pageCount).toBe(20)
  })

  it('an abort ends the work at once', async () => {
    const stop = new AbortController()
    const outFolder = join(folder, `out-${++count}`)
    mkdirSync(outFolder)
    const sources = [aFile('a.pdf', await aPdf(20))]
    const work = renderer.render({ sources, resolution: 'fine', paper: 'a4', outFolder }, stop.signal)
    stop.abort()
    expect((await errorOf(work)).code).toBe('E_SHUTTING_DOWN')
  })
})

/** Our children that work in this folder. */
function startedFor(place: string): number[] {
  const out = execFileSync('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(process.pid)], {
    encoding: 'utf8',
  })
  return out
    .split('\n')
    .filter(line => line.includes(place))
    .map(line => Number.parseInt(line, 10))
}
