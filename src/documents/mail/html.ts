/** HTML bodies as text: for the key in the first line, and for faxing mails that have no plain text. */
import { convert } from 'html-to-text'
import { withoutHidden } from './hidden.ts'
import { closesBefore, VOID } from './html-nesting.ts'

/** As much HTML is read. Beyond it the text is cut off; one megabyte of HTML is some 200 pages. */
export const MAX_HTML = 1024 * 1024

/**
 * Elements inside each other. The parser's time grows with their square: a megabyte of `<b>` would take 30 seconds. The
 * longest threads of replies have some two hundred.
 */
const MAX_OPEN = 1000

/** html-to-text looks tags up in a plain object, where this name is always found, and fails. */
const INHERITED = /(<\/?)constructor\b/gi

/** The text of an HTML body: no pictures, links as their text, no markup, nothing that is hidden. Gives '' for what holds no text. */
export function htmlToText(html: string): string {
  const readable = withoutHidden(html.slice(0, readableEnd(html))).replace(INHERITED, '$1x')
  return convert(readable, {
    wordwrap: false,
    preserveNewlines: false,
    limits: { maxDepth: MAX_OPEN + 1, maxBaseElements: 1, maxInputLength: MAX_HTML },
    formatters: {
      cell: (cell, walk, builder) => {
        walk(cell.children, builder)
        builder.addInline(' ')
      },
    },
    selectors: [
      { selector: 'img', format: 'skip' },
      // Where there is no body tag, the head is read as text, too.
      { selector: 'title', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      // Of itself a table is one run of letters: rows are lines, cells are words.
      { selector: 'tr', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
      { selector: 'td', format: 'cell' },
      { selector: 'th', format: 'cell' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map(selector => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
}

/** Where the HTML is too long or too deep to be read further; its length when it is neither. */
export function readableEnd(html: string): number {
  const stack: string[] = []
  const open = new Map<string, number>()
  const close = () => {
    const name = stack.pop() ?? ''
    open.set(name, (open.get(name) ?? 1) - 1)
    return name
  }
  for (const found of html.slice(0, MAX_HTML).matchAll(/<(\/?)([a-z][^\s/>]{0,40})/gi)) {
    const name = (found[2] ?? '').toLowerCase()
    if (VOID.test(name)) continue
    if (found[1] === '/') {
      // An end tag closes all that was opened since its start tag; without one it closes nothing.
      if ((open.get(name) ?? 0) > 0) while (close() !== name);
      continue
    }
    while (closesBefore(name, stack.at(-1))) close()
    if (stack.length >= MAX_OPEN) return found.index
    stack.push(name)
    open.set(name, (open.get(name) ?? 0) + 1)
  }
  return Math.min(html.length, MAX_HTML)
}
