import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plusDays, plusMonth } from '../../src/fax/civil-time.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { type KeyRenewal, renewalDue } from '../../src/fax/subscriber-key.ts'

const at = (iso: string) => Date.parse(iso) as EpochMs
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

describe('days on the wall clock', () => {
  it.each([
    ['an ordinary day', '2026-11-21T09:30:00+01:00', 1, 'Europe/Berlin', '2026-11-22T09:30:00+01:00'],
    ['into summer time', '2026-03-28T09:30:00+01:00', 1, 'Europe/Berlin', '2026-03-29T09:30:00+02:00'],
    ['into winter time', '2026-10-24T09:30:00+02:00', 1, 'Europe/Berlin', '2026-10-25T09:30:00+01:00'],
    [
      'to an hour that is left out',
      '2026-03-28T02:30:00+01:00',
      1,
      'Europe/Berlin',
      '2026-03-29T03:30:00+02:00',
    ],
    [
      'to an hour that comes twice',
      '2026-10-24T02:30:00+02:00',
      1,
      'Europe/Berlin',
      '2026-10-25T02:30:00+02:00',
    ],
    ['a week over a change', '2026-03-05T23:00:00-05:00', 7, 'America/New_York', '2026-03-12T23:00:00-04:00'],
    ['a half-hour zone', '2026-04-04T12:00:00+11:00', 1, 'Australia/Lord_Howe', '2026-04-05T12:00:00+10:30'],
    ['a zone without changes', '2026-02-28T23:59:59.123Z', 1, 'UTC', '2026-03-01T23:59:59.123Z'],
    [
      'over a day that a zone left out',
      '2011-12-29T12:00:00-10:00',
      1,
      'Pacific/Apia',
      '2011-12-31T12:00:00+14:00',
    ],
  ])('%s', (_, from, days, zone, to) => {
    expect(iso(plusDays(at(from), days, zone))).toBe(iso(at(to)))
  })

  it.each([
    ['2026-01-31T10:00:00+01:00', 'Europe/Berlin', '2026-02-28T10:00:00+01:00'],
    ['2028-01-31T10:00:00+01:00', 'Europe/Berlin', '2028-02-29T10:00:00+01:00'],
    ['2026-03-15T10:00:00+01:00', 'Europe/Berlin', '2026-04-15T10:00:00+02:00'],
    ['2026-12-31T23:30:00-05:00', 'America/New_York', '2027-01-31T23:30:00-05:00'],
    // There it is already the first of the month.
    ['2026-10-31T20:00:00Z', 'Asia/Tokyo', '2026-11-30T20:00:00Z'],
  ])('a month after %s in %s', (from, zone, to) => {
    expect(iso(plusMonth(at(from), zone))).toBe(iso(at(to)))
  })

  it('go forward by a day, give or take the hours of a change, whatever the zone', () => {
    const zones = fc.constantFrom(
      'Europe/Berlin',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'UTC',
    )
    const instants = fc.integer({ min: at('1990-01-01T00:00:00Z'), max: at('2045-01-01T00:00:00Z') })
    fc.assert(
      fc.property(instants, zones, (ms, zone) => {
        const hours = (plusDays(ms as EpochMs, 1, zone) - ms) / 3_600_000
        expect(hours).toBeGreaterThanOrEqual(22)
        expect(hours).toBeLessThanOrEqual(26)
      }),
      { numRuns: 300 },
    )
  })
})

it.each([
  ['never', null],
  ['daily', '2026-11-22T09:30:00.000Z'],
  ['weekly', '2026-11-28T09:30:00.000Z'],
  ['monthly', '2026-12-21T09:30:00.000Z'],
])('a key that is renewed %s is due', (renewal, due) => {
  expect(iso(renewalDue(at('2026-11-21T09:30:00Z'), renewal as KeyRenewal, 'Europe/Berlin'))).toBe(due)
})
