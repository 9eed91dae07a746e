/** Plain text as fax pages: monospaced, so that tables keep their columns; 80 columns, or up to 132 for wide listings. */
import { BridgeError } from '../../fax/error.ts'
import type { Bitmap } from '../bitmap.ts'
import { FONT_FAMILIES, type Fonts } from './fonts.ts'
import type { Sheet } from './sheet.ts'
import { drawnSvg, inXml } from './svg.ts'

const COLUMNS = 80
/** What line printers had: listings of that width are not to be wrapped. */
const WIDE_COLUMNS = 132
const TAB = 8
const MARGIN_IN = 0.5
/** DejaVu Sans Mono: a character is 0.602 em wide; lines this many em apart read well. */
const CHARACTER_EM = 0.602
const LINE_EM = 1.2
/** East Asian wide and fullwidth characters, and emoji, take two columns (Unicode Standard Annex 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u
const NARROWEST = /[\p{Mn}\p{Me}\p{Cf}]/u
/** The first letter decides in which direction a line runs (Unicode Bidirectional Algorithm P2, P3). */
const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/u

/** Throws E_DOCUMENT_CHARACTERS or E_TOO_MANY_PAGES. */
export async function* textPages(
  text: string,
  fonts: Fonts,
  sheet: Sheet,
  pagesLeft: number,
): AsyncGenerator<Bitmap> {
  const clean = fonts.printable(withoutControls(text))
  const columns = columnsFor(clean)
  const layout = layoutFor(sheet, columns)
  const pages = paged(clean, columns, layout.lines)
  if (pages.length > pagesLeft)
    throw new BridgeError('E_TOO_MANY_PAGES', { say: `It has ${pages.length} pages.` })
  for (const lines of pages) yield await printed(lines, layout, sheet)
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

/** Everything but line ends, tabs and form feeds that terminals obey and paper cannot show. */
function withoutControls(text: string): string {
  return text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g, '')
}

/** A listing: lines wider than 80 columns that are laid out with blanks. Running text is wrapped instead. */
function columnsFor(text: string): number {
  const lines = text.split(/[\n\f]/)
  const widest = Math.max(0, ...lines.map(line => widthOf(expanded(line).trimEnd())))
  const wide = lines.filter(line => line.length > COLUMNS)
  const laidOut = wide.length > 0 && wide.every(line => /\S {3,}\S|^ {3,}|[|+=_-]{5,}/.test(line))
  return widest > COLUMNS && widest <= WIDE_COLUMNS && laidOut ? widest : COLUMNS
}

function widthOf(text: string): number {
  let width = 0
  for (const char of text) width += NARROWEST.test(char) ? 0 : WIDE.test(char) ? 2 : 1
  return width
}

function expanded(line: string): string {
  let out = ''
  for (const piece of line.split(/(\t)/))
    out += piece === '\t' ? ' '.repeat(TAB - (widthOf(out) % TAB)) : piece
  return out
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

/** Broken at blanks; a word longer than a line is broken where the line ends. */
function wrapped(line: string, columns: number): string[] {
  const lines: string[] = []
  let rest = line
  while (widthOf(rest) > columns) {
    let width = 0
    let end = 0
    let blank = 0
    for (const char of rest) {
      width += widthOf(char)
      if (width > columns) break
      if (char === ' ' && /\S/.test(rest.slice(0, end))) blank = end
      end += char.length
    }
    const cut = blank > 0 ? blank : Math.max(1, end)
    lines.push(rest.slice(0, cut).trimEnd())
    rest = rest.slice(cut).replace(/^ +/, '')
  }
  return [...lines, rest]
}

function printed(lines: readonly string[], layout: Layout, sheet: Sheet): Promise<Bitmap> {
  const { fontSize, lineHeight, margin } = layout
  const right = sheet.width - margin
  const rows = lines.map((line, i) => {
    if (line === '') return ''
    const y = (margin + (i + 0.9) * lineHeight).toFixed(2)
    const place = RIGHT_TO_LEFT.test(line) ? `x="${right}" direction="rtl"` : `x="${margin}"`
    return `<text ${place} y="${y}" xml:space="preserve">${inXml(line)}</text>`
  })
  const font = `font-family="${FONT_FAMILIES}" font-size="${fontSize.toFixed(3)}"`
  return drawnSvg(`<g ${font}>\n${rows.join('\n')}\n</g>`, sheet)
}
