/**
 * Days and months as the clock on the wall counts them: in a time zone, over the changes between summer and winter time.
 * Pure; the rules of the zones are those of the runtime (Intl).
 */
import type { EpochMs } from './id.ts'

const DAY_MS = 86_400_000

/** The wall clock at an instant, as if it were UTC: so that days and months can be counted on it. In ms. */
function wallClock(at: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const found = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => found.get(type) ?? 0
  const seconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return seconds + (((at % 1000) + 1000) % 1000)
}

/**
 * When the clock on the wall shows this. A time that comes twice in autumn is the first of the two; one that is left out in
 * spring is as much later as the clock was put forward.
 */
function instantOf(wall: number, timeZone: string): EpochMs {
  const offsets = [wall - DAY_MS, wall + DAY_MS].map(at => wallClock(at, timeZone) - at)
  const candidates = offsets.map(offset => wall - offset)
  const right = candidates.filter(at => wallClock(at, timeZone) === wall)
  return (right.length > 0 ? Math.min(...right) : (candidates[0] ?? wall)) as EpochMs
}

/** The same time of day, so many calendar days later. */
export function plusDays(at: EpochMs, days: number, timeZone: string): EpochMs {
  return instantOf(wallClock(at, timeZone) + days * DAY_MS, timeZone)
}

/** The same day and time of the next calendar month; its last day when it has no such day. */
export function plusMonth(at: EpochMs, timeZone: string): EpochMs {
  const wall = new Date(wallClock(at, timeZone))
  const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 2, 0)).getUTCDate()
  const day = Math.min(wall.getUTCDate(), lastDay)
  return instantOf(new Date(wall).setUTCMonth(wall.getUTCMonth() + 1, day), timeZone)
}
