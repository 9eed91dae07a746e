/** A time of day in a time zone as an instant: 18:00 is not always 24 hours after 18:00. Pure. */
import { dayOf } from '../fax/calendar-day.ts'
import type { EpochMs } from '../fax/id.ts'
import { instantShowing } from '../fax/wall-clock.ts'

const DAY = 86_400_000

/** The latest time at which this hour of the day has come, and the day (`2026-11-21`) that it belongs to there. */
export function lastDue(
  now: EpochMs,
  at: string,
  zone: string,
): { readonly day: string; readonly due: EpochMs } {
  const today = dayOf(now, zone)
  const due = dueAt(today, at, zone)
  if (due <= now) return { day: today, due }
  const day = dayBefore(today)
  return { day, due: dueAt(day, at, zone) }
}

/** The instant of a time of day. One that a change to summer time skips is an hour later on that day. */
export function dueAt(day: string, at: string, zone: string): EpochMs {
  return instantShowing(Date.parse(`${day}T${at}:00Z`), zone)
}

/** The day before a day. */
export function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) - DAY).toISOString().slice(0, 10)
}
