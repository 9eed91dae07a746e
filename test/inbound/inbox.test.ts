import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { inboxText } from '../../src/cli/inbox.ts'
import { BridgeError } from '../../src/fax/error.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { actOnInbox, inboxDocument, listInbox, showInbox } from '../../src/inbound/inbox.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faxbridge-inbox-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function arrived(inbound: string, fields = {}) {
  const house = await aHouse(configWith(`inbound: { ${inbound} }`))
  house.shelf.faxes.push({ listing: aListing(1, fields), bytes: Buffer.from('II*\0one') })
  await seeAll(house.deps, 'demo', [aListing(1, fields)])
  await house.run()
  return house
}
const act = async (house: House, action: Parameters<typeof actOnInbox>[2]) => {
  const { text } = await actOnInbox(house.deps, (await onlyFax(house)).id, action, 'ann')
  await house.run()
  return text
}
const messageIds = (house: House) =>
  house.relay.mails.map(({ text }) => /^Message-ID: (.+)\r$/m.exec(text)?.[1])

describe('the inbox', () => {
  it('lists, by state, number, mark and part of an id; shows everything', async () => {
    const house = await arrived('rules: [{ name: all, account: demo, mark: [urgent] }]')
    const { id } = await onlyFax(house)
    const found = async (filter: object) => (await listInbox(house.deps, { limit: 9, ...filter })).length
    expect(await found({ states: ['acknowledged'], account: 'demo', subscriberId: 'office' })).toBe(1)
    expect(await found({ states: ['junk'] })).toBe(0)
    for (const search of ['5551212', '493012', 'urgent', id.slice(5, 20)])
      expect(await found({ search })).toBe(1)
    for (const search of ['%', '5_5', '999']) expect(await found({ search })).toBe(0)
    const fax = await showInbox(house.deps, id.slice(6, 18))
    expect(fax).toMatchObject({
      id,
      trace: [
        'inbound.rules[0] (all): fits: mark urgent',
        'number +15555551212: of subscriber office',
        'goes to office@example.com',
      ],
      destinations: [{ to: 'office@example.com', kind: 'mail', state: 'done', required: true, attempts: 1 }],
    })
    expect(inboxText(fax)).toContain('office@example.com')
    expect(inboxText(fax)).toContain('inbound.rules[0] (all): fits: mark urgent')
    expect(Buffer.from((await inboxDocument(house.deps, id)).bytes).toString()).toBe('II*\0one')
    await expect(showInbox(house.deps, 'inb_nothing')).rejects.toMatchObject({ code: 'E_NOT_FOUND' })
  })

  it('control characters of a caller drive no terminal', async () => {
    const house = await arrived('', { stationId: '\u001b]0;owned\u0007\u202e' })
    const text = inboxText(await showInbox(house.deps, (await onlyFax(house)).id))
    expect(text).not.toMatch(/[\u001b\u0007\u202e]/)
  })

  it('redeliver: all has arrived, so all goes again, as a mail of its own; the provider is not told twice', async () => {
    const house = await arrived('')
    expect(await act(house, { type: 'redeliver', all: false })).toBe(
      'Sent again by ann, to office@example.com.',
    )
    expect(house.relay.mails).toHaveLength(2)
    expect(new Set(messageIds(house)).size).toBe(2)
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged', round: 2 })
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('redeliver: only what has not arrived; then the fax is acknowledged', async () => {
    const house = await arrived(
      `catchAll: [desk@example.com, shelf],
      destinations: { shelf: { type: folder, path: "${folder}/later", format: original, days: 1 } }`,
      {
        calledNumber: null,
      },
    )
    await house.clock.advance(86_400_000)
    await house.run()
    expect(house.shelf.acknowledged).toEqual([])
    await mkdir(join(folder, 'later'))
    expect(await act(house, { type: 'redeliver', all: false })).toBe('Sent again by ann, to shelf.')
    expect(house.relay.mails).toHaveLength(1)
    expect(await readdir(join(folder, 'later'))).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
    expect((await showInbox(house.deps, (await onlyFax(house)).id)).destinations).toMatchObject([
      { to: 'desk@example.com', state: 'done', round: 1 },
      { to: 'shelf', state: 'failed', round: 1 },
      { to: 'shelf', state: 'done', round: 2 },
    ])
  })

  it('a destination that still waits when the fax is sent elsewhere is not tried any more', async () => {
    const house = await arrived(
      `catchAll: [shelf],
      destinations: { shelf: { type: folder, path: "${folder}/never" } }`,
      { calledNumber: null },
    )
    await act(house, { type: 'reroute', to: ['ann@example.com'] })
    expect(house.shelf.acknowledged).toEqual(['RX1'])
    await mkdir(join(folder, 'never'))
    await house.clock.advance(3_600_000)
    expect(await house.run()).toEqual([])
    expect(await readdir(join(folder, 'never'))).toEqual([])
  })

  it('reroute: an unrouted fax to an address or a subscriber; what is unknown is refused', async () => {
    const house = await arrived('', { calledNumber: '+4989' })
    expect(await onlyFax(house)).toMatchObject({ state: 'unrouted' })
    await expect(act(house, { type: 'reroute', to: ['shelf'] })).rejects.toThrow('No destination')
    await expect(act(house, { type: 'reroute', to: [], subscriber: 'x' })).rejects.toThrow('No subscriber')
    await expect(act(house, { type: 'reroute', to: [] })).rejects.toThrow('Say where to')
    await act(house, { type: 'reroute', to: [], subscriber: 'office' })
    expect(house.relay.mails.map(({ to }) => to)).toEqual(['office@example.com'])
    await act(house, { type: 'reroute', to: ['ann@example.com'] })
    expect(house.relay.mails.map(({ to }) => to)).toEqual(['office@example.com', 'ann@example.com'])
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged', subscriberId: 'office' })
  })

  it('release: junk is delivered, past the rule that dropped it; after its days there is nothing to release', async () => {
    const house = await arrived('blockedCallers: ["*"], junkDays: 1')
    await expect(act(house, { type: 'redeliver', all: false })).rejects.toMatchObject({
      code: 'E_WRONG_STATE',
    })
    await act(house, { type: 'release' })
    expect(house.relay.mails).toHaveLength(1)
    expect(await onlyFax(house)).toMatchObject({ state: 'acknowledged' })
    await house.clock.advance(86_400_000)
    await house.run()
    expect(house.blobs.size).toBe(2)
    const gone = await arrived('blockedCallers: ["*"], junkDays: 1')
    await gone.clock.advance(86_400_000)
    await gone.run()
    await expect(act(gone, { type: 'release' })).rejects.toThrow('its pages were deleted')
  })

  it('release: an old one of the first start is fetched and delivered', async () => {
    const old = { receivedAt: Date.UTC(2020, 1, 1) as EpochMs }
    const house = await arrived('', old)
    expect(await onlyFax(house)).toMatchObject({ state: 'filed', filed: 'old' })
    expect(await act(house, { type: 'release' })).toBe('Released by ann: it is fetched now.')
    expect(house.relay.mails).toHaveLength(1)
    await expect(act(house, { type: 'release' })).rejects.toThrow('only what is filed or junk')
  })

  it('mark: words are put on it and taken away, and nothing is sent', async () => {
    const house = await arrived('')
    await act(house, { type: 'mark', add: ['seen', 'seen', 'urgent'], remove: [] })
    expect(await act(house, { type: 'mark', add: [], remove: ['seen'] })).toBe('Marks by ann: urgent.')
    expect(await onlyFax(house)).toMatchObject({ marks: ['urgent'], state: 'acknowledged' })
    expect(house.relay.mails).toHaveLength(1)
  })

  it('a mail that the relay refused for good can be sent again', async () => {
    const house = await aHouse()
    house.relay.answer = () => {
      throw new BridgeError('E_RELAY_REFUSED')
    }
    house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
    await seeAll(house.deps, 'demo', [aListing(1)])
    await house.run()
    expect(house.shelf.acknowledged).toEqual([])
    house.relay.answer = () => {}
    await act(house, { type: 'redeliver', all: false })
    expect(house.relay.mails).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })
})
