/** The document of the demo: two pages as an office would fax them. */
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from 'pdf-lib'

const ITEMS = [
  ['2', 'Printer paper A4, 500 sheets', '11.80'],
  ['1', 'Toner cartridge, black', '79.00'],
  ['5', 'Ballpoint pens, blue', '4.50'],
  ['12', 'Ring binders, 8 cm', '38.40'],
  ['1', 'Desk lamp', '45.90'],
] as const

export async function demoPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  pdf.setTitle('Order 2026-114')
  const [plain, bold] = [
    await pdf.embedFont(StandardFonts.Helvetica),
    await pdf.embedFont(StandardFonts.HelveticaBold),
  ]
  order(pdf.addPage([595, 842]), plain, bold)
  terms(pdf.addPage([595, 842]), plain, bold)
  return pdf.save()
}

function order(page: PDFPage, plain: PDFFont, bold: PDFFont): void {
  page.drawText('Ann Example Ltd.', { x: 60, y: 770, size: 24, font: bold })
  page.drawText('12 Harbour Street · Springfield · fax +1 555 555 0100', {
    x: 60,
    y: 750,
    size: 10,
    font: plain,
  })
  page.drawLine({ start: { x: 60, y: 738 }, end: { x: 535, y: 738 }, thickness: 1.5 })
  page.drawText('Order 2026-114', { x: 60, y: 690, size: 18, font: bold })
  page.drawText('Please deliver to our office by the end of next week:', {
    x: 60,
    y: 660,
    size: 11,
    font: plain,
  })
  for (const [i, [count, what, price]] of ITEMS.entries()) {
    const y = 620 - i * 26
    if (i % 2 === 0)
      page.drawRectangle({ x: 60, y: y - 8, width: 475, height: 26, color: rgb(0.93, 0.93, 0.93) })
    page.drawText(count, { x: 70, y, size: 11, font: plain })
    page.drawText(what, { x: 110, y, size: 11, font: plain })
    page.drawText(price, { x: 530 - plain.widthOfTextAtSize(price, 11), y, size: 11, font: plain })
  }
  page.drawLine({ start: { x: 60, y: 478 }, end: { x: 535, y: 478 }, thickness: 1 })
  page.drawText('179.60', { x: 530 - bold.widthOfTextAtSize('179.60', 12), y: 460, size: 12, font: bold })
  page.drawText('With kind regards', { x: 60, y: 400, size: 11, font: plain })
  const pen = 'M 0 18 C 18 -14, 30 40, 44 8 S 70 26, 84 6 S 118 26, 150 2'
  page.drawSvgPath(pen, { x: 60, y: 380, borderWidth: 1.6, borderColor: rgb(0, 0, 0.4) })
  page.drawText('Ann Example', { x: 60, y: 335, size: 11, font: plain })
}

function terms(page: PDFPage, plain: PDFFont, bold: PDFFont): void {
  page.drawText('Terms', { x: 60, y: 770, size: 18, font: bold })
  const lines = [
    '1. This order is valid for ten days.',
    '2. Prices are without tax.',
    '3. Delivery is free of charge above 100.',
    '4. Please confirm by fax to +1 555 555 0100.',
  ]
  for (const [i, line] of lines.entries())
    page.drawText(line, { x: 60, y: 730 - i * 24, size: 11, font: plain })
}
