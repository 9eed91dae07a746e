/** Times and numbers as FAX.PLUS writes them. Times count as UTC: stated for version 1 of the API, silent in version 3. */
import { type FaxNumber, parseE164 } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'

const TIME =
  /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d{1,9})?\s?(?:Z|([+-])(\d{2}):?(\d{2}))?$/

/** Reads `2026-11-21 06:00:00`, with or without an offset as in `+0000`. Gives null for anything else. */
export function readTime(text: string | null | undefined): EpochMs | null {
  const match = TIME.exec(text?.trim() ?? '')
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number)
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * 60_000
  const utc = match[7] === '-' ? at + offset : at - offset
  return Number.isFinite(utc) ? (utc as EpochMs) : null
}

/** `2026-11-21 06:00:00`, rounded down to the second. */
export function writeTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** As `send_time` wants it: `2026-11-21 06:00:00 +0000`. */
export function writeSendTime(at: number): string {
  return `${writeTime(Math.ceil(at / 1000) * 1000)} +0000`
}

/**
 * A number in E.164 with blanks, dashes, brackets, and perhaps without its plus. Gives null for what is none: free
 * accounts have a user id in its place.
 */
export function readNumber(text: string | null | undefined): FaxNumber | null {
  const own = text?.trim() ?? ''
  if (!/^\+?[\d\s().-]+$/.test(own)) return null
  return parseE164(`+${own.replace(/\D/g, '')}`)
}
