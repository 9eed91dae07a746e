import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { AddressLimits, groupOf, overdue, type SessionTimes } from '../../src/smtp/session-limits.ts'
import { houseConfig } from './house.ts'

const limitsWith = (limits: Readonly<Record<string, number>>) => houseConfig({ limits }).smtp.limits
const START = Date.UTC(2026, 10, 21, 6, 0, 0)
const second = (seconds: number) => (START + seconds * 1000) as EpochMs
function counting(limits: Readonly<Record<string, number>>): AddressLimits {
  const parsed = limitsWith(limits)
  return new AddressLimits(() => parsed)
}

describe('connections of one address', () => {
  it('are bounded at a time; one that closes makes room', () => {
    const addresses = counting({ connectionsPerAddress: 2 })
    const admit = () => addresses.admit('192.0.2.7', second(0))
    expect([admit(), admit(), admit()]).toEqual([null, null, 'E_TOO_MANY_CONNECTIONS'])
    addresses.release('192.0.2.7')
    expect([admit(), admit()]).toEqual([null, 'E_TOO_MANY_CONNECTIONS'])
    expect(addresses.admit('192.0.2.8', second(0))).toBeNull()
  })

  it('are bounded in each minute', () => {
    const addresses = counting({ connectionsPerMinute: 2 })
    const admit = (seconds: number) => {
      const reason = addresses.admit('192.0.2.7', second(seconds))
      if (reason === null) addresses.release('192.0.2.7')
      return reason
    }
    expect([admit(0), admit(30), admit(59)]).toEqual([null, null, 'E_TOO_MANY_CONNECTIONS'])
    expect([admit(60), admit(61), admit(62)]).toEqual([null, null, 'E_TOO_MANY_CONNECTIONS'])
  })

  it('that were turned away do not count as open', () => {
    const addresses = counting({ connectionsPerAddress: 1 })
    for (let i = 0; i < 3; i++) addresses.admit('192.0.2.7', second(0))
    addresses.release('192.0.2.7')
    expect(addresses.admit('192.0.2.7', second(1))).toBeNull()
  })

  it('a release too many makes no extra room', () => {
    const addresses = counting({ connectionsPerAddress: 1 })
    for (let i = 0; i < 3; i++) addresses.release('192.0.2.7')
    expect(addresses.admit('192.0.2.7', second(0))).toBeNull()
    expect(addresses.admit('192.0.2.7', second(0))).toBe('E_TOO_MANY_CONNECTIONS')
  })

  it('of one IPv6 household count as one address', () => {
    const addresses = counting({ connectionsPerAddress: 1 })
    expect(addresses.admit('2001:db8:1:2::1', second(0))).toBeNull()
    expect(addresses.admit('2001:db8:1:2:ffff::9', second(0))).toBe('E_TOO_MANY_CONNECTIONS')
    expect(addresses.admit('2001:db8:1:3::1', second(0))).toBeNull()
  })

  it('are still counted while a flood of other addresses goes by', () => {
    const addresses = counting({ connectionsPerAddress: 1 })
    addresses.admit('192.0.2.7', second(0))
    addresses.failed('192.0.2.8', second(0))
    for (let i = 0; i < 30_000; i++) {
      const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
      addresses.admit(address, second(0))
      addresses.release(address)
    }
    expect(addresses.admit('192.0.2.7', second(0))).toBe('E_TOO_MANY_CONNECTIONS')
  })
})

describe('failed attempts of one address', () => {
  const ADDRESS = '192.0.2.7'

  it('are bounded in a minute that moves along', () => {
    const addresses = counting({ authFailuresPerMinute: 2, authFailuresPerDay: 50 })
    addresses.failed(ADDRESS, second(0))
    addresses.failed(ADDRESS, second(40))
    expect(addresses.mayTry(ADDRESS, second(59))).toBe(false)
    expect(addresses.mayTry(ADDRESS, second(61))).toBe(true)
    expect(addresses.mayTry('192.0.2.8', second(59))).toBe(true)
  })

  it('are bounded in a day that moves along', () => {
    const addresses = counting({ authFailuresPerMinute: 10, authFailuresPerDay: 3 })
    for (let i = 0; i < 3; i++) addresses.failed(ADDRESS, second(i * 3600))
    expect(addresses.mayTry(ADDRESS, second(86_399))).toBe(false)
    expect(addresses.mayTry(ADDRESS, second(86_401))).toBe(true)
  })

  it('are not forgotten by asking, nor in a flood of other addresses', () => {
    const addresses = counting({ authFailuresPerMinute: 1 })
    addresses.failed(ADDRESS, second(0))
    for (let i = 0; i < 30_000; i++) {
      const address = `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`
      addresses.admit(address, second(1))
      addresses.release(address)
    }
    expect(addresses.mayTry(ADDRESS, second(2))).toBe(false)
  })

  it('new limits count from the next question on', () => {
    let limits = limitsWith({ authFailuresPerMinute: 1 })
    const addresses = new AddressLimits(() => limits)
    addresses.failed(ADDRESS, second(0))
    expect(addresses.mayTry(ADDRESS, second(1))).toBe(false)
    limits = limitsWith({ authFailuresPerMinute: 2 })
    expect(addresses.mayTry(ADDRESS, second(1))).toBe(true)
  })
})

describe('the group of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['2001:db8:1:2::', '2001:db8:1:2::/64'],
    ['2001:db8:1::5:6', '2001:db8:1:0::/64'],
    ['', ''],
  ])('of %j is %j', (address, group) => {
    expect(groupOf(address)).toBe(group)
  })

  it('is the same for any two addresses with the same first 64 bits, and only for those', () => {
    const word = fc.integer({ min: 1, max: 0xffff }).map(n => n.toString(16))
    const half = fc.tuple(word, word, word, word).map(words => words.join(':'))
    fc.assert(
      fc.property(half, half, half, (network, one, other) => {
        expect(groupOf(`${network}:${one}`)).toBe(groupOf(`${network}:${other}`))
        expect(groupOf(`${network}:${one}`) === groupOf(`${other}:${one}`)).toBe(network === other)
      }),
    )
  })
})

describe('a session', () => {
  const limits = limitsWith({ sessionSeconds: 600, commandSeconds: 60, bytesPerSecond: 100 })
  const at = (times: Partial<SessionTimes>): SessionTimes => ({
    startedAt: second(0),
    lastCommandAt: second(0),
    busy: false,
    receiving: null,
    ...times,
  })
  const receiving = (since: number, bytes: number, ownMs = 0) => ({ since: second(since), bytes, ownMs })

  it('may be silent for so long', () => {
    expect(overdue(at({}), limits, second(60))).toBeNull()
    expect(overdue(at({}), limits, second(60.001))).toBe('E_SESSION_TIMEOUT')
    expect(overdue(at({ lastCommandAt: second(30) }), limits, second(90))).toBeNull()
  })

  it('may last so long, whatever it does', () => {
    expect(overdue(at({ lastCommandAt: second(600) }), limits, second(600))).toBeNull()
    expect(overdue(at({ lastCommandAt: second(601) }), limits, second(601))).toBe('E_SESSION_TIMEOUT')
    const busyWithMail = at({ receiving: receiving(590, 1_000_000) })
    expect(overdue(busyWithMail, limits, second(601))).toBe('E_SESSION_TIMEOUT')
  })

  it('has no hurry while we owe the answer', () => {
    expect(overdue(at({ busy: true }), limits, second(10_000))).toBeNull()
  })

  it('a mail may be slow at first, then as slow as its bytes have earned', () => {
    expect(overdue(at({ receiving: receiving(10, 0) }), limits, second(70))).toBeNull()
    expect(overdue(at({ receiving: receiving(10, 0) }), limits, second(71))).toBe('E_TOO_SLOW')
    expect(overdue(at({ receiving: receiving(10, 5_000) }), limits, second(120))).toBeNull()
    expect(overdue(at({ receiving: receiving(10, 5_000) }), limits, second(121))).toBe('E_TOO_SLOW')
  })

  it('what we ourselves took is not the client', () => {
    expect(overdue(at({ receiving: receiving(10, 0, 40_000) }), limits, second(110))).toBeNull()
    expect(overdue(at({ receiving: receiving(10, 0, 40_000) }), limits, second(111))).toBe('E_TOO_SLOW')
  })

  it('0 bytes a second: as slow as the session is long', () => {
    const patient = limitsWith({ bytesPerSecond: 0, sessionSeconds: 600 })
    expect(overdue(at({ receiving: receiving(0, 0) }), patient, second(600))).toBeNull()
    expect(overdue(at({ receiving: receiving(0, 0) }), patient, second(601))).toBe('E_SESSION_TIMEOUT')
  })
})
