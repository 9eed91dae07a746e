/** Reads single values of the UCX: counters as strings, times in two spellings, job ids with and without their kind. */
import type { EpochMs } from '../../fax/id.ts'

export type JobKind = 'TX' | 'RX'

/** Above this a number is milliseconds, below it seconds: as seconds it would be the year 5138. */
const MILLISECONDS_FROM = 1e11
/** HylaFAX job numbers have at most nine digits; a few more do no harm. */
const JOB_ID = /^(TX|RX)?([0-9]{1,12})$/i
/** How much of a vendor's text is kept. */
const SHOWN = 200

/** A counter; null when it is absent or no whole number. */
export function countOf(text: string): number | null {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : null
}

/** Seconds of a call: `18`, `1:05` or `0:01:05`; null for anything else. */
export function secondsOf(text: string): number | null {
  if (!/^[0-9]{1,7}(?::[0-5]?[0-9]){0,2}$/.test(text)) return null
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}

/** Epoch seconds, or `2026-04-20 20:59:03`, which is UTC (JobStatus). Null for anything else. */
export function timeOf(text: string): EpochMs | null {
  if (/^[0-9]{1,14}(?:\.[0-9]+)?$/.test(text)) {
    const value = Math.trunc(Number(text))
    return (value === 0 ? null : value < MILLISECONDS_FROM ? value * 1000 : value) as EpochMs | null
  }
  const match =
    /^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]+)?(?:Z| ?UTC)?$/.exec(text)
  const at = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`)
  return Number.isFinite(at) ? (at as EpochMs) : null
}

/** `TX82`, `tx82` and `82` in a list of TX jobs are the same job: gives `TX82`. Null: not an id of this kind. */
export function jobIdOf(text: string, kind: JobKind): string | null {
  const match = JOB_ID.exec(text.trim())
  if (match === null || (match[1]?.toUpperCase() ?? kind) !== kind) return null
  return `${kind}${match[2]}`
}

/** The number in `TX82`; -1 for anything else. */
export function jobNumber(jobId: string | null): number {
  const match = JOB_ID.exec(jobId ?? '')
  return match === null ? -1 : Number(match[2])
}

/** A text of the vendor on one line, short, without control characters. */
export function plain(text: string): string {
  return text
    .slice(0, SHOWN * 4)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, SHOWN)
}

/** Fewer digits than this prove nothing about two numbers: an extension, a short code. */
const COMPARABLE = 7

/**
 * Are these two spellings the same telephone number? The UCX may show a number with or without outside-line prefix and
 * country code, so one may end with the other. `unsure`: one of them has too few digits to say.
 */
export function sameNumber(a: string, b: string): 'yes' | 'no' | 'unsure' {
  const [x, y] = [a.replace(/[^0-9]/g, ''), b.replace(/[^0-9]/g, '')]
  if (x.length < COMPARABLE || y.length < COMPARABLE) return x !== '' && x === y ? 'yes' : 'unsure'
  return x.endsWith(y) || y.endsWith(x) ? 'yes' : 'no'
}
