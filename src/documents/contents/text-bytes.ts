/** Is a file of no declared type a text, by its first bytes? */
import { sniff } from '../pages/sniff.ts'

/** Printing bytes alone; the sample may end within a character. */
export const isCompleteText = (head: Uint8Array): boolean =>
  head.length > 0 &&
  head.subarray(0, 8192).every(byte => byte >= 0x20 || (byte >= 9 && byte <= 13 && byte !== 11))

/** UTF-16 says so with its first two bytes (RFC 2781 §3.2). */
export const hasUtf16Mark = (head: Uint8Array): boolean =>
  head.length > 2 && ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))

/** A saved header of a mail is a text, too. */
const TEXTS = ['text', 'mail']

/** A text, and nothing that only looks like one: HTML, RTF, SVG and PostScript have readers of their own. */
export function isTextFile(head: Uint8Array, name: string): boolean {
  if (/\.(?:html?|xhtml|rtf|svg|xml|ps|eps)$/i.test(name)) return false
  return hasUtf16Mark(head) || TEXTS.includes(sniff(head).type ?? '')
}
