import { describe, expect, it } from 'vitest'
import type { DestinationClass } from '../../src/fax/destination-class.ts'
import { type DestinationPolicy, destinationProblem } from '../../src/smtp/destinations.ts'
import { countryPlan, readNumber } from '../../src/smtp/dial-plan.ts'
import { parseFaxAddress } from '../../src/smtp/fax-address.ts'

const destination = (text: string) => readNumber(parseFaxAddress(text).number, countryPlan('US'))

const policy = (rules: Partial<DestinationPolicy> = {}): DestinationPolicy => ({
  home: 'US',
  open: [],
  allow: [],
  deny: [],
  doNotFax: new Set(),
  ...rules,
})

const CLOSED: readonly (readonly [string, DestinationClass])[] = [
  ['+19005551234', 'premium'],
  ['+12129761234', 'premium'],
  ['+499001234567', 'premium'],
  ['+979123456789', 'premium'],
  ['+491805123456', 'shared_cost'],
  ['+80812345678', 'shared_cost'],
  ['+447012345678', 'personal'],
  ['+15005551234', 'personal'],
  ['+878101234567890', 'personal'],
  ['+491681234567', 'pager'],
  ['+870773111632', 'satellite'],
  ['+881612345678', 'satellite'],
  ['+88216123456', 'satellite'],
  ['+883510012345', 'international_networks'],
  ['+18765551234', 'caribbean'],
  ['+18095551234', 'caribbean'],
  ['+14412921234', 'caribbean'],
  ['+5372345678', 'high_risk'],
  ['+9607012345', 'high_risk'],
  ['+6767712345', 'high_risk'],
]

describe('a closed kind of number', () => {
  it.each(CLOSED)('%s is %s, until the class or a prefix is opened', (number, kind) => {
    const found = destination(number)
    expect(found.class).toBe(kind)
    expect(destinationProblem(policy(), found)).toContain('closed kind')
    expect(destinationProblem(policy({ open: [kind] }), found)).toBeNull()
    expect(destinationProblem(policy({ open: [number.slice(0, 5)] }), found)).toBeNull()
    const others = CLOSED.map(([, other]) => other).filter(other => other !== kind)
    expect(destinationProblem(policy({ open: others }), found)).not.toBeNull()
  })

  it('what is allowed is not opened by that', () => {
    expect(destinationProblem(policy({ allow: [['+1900']] }), destination('+19005551234'))).not.toBeNull()
  })
})

describe('an open number', () => {
  it.each([
    '+15555551212',
    '+12024561111',
    '+18005551234',
    '+16135551234',
    '+17872501234',
    '+13407771234',
    '+493023125000',
    '+493222123456'.replace('3222', '32221'),
    '+442079460018',
    '+80012345678',
    '+37167212345',
  ])('%s', number => {
    const found = destination(number)
    expect(found.class).toBeNull()
    expect(destinationProblem(policy(), found)).toBeNull()
  })

  it('in the own country, wherever that is', () => {
    expect(destinationProblem(policy({ home: 'JM' }), destination('+18765551234'))).toBeNull()
    expect(destinationProblem(policy({ home: 'TT' }), destination('+18765551234'))).not.toBeNull()
    expect(destinationProblem(policy({ home: 'MV' }), destination('+9607012345'))).toBeNull()
    // A premium number is dear at home too.
    expect(destinationProblem(policy({ home: 'US' }), destination('+19005551234'))).not.toBeNull()
  })
})

describe('lists', () => {
  const london = destination('+442079460018')
  it.each([
    ['nothing', {}, null],
    ['denied', { deny: ['+4420'] }, 'Numbers with +4420 are closed here.'],
    ['another denied', { deny: ['+4421'] }, null],
    [
      'denied beats open and allowed',
      { deny: ['+44'], open: ['+4420'], allow: [['+4420']] },
      'Numbers with +44',
    ],
    ['allowed', { allow: [['+1', '+44']] }, null],
    ['not allowed', { allow: [['+1']] }, 'Only chosen destinations'],
    ['allowed by both', { allow: [['+44'], ['+4420']] }, null],
    ['allowed by one of two', { allow: [['+44'], ['+1']] }, 'Only chosen destinations'],
    ['on the list', { doNotFax: new Set(['+442079460018']) }, 'must not be faxed'],
    ['another on the list', { doNotFax: new Set(['+442079460019', '+44207946001']) }, null],
    ['on the list beats all', { doNotFax: new Set(['+442079460018']), open: ['+44'] }, 'must not be faxed'],
  ] as const)('%s', (_, rules, words) => {
    const problem = destinationProblem(policy(rules), london)
    if (words === null) expect(problem).toBeNull()
    else expect(problem).toContain(words)
  })
})
