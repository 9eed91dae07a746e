/** Days and months as the clock on the wall counts them, over the changes between summer and winter time. Pure. */
import type { EpochMs } from './id.ts'
import { instantShowing, shownAt } from './wall-clock.ts'

const DAY_MS = 86_400_000

/** The same time of day, so many calendar days later. */
export function plusDays(at: EpochMs, days: number, timeZone: string): EpochMs {
  return instantShowing(shownAt(at, timeZone) + days * DAY_MS, timeZone)
}

/** The same day and time of the next calendar month; its last day when it has no such day. */
export function plusMonth(at: EpochMs, timeZone: string): EpochMs {
  const wall = new Date(shownAt(at, timeZone))
  const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 2, 0)).getUTCDate()
  const day = Math.min(wall.getUTCDate(), lastDay)
  return instantShowing(new Date(wall).setUTCMonth(wall.getUTCMonth() + 1, day), timeZone)
}
