/**
 * Tables in text files (CSV, TSV) as they are to be read: in columns under their headings, the headings on every page;
 * or, when there are more columns than a page can hold, record by record. Nothing is cut off.
 */
import { widthOf, wrapped } from './text-lines.ts'

const DELIMITERS = [';', ',', '\t', '|'] as const
/** Rows by which the delimiter is guessed. */
const SAMPLE = 50
const BETWEEN = ' │ '
/** A column is not made narrower than this to make room for others: numbers and dates stay whole. */
const NARROWEST_COLUMN = 10
const NUMBER = /^[-+]?[€$£]?\s?\d[\d.,' ]*\s?[%€$£]?$/

export interface TablePlace {
  /** Columns of characters that a page has at most. */
  readonly columns: number
  /** Lines of a page whose lines are so wide. */
  readonly linesAt: (columns: number) => number
}

export interface TextTable {
  /** With a form feed after each page. */
  readonly text: string
  readonly columns: number
}

/** By its name or declared type; the text itself tells too little. */
export function mayBeTable(name: string, declaredType: string): boolean {
  return (
    /\.(?:csv|tsv|tab)$/i.test(name) ||
    /^text\/(?:csv|tab-separated-values|comma-separated-values)\b/i.test(declaredType)
  )
}

/** Null: it is no table after all, and is printed as the text that it is. */
export function tableOf(text: string, place: TablePlace): TextTable | null {
  const named = /^sep=(.)\r?\n/i.exec(text)
  const body = named === null ? text : text.slice(named[0].length)
  const delimiter = named?.[1] ?? delimiterOf(body)
  if (delimiter === null) return null
  const rows = rowsOf(body, delimiter).filter(row => row.some(cell => cell !== ''))
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0)
  if (rows.length < 2 || count < 2) return null
  const widths = columnWidths(rows, count, place.columns)
  if (widths === null) return { text: recordsOf(rows), columns: place.columns }
  const columns = widths.reduce((sum, width) => sum + width + BETWEEN.length, -BETWEEN.length)
  return { text: laidOut(rows, widths, place.linesAt(columns)), columns }
}

/** The one that splits most rows into the same number of cells, at least two. */
function delimiterOf(text: string): string | null {
  const sample = text.slice(0, 64 * 1024)
  let best: { readonly delimiter: string; readonly score: number } | null = null
  for (const delimiter of DELIMITERS) {
    const rows = rowsOf(sample, delimiter).slice(0, SAMPLE)
    const first = rows[0]?.length ?? 0
    const alike = rows.filter(row => row.length === first).length
    const score = first < 2 ? 0 : (alike / rows.length) * Math.log2(first + 1)
    if (score > (best?.score ?? 0)) best = { delimiter, score }
  }
  return best?.delimiter ?? null
}

/**
 * RFC 4180: cells in double quotes may hold delimiters, line ends and doubled quotes. A quotation mark that is never
 * closed is one like any other, and so are all after it: else each would be looked for to the end of the file.
 */
export function rowsOf(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  let quotes = true
  while (at < text.length) {
    const quoted = quotes && text[at] === '"' ? quotedAt(text, at) : { text: '', end: at }
    if (quoted === null) quotes = false
    const from = quoted?.end ?? at
    let end = from
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++
    row.push(`${quoted?.text ?? ''}${text.slice(from, end)}`.replace(/\s+/g, ' ').trim())
    at = end + 1
    if (text[end] === delimiter) {
      if (at === text.length) row.push('')
      continue
    }
    rows.push(row)
    row = []
    if (text.startsWith('\r\n', end)) at++
  }
  if (row.length > 0) rows.push(row)
  return rows
}

/** Null: it is not closed. */
function quotedAt(text: string, from: number): { readonly text: string; readonly end: number } | null {
  const pieces: string[] = []
  for (let at = from + 1; ; ) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return null
    pieces.push(text.slice(at, quote))
    if (text[quote + 1] !== '"') return { text: pieces.join('"'), end: quote + 1 }
    at = quote + 2
  }
}

/** Null: they do not fit beside each other. */
function columnWidths(rows: readonly (readonly string[])[], count: number, room: number): number[] | null {
  const widths = Array.from({ length: count }, (_, c) =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[c] ?? '')), 1),
  )
  let left = room - BETWEEN.length * (count - 1)
  if (widths.reduce((sum, width) => sum + Math.min(width, NARROWEST_COLUMN), 0) > left) return null
  // Narrow columns get what they need, wide ones share the rest.
  const byWidth = widths.map((width, c) => ({ width, c })).sort((a, b) => a.width - b.width)
  byWidth.forEach(({ width, c }, i) => {
    const share = Math.max(Math.min(width, NARROWEST_COLUMN), Math.floor(left / (count - i)))
    widths[c] = Math.min(width, share)
    left -= widths[c] ?? 0
  })
  return widths
}

function laidOut(
  rows: readonly (readonly string[])[],
  widths: readonly number[],
  linesPerPage: number,
): string {
  const [head = [], ...rest] = rows
  const numbers = widths.map((_, c) => rest.every(row => (row[c] ?? '') === '' || NUMBER.test(row[c] ?? '')))
  const heading = [...linesOf(head, widths, numbers), widths.map(width => '─'.repeat(width)).join('─┼─')]
  const pages: string[][] = []
  let page = [...heading]
  for (const row of rest) {
    const lines = linesOf(row, widths, numbers)
    if (page.length + lines.length > linesPerPage && page.length > heading.length) {
      pages.push(page)
      page = [...heading]
    }
    page.push(...lines)
  }
  pages.push(page)
  return pages.map(lines => lines.join('\n')).join('\f')
}

/** One row, on as many lines as its longest cell needs. Columns of numbers stand right. */
function linesOf(row: readonly string[], widths: readonly number[], numbers: readonly boolean[]): string[] {
  const cells = widths.map((width, c) => wrapped(row[c] ?? '', width))
  const height = cells.reduce((most, cell) => Math.max(most, cell.length), 1)
  return Array.from({ length: height }, (_, line) =>
    widths
      .map((width, c) => {
        const text = cells[c]?.[line] ?? ''
        const fill = ' '.repeat(Math.max(0, width - widthOf(text)))
        return numbers[c] === true ? fill + text : text + fill
      })
      .join(BETWEEN)
      .trimEnd(),
  )
}

function recordsOf(rows: readonly (readonly string[])[]): string {
  const [head = [], ...rest] = rows
  const label = (c: number) => (head[c] ?? '') || `${c + 1}`
  return rest
    .map(row =>
      row
        .map((cell, c) => (cell === '' ? '' : `${label(c)}: ${cell}`))
        .filter(line => line !== '')
        .join('\n'),
    )
    .join(`\n${'─'.repeat(20)}\n`)
}
