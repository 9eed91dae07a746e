import { describe, expect, it } from 'vitest'
import { listHolds, placeHold, releaseHold } from '../../src/archive/legal-hold.ts'
import { inboxText } from '../../src/cli/inbox.ts'
import { showInbox } from '../../src/inbound/inbox.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, type House, onlyFax } from '../inbound/house.ts'
import { aJob, anAcceptance, faxId, subId } from '../store/rows.ts'

const deps = (house: House) => ({ ...house.deps, store: house.store })
const why = { reason: 'case 7', by: 'ann' }

async function arrived(): Promise<House> {
  const house = await aHouse()
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
  await seeAll(house.deps, 'demo', [aListing(1)])
  await house.run()
  return house
}

describe('a legal hold', () => {
  it('on a sent fax is one on its mail, however the fax is named', async () => {
    const house = await aHouse()
    const jobs = [aJob(1), aJob(2, { submissionId: subId(1) })]
    await house.store.accept(anAcceptance(1, { jobs, history: [] }))
    for (const id of [subId(1), faxId(2), faxId(1), faxId(2).slice(6)]) {
      expect((await placeHold(deps(house), { id }, why)).hold.subject).toBe(subId(1))
      await expect(placeHold(deps(house), { id }, why)).rejects.toThrow('held already, by ann: case 7')
      await releaseHold(deps(house), { id }, { reason: 'over', by: 'bob' })
      await expect(releaseHold(deps(house), { id }, why)).rejects.toMatchObject({ code: 'E_WRONG_STATE' })
    }
    // Both faxes of the mail tell it.
    for (const id of [faxId(1), faxId(2)])
      expect((await house.store.history(id)).map(({ text }) => text).slice(0, 2)).toEqual([
        'Legal hold by ann: case 7',
        'Legal hold released by bob: over',
      ])
    expect(await listHolds(deps(house), { all: false })).toEqual([])
    expect((await listHolds(deps(house), { all: true }))[0]).toMatchObject({
      subject: subId(1),
      reason: 'case 7',
      placedBy: 'ann',
      releasedBy: 'bob',
      releaseReason: 'over',
    })
    await expect(placeHold(deps(house), { id: faxId(1).slice(10, 20) }, why)).rejects.toThrow('More than one')
  })

  it('on a received fax, or on its subscriber, is shown with the fax', async () => {
    const house = await arrived()
    const { id } = await onlyFax(house)
    await placeHold(deps(house), { id: id.slice(6) }, why)
    await house.clock.advance(1)
    await placeHold(deps(house), { subscriber: 'office' }, { reason: 'audit', by: 'bob' })
    const fax = await showInbox(house.deps, id)
    expect(fax.legalHolds).toEqual([
      expect.stringMatching(/^case 7 \(by ann, /),
      expect.stringMatching(/^audit \(by bob, /),
    ])
    expect(inboxText(fax)).toContain('case 7 (by ann')
  })

  it('on nobody and nothing is refused', async () => {
    const house = await aHouse()
    for (const subject of [{ id: 'fax_nothing' }, { id: 'x' }, { subscriber: 'nobody' }])
      await expect(placeHold(deps(house), subject, why)).rejects.toMatchObject({ code: 'E_NOT_FOUND' })
  })
})

describe('hashes', () => {
  it('of what was received, and of what each got, stand with the fax', async () => {
    const house = await arrived()
    const fax = await showInbox(house.deps, (await onlyFax(house)).id)
    expect(fax.sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(fax.delivered).toEqual([
      { to: 'office@example.com', format: 'tiff', bytes: 7, round: 1, sha256: fax.sha256 },
    ])
    expect(fax.destinations[0]?.sha256).toBe(fax.sha256)
    expect(inboxText(fax).split(fax.sha256 ?? '')).toHaveLength(3)
  })
})
