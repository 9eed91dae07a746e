/**
 * The cover page of one fax: drawn from its facts, or a PDF form of the operator's with its fields filled in. In charge
 * of how it looks; always exactly one page. Not in charge of who gets one, nor of what stands in the facts. Texts come
 * from mails: they are escaped, cut to their place, and a character that no font has is written out, never an error.
 */
import { BridgeError } from '../../fax/error.ts'
import { escaped } from '../../fax/markup.ts'
import type { Bitmap } from '../bitmap.ts'
import { FONT_FAMILIES, type Fonts, textFont } from '../pages/fonts.ts'
import { openPdfium, pdfPages } from '../pages/pdf.ts'
import type { Sheet } from '../pages/sheet.ts'
import { drawnSvg } from '../pages/svg.ts'
import { COMMENT_COLUMNS, COMMENT_LINES, COVER_FIELDS, type CoverFacts, wrapped } from './facts.ts'
import { setFittingSize } from './field-size.ts'
import { coverWord } from './words.ts'

/** Inches, and characters that fit a line of that size. DejaVu Sans is at most 0.68 em wide on average. */
const MARGIN = 0.75
const VALUE_X = 2.35
const WIDEST_EM = 0.62
const SIZE = { title: 0.52, company: 0.2, label: 0.15, value: 0.19, comment: 0.165, notice: 0.12 } as const

/** What stands in rows with a word before it; the rest has places of its own. */
const ROWS = COVER_FIELDS.filter(field => field !== 'comment' && field !== 'notice')

/** The default cover page. */
export function drawnCover({ fields, language }: CoverFacts, fonts: Fonts, sheet: Sheet): Promise<Bitmap> {
  const page = new Drawing(sheet, fonts)
  page.text('title', MARGIN, 1.3, coverWord('fax', language), 'font-weight="bold" letter-spacing="6"')
  page.textRight('company', 1.3, fields.fromCompany)
  page.rule(1.5, 0.03)
  let y = 1.95
  for (const row of ROWS) {
    const lines = wrapped(fields[row], columnsOf('value', page.width - VALUE_X - MARGIN)).slice(0, 3)
    if (fields[row] === '') continue
    page.text('label', MARGIN, y, coverWord(row, language))
    for (const line of lines) {
      page.text('value', VALUE_X, y, line, 'font-weight="bold"')
      y += 0.29
    }
    y += row === 'toNumber' || row === 'fromNumber' ? 0.19 : 0.06
  }
  page.rule(y, 0.012)
  y += 0.42
  if (fields.comment !== '') {
    page.text('label', MARGIN, y, coverWord('comment', language))
    y += 0.34
    for (const line of wrapped(fields.comment, COMMENT_COLUMNS).slice(0, COMMENT_LINES)) {
      page.text('comment', MARGIN, y, line)
      y += 0.22
    }
  }
  const notice = wrapped(fields.notice, columnsOf('notice', page.width - 2 * MARGIN)).slice(0, 6)
  const top = page.height - 0.6 - notice.length * 0.17
  if (notice.length > 0 && top > y) {
    page.rule(top - 0.2, 0.012)
    for (const [i, line] of notice.entries()) page.text('notice', MARGIN, top + 0.05 + i * 0.17, line)
  }
  return page.drawn()
}

/**
 * Fills the text fields of a PDF form and draws its first page. Fields that the form lacks are left away. Throws
 * E_DOCUMENT_DAMAGED or E_DOCUMENT_LOCKED when the form cannot be used.
 */
export async function filledCover(
  form: Uint8Array,
  facts: CoverFacts,
  fonts: Fonts,
  sheet: Sheet,
): Promise<Bitmap> {
  const filled = await filledForm(form, facts, fonts).catch(cause => {
    throw new BridgeError('E_DOCUMENT_DAMAGED', { cause, say: 'The PDF form cannot be filled in.' })
  })
  const nothing = { pagesLeft: Number.POSITIVE_INFINITY, tell: () => {} }
  const pages = pdfPages(await openPdfium(), filled, sheet, nothing)
  for await (const page of pages) return page
  throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'The PDF form has no pages.' })
}

async function filledForm(form: Uint8Array, facts: CoverFacts, fonts: Fonts): Promise<Uint8Array> {
  const { PDFDocument, PDFTextField } = await import('pdf-lib')
  const pdf = await PDFDocument.load(form)
  const { font, fontkit } = textFont()
  pdf.registerFontkit(fontkit)
  const embedded = await pdf.embedFont(font, { subset: true })
  const fields = pdf.getForm()
  for (const name of COVER_FIELDS) {
    const field = fields.getFieldMaybe(name)
    if (!(field instanceof PDFTextField)) continue
    const text = fonts.shown(facts.fields[name])
    field.setMaxLength(undefined)
    const shown = field.isMultiline() ? text : text.replace(/\s+/g, ' ')
    setFittingSize(field, shown, embedded)
    field.setText(shown)
    field.updateAppearances(embedded)
  }
  return pdf.save({ updateFieldAppearances: false })
}

const columnsOf = (size: keyof typeof SIZE, inches: number) => Math.floor(inches / (SIZE[size] * WIDEST_EM))

/** Collects what is drawn; all measures in inches. */
class Drawing {
  readonly width: number
  readonly height: number
  readonly #sheet: Sheet
  readonly #fonts: Fonts
  readonly #parts: string[] = []

  constructor(sheet: Sheet, fonts: Fonts) {
    this.#sheet = sheet
    this.#fonts = fonts
    this.width = sheet.width / sheet.xDpi
    this.height = sheet.height / sheet.yDpi
  }

  text(size: keyof typeof SIZE, x: number, y: number, text: string, more = ''): void {
    const place = `x="${this.#dots(x)}" y="${this.#dots(y)}" font-size="${this.#dots(SIZE[size])}"`
    this.#parts.push(`<text ${place} ${more} xml:space="preserve">${escaped(this.#fonts.shown(text))}</text>`)
  }

  textRight(size: keyof typeof SIZE, y: number, text: string): void {
    this.text(size, this.width - MARGIN, y, text.slice(0, columnsOf(size, 4.2)), 'text-anchor="end"')
  }

  rule(y: number, thickness: number): void {
    const [x, width] = [this.#dots(MARGIN), this.#dots(this.width - 2 * MARGIN)]
    this.#parts.push(
      `<rect x="${x}" y="${this.#dots(y)}" width="${width}" height="${this.#dots(thickness)}"/>`,
    )
  }

  drawn(): Promise<Bitmap> {
    const families = FONT_FAMILIES.replace('DejaVu Sans Mono, ', '')
    return drawnSvg(`<g font-family="${families}">\n${this.#parts.join('\n')}\n</g>`, this.#sheet)
  }

  #dots(inches: number): string {
    return (inches * this.#sheet.xDpi).toFixed(1)
  }
}
