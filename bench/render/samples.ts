/** What the gallery shows beside the measured documents: pages of the kinds that fax machines get to see. One page each. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'
import sharp from 'sharp'
import { numbersFrom } from './documents.ts'

const A4 = [595.28, 841.89] as const
const grey = (tone: number) => rgb(tone, tone, tone)

/** A laboratory report: logo, table heads on grey and on dark, rows in stripes, coloured remarks, a chart in greys. */
export async function labReport(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const page = pdf.addPage([...A4])
  const [plain, bold] = [
    await pdf.embedFont(StandardFonts.Helvetica),
    await pdf.embedFont(StandardFonts.HelveticaBold),
  ]
  page.drawEllipse({ x: 90, y: 770, xScale: 32, yScale: 32, color: rgb(0.1, 0.45, 0.75) })
  write(page, bold, 74, 762, 22, 'LAB', rgb(1, 1, 1))
  write(page, bold, 140, 775, 18, 'St. Example Laboratory', rgb(0.1, 0.3, 0.55))
  write(page, plain, 140, 757, 9, '12 Sample Street, 10115 Berlin, fax +49 30 5550100', grey(0.45))
  write(page, bold, 60, 700, 13, 'Report 4711 for Jane Doe, born 1970-01-01')
  const head = (y: number, fill: number, ink: number, texts: readonly string[]) => {
    page.drawRectangle({ x: 55, y: y - 6, width: 485, height: 20, color: grey(fill) })
    for (const [i, text] of texts.entries()) write(page, bold, 60 + i * 120, y, 10, text, grey(ink))
  }
  head(660, 0.55, 0, ['Test', 'Result', 'Unit', 'Reference'])
  const rows = [
    ['Haemoglobin', '13.9', 'g/dl', '12.0 - 15.5'],
    ['Leukocytes', '11.8', '/nl', '4.0 - 10.0'],
    ['Potassium', '4.1', 'mmol/l', '3.5 - 5.1'],
    ['Creatinine', '0.87', 'mg/dl', '0.50 - 0.95'],
    ['C-reactive protein', '48.2', 'mg/l', '< 5.0'],
    ['Glucose', '92', 'mg/dl', '60 - 99'],
  ] as const
  for (const [i, row] of rows.entries()) {
    const y = 638 - i * 18
    if (i % 2 === 1) page.drawRectangle({ x: 55, y: y - 5, width: 485, height: 18, color: grey(0.88) })
    const high = i === 1 || i === 4
    for (const [k, text] of row.entries())
      write(
        page,
        high && k === 1 ? bold : plain,
        60 + k * 120,
        y,
        10,
        text,
        high && k === 1 ? rgb(0.85, 0.1, 0.1) : grey(0),
      )
  }
  head(510, 0.2, 1, ['Remark', '', '', 'Reported by'])
  write(page, plain, 60, 488, 10, 'Values in red are outside the reference range.', rgb(0.85, 0.1, 0.1))
  write(page, plain, 60, 472, 10, 'Please repeat the test in three days.', grey(0.5))
  write(page, plain, 60, 456, 10, 'Second line in pale print, as web pages like it.', grey(0.66))
  write(page, bold, 60, 410, 12, 'Last four weeks')
  for (const [i, [value, tone]] of (
    [
      [60, 0.85],
      [95, 0.65],
      [140, 0.45],
      [120, 0.25],
    ] as const
  ).entries()) {
    page.drawRectangle({
      x: 80 + i * 110,
      y: 230,
      width: 80,
      height: value,
      color: grey(tone),
      borderColor: grey(0),
      borderWidth: 0.7,
    })
    write(page, plain, 96 + i * 110, 214, 10, `week ${i + 43}`)
  }
  page.drawLine({ start: { x: 60, y: 230 }, end: { x: 540, y: 230 }, thickness: 0.7 })
  for (let i = 0; i < 6; i++)
    write(
      page,
      plain,
      60,
      150 - i * 9,
      6.5,
      'Small print: this report is for the named person only; results are valid for the sample as received.',
    )
  return pdf.save()
}

function write(
  page: PDFPage,
  font: PDFFont,
  x: number,
  y: number,
  size: number,
  text: string,
  color = grey(0),
): void {
  page.drawText(text, { x, y, size, font, color })
}

/** Page 1 of a text, photographed on a desk by the light of a lamp on the left: no paper is white any more. */
export async function photographed(text: string, folder: string): Promise<Uint8Array> {
  execFileSync('pdftoppm', ['-r', '200', '-gray', '-png', '-singlefile', text, join(folder, 'desk')])
  const sheet = sharp(readFileSync(join(folder, 'desk.png')))
    .greyscale()
    .rotate(0.7, { background: '#fff' })
  const { data, info } = await sheet.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const random = numbersFrom(29)
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [(i % info.width) / info.width, Math.floor(i / info.width) / info.height]
    const light = 225 - 105 * x - 35 * y * y
    data[i] = Math.max(0, light * (0.14 + ((data[i] ?? 0) / 255) * 0.86) + (random() - 0.5) * 12)
  }
  const raw = { width: info.width, height: info.height, channels: 1 as const }
  const pdf = await PDFDocument.create()
  const picture = await pdf.embedJpg(await sharp(data, { raw }).blur(0.5).jpeg({ quality: 80 }).toBuffer())
  pdf.addPage([...A4]).drawImage(picture, { x: 0, y: 0, width: A4[0], height: A4[1] })
  return pdf.save()
}

/** A till receipt of 80 × 620 mm. */
export async function receipt(): Promise<Uint8Array> {
  const random = numbersFrom(31)
  const pdf = await PDFDocument.create()
  const font = await pdf.embedFont(StandardFonts.Courier)
  const [width, height] = [227, 1757]
  const page = pdf.addPage([width, height])
  write(page, font, 60, height - 30, 14, 'EXAMPLE MART')
  let total = 0
  for (let i = 0; i < 128; i++) {
    const price = 0.5 + random() * 20
    total += price
    const text = `${String(i + 1).padStart(3)} article ${String(1000 + Math.floor(random() * 9000))}`
    write(page, font, 12, height - 55 - i * 13, 10, text.padEnd(24) + price.toFixed(2).padStart(8))
  }
  write(page, font, 12, 24, 12, `TOTAL  ${total.toFixed(2)} EUR`)
  return pdf.save()
}
