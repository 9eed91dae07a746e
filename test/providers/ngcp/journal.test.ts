import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaxNumber } from '../../../src/fax/fax-number.ts'
import type { EpochMs } from '../../../src/fax/id.ts'
import { journalPage, journalRow } from '../../../src/providers/ngcp/api.ts'
import { isCallee, timeOf } from '../../../src/providers/ngcp/journal.ts'
import { parsePlace, placeText } from '../../../src/providers/ngcp/place.ts'

const VIENNA = '+4315551234' as FaxNumber
const usual = { matchDigits: 7 }

describe('a callee in the journal', () => {
  it.each([
    '4315551234',
    '+4315551234',
    '004315551234',
    '0004315551234',
    '01 555 12 34',
    '5551234',
    '4315551234@pbx.example.com',
    'sip:4315551234@pbx.example.com',
    'sips:+43-1-5551234',
  ])('%s is the number', callee => {
    expect(isCallee(callee, VIENNA, usual)).toBe(true)
  })

  it.each([
    '551234',
    '1234',
    '',
    'webfax',
    '4925551234',
    '4315551235',
    '14315551235',
    '@4315551234',
    '99999995551234',
  ])('%s is not', callee => {
    expect(isCallee(callee, VIENNA, usual)).toBe(false)
  })

  it('a pattern of the operator picks the number out', () => {
    const own = { matchDigits: 7, calleePattern: '^9(\\d+)#\\d+$' }
    expect(isCallee('94315551234#77', VIENNA, own)).toBe(true)
    expect(isCallee('4315551234', VIENNA, own)).toBe(false)
  })

  it('more digits to compare are fewer mistakes', () => {
    expect(isCallee('5551234', VIENNA, { matchDigits: 8 })).toBe(false)
    expect(isCallee('15551234', VIENNA, { matchDigits: 8 })).toBe(true)
  })

  it('never matches another number of the same length', () => {
    const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/)
    fc.assert(
      fc.property(digits, digits, (a, b) => {
        if (a.length === b.length) expect(isCallee(a, `+${b}` as FaxNumber, usual)).toBe(a === b)
      }),
    )
  })
})

describe('the place of a fax in the journal', () => {
  it('is written and read back, to the second', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 0, max: 4_000_000_000 }), (watermark, seconds) => {
        const place = { watermark, since: (seconds * 1000) as EpochMs }
        expect(parsePlace(placeText(place))).toEqual(place)
      }),
    )
    const since = Date.UTC(2026, 10, 21, 6, 0, 0, 123) as EpochMs
    expect(placeText({ watermark: 41, since })).toBe('journal>41@2026-11-21T06:00:00Z')
  })

  it.each(['', 'journal>', 'journal>x@2026-11-21T06:00:00Z', '41', 'journal>1@2026-13-41T06:00:00Z'])(
    '%j is none',
    text => {
      expect(parsePlace(text)).toBeNull()
    },
  )
})

describe('rows of the journal', () => {
  const seedRow = {
    callee: '431110002',
    caller: '431110001',
    direction: 'out',
    duration: '0',
    filename: 'd9799276-b7d9-454f-98c3-714edf7e3072.tif',
    id: 5,
    pages: '1',
    quality: '8031x7700',
    reason: 'Normal Clearing / SIP 200 OK [1/3]',
    signal_rate: '14400',
    status: 'SUCCESS',
    subscriber_id: 1,
    time: '2016-07-30 09:49:59',
  }

  it("the vendor's own example is read", () => {
    const row = journalRow.parse(seedRow)
    expect(row).toMatchObject({ id: 5, pages: 1, duration: 0, status: 'SUCCESS', subscriber_id: 1 })
    expect(timeOf(row)).toBe(Date.UTC(2016, 6, 30, 9, 49, 59))
  })

  it('a list, a single one, an empty list, no list', () => {
    const ids = (page: unknown) => journalPage.parse(page)._embedded.map(({ id }) => id)
    expect(ids({ _embedded: { 'ngcp:faxes': [seedRow] } })).toEqual([5])
    expect(ids({ _embedded: { 'ngcp:faxes': seedRow } })).toEqual([5])
    expect(ids({ _embedded: { 'ngcp:faxes': [] } })).toEqual([])
    expect(ids({ _embedded: {}, total_count: 0 })).toEqual([])
    expect(ids({ _embedded: null })).toEqual([])
    expect(ids({ total_count: 0 })).toEqual([])
  })

  it('missing, empty and odd fields do not matter, save the id', () => {
    expect(journalRow.parse({ id: '7', pages: null, time: null, status: 12 })).toMatchObject({
      id: 7,
      pages: 0,
      duration: 0,
      callee: '',
      status: '12',
    })
    expect(journalRow.safeParse({ ...seedRow, id: 'x' }).success).toBe(false)
    expect(journalRow.safeParse({ ...seedRow, id: undefined }).success).toBe(false)
  })

  it.each(['', 'yesterday', '2016-07-30', '2016-99-30 09:49:59'])('the time %j is none', time => {
    expect(timeOf(journalRow.parse({ ...seedRow, time }))).toBeNull()
  })

  it('fractions of a second may stand behind', () => {
    const time = '2016-07-30 09:49:59.123'
    expect(timeOf(journalRow.parse({ ...seedRow, time }))).toBe(Date.UTC(2016, 6, 30, 9, 49, 59))
  })
})
