import { describe, expect, it } from 'vitest'
import { BridgeError, type ErrorCode } from '../../src/fax/error.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, onlyFax } from './house.ts'

/** A house with one fax on the shelf, whose renderer does what the errors say, one at each call, then the last again. */
async function aFaxThatMakes(...errors: ErrorCode[]) {
  const house = await aHouse()
  let calls = 0
  Object.assign(house.deps, {
    renderer: {
      received: async () => {
        throw new BridgeError(errors[Math.min(calls++, errors.length - 1)] as ErrorCode, {
          say: 'Own words.',
        })
      },
    },
  })
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0as it came') })
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(fax => fax.listing),
  )
  return { ...house, calls: () => calls }
}
type Hostile = Awaited<ReturnType<typeof aFaxThatMakes>>
const told = async (house: Hostile) => {
  const { id } = await onlyFax(house)
  const history = await house.store.history(id)
  return history.find(entry => entry.type === 'mailWritten')?.text ?? ''
}

describe('a received fax that the renderer cannot bear', () => {
  it.each(['E_RENDER_LIMIT', 'E_DOCUMENT_DAMAGED', 'E_TOO_MANY_PAGES'] as const)(
    '%s: is delivered as it came, at once, and its trace says why',
    async code => {
      const house = await aFaxThatMakes(code)
      expect(await house.run()).toEqual([])
      expect(house.calls()).toBe(1)
      expect(house.relay.mails).toHaveLength(1)
      expect(house.relay.mails[0]?.text).toContain(Buffer.from('II*\0as it came').toString('base64'))
      expect((await onlyFax(house)).state).toBe('acknowledged')
      expect(await told(house)).toMatch(/as it came, since it could not be converted\. .+ Own words\.$/)
    },
  )

  it('is tried three times where it crashes it, over restarts too, and then delivered as it came', async () => {
    const house = await aFaxThatMakes('E_RENDER_CRASH')
    const mails: number[] = []
    // Each run claims the task anew, as a daemon does that was started again.
    for (let day = 1; day <= 5; day++) {
      await house.run()
      mails.push(house.relay.mails.length)
      await house.clock.advance(3_600_000)
    }
    expect(house.calls()).toBe(3)
    expect(mails).toEqual([0, 0, 1, 1, 1])
    expect((await onlyFax(house)).state).toBe('acknowledged')
    expect(await told(house)).toContain('The document made the renderer fail. Own words.')
  })

  it('waits while faxbridge stops: that is not the fault of the fax', async () => {
    const house = await aFaxThatMakes('E_SHUTTING_DOWN')
    for (let n = 0; n < 5; n++) {
      await house.run()
      await house.clock.advance(3_600_000)
    }
    expect(house.relay.mails).toEqual([])
    expect((await onlyFax(house)).state).toBe('routed')
  })

  it('says nothing of it where all was converted', async () => {
    const house = await aHouse()
    house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
    Object.assign(house.deps, {
      renderer: {
        received: async ({ path }: { path: string }) => ({
          files: { tiff: path, pdf: path },
          previewPath: null,
          pageCount: 1,
        }),
      },
    })
    await seeAll(
      house.deps,
      'demo',
      house.shelf.faxes.map(fax => fax.listing),
    )
    await house.run()
    const { id } = await onlyFax(house)
    const texts = (await house.store.history(id)).map(entry => entry.text)
    expect(texts).toContain('Mail to office@example.com written.')
  })
})
