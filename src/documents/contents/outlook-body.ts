/** The text of an Outlook mail: the best of its forms, as HTML or plain text in UTF-8. */
import type { InnerFiles } from './inner-files.ts'
import { inflatedRtf, rtfBody } from './rtf-body.ts'

export interface OutlookBody {
  readonly plain: string | null
  readonly html: string | null
  /** Compressed. */
  readonly rtf: Uint8Array | null
}

const MOST_RTF = 32 * 1024 * 1024

/** Adds the text to the files; a mail without text adds none. */
export async function writeBody(files: InnerFiles, { plain, html, rtf }: OutlookBody): Promise<void> {
  const isText = (text: string | null): text is string => text !== null && text.trim() !== ''
  if (isText(html)) return files.add('body', html, { type: 'text/html' })
  if (isText(plain)) return files.add('body', plain, { type: 'text/plain' })
  const inflated = rtf === null ? null : inflatedRtf(rtf, MOST_RTF)
  if (rtf !== null && inflated === null) throw new RangeError('text that cannot be read')
  if (inflated === null) return
  const { type, text } = rtfBody(inflated)
  if (isText(text)) await files.add('body', text, { type })
}
