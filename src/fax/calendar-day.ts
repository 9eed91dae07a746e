/** Days of a time zone: what "per day" means, and when the next one begins. Pure. */
import type { EpochMs } from './id.ts'
import { instantOf, shownAt, wallTime } from './wall-clock.ts'

/** `2026-11-21`: the day that this instant belongs to in the zone (an IANA name). */
export function dayOf(at: EpochMs, zone: string): string {
  return new Date(shownAt(at, zone)).toISOString().slice(0, 10)
}

/** The first minute of the next day. Days have 23 to 25 hours where clocks change, and in a few places midnight is skipped. */
export function nextDay(at: EpochMs, zone: string): EpochMs {
  const today = wallTime(at, zone)
  // Date.UTC and with it the wall clock carry the 32nd over into the next month.
  return instantOf({ ...today, day: today.day + 1, minute: 0 }, zone)
}
