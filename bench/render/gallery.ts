/**
 * Writes docs/pages/: samples of what people fax, each as it comes in, as faxbridge's fax page, and as Ghostscript's, with
 * bytes, time on the line and what a machine can read of it. In charge of the pictures and the page around them.
 *
 *   npx tsx bench/render/gallery.ts [--folder FOLDER] [--out FOLDER]
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp, { type Sharp } from 'sharp'
import { headerStrip, withHeaderLine } from '../../src/documents/cover/header-line.ts'
import { openPdfium, pdfPages } from '../../src/documents/pages/pdf.ts'
import { sheetOf } from '../../src/documents/pages/sheet.ts'
import { previewPng } from '../../src/documents/render/preview.ts'
import { encodeG4 } from '../../src/documents/tiff/t4-encode.ts'
import { g4Page, writeTiff } from '../../src/documents/tiff/write.ts'
import type { Resolution, Tone } from '../../src/fax/document.ts'
import { makeDocuments } from './documents.ts'
import { ghostscript, ocr, textOf } from './peers.ts'
import { characterErrors } from './quality.ts'
import { labReport, photographed, receipt } from './samples.ts'

interface Sample {
  readonly name: string
  readonly title: string
  readonly says: string
  readonly pdf: string
  /** What is shown of page 1, in parts of its width and height: left, top. Always 700 × 480 dots. */
  readonly crop: readonly [number, number]
  /** PDF with the true text; null: there is none to be read. */
  readonly truth: string | null
  readonly tone?: Tone
  readonly resolution?: Resolution
}

const { values } = parseArgs({
  options: {
    folder: { type: 'string', default: join(tmpdir(), 'faxbridge-bench-render') },
    out: { type: 'string', default: fileURLToPath(new URL('../../docs/pages/', import.meta.url)) },
  },
})
const work = values.folder
const { out } = values
mkdirSync(out, { recursive: true })
const [WIDTH, HEIGHT] = [700, 480]
/** Bits a second of a common fax line (V.17). */
const LINE_SPEED = 14_400
const ALL_PAGES = { pagesLeft: 2000, tell: () => {} }

const documents = await makeDocuments(work)
const put = (name: string, bytes: Uint8Array) => {
  writeFileSync(join(work, name), bytes)
  return join(work, name)
}
const lab = put('lab.pdf', await labReport())
const desk = put('desk.pdf', await photographed(documents.text1, work))
const till = put('till.pdf', await receipt())
const pdfium = await openPdfium()

const SAMPLES: readonly Sample[] = [
  {
    name: 'text',
    title: 'A letter',
    says: 'Text from a word processor: cut at one threshold, a little bold, so that thin strokes hold on the line.',
    pdf: documents.text1,
    crop: [0.1, 0.06],
    truth: documents.text1,
  },
  {
    name: 'scan',
    title: 'A scan',
    says: 'Grey, askew, with the tone and the noise of the paper: both are gone. A halftone would print them as dots.',
    pdf: documents.scan10,
    crop: [0.1, 0.06],
    truth: documents.text1,
  },
  {
    name: 'desk',
    title: 'A letter photographed on a desk',
    says: 'One half lies in the shadow. Each part is cut against the paper around it.',
    pdf: desk,
    crop: [0.5, 0.1],
    truth: documents.text1,
  },
  {
    name: 'lab',
    title: 'A report with grey fills',
    says: 'Text on grey and dark fills stays text; bars without text keep their greys.',
    pdf: lab,
    crop: [0.08, 0.17],
    truth: lab,
  },
  {
    name: 'chart',
    title: 'The same report: its chart',
    says: 'Greys that mean something are told apart by ridges.',
    pdf: lab,
    crop: [0.08, 0.5],
    truth: lab,
  },
  {
    name: 'photo-airtime',
    title: 'A photograph, `tone: airtime`',
    says: 'Ridges straight down the page: half the time on the line of a common halftone. The text below is untouched.',
    pdf: documents.photo3,
    crop: [0.1, 0.36],
    truth: documents.photo3,
  },
  {
    name: 'photo-looks',
    title: 'The same photograph, `tone: looks`',
    says: 'Fine dots, for those who want it so: several times as long on the line.',
    pdf: documents.photo3,
    crop: [0.1, 0.36],
    truth: documents.photo3,
    tone: 'looks',
  },
]

async function section(sample: Sample): Promise<string> {
  const { name, title, says, pdf, truth } = sample
  const ours = await faxed(sample)
  const theirs = { tiff: join(work, 'gs.tiff') }
  execFileSync('rm', ['-f', theirs.tiff])
  const one = put('one.pdf', await firstPage(pdf))
  await ghostscript(one, theirs.tiff)
  await cropped(await drawnInput(pdf), sample.crop, join(out, `${name}-in.png`), 16)
  await cropped(sharp(ours.tiff), sample.crop, join(out, `${name}-fax.png`), 2)
  await cropped(sharp(theirs.tiff), sample.crop, join(out, `${name}-gs.png`), 2)
  const rows = [
    ['faxbridge', ours.bytes, truth === null ? null : misread(truth, ours.tiff)],
    ['Ghostscript', stripBytes(theirs.tiff), truth === null ? null : misread(truth, theirs.tiff)],
  ] as const
  const table = rows.map(
    ([who, bytes, errors]) =>
      `| ${who} | ${bytes.toLocaleString('en')} | ${((bytes * 8) / LINE_SPEED).toFixed(0)} s | ${errors === null ? '' : `${(errors * 100).toFixed(1)} %`} |`,
  )
  console.log(name, ...rows.flat())
  return `## ${title}

${says}

| comes in | faxbridge | Ghostscript |
|---|---|---|
| ![as it comes in](${name}-in.png) | ![by faxbridge](${name}-fax.png) | ![by Ghostscript](${name}-gs.png) |

| page 1 | bytes | on the line | characters misread |
|---|---|---|---|
${table.join('\n')}
`
}

async function firstPage(path: string): Promise<Uint8Array> {
  const { PDFDocument } = await import('pdf-lib')
  const out = await PDFDocument.create()
  const [first] = await out.copyPages(await PDFDocument.load(readFileSync(path)), [0])
  if (first !== undefined) out.addPage(first)
  return out.save()
}

async function faxed({ pdf, tone, resolution }: Pick<Sample, 'pdf' | 'tone' | 'resolution'>) {
  const sheet = sheetOf('a4', resolution ?? 'fine', tone)
  for await (const bitmap of pdfPages(pdfium, readFileSync(pdf), sheet, ALL_PAGES)) {
    const tiff = put(
      'ours.tiff',
      writeTiff([g4Page(bitmap, sheet.xDpi, sheet.yDpi)], { software: 'gallery' }),
    )
    return { bitmap, sheet, tiff, bytes: encodeG4(bitmap).length }
  }
  throw new Error(`${pdf} has no pages`)
}

/** Ghostscript writes one strip a page. */
const stripBytes = (tiff: string) =>
  Number(
    /StripByteCounts[^\n]*|Strip.*?:\s*\[\s*\d+,\s*(\d+)/.exec(
      execFileSync('tiffinfo', ['-s', tiff]).toString(),
    )?.[1] ?? readFileSync(tiff).length,
  )

const misread = (truth: string, tiff: string) =>
  characterErrors(textOf(truth, 1), ocr(tiff, truth === documents.text1))

async function drawnInput(pdf: string) {
  const document = await pdfium.loadDocument(readFileSync(pdf))
  const { originalWidth } = document.getPage(0).getOriginalSize()
  const size = { width: Math.round((originalWidth / 72) * 204), height: 2292 }
  const drawn = await document.getPage(0).render({ ...size, colorSpace: 'BGRA', render: 'bitmap' })
  document.destroy()
  const raw = { width: drawn.width, height: drawn.height, channels: 4 as const }
  return sharp(drawn.data, { raw }).flatten({ background: '#fff' })
}

async function cropped(image: Sharp, [left, top]: readonly [number, number], path: string, colours: number) {
  const whole = await image.png().toBuffer({ resolveWithObject: true })
  const { width, height } = whole.info
  const area = { left: Math.round(left * width), top: Math.round(top * height), width: WIDTH, height: HEIGHT }
  await sharp(whole.data).extract(area).png({ palette: true, colours, dither: 0, effort: 10 }).toFile(path)
}

async function longPage(): Promise<string> {
  const sheet = sheetOf('a4', 'fine')
  const names: string[] = []
  for await (const bitmap of pdfPages(pdfium, readFileSync(till), sheet, ALL_PAGES)) {
    names.push(`till-${names.length + 1}.png`)
    writeFileSync(join(out, names.at(-1) ?? ''), await previewPng(bitmap, sheet.xDpi, sheet.yDpi, 360))
  }
  return `## A till receipt of 62 cm

Shrunk onto one page nobody could read it: it goes onto ${names.length} pages, each of which begins with the last half inch of the
one before.

${names.map(name => `![a page of the receipt](${name})`).join(' ')}
`
}

/** The same lines of small print in the three resolutions, as the paper shows them, with the header line above. */
async function resolutions(): Promise<string> {
  const rows: string[] = []
  for (const resolution of ['standard', 'fine', 'superfine'] as const) {
    const { bitmap, sheet } = await faxed({ pdf: lab, resolution })
    const strip = await headerStrip(
      '2026-11-21 14:05  St. Example Laboratory  +49 30 5550100',
      'Page 1/1',
      sheet,
    )
    const page = withHeaderLine(bitmap, strip)
    const whole = await sharp(await previewPng(page, sheet.xDpi, sheet.yDpi, 0))
      .png()
      .toBuffer()
    const { width = 0, height = 0 } = await sharp(whole).metadata()
    const top = { left: 0, top: 0, width, height: 240 }
    const small = { left: 180, top: Math.round(height * 0.81), width: 900, height: 150 }
    for (const [name, area] of [
      ['head', top],
      ['small', small],
    ] as const) {
      const file = `${resolution}-${name}.png`
      await sharp(whole).extract(area).png({ palette: true, colours: 4, dither: 0 }).toFile(join(out, file))
    }
    rows.push(
      `| ${resolution}, ${sheet.xDpi}×${sheet.yDpi} | ${encodeG4(page).length.toLocaleString('en')} | ![small print](${resolution}-small.png) | ![header line](${resolution}-head.png) |`,
    )
  }
  return `## Resolutions

| resolution | bytes | print of 6.5 point | top of the page |
|---|---|---|---|
${rows.join('\n')}

The header line takes its room from blank rows, never from what is printed.
`
}

function page(sections: readonly string[]): string {
  return `# Fax pages

What comes in, what faxbridge makes of it, and what Ghostscript's fax device makes of it (\`gs -sDEVICE=tiffg4 -r204x196\`, as most
home-made gateways call it). Pieces of 700 × 480 dots, dot by dot; the figures are for the whole page: bytes as G4, time on a line of
14,400 bits a second, and the characters that tesseract misreads. Made by \`npm run gallery\`.

A page on which a common halftone lies over or beside the text is taken for a picture by tesseract: then it reads little or nothing, up to
100 % misread.

${sections.join('\n')}`
}

const sections: string[] = []
for (const sample of SAMPLES) sections.push(await section(sample))
sections.push(await longPage(), await resolutions())
writeFileSync(join(out, 'README.md'), page(sections))
process.exit(0)
