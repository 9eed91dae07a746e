import { beforeEach, describe, expect, it } from 'vitest'
import type { Bounce, BounceDesk, ReportedRecipient } from '../../src/fax/bounce.ts'
import { BridgeError } from '../../src/fax/error.ts'
import { mailGivenUp, makeBounces } from '../../src/inbound/bounces.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

const DAY = 86_400_000
const FAILED: ReportedRecipient = {
  recipient: 'office@example.com',
  action: 'failed',
  status: '5.1.1',
  diagnostic: '550 no such\u202e user',
}

let house: House
let desk: BounceDesk
let report: readonly ReportedRecipient[] | null
let token: string

async function open(bounces: string | undefined) {
  const config = configWith()
  house = await aHouse({ ...config, relay: { ...config.relay, bounces } })
  report = [FAILED]
  house.givenUp = (mail, why) => mailGivenUp({ ...house.deps, store: house.store }, mail, why)
  desk = makeBounces({
    ...house.deps,
    store: house.store,
    read: () => report,
  })
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(({ listing }) => listing),
  )
  await house.run()
  token = /^bounce\+([0-9a-z]{56})@fax\.local$/.exec(house.relay.mails[0]?.reversePath ?? '')?.[1] ?? ''
}

beforeEach(() => open('fax.local'))

async function* raw() {
  yield Buffer.from('Subject: x\r\n\r\n')
}
const come = (fields: Partial<Bounce> = {}) => desk.take({ token, reversePath: '', raw, ...fields })
const told = async () =>
  (await house.store.history((await onlyFax(house)).id))
    .filter(({ type }) => type.startsWith('mail') && !['mailWritten', 'mailSent'].includes(type))
    .map(({ type, text }) => [type, text])

describe('the return path', () => {
  it('is made for each mail, and known again for two weeks after the last try', async () => {
    expect(desk.knows(token)).toBe(true)
    await house.clock.advance(19 * DAY)
    expect(desk.knows(token)).toBe(true)
    await house.clock.advance(2 * DAY)
    expect(desk.knows(token)).toBe(false)
    expect(await come()).toContain('not known any more')
    expect(await told()).toEqual([])
  })

  it('cannot be made by others', () => {
    const other = token.endsWith('0') ? '1' : '0'
    for (const forged of [token.slice(0, -1) + other, '0'.repeat(56), '', token.slice(1)])
      expect(desk.knows(forged)).toBe(false)
  })

  it('is the operator’s as long as he has not asked for it', async () => {
    await open(undefined)
    expect(house.relay.mails[0]?.reversePath).toBe('fax@fax.local')
  })
})

describe('a mail that the relay refuses', () => {
  it('marks the address too, and the fax is not acknowledged', async () => {
    house.relay.answer = () => {
      throw new BridgeError('E_RELAY_REFUSED', { detail: { response: '550 5.1.1 nobody here' } })
    }
    for (const n of [2, 3]) house.shelf.faxes.push({ listing: aListing(n), bytes: Buffer.from(`II*\\0${n}`) })
    await seeAll(
      house.deps,
      'demo',
      house.shelf.faxes.map(({ listing }) => listing),
    )
    await house.run()
    expect(await house.store.brokenAddresses(house.clock.now())).toMatchObject([
      {
        address: 'office@example.com',
        times: 2,
        diagnostic: expect.stringMatching(/550 5\.1\.1 nobody here$/),
      },
    ])
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })
})

describe('a bounce', () => {
  it('stands in the history of the fax, and marks the address', async () => {
    expect(await come()).toBe('The report was taken.')
    await house.clock.advance(DAY)
    await come()
    const line = ['mailReturned', 'The mail to office@example.com came back: 5.1.1 550 no such user']
    expect(await told()).toEqual([line, line])
    expect(await house.store.brokenAddresses(house.clock.now())).toMatchObject([
      { address: 'office@example.com', times: 2, status: '5.1.1', subjectId: (await onlyFax(house)).id },
    ])
  })

  it('changes nothing about the fax, and makes neither a mail nor a fax', async () => {
    const before = await onlyFax(house)
    await come()
    await house.run()
    const { version: _, ...after } = await onlyFax(house)
    expect(after).toEqual({ ...after, state: before.state })
    expect(after.state).toBe('acknowledged')
    expect(house.relay.mails).toHaveLength(1)
    expect(await house.store.list({ limit: 9 })).toEqual([])
  })

  it('after a week without one is news again', async () => {
    await come()
    await house.clock.advance(8 * DAY)
    await come()
    expect(await house.store.brokenAddresses(house.clock.now())).toMatchObject([{ times: 1 }])
  })

  it.each([
    ['delayed', 'The mail to office@example.com is late: 4.4.1 busy'],
    ['delivered', 'The mail to office@example.com arrived: 4.4.1 busy'],
  ] as const)('that says %s is only noted', async (action, text) => {
    report = [{ ...FAILED, action, status: '4.4.1', diagnostic: 'busy' }]
    await come()
    expect(await told()).toEqual([['mailReported', text]])
    expect(await house.store.brokenAddresses(house.clock.now())).toEqual([])
  })

  it('that is an answer of a machine or a person is noted, and nothing else', async () => {
    report = null
    expect(await come({ reversePath: 'ann@example.com' })).toBe('It is no delivery report: nothing was done.')
    expect(await told()).toEqual([
      ['mailAnswered', 'To the mail to office@example.com came a mail of ann@example.com.'],
    ])
    expect(await house.store.brokenAddresses(house.clock.now())).toEqual([])
  })
})
