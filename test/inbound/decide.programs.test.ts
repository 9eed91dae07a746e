import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { NEW_INBOUND } from '../../src/fax/inbound-fax.ts'
import { makeDecide } from '../../src/inbound/decide.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import type { RuleFacts } from '../../src/inbound/rules.ts'
import { aHouse, aListing, configWith, onlyFax } from './house.ts'

/** Saturday, 7:30 in Berlin. */
const AT = Date.UTC(2026, 10, 21, 6, 30) as EpochMs
const facts = (fields: Partial<RuleFacts> = {}): RuleFacts => ({
  ...NEW_INBOUND,
  ...aListing(1),
  subaddress: null,
  line: null,
  account: 'demo',
  receivedAt: AT,
  seenAt: AT,
  ...fields,
})
const MANY = `
  - id: labs
    numbers: ["+15555550199"]
    country: US
    time_zone: Europe/Berlin
    received: [{ mail: labs@example.com, format: tiff }, { mail: chief@example.com }]
`
const decideBy = (more: string) => makeDecide(configWith(more))
const rule = (text: string) =>
  decideBy(`inbound: { timeZone: Europe/Berlin, rules: [{ ${text}, to: [hit@example.com] }] }`)
const hits = (text: string, fax: Partial<RuleFacts>) => {
  const decision = rule(text)(facts(fax), false)
  return decision.kind === 'deliver' && decision.plan.mails.includes('hit@example.com')
}

describe('conditions', () => {
  it.each<[string, Partial<RuleFacts>, boolean]>([
    ['called: "+15555551212"', {}, true],
    ['called: "15555551212"', {}, true],
    ['called: "+15555551213"', {}, false],
    ['called: "+15555551212"', { calledNumber: null }, false],
    ['caller: "+49 30 12345678"', {}, true],
    ['caller: ["+1555", "+493012345678"]', {}, true],
    ['kind: glob, caller: "+4930*"', {}, true],
    ['kind: glob, caller: "+4930*"', { callerNumber: '+49 (30) 99-1' }, true],
    ['kind: glob, caller: "+4940*"', {}, false],
    ['kind: regex, caller: "4930[0-9]+"', {}, true],
    ['kind: regex, caller: "4930"', {}, false],
    // An engine that goes back and forth would not come to an end here.
    ['kind: regex, station: "(a+)+b"', { stationId: 'a'.repeat(50_000) }, false],
    ['kind: glob, station: "ACME *"', { stationId: '  acme gmbh ' }, true],
    ['subaddress: "12"', { subaddress: '12' }, true],
    ['subaddress: "12"', {}, false],
    ['account: demo', {}, true],
    ['line: "2"', { line: '2' }, true],
    ['hours: "07:00-08:00"', {}, true],
    ['hours: "18:00-07:30"', {}, false],
    ['days: [sat]', {}, true],
    ['days: [mon, fri]', {}, false],
    ['pages: { from: 1, to: 3 }', { pageCount: 3 }, true],
    ['pages: { to: 3 }', { pageCount: 4 }, false],
    ['pages: { to: 3 }', { pageCount: null }, false],
    ['complete: false', { complete: false }, true],
    ['complete: false', {}, false],
    ['account: demo, complete: true, pages: { from: 9 }', { pageCount: 2 }, false],
  ])('%s with %j: %s', (text, fax, expected) => expect(hits(text, fax)).toBe(expected))
})

describe('who gets a fax', () => {
  it('by the called number: every address of the subscriber, with the reason', () => {
    expect(decideBy(MANY)(facts({ calledNumber: '+15555550199' as never }), false)).toMatchObject({
      kind: 'deliver',
      subscriberId: 'labs',
      plan: { mails: ['labs@example.com', 'chief@example.com'], places: [] },
      trace: ['number +15555550199: of subscriber labs', 'goes to labs@example.com, chief@example.com'],
    })
  })

  it('rules go in order: marks and copies add up until one says where it goes; house rules before the subscriber', () => {
    const decide = decideBy(`${MANY}    rules:
      - { complete: true, mark: [lab], copy: [CHIEF@example.com, night@example.com] }
      - { name: short, pages: { to: 1 }, to: [short@example.com] }
      - { to: [never@example.com] }
inbound:
  rules:
    - { caller: "0", to: [nobody@example.com] }
    - { name: vip, kind: glob, caller: "4930*", mark: [vip], subscriber: labs }
`)
    expect(decide(facts(), false)).toEqual({
      kind: 'deliver',
      subscriberId: 'labs',
      marks: ['vip', 'lab'],
      plan: { mails: ['short@example.com', 'CHIEF@example.com', 'night@example.com'], places: [] },
      trace: [
        'inbound.rules[0]: no: caller: 493012345678 is not 0',
        'inbound.rules[1] (vip): fits: mark vip; subscriber labs',
        'labs: rules[0]: fits: mark lab; copy to CHIEF@example.com, night@example.com',
        'labs: rules[1] (short): fits: to short@example.com',
        'goes to short@example.com, CHIEF@example.com, night@example.com',
      ],
    })
  })

  it('a copy of an address that gets it anyway is no second mail', () => {
    const decide = decideBy('inbound: { rules: [{ account: demo, copy: [Office@example.com] }] }')
    expect(decide(facts(), false)).toMatchObject({ plan: { mails: ['office@example.com'] } })
  })

  it('nobody has the number: catch-all, or it waits', () => {
    const stranger = facts({ calledNumber: '+4989' as never })
    expect(decideBy('')(stranger, false)).toMatchObject({ kind: 'nobody', subscriberId: null })
    expect(decideBy('inbound: { catchAll: [desk@example.com] }')(stranger, false)).toMatchObject({
      kind: 'deliver',
      plan: { mails: ['desk@example.com'] },
      trace: [
        'number +4989: no subscriber has it',
        'it belongs to nobody: catch-all',
        'goes to desk@example.com',
      ],
    })
  })

  it.each<[string, Partial<RuleFacts>, string]>([
    ['blockedCallers: ["+4930*"]', {}, 'junk'],
    ['blockedCallers: ["+49 40*", "SPAM*"]', { stationId: 'Spam Inc' }, 'junk'],
    ['blockedCallers: ["+4940*"]', {}, 'deliver'],
    ['unknownCaller: junk', { callerNumber: null }, 'junk'],
    ['unknownCaller: file', { callerNumber: 'anonymous' }, 'file'],
    ['unknownCaller: file', {}, 'deliver'],
    ['unknownCaller: mark', { callerNumber: '' }, 'deliver'],
  ])('inbound: { %s } with %j: %s; a released one is delivered', (text, fax, kind) => {
    const decide = decideBy(`inbound: { ${text} }`)
    expect(decide(facts(fax), false).kind).toBe(kind)
    expect(decide(facts(fax), true).kind).toBe('deliver')
  })

  it('a caller without a number is marked where that is wanted; a subscriber may think otherwise', () => {
    const decide = decideBy(`${MANY}    unknown_caller: mark\ninbound: { unknownCaller: junk }`)
    const anonymous = facts({ callerNumber: null, calledNumber: '+15555550199' as never })
    expect(decide(anonymous, false)).toMatchObject({ kind: 'deliver', marks: ['unknown caller'] })
  })
})

describe('carried out', () => {
  const arrived = async (more: string, fields = {}) => {
    const house = await aHouse(configWith(more))
    house.shelf.faxes.push({ listing: aListing(1, fields), bytes: Buffer.from('II*\0one') })
    await seeAll(house.deps, 'demo', [aListing(1, fields)])
    await house.run()
    return house
  }

  it('the trace is kept with the fax, marks stand in the mail', async () => {
    const house = await arrived('inbound: { rules: [{ account: demo, mark: [urgent] }] }')
    const fax = await onlyFax(house)
    expect(fax).toMatchObject({ state: 'acknowledged', marks: ['urgent'], subscriberId: 'office' })
    const history = await house.store.history(fax.id)
    expect(history.find(({ type }) => type === 'routed')?.detail).toMatchObject({
      trace: expect.arrayContaining(['inbound.rules[0]: fits: mark urgent']),
    })
    expect(house.relay.mails[0]?.text).toMatch(/^Subject: \[urgent\] /m)
    expect(house.relay.mails[0]?.text).toMatch(/^X-Fax-Marks: urgent\r$/m)
  })

  it('junk is acknowledged, kept for its days, then deleted; the list still has it', async () => {
    const house = await arrived('inbound: { blockedCallers: ["*"], junkDays: 2 }')
    expect(await onlyFax(house)).toMatchObject({ state: 'junk', filed: 'junk', raw: expect.any(String) })
    expect(house.shelf.acknowledged).toEqual(['RX1'])
    expect(house.relay.mails).toEqual([])
    await house.clock.advance(2 * 86_400_000 - 1000)
    await house.run()
    expect(house.blobs.size).toBe(1)
    await house.clock.advance(1000)
    await house.run()
    expect(house.blobs.size).toBe(0)
    expect(await onlyFax(house)).toMatchObject({ state: 'junk', raw: null })
  })

  it('filed by a rule: acknowledged, kept', async () => {
    const house = await arrived('inbound: { rules: [{ pages: { to: 1 }, drop: file }] }')
    expect(await onlyFax(house)).toMatchObject({ state: 'filed', filed: 'rule', raw: expect.any(String) })
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('an unrouted fax waits, is not acknowledged, and goes out when the number is there', async () => {
    const house = await arrived('', { calledNumber: '+15555550199' })
    expect(await onlyFax(house)).toMatchObject({ state: 'unrouted' })
    expect(house.shelf.acknowledged).toEqual([])
    house.live.current = configWith(MANY)
    await house.clock.advance(60_000)
    await house.run()
    expect(house.relay.mails.map(({ to }) => to).sort()).toEqual(['chief@example.com', 'labs@example.com'])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
  })
})

describe('the configuration says what is wrong with a rule', () => {
  it.each([
    ['rules: [{ caller: "1" }]', 'does nothing'],
    ['rules: [{ to: [folder] }]', 'no destination has the name "folder"'],
    ['rules: [{ kind: regex, caller: "(", to: [a@b.test] }]', 'cannot be used'],
    ['rules: [{ caller: "+49*", to: [a@b.test] }]', 'write kind: glob'],
    ['rules: [{ drop: junk, to: [a@b.test] }]', 'nobody gets a fax'],
    ['rules: [{ subscriber: nobody }]', 'no subscriber has the id'],
    ['rules: [{ pages: { from: 3, to: 1 }, drop: file }]', 'never fits'],
    ['rules: [{ hours: "25:00-26:00", drop: file }]', 'two times of day'],
    ['catchAll: [desk]', 'no destination has the name "desk"'],
    ['timeZone: Mars/Olympus', 'IANA time zone'],
    ['startFrom: yesterday', 'write now, all'],
  ])('%s: %s', (text, problem) => expect(() => configWith(`inbound: { ${text} }`)).toThrow(problem))
})
