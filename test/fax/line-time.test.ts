import { describe, expect, it } from 'vitest'
import { durationText, lineSeconds, lineSecondsOfTiff, pageSeconds } from '../../src/fax/line-time.ts'

describe('line time', () => {
  it('a page of 36 kB takes some 25 seconds, a call of one such page under 40', () => {
    expect(pageSeconds(36_000)).toBeCloseTo(24.6, 1)
    expect(lineSeconds([36_000])).toBeGreaterThan(pageSeconds(36_000) + 10)
    expect(lineSeconds([36_000])).toBeLessThan(40)
  })

  it('grows with bytes and with pages', () => {
    expect(lineSeconds([1000, 1000])).toBeGreaterThan(lineSeconds([2000]))
    expect(lineSeconds([3000])).toBeGreaterThan(lineSeconds([2000]))
  })

  it('of a whole TIFF is that of its pages', () => {
    expect(lineSecondsOfTiff(2 * (20_000 + 260), 2)).toBeCloseTo(lineSeconds([20_000, 20_000]), 6)
    expect(lineSecondsOfTiff(0, 0)).toBe(lineSeconds([]))
  })

  it.each([
    [0.2, '1 s'],
    [59.5, '1 min 00 s'],
    [125, '2 min 05 s'],
  ])('%d is written %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text)
  })
})
