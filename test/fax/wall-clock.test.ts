import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import {
  clockText,
  instantOf,
  isOpen,
  nextOpening,
  nextTimeOfDay,
  wallText,
  wallTime,
} from '../../src/fax/wall-clock.ts'

const utc = (text: string) => Date.parse(`${text}Z`) as EpochMs
const text = (at: number) => new Date(at).toISOString().slice(0, 16)
const minute = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

describe('a wall clock', () => {
  it.each([
    ['2026-11-21T20:00', 'UTC', '2026-11-21 20:00 (UTC)'],
    ['2026-11-21T20:00', 'Europe/Berlin', '2026-11-21 21:00 (Europe/Berlin)'],
    ['2026-11-21T20:00', 'Asia/Kathmandu', '2026-11-22 01:45 (Asia/Kathmandu)'],
    ['2026-11-21T02:00', 'America/New_York', '2026-11-20 21:00 (America/New_York)'],
    // The hour that Berlin has twice.
    ['2026-10-25T00:30', 'Europe/Berlin', '2026-10-25 02:30 (Europe/Berlin)'],
    ['2026-10-25T01:30', 'Europe/Berlin', '2026-10-25 02:30 (Europe/Berlin)'],
    ['2026-01-01T00:00', 'Nowhere/Land', '2026-01-01 00:00 (Nowhere/Land)'],
  ])('at %s in %s shows %s', (at, zone, shown) => {
    expect(wallText(utc(at), zone)).toBe(shown)
  })

  it.each([
    ['2026-03-29T01:30', 'Europe/Berlin', '2026-03-29T00:30', 'before the jump'],
    ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:00', 'jumped over: the jump'],
    ['2026-03-29T03:00', 'Europe/Berlin', '2026-03-29T01:00', 'after the jump'],
    ['2026-10-25T02:30', 'Europe/Berlin', '2026-10-25T00:30', 'there twice: the first'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00', 'after it'],
    ['2026-03-08T02:15', 'America/New_York', '2026-03-08T07:00', 'jumped over'],
    ['2026-11-01T01:15', 'America/New_York', '2026-11-01T05:15', 'there twice'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', '2026-10-03T15:30', 'half an hour is jumped over'],
    ['2026-11-21T20:00', 'Pacific/Kiritimati', '2026-11-21T06:00', 'fourteen hours ahead'],
    ['2026-11-21T20:00', 'Etc/GMT+12', '2026-11-22T08:00', 'twelve hours behind'],
  ])('shows %s in %s at %s: %s', (shown, zone, at) => {
    const [year = 0, month = 0, day = 0] = shown.slice(0, 10).split('-').map(Number)
    expect(text(instantOf({ year, month, day, minute: minute(shown.slice(11)) }, zone))).toBe(at)
  })
})

describe('the next time of day', () => {
  it.each([
    ['2026-11-21T18:59', '20:00', 'Europe/Berlin', '2026-11-21T19:00'],
    ['2026-11-21T19:00', '20:00', 'Europe/Berlin', '2026-11-21T19:00'],
    ['2026-11-21T19:01', '20:00', 'Europe/Berlin', '2026-11-22T19:00'],
    // The night of 23 hours, and that of 25.
    ['2026-03-28T20:00', '06:00', 'Europe/Berlin', '2026-03-29T04:00'],
    ['2026-10-24T20:00', '06:00', 'Europe/Berlin', '2026-10-25T05:00'],
    ['2026-03-28T20:00', '02:30', 'Europe/Berlin', '2026-03-29T01:00'],
    ['2026-10-25T00:45', '02:30', 'Europe/Berlin', '2026-10-26T01:30'],
    ['2026-12-31T23:30', '00:10', 'UTC', '2027-01-01T00:10'],
    ['2026-11-21T00:30', '20:00', 'America/Los_Angeles', '2026-11-21T04:00'],
  ])('after %s: %s in %s is %s', (from, clock, zone, at) => {
    expect(text(nextTimeOfDay(utc(from), minute(clock), zone))).toBe(at)
  })
})

describe('a daily window', () => {
  const night = { from: minute('20:00'), to: minute('06:00'), zone: 'Europe/Berlin' }
  it.each([
    ['2026-11-21T12:00', '2026-11-21T19:00'],
    ['2026-11-21T19:00', '2026-11-21T19:00'],
    ['2026-11-21T23:30', '2026-11-21T23:30'],
    ['2026-11-22T04:59', '2026-11-22T04:59'],
    ['2026-11-22T05:00', '2026-11-22T19:00'],
    // Summer time begins and ends at night, while it is open.
    ['2026-03-29T03:59', '2026-03-29T03:59'],
    ['2026-03-29T04:00', '2026-03-29T18:00'],
    ['2026-10-25T04:59', '2026-10-25T04:59'],
    ['2026-10-25T05:00', '2026-10-25T19:00'],
  ])('20:00-06:00 in Berlin, asked at %s, is open at %s', (at, opening) => {
    expect(text(nextOpening(night, utc(at)))).toBe(opening)
  })

  it('does not open on a day whose clock jumps over it', () => {
    const window = { from: minute('02:10'), to: minute('02:50'), zone: 'Europe/Berlin' }
    expect(text(nextOpening(window, utc('2026-03-28T12:00')))).toBe('2026-03-30T00:10')
    const longer = { ...window, to: minute('03:10') }
    expect(text(nextOpening(longer, utc('2026-03-28T12:00')))).toBe('2026-03-29T01:00')
  })
})

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Santiago',
]
const anInstant = fc.integer({ min: utc('2024-01-01T00:00'), max: utc('2031-01-01T00:00') })
const aMinute = fc.integer({ min: 0, max: 1439 })
const aZone = fc.constantFrom(...ZONES)

describe('any instant, zone and window', () => {
  it('the next time of day comes within two days, and the clock shows it or has just jumped over it', () => {
    fc.assert(
      fc.property(anInstant, aMinute, aZone, (from, wanted, zone) => {
        const at = nextTimeOfDay(from as EpochMs, wanted, zone)
        expect(at).toBeGreaterThanOrEqual(from)
        expect(at - from).toBeLessThanOrEqual(2 * 86_400_000)
        const shown = wallTime(at, zone)
        if (shown.minute === wanted) return
        const before = wallTime((at - 1) as EpochMs, zone)
        expect(before.minute < wanted && wanted < shown.minute).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('an opening is open, not in the past, and nothing was open between', () => {
    fc.assert(
      fc.property(anInstant, aMinute, fc.integer({ min: 15, max: 1425 }), aZone, (at, from, length, zone) => {
        const window = { from, to: (from + length) % 1440, zone }
        const opening = nextOpening(window, at as EpochMs)
        expect(opening).toBeGreaterThanOrEqual(at)
        expect(isOpen(window, opening)).toBe(true)
        if (opening > at) expect(isOpen(window, (opening - 60_000) as EpochMs)).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  it('an instant is found again from what the clock showed, at the same or the first of two times', () => {
    fc.assert(
      fc.property(anInstant, aZone, (any, zone) => {
        const at = (any - (any % 60_000)) as EpochMs
        const found = instantOf(wallTime(at, zone), zone)
        expect(found).toBeLessThanOrEqual(at)
        expect(wallTime(found, zone)).toEqual(wallTime(at, zone))
      }),
      { numRuns: 500 },
    )
  })
})

it('minutes are written as a clock shows them', () => {
  expect([0, 65, 1439].map(clockText)).toEqual(['00:00', '01:05', '23:59'])
})
