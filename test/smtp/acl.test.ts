import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aclKind,
  effectivePattern,
  globToRegex,
  isHostName,
  mayBeHostName,
} from '../../src/fax/acl-pattern.ts'
import { compileAcl, inNetworks, type PeerAddress } from '../../src/smtp/acl.ts'
import { judge, type MailKnowledge, type TraceLine } from '../../src/smtp/rules.ts'
import { type Entry, fax, mail, subscriber, verdict } from './rule-inputs.ts'

const peers = (...list: (string | PeerAddress)[]) => ({
  certificateOf: [],
  peers: list.map(peer => (typeof peer === 'string' ? { address: peer, names: [], complete: true } : peer)),
  morePeers: false,
  domain: false,
  relay: false,
})
const named = (...names: string[]): PeerAddress => ({ address: '192.0.2.7', names, complete: true })

describe('entries and mails of the reference (NGCP Mail2Fax)', () => {
  const vectors: readonly (readonly [string, Entry[], Partial<MailKnowledge>, string])[] = [
    ['upper and lower case', [{ from_email: 'a@x.test' }], { from: 'A@X.TEST' }, 'pass'],
    [
      'sender and number',
      [{ from_email: 'a@x.test', destination: '4313334445' }],
      { from: 'a@x.test', number: fax('+4313334445') },
      'pass',
    ],
    [
      'another number',
      [{ from_email: 'a@x.test', destination: '4313334445' }],
      { from: 'a@x.test', number: fax('+4313334446') },
      'fail',
    ],
    [
      'one more digit is needed',
      [{ use_regex: true, destination: '^4399123.+' }],
      { number: fax('+4399123') },
      'fail',
    ],
    ['and is there', [{ use_regex: true, destination: '^4399.+' }], { number: fax('+43991234') }, 'pass'],
    ['a network', [{ received_from: '10.0.0.0/8' }], { peerAddress: '10.1.2.3' }, 'pass'],
    ['all three empty', [{}], {}, 'pass'],
    ['no entries and no key', [], {}, 'fail'],
  ]
  it.each(vectors)('%s', (_, acl, known, expected) => {
    expect(verdict(subscriber({ acl, allow_unproven_from: true }), known)).toBe(expected)
  })

  it('^4399.+ does not fit 4399 itself', () => {
    const [entry] = compileAcl([{ ...nothing, kind: 'regex', destination: '^4399.+' }], () => {})
    expect(entry?.destination?.matches('4399')).toBe(false)
    expect(entry?.destination?.matches('43991')).toBe(true)
  })
})

const nothing = { from_email: null, received_from: null, destination: null } as const

describe('kinds', () => {
  it('use_regex is the name that NGCP has for it', () => {
    expect(aclKind({})).toBe('exact')
    expect(aclKind({ use_regex: false })).toBe('exact')
    expect(aclKind({ use_regex: true })).toBe('regex')
    expect(aclKind({ kind: 'glob' })).toBe('glob')
    expect(aclKind({ kind: 'regex', use_regex: true })).toBe('regex')
    expect(aclKind({ kind: 'regex', use_regex: false })).toBeNull()
    expect(aclKind({ kind: 'exact', use_regex: true })).toBeNull()
  })

  const globs: readonly (readonly [Entry, Partial<MailKnowledge>, string])[] = [
    [{ from_email: '*@x.test' }, { from: 'Ann@X.test' }, 'pass'],
    [{ from_email: '*@x.test' }, { from: 'ann@x.test.evil.test' }, 'fail'],
    [{ from_email: '*@x.test' }, { from: 'ann@xytest' }, 'fail'],
    [{ from_email: 'a?n@x.test' }, { from: 'ann@x.test' }, 'pass'],
    [{ from_email: 'a?n@x.test' }, { from: 'an@x.test' }, 'fail'],
    [{ destination: '4399*' }, { number: fax('+4399123') }, 'pass'],
    [{ destination: '+4399*' }, { number: fax('+4399123') }, 'pass'],
    [{ destination: '4399*' }, { number: fax('+14399123000') }, 'fail'],
    [{ received_from: '10.1.*' }, { peerAddress: '10.1.2.3' }, 'pass'],
    [{ received_from: '10.1.*' }, { peerAddress: '110.1.2.3' }, 'fail'],
  ]
  it.each(globs)('glob %j with %j: %s', (entry, known, expected) => {
    const rules = subscriber({ acl: [{ kind: 'glob', ...entry }], allow_unproven_from: true })
    expect(verdict(rules, known)).toBe(expected)
  })

  it('a glob without signs fits itself and nothing else', () => {
    const text = fc.string({ maxLength: 20 }).map(value => value.replace(/[*?\n\r\u2028\u2029]/g, ''))
    fc.assert(
      fc.property(text, fc.string({ maxLength: 20 }), (glob, other) => {
        const fits = new RegExp(`^(?:${globToRegex(glob)})$`, 's')
        expect(fits.test(glob)).toBe(true)
        expect(fits.test(other)).toBe(other === glob)
      }),
      { numRuns: 5000 },
    )
  })

  it('evil patterns cost nothing: the engine is linear', () => {
    for (const pattern of ['(a+)+$', '(a|aa)+$', '(.*a){25}', '([a-z]+)*@x']) {
      const rules = subscriber({ acl: [{ kind: 'regex', from_email: pattern }], allow_unproven_from: true })
      const before = performance.now()
      expect(verdict(rules, { from: `${'a'.repeat(250)}!@y.test` })).toBe('fail')
      expect(performance.now() - before).toBeLessThan(500)
    }
  })

  it('what cannot be compiled never matches and says so', () => {
    const notes: string[] = []
    const [entry] = compileAcl([{ ...nothing, kind: 'regex', from_email: '(' }], (_, text) =>
      notes.push(text),
    )
    expect(entry?.from?.matches('(')).toBe(false)
    expect(notes).toEqual([expect.stringContaining('is not a regular expression')])
  })

  it('the trace names the pattern that was really asked', () => {
    const trace: TraceLine[] = []
    const acl: Entry[] = [{ kind: 'glob', from_email: '*@x.test', received_from: '10.0.*' }]
    judge(subscriber({ acl }), mail({ from: 'a@y.test', peerAddress: '10.0.0.1' }), trace)
    expect(trace).toContainEqual({
      subscriber: 'sales',
      entry: 0,
      field: 'from_email',
      result: 'fail',
      pattern: '^.*@x\\.test$',
    })
    expect(trace).toContainEqual(expect.objectContaining({ field: 'received_from', result: 'pass' }))
    expect(trace).toContainEqual(expect.objectContaining({ field: 'proof', result: 'pass', note: 'peer' }))
  })

  it('a regular expression is wrapped as a whole', () => {
    expect(effectivePattern('regex', 'a|b')).toBe('^(?:a|b)$')
  })
})

describe('where a mail comes from', () => {
  const from = (received_from: string, kind: Entry['kind'] = 'exact') =>
    subscriber({ acl: [{ received_from, kind }] })

  it('a host name counts when it was verified', () => {
    const rules = from('MFP1.lan')
    expect(verdict(rules, { proofs: peers(named('mfp1.lan')) })).toBe('pass')
    expect(verdict(rules, { proofs: peers(named('mfp2.lan')) })).toBe('fail')
    expect(verdict(rules, { proofs: peers(named()) })).toBe('fail')
    expect(verdict(rules, { proofs: peers({ ...named(), complete: false }) })).toBe('open')
    expect(verdict(rules, { peerAddress: '192.0.2.7' })).toBe('fail')
  })

  it('globs and regular expressions are asked of address and names', () => {
    expect(verdict(from('*.lan', 'glob'), { proofs: peers(named('mfp1.lan')) })).toBe('pass')
    expect(verdict(from('mfp\\d\\.lan', 'regex'), { proofs: peers(named('mfp1.lan')) })).toBe('pass')
    expect(verdict(from('*.lan', 'glob'), { proofs: peers(named('lan.evil.test')) })).toBe('fail')
    expect(verdict(from('192\\.0\\..*', 'regex'), { proofs: peers(named('x.lan')) })).toBe('pass')
  })

  it('whom a trusted relay had it from counts like the peer', () => {
    const rules = from('10.0.0.0/8')
    expect(verdict(rules, { proofs: peers('127.0.0.1', '10.1.2.3') })).toBe('pass')
    expect(verdict(rules, { proofs: peers('127.0.0.1', '11.1.2.3') })).toBe('fail')
    expect(verdict(rules, { proofs: { ...peers('127.0.0.1'), morePeers: true } })).toBe('open')
  })

  it('DNS is asked only where letters say that a name is meant', () => {
    for (const text of [
      '10\\.1\\..*',
      '10.*',
      '.*',
      '*',
      '[[:digit:]]+',
      '2001:db8:*',
      'fe80::.*',
      '(?:10|11)\\.\\d+.*',
    ])
      expect(mayBeHostName(text), text).toBe(false)
    for (const text of ['*.lan', 'mfp\\d+\\.lan', 'cafe.de', '(?i)MFP1'])
      expect(mayBeHostName(text), text).toBe(true)
  })

  it('a host name is not an address that is written wrongly', () => {
    for (const text of ['mfp1.lan', 'localhost', 'a-b.example', '_x.example'])
      expect(isHostName(text)).toBe(true)
    for (const text of ['10.0.0.300', '127.0.0.0/99', '-a.lan', 'a..lan', 'a b', '', '1.2.3'])
      expect(isHostName(text)).toBe(false)
  })

  it('networks take addresses in every spelling', () => {
    const ours = inNetworks(['10.0.0.0/8', '2001:db8::/32', 'nonsense'])
    expect(['10.9.9.9', '::ffff:10.9.9.9', '2001:db8::1'].map(ours)).toEqual([true, true, true])
    expect(['11.0.0.1', '2001:db9::1', 'mfp1.lan', ''].map(ours)).toEqual([false, false, false, false])
  })
})
