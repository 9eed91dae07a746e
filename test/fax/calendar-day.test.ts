import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, nextDay } from '../../src/fax/calendar-day.ts'
import type { EpochMs } from '../../src/fax/id.ts'

const at = (text: string) => Date.parse(text) as EpochMs
const iso = (ms: number) => new Date(ms).toISOString()

describe('a day', () => {
  it.each([
    ['UTC', '2026-11-21T23:59:59Z', '2026-11-21', '2026-11-22T00:00:00.000Z'],
    ['Europe/Berlin', '2026-11-21T23:30:00Z', '2026-11-22', '2026-11-22T23:00:00.000Z'],
    ['America/New_York', '2026-11-21T03:00:00Z', '2026-11-20', '2026-11-21T05:00:00.000Z'],
    ['Asia/Kathmandu', '2026-11-21T18:20:00Z', '2026-11-22', '2026-11-22T18:15:00.000Z'],
    // 25 and 23 hours long.
    ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25', '2026-10-25T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29', '2026-03-29T22:00:00.000Z'],
    // Midnight is skipped.
    ['Africa/Cairo', '2026-04-23T12:00:00Z', '2026-04-23', '2026-04-23T22:00:00.000Z'],
  ])('in %s at %s is %s, and the next one begins at %s', (zone, now, day, next) => {
    expect(dayOf(at(now), zone)).toBe(day)
    expect(iso(nextDay(at(now), zone))).toBe(next)
  })

  it('ends at the first minute that belongs to another one', () => {
    const zones = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/St_Johns',
      'Pacific/Apia',
      'Australia/Lord_Howe',
    )
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), zones, (now, zone) => {
        const next = nextDay(now as EpochMs, zone)
        expect(next).toBeGreaterThan(now)
        expect(dayOf(next, zone)).not.toBe(dayOf(now as EpochMs, zone))
        expect(dayOf((next - 60_000) as EpochMs, zone)).toBe(dayOf(now as EpochMs, zone))
      }),
      { numRuns: 200 },
    )
  })
})
