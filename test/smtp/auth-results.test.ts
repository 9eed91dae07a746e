import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readResults, relayVouches } from '../../src/smtp/auth-results.ts'

const NUMBER = '15555551212@fax.local'
const received = (address: string) => ({ name: 'received', value: `from x (x [${address}]) by mx.law.test` })
const to = { name: 'to', value: `Fax <${NUMBER}>` }
const results = (value: string) => ({ name: 'authentication-results', value })
const PASS = results('mx.law.test; dmarc=pass header.from=law.test')

function vouches(headers: { name: string; value: string }[], from = 'ann@law.test', recipients = [NUMBER]) {
  const isRelay = (address: string) => address.startsWith('10.')
  return relayVouches({ headers, servers: ['MX.law.test', 'xn--mnchen-3ya.test'], isRelay, from, recipients })
}
const says = (text: string, from?: string) =>
  vouches([results(`mx.law.test; ${text}`), received('198.51.100.7'), to], from)

describe('what a relay of our own says', () => {
  it.each([
    'dmarc=pass header.from=law.test',
    'dmarc=pass (p=reject sp=none) header.from=LAW.test',
    'dkim=fail header.d=evil.test; dmarc=pass header.from=law.test',
    'dkim=pass header.d=law.test header.s=s1 header.b=abc+/d',
    'dkim=pass header.i=@law.test',
    'dkim=pass reason="good signature" header.d=law.test',
    'dkim=fail header.d=law.test; dkim=pass header.d=law.test',
    'spf=pass smtp.mailfrom=bounce@law.test',
    'spf=pass smtp.mailfrom=law.test; dmarc=none',
    'auth=pass smtp.auth=ann@law.test',
    'auth=pass (login) smtp.auth="Ann@law.test" smtp.mailfrom=x@law.test',
    'DMARC = PASS Header . From = law.test',
    'dmarc=none; dkim=pass header.d=law.test',
    'dkim/1=pass header.d=law.test',
  ])('%s: vouches', text => {
    expect(says(text)).toBe(true)
  })

  it.each([
    'none',
    '',
    'dmarc=fail header.from=law.test',
    'dmarc=fail header.from=law.test; dkim=pass header.d=law.test',
    'dmarc=fail header.from=law.test; spf=pass smtp.mailfrom=law.test',
    'dmarc=pass header.from=law.test; dmarc=fail header.from=law.test',
    'dmarc=pass header.from=evil.test',
    'dmarc=pass',
    'dkim=pass header.d=evil.test',
    'dkim=pass header.d=law.test header.i=@evil.test',
    'dkim=pass header.d=law.test header.d=evil.test',
    'dkim=pass header.d=notlaw.test',
    'spf=pass smtp.mailfrom=ann@evil.test',
    'spf=softfail smtp.mailfrom=ann@law.test',
    'spf=pass smtp.helo=law.test',
    'auth=pass smtp.auth=mallory@law.test',
    'auth=pass smtp.auth=ann',
    'auth=fail smtp.auth=ann@law.test',
    'x-dmarc=pass header.from=law.test',
    'dkim/2=pass header.d=law.test',
    'arc=pass header.d=law.test',
    'dmarc=pass (header.from=law.test)',
    'dmarc=passable header.from=law.test',
    'reason="dmarc=pass header.from=law.test"',
    'dkim=fail reason="; dmarc=pass header.from=law.test"',
    'dkim=fail (; dmarc=pass header.from=law.test)',
    'dmarc=pass header.from=law.test (no end',
    'dmarc=pass header.from="law.test',
    'dmarc=pass header.from=law.test )',
  ])('%s: does not', text => {
    expect(says(text)).toBe(false)
  })

  it('counts for this From only', () => {
    expect(says('dmarc=pass header.from=law.test', 'ann@law.test.evil.test')).toBe(false)
    expect(says('auth=pass smtp.auth=ann@law.test', 'ann@evil.test')).toBe(false)
  })

  it('of a signed mail counts for the numbers that it was meant for', () => {
    const headers = [PASS, received('198.51.100.7'), to]
    expect(vouches(headers, 'ann@law.test', [NUMBER])).toBe(true)
    expect(vouches(headers, 'ann@law.test', ['19005551212@fax.local'])).toBe(false)
    const login = [results('mx.law.test; auth=pass smtp.auth=ann@law.test'), received('198.51.100.7')]
    expect(vouches(login, 'ann@law.test', ['19005551212@fax.local'])).toBe(true)
  })
})

describe('who may have written it', () => {
  it('only what stands above the line about a stranger', () => {
    expect(vouches([PASS, received('198.51.100.7'), to])).toBe(true)
    expect(vouches([received('198.51.100.7'), PASS, to])).toBe(false)
    expect(vouches([received('10.0.0.2'), PASS, received('198.51.100.7'), to])).toBe(true)
    expect(vouches([received('10.0.0.2'), received('198.51.100.7'), PASS, to])).toBe(false)
    expect(vouches([PASS, to])).toBe(false)
    expect(
      vouches([{ name: 'received', value: 'from x by mx.law.test' }, PASS, received('10.0.0.2'), to]),
    ).toBe(false)
  })

  it('only under a name on the list, of a version that there is', () => {
    const by = (text: string) => vouches([results(text), received('198.51.100.7'), to])
    expect(by('mx.law.test 1; dmarc=pass header.from=law.test')).toBe(true)
    expect(by('"mx.law.test"; dmarc=pass header.from=law.test')).toBe(true)
    expect(by('(by) mx.law.test; dmarc=pass header.from=law.test')).toBe(true)
    expect(by('münchen.test; dmarc=pass header.from=law.test')).toBe(true)
    expect(by('mx.law.test 2; dmarc=pass header.from=law.test')).toBe(false)
    expect(by('mx.evil.test; dmarc=pass header.from=law.test')).toBe(false)
    expect(by('mx.law.test.evil.test; dmarc=pass header.from=law.test')).toBe(false)
    expect(by('evil.test mx.law.test; dmarc=pass header.from=law.test')).toBe(false)
    expect(by('dmarc=pass header.from=law.test')).toBe(false)
  })

  it('never what has another name', () => {
    const arc = { name: 'arc-authentication-results', value: PASS.value }
    expect(vouches([arc, received('198.51.100.7'), to])).toBe(false)
  })
})

describe('the reader', () => {
  const piece = fc.constantFrom(
    ...[
      'mx.law.test',
      ';',
      ' ',
      '=',
      '"',
      '\\',
      '(',
      ')',
      'dmarc',
      'dkim',
      'pass',
      'fail',
      'header',
      '.',
      'from',
      '1',
    ],
    ...['law.test', '\t', 'header.d=', 'dmarc=pass header.from=law.test', 'x'],
  )

  it('reads anything without falling, and finds a pass only where one is written', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const text = pieces.join('')
        const read = readResults(text)
        for (const { method, result } of read?.findings ?? []) {
          expect(text.toLowerCase()).toContain(method)
          expect(text.toLowerCase()).toContain(result)
        }
      }),
      { numRuns: 100_000 },
    )
  })

  it('is quick', () => {
    const before = performance.now()
    for (const text of [
      '('.repeat(60_000),
      'a'.repeat(60_000),
      `a; ${'b=c d.e=f '.repeat(6_000)}`,
      'a;'.repeat(30_000),
    ])
      readResults(text)
    expect(performance.now() - before).toBeLessThan(500)
  })
})
