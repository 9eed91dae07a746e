import { describe, expect, it } from 'vitest'
import { guardedLookup, mayReach, type Resolve } from '../../src/destinations/public-address.ts'

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '93.184.215.14',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
]
const NOT_PUBLIC = [
  '0.0.0.0',
  '0.1.2.3',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '::a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::7f00:1',
  '100::1',
  '2001::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '3fff::1',
  '4000::1',
  'fc00::1',
  'fd12:3456::1',
  'fe80::1',
  'fec0::1',
  'ff02::1',
  'not an address',
  '',
]

describe('which addresses may be reached', () => {
  it.each(PUBLIC)('%s', address => expect(mayReach(address, [])).toBe(true))
  it.each(NOT_PUBLIC)('not %s', address => expect(mayReach(address, [])).toBe(false))

  it('networks of our own, and no other', () => {
    const allow = ['10.1.0.0/16', '127.0.0.1', 'fd00:1::/32']
    expect(
      ['10.1.2.3', '127.0.0.1', '::ffff:10.1.2.3', 'fd00:1::7'].map(text => mayReach(text, allow)),
    ).toEqual(Array(4).fill(true))
    expect(['10.2.0.1', '127.0.0.2', 'fd00:2::7', '::1'].map(text => mayReach(text, allow))).toEqual(
      Array(4).fill(false),
    )
  })
})

describe('a name', () => {
  const ask = (resolve: Resolve, allow: readonly string[] = []) =>
    new Promise(done =>
      guardedLookup(allow, resolve)('hook.example.com', { all: true }, (error, addresses) =>
        done(error?.message ?? addresses),
      ),
    )
  const answering =
    (...addresses: string[]): Resolve =>
    (_, done) =>
      done(
        null,
        addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
      )

  it('with public addresses only is good', async () => {
    expect(await ask(answering('8.8.8.8', '2606:4700::1'))).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ])
  })

  it('with one address inside is not, wherever it stands', async () => {
    expect(await ask(answering('8.8.8.8', '169.254.169.254'))).toContain(
      '169.254.169.254, which is not public',
    )
    expect(await ask(answering('::ffff:7f00:1', '8.8.8.8'))).toContain('not public')
  })

  it('that cannot be found, or has no address, is an error', async () => {
    expect(await ask((_, done) => done(new Error('ENOTFOUND'), []))).toBe('ENOTFOUND')
    expect(await ask(answering())).toContain('has no address')
  })

  it('that changes its mind is asked anew at each call', async () => {
    let calls = 0
    const rebinding: Resolve = (host, done) =>
      calls++ === 0 ? answering('8.8.8.8')(host, done) : answering('127.0.0.1')(host, done)
    expect(await ask(rebinding)).toEqual([{ address: '8.8.8.8', family: 4 }])
    expect(await ask(rebinding)).toContain('not public')
  })
})
