import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readNumber, readTime, writeSendTime, writeTime } from '../../../src/providers/faxplus/time.ts'

const AT = Date.UTC(2026, 10, 21, 6, 7, 8)

describe('times of FAX.PLUS', () => {
  it.each([
    '2026-11-21 06:07:08',
    ' 2026-11-21 06:07:08 ',
    '2026-11-21 06:07:08 +0000',
    '2026-11-21 07:07:08 +0100',
    '2026-11-21 01:07:08 -0500',
    '2026-11-21T06:07:08Z',
    '2026-11-21T06:07:08.123456+00:00',
  ])('%s', text => {
    expect(readTime(text)).toBe(AT)
  })

  it.each([null, undefined, '', 'yesterday', '2026-11-21', '21.11.2026 06:07:08', '2026-11-21 06:07'])(
    '%s is none',
    text => {
      expect(readTime(text)).toBeNull()
    },
  )

  it('what is written is read back to the second', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), at => {
        expect(readTime(writeTime(at))).toBe(Math.floor(at / 1000) * 1000)
        const sendTime = writeSendTime(at)
        expect(sendTime).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/)
        expect(readTime(sendTime)).toBe(Math.ceil(at / 1000) * 1000)
      }),
    )
  })

  it('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        readTime(text)
        readNumber(text)
      }),
    )
  })
})

describe('numbers of FAX.PLUS', () => {
  it.each(['+15555550100', '15555550100', '+1 555-555-0100', ' +1 (555) 555.0100 '])('%s', text => {
    expect(readNumber(text)).toBe('+15555550100')
  })

  it.each([
    null,
    undefined,
    '',
    '53a1afb8585345a39033857e1f36bf8d',
    'anonymous',
    '+1 334-304-xxxx',
    '0555',
    '+123',
  ])('%s is none', text => {
    expect(readNumber(text)).toBeNull()
  })
})
