/** How large pages are drawn, and which one is meant. */
import { BridgeError } from '../fax/error.ts'

/** Sharp on a telephone's screen, where a small picture is 150 points wide. */
export const THUMB_WIDTH = 300
/** Enough to read small print. */
export const PAGE_WIDTH = 1200

/** Throws E_NOT_FOUND for what is no number of a page. */
export function pageNumber(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new BridgeError('E_NOT_FOUND', { say: 'Pages have numbers from 1.' })
}
