/** Plain text as fax pages: monospaced, so that tables keep their columns; 80 columns, or up to 132 for wide listings. */
import { BridgeError } from '../../fax/error.ts'
import { escaped } from '../../fax/markup.ts'
import type { Bitmap } from '../bitmap.ts'
import { mayBeTable, tableOf } from './csv.ts'
import { FONT_FAMILIES, type Fonts } from './fonts.ts'
import type { Sheet } from './sheet.ts'
import { drawnSvg } from './svg.ts'
import { withoutControls } from './text-bytes.ts'
import { expanded, widthOf, wrapped } from './text-lines.ts'

const COLUMNS = 80
/** What line printers had: listings of that width are not to be wrapped. */
const WIDE_COLUMNS = 132
const MARGIN_IN = 0.5
/** DejaVu Sans Mono: a character is 0.602 em wide; lines this many em apart read well. */
const CHARACTER_EM = 0.602
const LINE_EM = 1.2
/** The first letter decides in which direction a line runs (Unicode Bidirectional Algorithm P2, P3). */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u

export interface TextFile {
  readonly text: string
  readonly name: string
  readonly declaredType: string
}

/** Throws E_DOCUMENT_CHARACTERS or E_TOO_MANY_PAGES. */
export async function* textPages(
  file: TextFile,
  fonts: Fonts,
  sheet: Sheet,
  pagesLeft: number,
): AsyncGenerator<Bitmap> {
  const clean = fonts.printable(withoutControls(file.text))
  const { text, columns } = asTable(file, clean, sheet) ?? { text: clean, columns: columnsFor(clean) }
  const layout = layoutFor(sheet, Math.max(COLUMNS, columns))
  const pages = paged(text, Math.max(COLUMNS, columns), layout.lines)
  if (pages.length > pagesLeft)
    throw new BridgeError('E_TOO_MANY_PAGES', { say: `It has ${pages.length} pages.` })
  for (const lines of pages) yield await printed(lines, layout, sheet)
}

function asTable({ name, declaredType }: TextFile, text: string, sheet: Sheet) {
  if (!mayBeTable(name, declaredType)) return null
  const linesAt = (columns: number) => layoutFor(sheet, Math.max(COLUMNS, columns)).lines
  return tableOf(text, { columns: WIDE_COLUMNS, linesAt })
}

interface Layout {
  /** Lines of one page. */
  readonly lines: number
  /** Dots, at the density of the sheet's rows in both directions. */
  readonly fontSize: number
  readonly lineHeight: number
  readonly margin: number
}

function layoutFor(sheet: Sheet, columns: number): Layout {
  const margin = MARGIN_IN * sheet.xDpi
  const fontSize = (sheet.width - 2 * margin) / (columns * CHARACTER_EM)
  const lineHeight = fontSize * LINE_EM
  const heightInXDots = (sheet.height * sheet.xDpi) / sheet.yDpi
  return { lines: Math.floor((heightInXDots - 2 * margin) / lineHeight), fontSize, lineHeight, margin }
}

/** A listing: lines wider than 80 columns that are laid out with blanks. Running text is wrapped instead. */
function columnsFor(text: string): number {
  let widest = 0
  let laidOut = 0
  let wide = 0
  for (const line of text.split(/[\n\f]/)) {
    const width = widthOf(expanded(line).trimEnd())
    widest = Math.max(widest, width)
    if (width <= COLUMNS) continue
    wide++
    if (/\S {3,}\S|^ {3,}|[|+=_-]{5,}/.test(line)) laidOut++
  }
  return widest <= WIDE_COLUMNS && wide > 0 && laidOut === wide ? widest : COLUMNS
}

/** Lines of each page. A form feed begins a new one; blank pages at the end are not printed. */
function paged(text: string, columns: number, linesPerPage: number): string[][] {
  const pages: string[][] = []
  for (const sheet of text.split('\f')) {
    const lines = sheet.split('\n').flatMap(line => wrapped(expanded(line).trimEnd(), columns))
    while (lines.at(-1) === '') lines.pop()
    for (let at = 0; at < Math.max(1, lines.length); at += linesPerPage)
      pages.push(lines.slice(at, at + linesPerPage))
  }
  while (pages.length > 1 && pages.at(-1)?.length === 0) pages.pop()
  return pages
}

function printed(lines: readonly string[], layout: Layout, sheet: Sheet): Promise<Bitmap> {
  const { fontSize, lineHeight, margin } = layout
  const right = sheet.width - margin
  const rows = lines.map((line, i) => {
    if (line === '') return ''
    const y = (margin + (i + 0.9) * lineHeight).toFixed(2)
    const place = RIGHT_TO_LEFT.test(line) ? `x="${right}" direction="rtl"` : `x="${margin}"`
    return `<text ${place} y="${y}" xml:space="preserve">${escaped(line)}</text>`
  })
  const font = `font-family="${FONT_FAMILIES}" font-size="${fontSize.toFixed(3)}"`
  return drawnSvg(`<g ${font}>\n${rows.join('\n')}\n</g>`, sheet)
}
