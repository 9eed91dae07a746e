import { describe, expect, it } from 'vitest'
import { HostNames } from '../../src/smtp/host-names.ts'
import { FakeClock } from '../fakes/clock.ts'
import { type DnsTable, FakeDns } from '../fakes/dns.ts'

const PTR = '7.2.0.192.in-addr.arpa PTR'

function open(table: DnsTable) {
  const dns = new FakeDns(table)
  const clock = new FakeClock()
  return { dns, clock, names: new HostNames({ dns: dns.ask, clock, patience: () => 10_000 }) }
}
const namesOf = async (table: DnsTable, address = '192.0.2.7') => open(table).names.of(address)

describe('the names of an address', () => {
  it('count when they lead back to it', async () => {
    const table = {
      [PTR]: ['MFP1.lan.', 'liar.test', 'gone.test'],
      'mfp1.lan A': ['198.51.100.1', '192.0.2.7'],
      'liar.test A': ['198.51.100.1'],
    }
    expect(await namesOf(table)).toEqual({ address: '192.0.2.7', names: ['mfp1.lan'], complete: true })
  })

  it('in IPv6, too', async () => {
    const reverse = '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa PTR'
    const table = { [reverse]: ['mfp6.lan'], 'mfp6.lan AAAA': ['2001:0db8:0:0::1'] }
    expect(await namesOf(table, '2001:db8::1')).toMatchObject({ names: ['mfp6.lan'], complete: true })
  })

  it('are none when there is none, and unknown when DNS does not answer', async () => {
    expect(await namesOf({})).toMatchObject({ names: [], complete: true })
    expect(await namesOf({ [PTR]: [] })).toMatchObject({ names: [], complete: true })
    expect(await namesOf({ [PTR]: 'ESERVFAIL' })).toMatchObject({ names: [], complete: false })
    const half = { [PTR]: ['a.lan', 'b.lan'], 'a.lan A': ['192.0.2.7'], 'b.lan A': 'ETIMEOUT' }
    expect(await namesOf(half)).toMatchObject({ names: ['a.lan'], complete: false })
    expect(await namesOf({}, 'no address')).toMatchObject({ names: [], complete: true })
  })

  it('are at most ten, whatever the owner of the address writes', async () => {
    const { dns, names } = open({ [PTR]: Array.from({ length: 500 }, (_, i) => `n${i}.test`) })
    await names.of('192.0.2.7')
    expect(dns.asked.length).toBe(11)
  })

  it('that are no host names are not asked for', async () => {
    const { dns, names } = open({ [PTR]: ['a b.test', 'x'.repeat(300), '192.0.2.7', ''] })
    expect(await names.of('192.0.2.7')).toMatchObject({ names: [] })
    expect(dns.asked).toEqual([PTR])
  })
})

describe('what was found out', () => {
  it('is kept for a while, by what it was', async () => {
    const { dns, clock, names } = open({ [PTR]: ['mfp1.lan'], 'mfp1.lan A': ['192.0.2.7'] })
    await names.of('192.0.2.7')
    await names.of('192.0.2.7')
    expect(dns.asked.length).toBe(2)
    await clock.advance(300_001)
    dns.set({ [PTR]: 'ESERVFAIL' })
    expect(await names.of('192.0.2.7')).toMatchObject({ complete: false })
    dns.set({})
    expect(await names.of('192.0.2.7')).toMatchObject({ complete: false })
    await clock.advance(30_001)
    expect(await names.of('192.0.2.7')).toMatchObject({ complete: true })
  })

  it('is asked once by many at the same time', async () => {
    const { dns, names } = open({})
    await Promise.all(Array.from({ length: 20 }, () => names.of('192.0.2.7')))
    expect(dns.asked.length).toBe(1)
  })

  it('does not grow without end', async () => {
    const { dns, names } = open({})
    for (let i = 0; i <= 1000; i++) await names.of(`10.1.${i >> 8}.${i & 255}`)
    await names.of('10.1.0.0')
    await names.of('10.1.3.232')
    expect(dns.asked.length).toBe(1002)
  })

  it('is unknown when DNS takes too long', async () => {
    const clock = new FakeClock()
    const names = new HostNames({ dns: () => new Promise(() => {}), clock, patience: () => 10_000 })
    const asked = names.of('192.0.2.7')
    await clock.advance(10_000)
    expect(await asked).toMatchObject({ names: [], complete: false })
  })
})
