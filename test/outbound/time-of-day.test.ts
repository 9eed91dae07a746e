import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { dayBefore, dueAt, lastDue } from '../../src/outbound/time-of-day.ts'

const iso = (at: number) => new Date(at).toISOString().slice(0, 16)

describe('a time of day in a zone', () => {
  it.each([
    ['2026-11-21', '18:00', 'UTC', '2026-11-21T18:00'],
    ['2026-11-21', '18:00', 'Europe/Berlin', '2026-11-21T17:00'],
    ['2026-07-01', '18:00', 'Europe/Berlin', '2026-07-01T16:00'],
    ['2026-11-21', '18:00', 'America/New_York', '2026-11-21T23:00'],
    ['2026-11-21', '01:00', 'Asia/Kolkata', '2026-11-20T19:30'],
    ['2026-11-21', '05:00', 'Pacific/Auckland', '2026-11-20T16:00'],
    // The night in which the clocks go forward, and the one in which they go back.
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30'],
    ['2026-03-08', '02:30', 'America/New_York', '2026-03-08T07:30'],
    ['2026-10-25', '12:00', 'Europe/Berlin', '2026-10-25T11:00'],
  ])('%s %s in %s is %s UTC', (day, at, zone, expected) => {
    expect(iso(dueAt(day, at, zone))).toBe(expected)
  })

  it('the latest one is never in the future, and at most 25 hours old', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland', 'Asia/Kolkata']
    const times = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) })
    const clock = fc.tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 0, max: 59 }))
    fc.assert(
      fc.property(times, clock, fc.constantFrom(...zones), (now, [hour, minute], zone) => {
        const at = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
        const { day, due } = lastDue(now as EpochMs, at, zone)
        expect(due).toBeLessThanOrEqual(now)
        expect(now - due).toBeLessThanOrEqual(25 * 3_600_000)
        expect(dueAt(dayBefore(day), at, zone)).toBeLessThan(due)
      }),
    )
  })
})
