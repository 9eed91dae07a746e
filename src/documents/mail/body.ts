/**
 * Which part is the text that people read, and which parts stand in for it. Pure; the scanner, the facts and the
 * planning all ask here, so that the key is looked for in the very text that would be faxed.
 */
import type { MailPart } from './mail-index.ts'

/** Text that a mail client shows in place: no attachment, no named file. */
export function isShownText(part: MailPart): boolean {
  if (part.type !== 'text/plain' && part.type !== 'text/html') return false
  // `name` alone is common on bodies of old programs; with a Content-Disposition it is a file.
  return part.disposition === null || (part.disposition === 'inline' && part.fileName === null)
}

/**
 * The body of the mail: the first place that has shown text, and of alternatives (RFC 2046 §5.1.4) the plain one.
 * Null: the mail has none.
 */
export function bodyOf(part: MailPart): MailPart | null {
  if (part.children.length === 0) return isShownText(part) ? part : null
  if (part.type === 'multipart/alternative') {
    return firstShown(part, 'text/plain') ?? firstShown(part, 'text/html')
  }
  for (const child of part.children) {
    const body = bodyOf(child)
    if (body !== null) return body
  }
  return null
}

/** Does it show HTML anywhere? */
export function hasHtml(part: MailPart): boolean {
  return (part.type === 'text/html' && isShownText(part)) || part.children.some(hasHtml)
}

function firstShown(part: MailPart, type: string): MailPart | null {
  if (part.type === type && isShownText(part)) return part
  for (const child of part.children) {
    const found = firstShown(child, type)
    if (found !== null) return found
  }
  return null
}

/** Can this be a picture that HTML shows in place (RFC 2392)? Disposition and type are often wrong on those. */
export const isShowable = (part: MailPart): boolean =>
  part.contentId !== null && (part.type.startsWith('image/') || part.type === 'application/octet-stream')
