import { describe, expect, it } from 'vitest'
import type { SmtpLimits } from '../../src/config/schema.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { KeyLimits, networkOf } from '../../src/smtp/key-limits.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const T0 = Date.UTC(2026, 10, 21)
const at = (ms: number) => (T0 + ms) as EpochMs
const from = (address: string, sender = 'ann@example.com') => ({ address, sender })

const limitsOf = (authFailuresPerMinute = 10, authFailuresPerDay = 50) =>
  new KeyLimits(() => ({ authFailuresPerMinute, authFailuresPerDay }) as SmtpLimits)

function guess(
  limits: KeyLimits,
  source: ReturnType<typeof from>,
  count: number,
  start = 0,
  step = 0,
): number {
  let tried = 0
  for (let i = 0; i < count; i++) {
    const now = at(start + i * step)
    if (!limits.mayTry(source, now)) continue
    tried++
    limits.failed(source, now)
  }
  return tried
}

describe('wrong keys', () => {
  it('of one address: of 1,000 in a minute ten are looked at', () => {
    const limits = limitsOf()
    expect(guess(limits, from('192.0.2.7'), 1000, 0, 50)).toBe(10)
    expect(limits.mayTry(from('192.0.2.7'), at(51 * 1000))).toBe(false)
    expect(limits.mayTry(from('192.0.2.7'), at(2 * MINUTE))).toBe(true)
  })

  it('of one address: fifty in a day, with whatever sender', () => {
    const limits = limitsOf()
    let tried = 0
    for (let i = 0; i < 200; i++) tried += guess(limits, from('192.0.2.7', `a${i}@x.test`), 1, i * 7 * MINUTE)
    expect(tried).toBe(50)
    expect(limits.mayTry(from('192.0.2.7', 'new@x.test'), at(DAY + MINUTE))).toBe(true)
  })

  it('of one network: four times as many, however many addresses it has', () => {
    const limits = limitsOf()
    let tried = 0
    for (let i = 0; i < 256; i++) tried += guess(limits, from(`192.0.2.${i}`, `a${i}@x.test`), 1, i)
    expect(tried).toBe(40)
    expect(limits.mayTry(from('198.51.100.1', 'b@x.test'), at(300))).toBe(true)
  })

  it('of one IPv6 network: as many as of one address', () => {
    const limits = limitsOf()
    let tried = 0
    for (let i = 1; i < 100; i++) tried += guess(limits, from(`2001:db8:0:1::${i}`, `a${i}@x.test`), 1, i)
    expect(tried).toBe(10)
    expect(limits.mayTry(from('2001:db8:0:2::1', 'b@x.test'), at(100))).toBe(true)
  })

  it('of one sender from everywhere: as many as of one address, without case', () => {
    const limits = limitsOf()
    let tried = 0
    for (let i = 0; i < 100; i++)
      tried += guess(limits, from(`203.0.${i}.1`, i % 2 ? 'Ann@x.test' : 'ann@X.test'), 1, i)
    expect(tried).toBe(10)
  })
})

describe('who has shown the right key', () => {
  it('is not locked out by strangers with his name, nor by others behind his relay', () => {
    const limits = limitsOf()
    limits.proven(from('192.0.2.7'), at(0))
    for (let i = 0; i < 100; i++) guess(limits, from(`203.0.${i}.1`), 1, i)
    guess(limits, from('192.0.2.7', 'bob@example.com'), 100)
    expect(limits.mayTry(from('192.0.2.9'), at(100))).toBe(true)
    expect(limits.mayTry(from('192.0.2.7', 'bob@example.com'), at(100))).toBe(false)
    expect(limits.mayTry(from('203.0.100.1'), at(100))).toBe(false)
  })

  it('is counted all the same', () => {
    const limits = limitsOf()
    limits.proven(from('192.0.2.7'), at(0))
    expect(guess(limits, from('192.0.2.7'), 100)).toBe(10)
  })

  it('is a stranger again after a month without', () => {
    const limits = limitsOf()
    limits.proven(from('192.0.2.7'), at(0))
    for (let i = 0; i < 10; i++) guess(limits, from('203.0.113.1'), 1, 31 * DAY + i)
    expect(limits.mayTry(from('192.0.2.7'), at(31 * DAY + 10))).toBe(false)
  })
})

describe('memory', () => {
  it('is bounded: what was longest untouched gives way', () => {
    const limits = limitsOf(1)
    const first = from('10.0.0.1', 'first@x.test')
    limits.failed(first, at(0))
    for (let i = 0; i < 10_000; i++) limits.failed(from(`11.${i >> 8}.${i & 255}.1`, `a${i}@x.test`), at(1))
    expect(limits.mayTry(first, at(2))).toBe(true)
    expect(limits.mayTry(from('11.39.15.1', 'x@x.test'), at(2))).toBe(false)
  })
})

it('a network is a /24 or a /64', () => {
  expect(networkOf('192.0.2.77')).toBe('192.0.2.0/24')
  expect(networkOf('2001:db8::77')).toBe('2001:db8:0:0::/64')
})
