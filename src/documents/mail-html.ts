/** HTML bodies as text: for the key in the first line, and for faxing mails that have no plain text. */
import { convert } from 'html-to-text'

/** As much HTML is read. Beyond it the text is cut off; one megabyte of HTML is some 200 pages. */
export const MAX_HTML = 1024 * 1024

/** The text of an HTML body: no pictures, links as their text, no markup. Gives '' for what holds no text. */
export function htmlToText(html: string): string {
  return convert(html.slice(0, MAX_HTML), {
    wordwrap: false,
    preserveNewlines: false,
    limits: { maxDepth: 100, maxBaseElements: 1, maxInputLength: MAX_HTML },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table'].map(selector => ({
        selector,
        options: { uppercase: false },
      })),
    ],
  })
}
