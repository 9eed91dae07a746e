/**
 * Times as people write them for a fax: `20:00`, `2026-11-21 20:00`, `2026-11-21T20:00+01:00`, `20:00-06:00`. In charge
 * of refusing what could mean something else. Pure. Not in charge of clocks that jump (wall-clock.ts).
 */
import type { EpochMs } from './id.ts'
import { instantOf, MINUTES_A_DAY, nextTimeOfDay } from './wall-clock.ts'

/** A value, or a sentence on what is wrong and what to write. */
export type Reading<T> = { readonly value: T } | { readonly problem: string }

/** Longer ahead, the mail is better kept in the sender's own drafts: numbers change, and so do people. */
const DAYS_AHEAD = 30
const DAY = 86_400_000
/** A mail may take some minutes on its way: a time that has just passed is now. */
const LATE_MS = 15 * 60_000
/** A shorter window would be missed by a busy line. */
const SHORTEST_WINDOW = 15

const HOW = 'write 20:00, or a day and a time such as 2026-11-21 20:00'

/** `20:00`, `20.00`, `2000` (where a colon cannot be written): minutes from midnight; null: it is none. */
export function readClock(text: string): number | null {
  const found = /^([01]?\d|2[0-4])[:.](\d{2})$|^([01]\d|2[0-4])(\d{2})$/.exec(text.trim())
  if (found === null) return null
  const [hour, minute] = [Number(found[1] ?? found[3]), Number(found[2] ?? found[4])]
  return minute > 59 || hour * 60 + minute > MINUTES_A_DAY ? null : hour * 60 + minute
}

/** `20:00-06:00`. */
export function readWindow(text: string): Reading<{ readonly from: number; readonly to: number }> {
  const [from = null, to = null, ...more] = text.split(/[-\u2010-\u2013]/).map(readClock)
  if (from === null || to === null || more.length > 0 || from === MINUTES_A_DAY)
    return { problem: 'write two times of day, such as 20:00-06:00' }
  const length = (to - from + MINUTES_A_DAY) % MINUTES_A_DAY
  if (length < SHORTEST_WINDOW) return { problem: `a window has at least ${SHORTEST_WINDOW} minutes` }
  return { value: { from, to: to % MINUTES_A_DAY } }
}

/** The instant that is meant. `now` null: only its form is looked at. Null: at once. */
export function readSendTime(text: string, now: EpochMs | null, zone: string): Reading<EpochMs | null> {
  const plain = text.trim()
  if (/^now$/i.test(plain)) return { value: null }
  if (/\d\s*[ap]\.?m\.?$/i.test(plain)) return { problem: 'write the time with 24 hours, such as 20:00' }
  const clock = readClock(plain)
  if (clock !== null) {
    if (clock === MINUTES_A_DAY) return { problem: 'write 00:00 for midnight' }
    const from = ((now ?? 0) - LATE_MS) as EpochMs
    return { value: nextTimeOfDay(from, clock, zone) }
  }
  const at = readInstant(plain, zone)
  if (at === null) return { problem: HOW }
  if (now === null) return { value: at }
  if (at < now - LATE_MS) return { problem: 'this time has passed' }
  if (at > now + DAYS_AHEAD * DAY) return { problem: `this is more than ${DAYS_AHEAD} days ahead` }
  return { value: at }
}

/** ISO 8601, with blank or T; without zone the clock of the subscriber counts. */
const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})[T ]\s*(\d{1,2}[:.]\d{2}|\d{4})(?::(\d{2})(?:\.\d{1,9})?)?\s*(Z|[+\u2212-]\d{2}:?\d{2})?$/i

function readInstant(text: string, zone: string): EpochMs | null {
  const found = INSTANT.exec(text)
  if (found === null) return null
  const [year = 0, month = 0, day = 0] = found.slice(1, 4).map(Number)
  const minute = readClock(found[4] ?? '')
  const second = Number(found[5] ?? 0)
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  if (minute === null || minute === MINUTES_A_DAY || second > 59) return null
  const offset = found[6]
  if (offset === undefined) return (instantOf({ year, month, day, minute }, zone) + second * 1000) as EpochMs
  const shown = date.getTime() + minute * 60_000 + second * 1000
  const ahead = offsetMinutes(offset)
  return ahead === null ? null : ((shown - ahead * 60_000) as EpochMs)
}

/** ISO 8601: `Z`, `+01:00`, `-0500`; no zone is further from UTC than 14 hours. */
function offsetMinutes(text: string): number | null {
  if (/^z$/i.test(text)) return 0
  const digits = text.slice(1).replace(':', '')
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2))]
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return null
  return (text.startsWith('+') ? 1 : -1) * (hours * 60 + minutes)
}
