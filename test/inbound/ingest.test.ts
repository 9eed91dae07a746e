import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { makeIngest, seeAll } from '../../src/inbound/ingest.ts'
import { isOld } from '../../src/inbound/start-from.ts'
import { settle } from '../fakes/clock.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

const DAY = 86_400_000
const listing = (house: House) => house.shelf.faxes.map(fax => fax.listing)
const states = async ({ store }: House) =>
  (await store.listInbound({ limit: 99 })).map(fax => [fax.providerId, fax.state, fax.filed]).sort()

describe('sources', () => {
  it('a listing and a webhook at the same moment, again and again: one mail', async () => {
    const house = await aHouse()
    house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
    const ingest = makeIngest(house.deps)
    ingest.start()
    for (let n = 0; n < 5; n++) {
      ingest.look('demo')
      await seeAll(house.deps, 'demo', listing(house))
      await settle()
      await house.clock.advance(300)
    }
    await house.run()
    await house.clock.advance(5_000)
    await house.run()
    await ingest.stop()
    expect(house.relay.mails).toHaveLength(1)
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
  })

  it('a webhook that comes while the provider is being asked leads to another listing at once', async () => {
    const house = await aHouse()
    const source = house.deps.providers.get('demo')?.inbound
    let asked = 0
    let answer = () => {}
    Object.assign(source ?? {}, {
      pollMs: DAY,
      list: () => {
        asked++
        return asked > 1 ? [aListing(1)] : new Promise(resolve => (answer = () => resolve([])))
      },
    })
    const ingest = makeIngest(house.deps)
    ingest.start()
    await settle()
    ingest.look('demo')
    answer()
    await settle()
    await ingest.stop()
    expect(asked).toBe(2)
    expect(await onlyFax(house)).toMatchObject({ providerId: 'RX1' })
  })

  it('an id that is used again, with another time, look or content, is another fax; the same bytes are not', async () => {
    const house = await aHouse()
    house.shelf.forgets = false
    const arrive = async (fields: Parameters<typeof aListing>[1], bytes: string) => {
      house.shelf.faxes.push({ listing: aListing(7, fields), bytes: Buffer.from(bytes) })
      await seeAll(house.deps, 'demo', listing(house))
      await house.run()
    }
    await arrive({}, 'II*\0first')
    await arrive({ receivedAt: (aListing(7).receivedAt + DAY) as EpochMs }, 'II*\0second')
    await arrive({ callerNumber: '+33140000000' }, 'II*\0third')
    expect(house.relay.mails).toHaveLength(3)
    // Their clock was put right: every fax has another time now, and the bytes of the last one.
    await arrive({ callerNumber: '+33140000000', receivedAt: aListing(8).receivedAt }, 'II*\0third')
    expect(house.relay.mails).toHaveLength(3)
    expect(await states(house)).toEqual([
      ...Array(3).fill(['RX7', 'acknowledged', null]),
      ['RX7', 'filed', 'duplicate'],
    ])
  })

  it('nothing is deleted at the provider while another fax with the same id is not here yet', async () => {
    const house = await aHouse()
    house.shelf.faxes.push({ listing: aListing(7), bytes: Buffer.from('II*\0first') })
    await seeAll(house.deps, 'demo', listing(house))
    const { fetch, acknowledge } = house.steps
    const held = { ...house.steps, acknowledge: async () => undefined }
    Object.assign(house.steps, held)
    await house.run()
    const first = await onlyFax(house)
    const later = aListing(7, { receivedAt: (first.receivedAt + DAY) as EpochMs })
    await seeAll(house.deps, 'demo', [later])
    const task = { id: 'task_x', kind: 'acknowledge', subjectId: first.id, attempts: 1, runAt: 0 } as never
    const signal = new AbortController().signal
    expect(await acknowledge?.(task, signal)).toBeGreaterThan(house.clock.now())
    expect(house.shelf.acknowledged).toEqual([])
    house.shelf.faxes.push({ listing: later, bytes: Buffer.from('II*\0second') })
    Object.assign(house.steps, { fetch, acknowledge })
    await house.run()
    expect(await acknowledge?.(task, signal)).toBeUndefined()
    expect(house.shelf.acknowledged).toContain('RX7')
  })

  it('a call that broke off is delivered and marked; one without a page is filed and acknowledged', async () => {
    const house = await aHouse()
    house.shelf.faxes.push(
      { listing: aListing(1, { complete: false }), bytes: Buffer.from('II*\0half') },
      { listing: aListing(2, { complete: false, pageCount: 0, empty: true }), bytes: Buffer.alloc(0) },
    )
    await seeAll(house.deps, 'demo', listing(house))
    await house.run()
    expect(house.relay.mails.map(mail => mail.text)).toEqual([
      expect.stringMatching(/^Subject: .*incomplete/im),
    ])
    expect(await states(house)).toEqual([
      ['RX1', 'acknowledged', null],
      ['RX2', 'filed', 'empty'],
    ])
    expect(house.shelf.acknowledged.sort()).toEqual(['RX1', 'RX2'])
  })

  it('a fax whose bytes never come is filed after eight tries, and stays at the provider', async () => {
    const house = await aHouse()
    house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.alloc(0) })
    await seeAll(house.deps, 'demo', listing(house))
    for (let tries = 1; tries < 8; tries++) {
      expect(await house.run()).toHaveLength(1)
      expect(await onlyFax(house)).toMatchObject({ state: 'seen' })
      await house.clock.advance(60_000)
    }
    expect(await house.run()).toEqual([])
    expect(await onlyFax(house)).toMatchObject({ state: 'filed', filed: 'empty' })
    expect(house.shelf.acknowledged).toEqual([])
  })
})

describe('the first start', () => {
  const now = Date.UTC(2026, 10, 21, 6)
  const old = (n: number) => aListing(n, { receivedAt: (now - (30 + n) * DAY) as EpochMs })

  it('thousands of old faxes make no mail and no fetch; the new ones come through', async () => {
    const house = await aHouse()
    const listings = Array.from({ length: 5_000 }, (_, n) => old(n))
    expect(
      await seeAll(house.deps, 'demo', [...listings, aListing(60_000, { receivedAt: now as EpochMs })]),
    ).toBe(5_001)
    house.shelf.faxes.push({ listing: aListing(60_000), bytes: Buffer.from('II*\0new') })
    await house.run()
    expect(house.relay.mails).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX60000'])
    const counted = await house.driver.all(
      'select state, filed, count(*) as n from inbound_fax group by state, filed',
    )
    expect(counted).toEqual([
      { state: 'acknowledged', filed: null, n: 1 },
      { state: 'filed', filed: 'old', n: 5_000 },
    ])
    expect((await house.store.counts(house.clock.now())).inboundOpen).toBe(0)
  })

  it('they are acknowledged where that is wanted, and mailed with startFrom: all', async () => {
    const tidy = await aHouse(configWith('inbound: { acknowledgeOld: true }'))
    await seeAll(tidy.deps, 'demo', [old(1), old(2)])
    await tidy.run()
    expect(tidy.shelf.acknowledged.sort()).toEqual(['RX1', 'RX2'])
    expect(tidy.relay.mails).toEqual([])
    const eager = await aHouse(configWith('inbound: { startFrom: all }'))
    eager.shelf.faxes.push({ listing: old(1), bytes: Buffer.from('II*\0old') })
    await seeAll(eager.deps, 'demo', listing(eager))
    await eager.run()
    expect(eager.relay.mails).toHaveLength(1)
  })

  it('a crash in the middle of the first listing changes nothing in what is old', async () => {
    const house = await aHouse()
    await house.store.inboundAccount('demo', house.clock.now())
    await house.clock.advance(3 * DAY)
    await seeAll(house.deps, 'demo', [aListing(1, { receivedAt: (now + DAY) as EpochMs }), old(2)])
    expect((await states(house)).map(([, state]) => state)).toEqual(['seen', 'filed'])
  })

  it.each([
    // startFrom, hours before the first start, first listing?, old?
    ['24h', 23, true, false],
    ['24h', 25, true, true],
    ['24h', 25, false, false],
    ['24h', 49, false, true],
    ['now', 1, true, true],
    // A clock that is hours behind must not make an old fax of one that has just come in.
    ['now', 14, false, false],
    ['7d', 24 * 6, true, false],
    ['7d', 24 * 8, true, true],
    ['all', 24 * 999, true, false],
    ['2026-11-20', 29, true, false],
    ['2026-11-20', 31, true, true],
  ] as const)(
    'startFrom %s: %i hours before, first listing %s: old is %s',
    (startFrom, hours, first, expected) => {
      const source = {
        account: 'demo',
        startedAt: now as EpochMs,
        firstListedAt: first ? null : (now as EpochMs),
      }
      expect(isOld({ receivedAt: (now - hours * 3_600_000) as EpochMs }, startFrom, source)).toBe(expected)
    },
  )

  it('a fax without a time is old only in the first listing', () => {
    const source = { account: 'demo', startedAt: now as EpochMs, firstListedAt: null }
    const timeless = { receivedAt: 0 as EpochMs }
    expect(isOld(timeless, '24h', source)).toBe(true)
    expect(isOld(timeless, '24h', { ...source, firstListedAt: source.startedAt })).toBe(false)
    expect(isOld(timeless, 'all', source)).toBe(false)
  })
})
