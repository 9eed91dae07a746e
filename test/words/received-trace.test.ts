import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { NEW_INBOUND } from '../../src/fax/inbound-fax.ts'
import { makeDecide } from '../../src/inbound/decide.ts'
import type { RuleFacts } from '../../src/inbound/rules.ts'
import { DEEDS, MISFITS, TRACE_LINES, traceLineIn } from '../../src/words/received-trace.ts'
import { placeholdersOf } from '../../src/words/words.ts'
import { aListing, configWith } from '../inbound/house.ts'

const OTHERS = ['de', 'fr', 'es'] as const
/** Saturday, 7:30 in Berlin. */
const AT = Date.UTC(2026, 10, 21, 6, 30) as EpochMs
const FAX: RuleFacts = {
  ...NEW_INBOUND,
  ...aListing(1),
  subaddress: null,
  line: null,
  account: 'demo',
  receivedAt: AT,
  seenAt: AT,
}

/** The trace of a fax by these rules of the house; `more`: of inbound. */
function traceOf(rules: string, fax: Partial<RuleFacts> = {}, { more = '', released = false } = {}) {
  const config = configWith(`inbound: { timeZone: Europe/Berlin, ${more} rules: [${rules}] }`)
  return makeDecide(config)({ ...FAX, ...fax }, released).trace
}

/** Every line that the rules can write. */
const TRACES: Readonly<Record<string, readonly string[]>> = {
  'nothing fits': traceOf(
    [
      'called: "+15555559999"',
      'caller: ["+1", "+2"]',
      'station: ACME',
      'hours: "18:00-07:00"',
      'days: [mon]',
      'pages: { from: 9 }',
      'complete: false',
      'text: [invoice]',
      'barcode: [x]',
    ]
      .map(text => `{ ${text}, to: [a@example.com] }`)
      .join(','),
  ),
  'not told': traceOf('{ pages: { from: 9 }, file: x }'.replace(', file: x', ', drop: file'), {
    pageCount: null,
  }),
  'page 1 cannot be read': traceOf('{ text: [invoice], drop: junk }, { barcode: [x], drop: junk }', {
    page: { text: null, barcodes: [] },
  }),
  'a cut off fax': traceOf('{ complete: true, drop: file }', { complete: false }),
  'it fits': traceOf(
    '{ name: lab, account: demo, mark: [lab], copy: [b@example.com] }, { to: [a@example.com, c@example.com] }',
  ),
  'to a subscriber': traceOf('{ account: demo, subscriber: office }'),
  filed: traceOf('{ account: demo, drop: file }'),
  'junk, released': traceOf('{ account: demo, drop: junk }', {}, { released: true }),
  blocked: traceOf('', {}, { more: 'blockedCallers: ["+4930*"],' }),
  'not blocked': traceOf('', {}, { more: 'blockedCallers: ["+4940*"],' }),
  ...Object.fromEntries(
    ['mark', 'file', 'junk'].map(policy => [
      `unknown caller ${policy}`,
      traceOf('', { callerNumber: null }, { more: `unknownCaller: ${policy},` }),
    ]),
  ),
  'nobody has the number': traceOf('', { calledNumber: '+4989' as never }),
  'no number told': traceOf('', { calledNumber: null }, { more: 'catchAll: [a@example.com],' }),
}

/** What no language of the three says. */
const ENGLISH = /\b(?:is|it|not|the|was|of|no subscriber|belongs|goes|fits|found|to|or|nothing|whole)\b/

describe.each(OTHERS)('in %s', language => {
  it.each(Object.entries(TRACES))('%s', (_, trace) => {
    expect(trace.length).toBeGreaterThan(0)
    for (const line of trace) expect(traceLineIn(language, line), line).not.toMatch(ENGLISH)
  })

  it('rows keep their values', () => {
    for (const [english, others] of [TRACE_LINES, MISFITS, DEEDS].flatMap(table => Object.entries(table)))
      expect(placeholdersOf(others[language])).toEqual(placeholdersOf(english))
  })
})

it('labels, numbers, names and keys stay', () => {
  expect(traceLineIn('de', 'inbound.rules[1] (vip): no: caller: 493012345678 is not 0 or 1')).toBe(
    'inbound.rules[1] (vip): nein: caller: 493012345678 ist nicht 0 oder 1',
  )
  expect(traceLineIn('fr', 'labs: rules[0]: fits: mark lab; copy to a@example.com')).toBe(
    'labs: rules[0] : convient : marque lab; copie à a@example.com',
  )
  expect(traceLineIn('es', 'office: blocked_callers: fits: +4930*')).toBe(
    'office: blocked_callers: encaja: +4930*',
  )
  expect(traceLineIn('es', 'something of an older release')).toBe('something of an older release')
  expect(traceLineIn('en', 'goes to a@example.com')).toBe('goes to a@example.com')
})
