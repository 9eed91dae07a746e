import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SubscriberRules } from '../../src/smtp/rule-book.ts'
import { decide, judge, type TraceLine } from '../../src/smtp/rules.ts'
import { fax, NOWHERE, subscriber, verdict } from './rule-inputs.ts'

describe('before everything is known', () => {
  const nothing = { from: null, keyMatches: null, number: null }

  it('it is open when it depends on that, and refused when it does not', () => {
    expect(verdict(subscriber({ secret_key: 'k' }), nothing)).toBe('open')
    expect(verdict(subscriber({ acl: [{ from_email: 'a@x.test', received_from: NOWHERE }] }), nothing)).toBe(
      'open',
    )
    expect(verdict(subscriber({ acl: [{ received_from: '10.0.0.0/8' }] }), nothing)).toBe('fail')
    expect(verdict(subscriber({ acl: [{ received_from: NOWHERE }] }), nothing)).toBe('pass')
    expect(verdict(subscriber({ acl: [{ from_email: 'a@x.test' }] }), nothing)).toBe('fail')
    expect(verdict(subscriber({}), nothing)).toBe('fail')
  })

  const entry = fc.record({
    from_email: fc.constantFrom(null, 'a@x.test', 'b@x.test'),
    received_from: fc.constantFrom(null, NOWHERE, '10.0.0.0/8'),
    destination: fc.constantFrom(null, '4313334445', '15555551212'),
  })
  const rules = fc
    .record({
      active: fc.boolean(),
      secret_key: fc.constantFrom(null, 'k'),
      acl: fc.array(entry, { maxLength: 3 }),
      allow_unproven_from: fc.boolean(),
    })
    .map(subscriber)
  const whole = fc.record({
    peerAddress: fc.constantFrom(NOWHERE, '10.1.2.3', '2001:db8::1'),
    authSubscriber: fc.constantFrom(null, 'sales', 'other'),
    from: fc.constantFrom('a@x.test', 'b@x.test', 'c@x.test'),
    keyMatches: fc.boolean(),
    number: fc.constantFrom(fax('+4313334445'), fax('+15555551212'), fax('+15555553434')),
  })
  const hidden = fc.subarray(['from', 'keyMatches', 'number'] as const)

  it('what is decided early is never turned round by what comes later', () => {
    fc.assert(
      fc.property(rules, whole, hidden, (subscriberRules, known, later) => {
        const early = { ...known, ...Object.fromEntries(later.map(key => [key, null])) }
        const first = judge(subscriberRules, early, []).verdict
        const last = judge(subscriberRules, known, []).verdict
        expect(last).not.toBe('open')
        if (first !== 'open') expect(last).toBe(first)
      }),
      { numRuns: 2000 },
    )
  })

  it('a pass has a proof, and the trace says what was looked at', () => {
    fc.assert(
      fc.property(rules, whole, (subscriberRules, known) => {
        const trace: TraceLine[] = []
        const { verdict: result, evidence } = judge(subscriberRules, known, trace)
        if (result === 'pass') expect(evidence).not.toBeNull()
        if (result === 'fail') expect(trace.some(line => line.result === 'fail')).toBe(true)
        if (evidence === 'from-only') expect(subscriberRules.allowUnprovenFrom).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('the decision about a whole mail', () => {
  const one = subscriber({ id: 'one', acl: [{ received_from: NOWHERE, destination: '15555551212' }] })
  const two = subscriber({ id: 'two', acl: [{ received_from: NOWHERE, destination: '15555553434' }] })
  const keyed = subscriber({ id: 'keyed', secret_key: 'k' })
  const numbers = (...written: (string | null)[]) =>
    written.map(text => () => (text === null ? null : fax(text)))
  const about = (
    subscribers: readonly SubscriberRules[],
    recipients: ReturnType<typeof numbers>,
    key = false,
  ) =>
    decide(subscribers, {
      peerAddress: NOWHERE,
      authSubscriber: null,
      from: 'a@x.test',
      keyMatches: s => key && s.id === 'keyed',
      recipients,
    })

  it('names the one who takes it, and which recipients he may not', () => {
    expect(about([one, two], numbers('+15555551212', '+15555559999', null))).toMatchObject({
      accepted: true,
      subscriber: { id: 'one' },
      evidence: 'peer',
      numbers: ['+15555551212', null, null],
    })
  })

  it('is a refusal when nobody takes it', () => {
    expect(about([one, two], numbers('+15555559999'))).toMatchObject({ accepted: false, ambiguous: [] })
    expect(about([], numbers('+15555551212'))).toMatchObject({ accepted: false, ambiguous: [] })
  })

  it('is a refusal when several would take it, or a part each', () => {
    expect(about([one, two], numbers('+15555551212', '+15555553434'))).toMatchObject({
      accepted: false,
      ambiguous: ['one', 'two'],
    })
    expect(about([one, keyed], numbers('+15555551212'), true)).toMatchObject({ ambiguous: ['one', 'keyed'] })
  })

  it('is as well proven as its weakest recipient', () => {
    const mixed = subscriber({
      id: 'mixed',
      allow_unproven_from: true,
      acl: [{ received_from: NOWHERE, destination: '15555551212' }, { from_email: 'a@x.test' }],
    })
    expect(about([mixed], numbers('+15555551212'))).toMatchObject({ evidence: 'peer' })
    expect(about([mixed], numbers('+15555551212', '+15555553434'))).toMatchObject({ evidence: 'from-only' })
  })
})
