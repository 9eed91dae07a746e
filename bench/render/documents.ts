/**
 * The documents that figures and gallery are made of: always the same bytes of content, made here and by the real
 * programs (LibreOffice writes the text, poppler draws what is "scanned"). In charge of what is on the pages.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, rgb, StandardFonts } from 'pdf-lib'
import sharp from 'sharp'

/** Points of an A4 page. */
const A4 = [595.28, 841.89] as const
const WORDS =
  'invoice number delivery please confirm receipt of the attached order before noon on Friday total amount due including tax reference customer account bank transfer payment terms thirty days net signature department hospital patient referral letter contract clause agreement party notice period termination schedule annex page fax transmission report'.split(
    ' ',
  )

/** Numbers from 0 to 1, the same at every run. */
export function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return state / 0x7fffffff
  }
}

export interface Documents {
  readonly text1: string
  readonly text10: string
  readonly docx: string
  readonly scan10: string
  readonly vector10: string
  readonly photo3: string
  readonly text200: string
}

/** Makes what is not there yet. Needs soffice and pdftoppm. */
export async function makeDocuments(folder: string): Promise<Documents> {
  mkdirSync(folder, { recursive: true })
  const made: Documents = {
    text1: join(folder, 'text1.pdf'),
    text10: join(folder, 'text10.pdf'),
    docx: join(folder, 'text10.docx'),
    scan10: join(folder, 'scan10.pdf'),
    vector10: join(folder, 'vector10.pdf'),
    photo3: join(folder, 'photo3.pdf'),
    text200: join(folder, 'text200.pdf'),
  }
  const unlessThere = async (path: string, make: () => Promise<unknown> | unknown) => {
    if (!existsSync(path)) await make()
  }
  await unlessThere(made.text10, () => writeText(folder))
  await unlessThere(made.text1, async () => writeFileSync(made.text1, await someOf(made.text10, 1)))
  await unlessThere(made.text200, async () => writeFileSync(made.text200, await someOf(made.text10, 200)))
  await unlessThere(made.scan10, async () => writeFileSync(made.scan10, await scanned(made.text10, folder)))
  await unlessThere(made.vector10, async () => writeFileSync(made.vector10, await drawings()))
  await unlessThere(made.photo3, async () => writeFileSync(made.photo3, await photos()))
  return made
}

function writeText(folder: string): void {
  const random = numbersFrom(7)
  const section = (n: number) => {
    const paragraphs = Array.from({ length: 5 }, () => `<p>${words(random, 70)}</p>`).join('')
    const row = (i: number) =>
      `<tr><td>${i}</td><td>${words(random, 3)}</td><td>${(random() * 1e4).toFixed(2)}</td></tr>`
    const table = `<table border="1" cellpadding="3">${[1, 2, 3, 4, 5, 6].map(row).join('')}</table>`
    const end = n % 3 === 0 ? table : `<p>${words(random, 60)}</p>`
    return `<h2 style="page-break-before:${n > 0 ? 'always' : 'auto'}">Section ${n + 1}</h2>${paragraphs}${end}`
  }
  const sections = Array.from({ length: 10 }, (_, n) => section(n)).join('')
  const style = '@page{size:A4;margin:2cm} body{font-family:"Liberation Serif";font-size:11pt}'
  writeFileSync(
    join(folder, 'text10.html'),
    `<html><head><meta charset="utf-8"><style>${style}</style></head><body>${sections}</body></html>`,
  )
  const soffice = (...args: string[]) =>
    execFileSync('soffice', ['--headless', '--convert-to', ...args], { cwd: folder, stdio: 'ignore' })
  soffice('docx:MS Word 2007 XML', '--infilter=HTML (StarWriter)', 'text10.html')
  soffice('pdf', 'text10.docx')
}

function words(random: () => number, count: number): string {
  const chosen = Array.from({ length: count }, () => WORDS[Math.floor(random() * WORDS.length)] ?? '')
  return chosen.map((word, i) => (i % 17 === 16 ? `${word}.` : word)).join(' ')
}

/** The first pages of a PDF, again and again until there are `count`. */
async function someOf(path: string, count: number): Promise<Uint8Array> {
  const from = await PDFDocument.load(readFileSync(path))
  const out = await PDFDocument.create()
  const pages = from.getPageCount()
  while (out.getPageCount() < count) {
    const left = Math.min(pages, count - out.getPageCount())
    for (const page of await out.copyPages(from, [...Array(left).keys()])) out.addPage(page)
  }
  return out.save()
}

/** As an office scanner sees the pages: 300 dpi grey, a little askew, toned paper, noise, JPEG. */
async function scanned(path: string, folder: string): Promise<Uint8Array> {
  const random = numbersFrom(11)
  execFileSync('pdftoppm', ['-r', '300', '-gray', '-png', path, join(folder, 'sheet')])
  const pdf = await PDFDocument.create()
  for (const name of readdirSync(folder)
    .filter(file => /^sheet-\d+\.png$/.test(file))
    .sort()) {
    const jpeg = await scan(readFileSync(join(folder, name)), (random() - 0.5) * 1.2, random)
    const image = await pdf.embedJpg(jpeg)
    pdf.addPage([...A4]).drawImage(image, { x: 0, y: 0, width: A4[0], height: A4[1] })
    rmSync(join(folder, name))
  }
  return pdf.save()
}

/** `sheet`: a clean picture. Gives the JPEG of a scan of it, 2480 × 3508. */
export async function scan(sheet: Uint8Array, angle: number, random: () => number): Promise<Buffer> {
  const skewed = await sharp(sheet).greyscale().rotate(angle, { background: '#fff' }).toBuffer()
  const { data, info } = await sharp(skewed)
    .resize({ width: 2480, height: 3508, fit: 'cover', position: 'centre' })
    .blur(0.6)
    .toColourspace('b-w')
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i++) {
    // Sum of three: near enough to Gaussian, spread 7.
    const noise = (random() + random() + random() - 1.5) * 14
    data[i] = Math.max(0, Math.min(255, 26 + (data[i] ?? 0) * 0.83 + noise))
  }
  const raw = { width: info.width, height: info.height, channels: 1 as const }
  return sharp(data, { raw }).jpeg({ quality: 75 }).withMetadata({ density: 300 }).toBuffer()
}

/** Hatches, curves, grey fills, small labels. */
async function drawings(): Promise<Uint8Array> {
  const random = numbersFrom(13)
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Helvetica)
  const black = rgb(0, 0, 0)
  const place = (w: number, h: number) => ({ x: random() * w, y: random() * h })
  for (let p = 0; p < 10; p++) {
    const page = pdf.addPage([...A4])
    for (let i = 0; i < 60; i++) {
      const tone = 0.5 + random() * 0.45
      const [width, height] = [random() * 80, random() * 50]
      const color = rgb(tone, tone, tone)
      page.drawRectangle({
        ...place(500, 780),
        width,
        height,
        color,
        borderColor: black,
        borderWidth: random(),
      })
    }
    for (let i = 0; i < 1500; i++) {
      const thickness = 0.1 + random() * 0.4
      page.drawLine({ start: place(...A4), end: place(...A4), thickness, color: black })
    }
    for (let i = 0; i < 400; i++) {
      const n = () => (random() * 90).toFixed(1)
      page.drawSvgPath(`M 0 0 C ${n()} ${n()} ${n()} -${n()} ${n()} ${n()}`, {
        ...place(520, 800),
        borderColor: black,
        borderWidth: 0.3,
      })
    }
    for (let i = 0; i < 60; i++) {
      page.drawText(`P${i} ${WORDS[i % WORDS.length]}`, { ...place(520, 820), size: 7, font })
    }
  }
  return pdf.save()
}

/** A picture of many tones with 18 lines of text below it, a third of them grey. */
async function photos(): Promise<Uint8Array> {
  const random = numbersFrom(17)
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.TimesRoman)
  for (const tone of [clouds(), slope(), glow()]) {
    const page = pdf.addPage([...A4])
    const raw = { width: 1600, height: 1200, channels: 1 as const }
    const image = await pdf.embedJpg(await sharp(tone, { raw }).jpeg({ quality: 85 }).toBuffer())
    page.drawImage(image, { x: 57, y: 380, width: 480, height: 360 })
    for (let line = 0; line < 18; line++) {
      const grey = line % 3 === 0 ? 0.35 : 0
      const color = rgb(grey, grey, grey)
      page.drawText(words(random, 13), { x: 57, y: 350 - line * 16, size: 10, font, color })
    }
  }
  return pdf.save()
}

function tones(at: (x: number, y: number) => number): Uint8Array {
  const data = new Uint8Array(1600 * 1200)
  for (let y = 0; y < 1200; y++)
    for (let x = 0; x < 1600; x++) data[y * 1600 + x] = Math.max(0, Math.min(255, at(x, y)))
  return data
}

/** Waves of six sizes on each other: what a sky or a skin has. */
function clouds(): Uint8Array {
  const random = numbersFrom(19)
  const waves = Array.from({ length: 40 }, (_, i) => {
    const turn = random() * 2 * Math.PI
    const rate = 0.003 * 1.6 ** (i % 6)
    const amount = 26 / 1.5 ** (i % 6)
    return { fx: Math.cos(turn) * rate, fy: Math.sin(turn) * rate, phase: random() * 7, amount }
  })
  return tones((x, y) =>
    waves.reduce(
      (sum, { fx, fy, phase, amount }) => sum + amount * Math.sin(fx * x + fy * y + phase) * 0.5,
      140,
    ),
  )
}

const slope = () => tones((_, y) => (y / 1199) * 255)
const glow = () => tones((x, y) => Math.hypot(x - 800, y - 600) * 0.255)
