import { describe, expect, it } from 'vitest'
import { plainIp, type SubscriberRules } from '../../src/smtp/rule-book.ts'
import { judge, type MailKnowledge } from '../../src/smtp/rules.ts'
import { type Entry, fax, mail, NOWHERE, subscriber, verdict } from './rule-inputs.ts'

describe('key and entries together', () => {
  const acl = [{ from_email: 'a@x.test', received_from: NOWHERE }]
  const entryMatches = { from: 'a@x.test' }
  it.each([
    // key set, entries, key right, entry matches, verdict
    [false, false, false, false, 'fail'],
    [false, false, true, true, 'fail'],
    [true, false, true, false, 'pass'],
    [true, false, false, true, 'fail'],
    [false, true, false, true, 'pass'],
    [false, true, true, false, 'fail'],
    [true, true, true, true, 'pass'],
    [true, true, true, false, 'fail'],
    [true, true, false, true, 'fail'],
    [true, true, false, false, 'fail'],
  ])(
    'key %s, entries %s; key right %s, entry matches %s: %s',
    (key, entries, keyMatches, matches, expected) => {
      const rules = subscriber({ ...(key ? { secret_key: 'k' } : {}), ...(entries ? { acl } : {}) })
      expect(verdict(rules, { keyMatches, ...(matches ? entryMatches : {}) })).toBe(expected)
    },
  )

  it('nobody sends for one that is switched off', () => {
    const rules = subscriber({ active: false, acl: [{}], allow_unproven_from: true, secret_key: 'k' })
    expect(verdict(rules, { keyMatches: true, authSubscriber: 'sales' })).toBe('fail')
  })
})

describe('the fields of an entry', () => {
  const cases: readonly (readonly [string, Entry, Partial<MailKnowledge>, string])[] = [
    ['sender without case', { from_email: 'a@x.test' }, { from: 'A@X.TEST' }, 'pass'],
    ['another sender', { from_email: 'a@x.test' }, { from: 'b@x.test' }, 'fail'],
    ['sender as a part only', { from_email: 'a@x.test' }, { from: 'aa@x.test' }, 'fail'],
    [
      'sender and number',
      { from_email: 'a@x.test', destination: '4313334445' },
      { from: 'a@x.test' },
      'pass',
    ],
    ['number with +', { destination: '+4313334445' }, {}, 'pass'],
    [
      'sender and another number',
      { from_email: 'a@x.test', destination: '4313334445' },
      { from: 'a@x.test', number: fax('+4313334446') },
      'fail',
    ],
    ['a glob is no pattern', { from_email: '*@x.test' }, { from: 'a@x.test' }, 'fail'],
    ['network', { received_from: '10.0.0.0/8' }, { peerAddress: '10.1.2.3' }, 'pass'],
    ['outside the network', { received_from: '10.0.0.0/8' }, { peerAddress: '11.0.0.1' }, 'fail'],
    ['address', { received_from: '192.0.2.7' }, { peerAddress: '192.0.2.7' }, 'pass'],
    ['another address', { received_from: '192.0.2.7' }, { peerAddress: '192.0.2.70' }, 'fail'],
    ['IPv6', { received_from: '2001:db8::/32' }, { peerAddress: '2001:db8:1::7' }, 'pass'],
    ['IPv6 in long', { received_from: '2001:0DB8::0007' }, { peerAddress: '2001:db8::7' }, 'pass'],
    ['a mapped network', { received_from: '::ffff:192.0.2.0/120' }, { peerAddress: '192.0.2.9' }, 'pass'],
    ['IPv4 is not in an IPv6 network', { received_from: '::/0' }, { peerAddress: '192.0.2.9' }, 'fail'],
    ['empty is any', { from_email: '', received_from: null, destination: '' }, {}, 'pass'],
    ['pattern', { use_regex: true, destination: '4399.+' }, { number: fax('+43991234567') }, 'pass'],
    [
      'pattern with an anchor',
      { use_regex: true, destination: '^4399.+' },
      { number: fax('+43991234567') },
      'pass',
    ],
    [
      'pattern needs one more',
      { use_regex: true, destination: '^4399123.+' },
      { number: fax('+4399123') },
      'fail',
    ],
    [
      'pattern is for the whole value',
      { use_regex: true, from_email: '.*@x\\.test' },
      { from: 'a@x.test.evil.test' },
      'fail',
    ],
    [
      'pattern is for the whole value, in front',
      { use_regex: true, from_email: 'a@x\\.test' },
      { from: 'aa@x.test' },
      'fail',
    ],
    [
      'either side of a pattern, too',
      { use_regex: true, from_email: 'a@x|b@x' },
      { from: 'a@x.evil.test' },
      'fail',
    ],
    ['pattern without case', { use_regex: true, from_email: '.*@x\\.test' }, { from: 'A@X.TEST' }, 'pass'],
    [
      'pattern for the peer',
      { use_regex: true, received_from: '10\\.1\\..*' },
      { peerAddress: '10.1.2.3' },
      'pass',
    ],
    ['any', { use_regex: true, destination: '.*' }, {}, 'pass'],
  ]
  it.each(cases)('%s', (_, entry, known, expected) => {
    const rules = subscriber({ acl: [entry], allow_unproven_from: true })
    expect(verdict(rules, known)).toBe(expected)
  })

  it('one entry is enough, but each must match as a whole', () => {
    const acl = [
      { from_email: 'a@x.test', received_from: '10.0.0.0/8' },
      { from_email: 'b@x.test', received_from: '192.0.2.0/24' },
    ]
    const rules = subscriber({ acl })
    expect(verdict(rules, { from: 'a@x.test', peerAddress: '10.1.1.1' })).toBe('pass')
    expect(verdict(rules, { from: 'b@x.test', peerAddress: '192.0.2.1' })).toBe('pass')
    expect(verdict(rules, { from: 'a@x.test', peerAddress: '192.0.2.1' })).toBe('fail')
  })
})

describe('proof of the sender', () => {
  const evidence = (rules: SubscriberRules, known: Partial<MailKnowledge>) => {
    const { verdict: result, evidence: proof } = judge(rules, mail(known), [])
    return result === 'pass' ? proof : result
  }
  const from = 'a@x.test'
  const acl = [{ from_email: from }]

  it('a From header alone is none, unless the operator wants it so', () => {
    expect(evidence(subscriber({ acl }), { from })).toBe('fail')
    expect(evidence(subscriber({ acl, allow_unproven_from: true }), { from })).toBe('from-only')
  })

  it('is a link where an entry names whom it may be mailed to, and the domain is looked at before', () => {
    const linked = subscriber({ acl: [{ from_email: from, needs: ['auth', 'link'] }] })
    expect(evidence(linked, { from })).toBe('link')
    expect(evidence(linked, { from: 'b@x.test' })).toBe('fail')
    expect(evidence(linked, { from, authSubscriber: 'sales' })).toBe('auth')
    expect(evidence(subscriber({ acl: [{ received_from: NOWHERE, needs: ['link'] }] }), { from })).toBe(
      'fail',
    )
    expect(evidence(subscriber({ acl, secret_key: 'k' }), { from, keyMatches: false })).toBe('fail')
    const either = subscriber({ acl: [{ from_email: from, needs: ['domain', 'link'] }] })
    const proofs = { certificateOf: [], peers: [], morePeers: false, relay: null }
    const judged = (domain: boolean | null) =>
      judge(either, mail({ from, proofs: { ...proofs, domain } }), [])
    expect(judged(null)).toMatchObject({ verdict: 'pass', evidence: 'link', wantsDomain: true })
    expect(judged(true)).toMatchObject({ verdict: 'pass', evidence: 'domain', wantsDomain: false })
    expect(judged(false)).toMatchObject({ verdict: 'pass', evidence: 'link', wantsDomain: false })
  })

  it('is the address of the peer, the key or the login', () => {
    expect(evidence(subscriber({ acl: [{ from_email: from, received_from: NOWHERE }] }), { from })).toBe(
      'peer',
    )
    expect(evidence(subscriber({ acl, secret_key: 'k' }), { from, keyMatches: true })).toBe('key')
    expect(evidence(subscriber({ secret_key: 'k' }), { keyMatches: true })).toBe('key')
    expect(evidence(subscriber({ acl }), { from, authSubscriber: 'sales' })).toBe('auth')
  })

  it('the strongest among the entries counts', () => {
    const both = [{ from_email: from }, { received_from: NOWHERE }]
    expect(evidence(subscriber({ acl: both, allow_unproven_from: true }), { from })).toBe('peer')
  })
})

describe('a login', () => {
  it('stands for its own subscriber only', () => {
    const acl = [{ received_from: NOWHERE }]
    expect(verdict(subscriber({ acl }), { authSubscriber: 'other' })).toBe('fail')
    expect(verdict(subscriber({ acl }), { authSubscriber: 'sales' })).toBe('pass')
    expect(verdict(subscriber({ secret_key: 'k' }), { authSubscriber: 'other', keyMatches: true })).toBe(
      'fail',
    )
  })

  it('stands in for the key and needs no entries, but is narrowed by them', () => {
    expect(verdict(subscriber({}), { authSubscriber: 'sales' })).toBe('pass')
    expect(verdict(subscriber({ secret_key: 'k' }), { authSubscriber: 'sales' })).toBe('pass')
    const narrow = subscriber({ secret_key: 'k', acl: [{ destination: '15555551212' }] })
    expect(verdict(narrow, { authSubscriber: 'sales' })).toBe('fail')
    expect(verdict(narrow, { authSubscriber: 'sales', number: fax('+15555551212') })).toBe('pass')
  })
})

describe('the address of the peer', () => {
  it.each([
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:0db8:0:0:0:0:0:0007', '2001:db8::7'],
    ['fe80::1%eth0', 'fe80::1'],
    ['192.0.2.7', '192.0.2.7'],
    ['no address', 'no address'],
  ])('%s is %s', (text, plain) => {
    expect(plainIp(text)).toBe(plain)
  })
})
