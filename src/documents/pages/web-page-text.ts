/** A web page as text, for when no Office program can draw it. */
import { BridgeError } from '../../fax/error.ts'
import { htmlToText, readableEnd } from '../mail/html.ts'
import { cleanPage, textOfPage } from '../office/web-page.ts'

/** Throws E_DOCUMENT_DAMAGED (no text in it) and E_RENDER_LIMIT. */
export function textOfWebPage(bytes: Uint8Array): string {
  const { html } = cleanPage(textOfPage(bytes), 'none')
  if (readableEnd(html) < html.length)
    throw new BridgeError('E_RENDER_LIMIT', {
      say: 'The web page is too long or too deep: attach it as PDF.',
    })
  const text = htmlToText(html.slice(1))
  if (text.trim() === '') throw new BridgeError('E_DOCUMENT_DAMAGED', { say: 'It is empty.' })
  return text
}
