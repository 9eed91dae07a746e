/** What stands on a cover page, and how much of it has room. Pure: the daemon reads it, the renderer draws it. */
import type { CoverLanguage } from './words.ts'

/** Fields of a cover page; also the names of the fields in a PDF form. Empty: not shown. */
export const COVER_FIELDS = [
  'to',
  'toCompany',
  'toNumber',
  'from',
  'fromCompany',
  'fromNumber',
  'date',
  'pages',
  'subject',
  'comment',
  'notice',
] as const
export type CoverField = (typeof COVER_FIELDS)[number]

/** Each field's text, and the language of the words around them. */
export interface CoverFacts {
  readonly fields: Readonly<Record<CoverField, string>>
  readonly language: CoverLanguage
}

/** Room for the comment on our own cover page; longer texts belong on pages of their own. */
export const COMMENT_LINES = 24
export const COMMENT_COLUMNS = 74

/** Is this text short enough for a cover page? */
export function fitsCover(text: string): boolean {
  return wrapped(text, COMMENT_COLUMNS).length <= COMMENT_LINES
}

/** Broken at blanks; a word longer than a line is broken where the line ends. No lines for an empty text. */
export function wrapped(text: string, columns: number): string[] {
  return text.trim() === ''
    ? []
    : text.split(/\r?\n/).flatMap(paragraph => wrappedParagraph(paragraph, columns))
}

function wrappedParagraph(paragraph: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of paragraph.split(/[ \t]+/)) {
    let rest = Array.from(word)
    if (line !== '' && Array.from(line).length + 1 + rest.length > columns) {
      lines.push(line)
      line = ''
    }
    for (; rest.length > columns; rest = rest.slice(columns)) lines.push(rest.slice(0, columns).join(''))
    line = line === '' ? rest.join('') : `${line} ${rest.join('')}`
  }
  return [...lines, line]
}
