/** Pages and documents of faxes as answers: which page is meant, how large it is drawn, and for how long that is waited for. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BridgeError } from '../fax/error.ts'

/** A renderer may be busy with other documents. */
export const DRAWING_MS = 60_000

/** Sharp on a telephone's screen, where a small picture is 150 points wide. */
export const THUMB_WIDTH = 300
/** Enough to read small print. */
export const PAGE_WIDTH = 1200

/** Throws E_NOT_FOUND for what is no number of a page. */
export function pageNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new BridgeError('E_NOT_FOUND', { say: 'Pages have numbers from 1.' })
}

/** `?small`: in pixels. */
export function widthFor({ query }: FastifyRequest): number {
  return 'small' in (query as object) ? THUMB_WIDTH : PAGE_WIDTH
}

/** A document to keep. */
export function sendDocument(
  reply: FastifyReply,
  { id, format, bytes }: { readonly id: string; readonly format: 'pdf' | 'tiff'; readonly bytes: Uint8Array },
) {
  return reply
    .type(format === 'pdf' ? 'application/pdf' : 'image/tiff')
    .header('content-disposition', `attachment; filename="${id}.${format}"`)
    .send(Buffer.from(bytes))
}
