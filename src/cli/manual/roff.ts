/** Text as the macros of man(7) want it. */

/** Running text: nothing in it is an instruction to the formatter. */
export function roffText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replace(
      /[^\0-\x7f]/gu,
      char => `\\[u${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
    .replace(/\s*\n\s*/g, '\n')
    .replace(/^\./gm, '\\&.')
    .trim()
}

/** An argument of a macro. */
const quoted = (text: string) => `"${roffText(text).replaceAll('"', '\\(dq').replaceAll('\n', ' ')}"`

export const bold = (text: string): string => `.B ${quoted(text)}`
export const section = (title: string): string => `.SH ${quoted(title)}`
export const subsection = (title: string): string => `.SS ${quoted(title)}`
/** The first paragraph of a section stands there without a macro. */
export const first = (text: string): string => roffText(text)
export const paragraph = (text: string): string => `.PP\n${roffText(text)}`

/** A term in bold and, indented, what it is. */
export function entry(term: string, ...about: readonly string[]): string {
  const [begin = '', ...more] = about.filter(text => text !== '')
  return [`.TP\n${bold(term)}`, roffText(begin), ...more.map(text => `.br\n${roffText(text)}`)].join('\n')
}

/** A level deeper than what stands before it. */
export const indented = (lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : ['.RS', ...lines, '.RE']

export interface PageHead {
  readonly name: string
  readonly number: 1 | 5
  readonly about: string
  readonly version: string
  /** `2026-11-21`. A program that is packed twice must give the same bytes, so it is told and not looked up. */
  readonly date: string
}

/** A whole page. */
export function page({ name, number, about, version, date }: PageHead, body: readonly string[]): string {
  const head = [
    `.TH ${quoted(name.toUpperCase())} ${number} "${date}" ${quoted(`faxbridge ${version}`)}`,
    section('Name'),
    `${roffText(name)} \\- ${roffText(about)}`,
  ]
  return `${[...head, ...body].join('\n')}\n`
}
