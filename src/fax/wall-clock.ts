/**
 * Wall clocks: which instant it is when the clock in a time zone shows something, and the other way. In charge of days
 * on which the clock jumps. Pure: the rules of the zones come with Intl. Not in charge of reading what people write.
 */
import type { EpochMs } from './id.ts'

const MINUTE = 60_000
const DAY = 86_400_000

export const MINUTES_A_DAY = 1440

/** What calendar and clock show in some zone. */
export interface WallTime {
  readonly year: number
  /** From 1. */
  readonly month: number
  readonly day: number
  /** Minutes from midnight. */
  readonly minute: number
}

/** Between two times of day in a zone. `to` before `from`: across midnight. `to` itself is outside. */
export interface DailyWindow {
  /** Minutes from midnight. */
  readonly from: number
  readonly to: number
  /** IANA name. */
  readonly zone: string
}

/** What the clock of the zone shows at an instant, as if it were UTC (ms): so that days and months can be counted on it. */
export function shownAt(at: number, zone: string): number {
  return at + offsetIn(zone)(at)
}

/** Reads the clock of the zone at an instant. A zone that this machine does not know is read as UTC. */
export function wallTime(at: EpochMs, zone: string): WallTime {
  return wallOf(shownAt(at, zone))
}

/**
 * The first instant at which the clock shows this, as `shownAt` gives it. One that the clock jumps over is as much later
 * as the clock was put forward.
 */
export function instantShowing(shown: number, zone: string): EpochMs {
  const { first, before } = instants(shown, offsetIn(zone))
  return (first ?? before) as EpochMs
}

/**
 * The first instant at which the clock shows this time. A time that the clock jumps over: the instant of the jump. A
 * time that it shows twice: the first.
 */
export function instantOf(wall: WallTime, zone: string): EpochMs {
  const offset = offsetIn(zone)
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day) + wall.minute * MINUTE
  const { first } = instants(shown, offset)
  if (first !== null) return first as EpochMs
  // Zones lie between UTC-12 and UTC+14: the jump is in between.
  let before = shown - 15 * 3_600_000
  let after = shown + 13 * 3_600_000
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (middle + offset(middle) < shown) before = middle
    else after = middle
  }
  return after as EpochMs
}

/** The first instant, not before `from`, at which the clock shows this minute of the day. */
export function nextTimeOfDay(from: EpochMs, minute: number, zone: string): EpochMs {
  const { year, month, day } = wallTime(from, zone)
  for (let days = 0; days < 3; days++) {
    const date = wallOf(Date.UTC(year, month - 1, day + days))
    const at = instantOf({ ...date, minute }, zone)
    if (at >= from) return at
  }
  // Not reached by any zone there is: three days have the minute at least once.
  return (from + 3 * DAY) as EpochMs
}

export function isOpen(window: DailyWindow, at: EpochMs): boolean {
  const { from, to, zone } = window
  const { minute } = wallTime(at, zone)
  return from < to ? minute >= from && minute < to : minute >= from || minute < to
}

/** `at` itself when the window is open, else the instant at which it opens next. */
export function nextOpening(window: DailyWindow, at: EpochMs): EpochMs {
  if (isOpen(window, at)) return at
  let opening = at
  // A window that the clock jumps over as a whole does not open on that day.
  for (let days = 0; days < 3; days++) {
    opening = nextTimeOfDay((opening + 1) as EpochMs, window.from, window.zone)
    if (isOpen(window, opening)) break
  }
  return opening
}

/** `20:00`, from minutes after midnight. */
export function clockText(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0')
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** `2026-11-21 20:00`. */
export function stampText(at: EpochMs, zone: string): string {
  return new Date(shownAt(at, zone)).toISOString().slice(0, 16).replace('T', ' ')
}

/** `2026-11-21 20:00 (Europe/Berlin)`. */
export function wallText(at: EpochMs, zone: string): string {
  return `${stampText(at, zone)} (${zone})`
}

function wallOf(shown: number): WallTime {
  const date = new Date(shown)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
  }
}

/** `first`: when the clock shows this; null: never. `before`: when it would, had the clock not been changed that day. */
function instants(shown: number, offset: (at: number) => number) {
  const [before, after] = [shown - offset(shown - DAY), shown - offset(shown + DAY)]
  const hits = [before, after].filter(at => at + offset(at) === shown)
  return { first: hits.length > 0 ? Math.min(...hits) : null, before }
}

/** What the clock of the zone is ahead of UTC at an instant (ms). */
function offsetIn(zone: string): (at: number) => number {
  const format = zone === 'UTC' ? null : formatOf(zone)
  if (format === null) return () => 0
  return at => {
    const parts: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
    const shown = Date.UTC(year, month - 1, day, hour, minute, second)
    return shown - Math.floor(at / 1000) * 1000
  }
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const two = '2-digit'
  const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', { ...fields, timeZone, hourCycle: 'h23' })
  } catch {
    return null
  }
}
