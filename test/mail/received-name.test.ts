import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callerThread, FILE_NAME, fileNameOf } from '../../src/mail/received-name.ts'
import { INBOUND } from '../../src/mail/sample-facts.ts'

const name = (pattern: string, fields: Partial<typeof INBOUND> = {}, timeZone = 'UTC') =>
  fileNameOf({ ...INBOUND, ...fields }, { pattern, pages: 3, format: 'pdf', timeZone })

describe('names of files', () => {
  it.each([
    [FILE_NAME, {}, 'fax-2026-11-21-0613-from-4930123456.pdf'],
    [FILE_NAME, { callerNumber: null }, 'fax-2026-11-21-0613-from-unknown.pdf'],
    ['{called}_{pages}p_{station}', {}, '15555550100_3p_ACME-GmbH.pdf'],
    ['{station}', { stationId: '../../etc/passwd' }, 'etc-passwd.pdf'],
    ['{station}', { stationId: 'Müller & Söhne' }, 'Mu-ller-So-hne.pdf'],
    ['{station}', { stationId: '.htaccess' }, 'htaccess.pdf'],
    ['{station}', { stationId: 'CON' }, 'fax.pdf'],
    ['{station}', { stationId: '   ' }, `${INBOUND.id}.pdf`],
    ['{subscriber}/{id}'.replace('/', '-'), {}, `sales-${INBOUND.id}.pdf`],
  ])('%s with %j is %s', (pattern, fields, expected) => {
    expect(name(pattern, fields)).toBe(expected)
  })

  it('tell the time of the subscriber', () => {
    expect(name('{date}-{time}', {}, 'Asia/Tokyo')).toBe('2026-11-21-1513.pdf')
    expect(name('{date}-{time}', {}, 'America/Los_Angeles')).toBe('2026-11-20-2213.pdf')
  })

  it('are safe whatever the machine of the caller calls itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), stationId => {
        expect(name('{station}-{caller}', { stationId, callerNumber: stationId })).toMatch(
          /^[A-Za-z0-9_][A-Za-z0-9._-]{0,119}\.pdf$/,
        )
      }),
    )
  })
})

describe('the thread of a caller', () => {
  const thread = (fields: Partial<typeof INBOUND>) =>
    callerThread({ ...INBOUND, ...fields }, 'fax.example.com')

  it('is the same for all of one caller to one subscriber, and tells nobody the number', () => {
    expect(thread({})).toBe(thread({ pageCount: 9, receivedAt: 0 as never }))
    expect(thread({})).not.toBe(thread({ callerNumber: '+4930999' }))
    expect(thread({})).not.toBe(thread({ subscriberId: 'office' }))
    expect(thread({})).toMatch(/^<caller-[0-9a-f]{24}@fax\.example\.com>$/)
  })

  it('there is none when nobody knows who called', () => {
    expect(thread({ callerNumber: null, stationId: null })).toBeNull()
    expect(thread({ callerNumber: null, stationId: ' ' })).toBeNull()
    expect(thread({ callerNumber: null })).not.toBeNull()
  })
})
