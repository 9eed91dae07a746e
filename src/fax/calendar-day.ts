/** Days of a time zone: what "per day" means, and when the next one begins. Pure. */
import type { EpochMs } from './id.ts'

const HOUR = 3_600_000
const MINUTE = 60_000

/** `2026-11-21`: the day that this instant belongs to in the zone (an IANA name). */
export function dayOf(at: EpochMs, zone: string): string {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
}

/** The first minute of the next day. Days have 23 to 25 hours where clocks change, and in a few places midnight is skipped. */
export function nextDay(at: EpochMs, zone: string): EpochMs {
  const today = dayOf(at, zone)
  let before = Math.floor(at / MINUTE)
  let after = Math.ceil((at + 26 * HOUR) / MINUTE)
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dayOf((middle * MINUTE) as EpochMs, zone) === today) before = middle
    else after = middle
  }
  return (after * MINUTE) as EpochMs
}
