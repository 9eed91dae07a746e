/** Lines of CSV files (RFC 4180) that spreadsheets open, and in which nothing that a stranger wrote becomes a formula. */

/** What begins a formula in Excel, LibreOffice or Google Sheets, also in full width; behind white space, too. */
const FORMULA = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20|]|^[\t\r\n]/
/** A number is no formula: fax numbers stay as they are. */
const NUMBER = /^[+-]?[0-9]{1,40}$/

/** One line with its end. Null is an empty cell. A text that would be a formula gets an apostrophe in front. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  const text = String(value)
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n;\t']/.test(safe) || safe.trim() !== safe ? `"${safe.replaceAll('"', '""')}"` : safe
}
