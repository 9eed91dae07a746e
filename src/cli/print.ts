/** Prints for people: tables as wide as their content, times in local time. Programs use --json. */

/** Text from mails and fax machines must not drive the terminal: control characters become dots. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')
}

/** A table with a heading; the last column is not padded. Cells longer than `widest` are cut with an ellipsis. */
export function table(heading: readonly string[], rows: readonly (readonly string[])[], widest = 48): string {
  const cut = (cell: string) => (cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell)
  const cells = [heading, ...rows.map(row => row.map(cell => cut(harmless(cell))))]
  const widths = heading.map((_, column) => Math.max(...cells.map(row => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd()
  return cells.map(line).join('\n')
}

/** `label:  value` lines, values under each other; null values are left out. */
export function fields(rows: readonly (readonly [label: string, value: string | null])[]): string {
  const shown = rows.filter((row): row is readonly [string, string] => row[1] !== null && row[1] !== '')
  const width = Math.max(0, ...shown.map(([label]) => label.length)) + 2
  return shown.map(([label, value]) => `${`${label}:`.padEnd(width)}${harmless(value)}`).join('\n')
}

/** `2026-11-21 14:03:07` in the time zone of the machine. */
export function localTime(iso: string): string {
  const at = new Date(iso)
  const two = (n: number) => String(n).padStart(2, '0')
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
