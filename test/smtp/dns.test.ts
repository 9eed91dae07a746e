import { afterEach, describe, expect, it } from 'vitest'
import { isAbsent, systemDns, within } from '../../src/smtp/dns.ts'
import { FakeClock } from '../fakes/clock.ts'
import { type DnsServer, startDnsServer } from '../fakes/dns-server.ts'

let servers: DnsServer[] = []
afterEach(async () => {
  await Promise.all(servers.map(server => server.close()))
  servers = []
})
async function start(...given: Parameters<typeof startDnsServer>): Promise<DnsServer> {
  const server = await startDnsServer(...given)
  servers.push(server)
  return server
}

describe('DNS over the wire', () => {
  it('answers in the form that all who ask expect', async () => {
    const long = 'v=DKIM1; p='.padEnd(400, 'A')
    const server = await start({ 'x.test TXT': [long, 'other'], 'x.test A': ['192.0.2.7'] })
    const dns = systemDns(() => [server.address])
    expect((await dns('x.test', 'TXT')).map(parts => (parts as string[]).join(''))).toEqual([long, 'other'])
    expect(await dns('x.test', 'A')).toEqual(['192.0.2.7'])
  })

  it('tells "there is none" from "nobody knows"', async () => {
    const server = await start({ 'x.test A': ['192.0.2.7'], 'broken.test TXT': 'SERVFAIL' })
    const dns = systemDns(() => [server.address])
    const why = (name: string, type: string) => dns(name, type).catch(error => isAbsent(error))
    expect(await why('nowhere.test', 'TXT')).toBe(true)
    expect(await why('x.test', 'TXT')).toBe(true)
    expect(await why('broken.test', 'TXT')).toBe(false)
  })

  it('asks the servers that the configuration names now', async () => {
    const [first, second] = [
      await start({ 'x.test A': ['192.0.2.1'] }),
      await start({ 'x.test A': ['192.0.2.2'] }),
    ]
    let current = [first.address]
    const dns = systemDns(() => current)
    expect(await dns('x.test', 'A')).toEqual(['192.0.2.1'])
    current = [second.address]
    expect(await dns('x.test', 'A')).toEqual(['192.0.2.2'])
  })
})

it('what takes too long gives way, and leaves no sleeper behind', async () => {
  const clock = new FakeClock()
  const slow = within(clock, 1_000, new Promise<string>(() => {}), 'late')
  await clock.advance(1_000)
  expect(await slow).toBe('late')
  expect(await within(clock, 1_000, Promise.resolve('in time'), 'late')).toBe('in time')
  await expect(within(clock, 1_000, Promise.reject(new Error('no')), 'late')).rejects.toThrow('no')
})
