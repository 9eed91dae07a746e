import { describe, expect, it } from 'vitest'
import type { FirstPageRequest } from '../../src/documents/received/first-page.ts'
import { BridgeError } from '../../src/fax/error.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, configWith, onlyFax } from './house.ts'

type Page = { text: string | null; barcodes: readonly string[] | null }

/** A house with these rules and one fax, whose page 1 says this; an error is thrown. */
async function arrived(rules: string, page: Page | Error) {
  const house = await aHouse(configWith(`inbound: { rules: [${rules}] }\n`))
  const asked: Pick<FirstPageRequest, 'languages' | 'barcodes'>[] = []
  Object.assign(house.deps.renderer, {
    async firstPage({ languages, barcodes }: FirstPageRequest) {
      asked.push({ languages, barcodes })
      if (page instanceof Error) throw page
      return page
    },
  })
  house.shelf.faxes.push({ listing: aListing(1), bytes: Buffer.from('II*\0one') })
  await seeAll(
    house.deps,
    'demo',
    house.shelf.faxes.map(({ listing }) => listing),
  )
  const failures = await house.run()
  const fax = await onlyFax(house)
  const history = await house.store.history(fax.id)
  const trace = history.find(({ type }) => type === 'routed')?.detail['trace'] as readonly string[]
  return { house, asked, failures, to: fax.plan?.mails, trace: trace?.join('\n') }
}
const INVOICE: Page = {
  text: 'ACME Ltd Invoice No. 4711 Total 12.50',
  barcodes: ['DEPT-HR', '4006381333931'],
}
const to = 'to: [hit@example.com]'

describe('rules about what stands on page 1', () => {
  it.each<[string, Page, boolean]>([
    ['text: "invoice  no. 4711"', INVOICE, true],
    ['text: ["offer", "ACME"]', INVOICE, true],
    ['text: "offer"', INVOICE, false],
    ['kind: glob, text: "invoice*47??"', INVOICE, true],
    ['kind: glob, text: "invoice*48??"', INVOICE, false],
    ['kind: regex, text: "Invoice No\\\\. [0-9]{4}"', INVOICE, true],
    ['kind: regex, text: "^Invoice"', INVOICE, false],
    ['barcode: DEPT-HR', INVOICE, true],
    ['barcode: DEPT', INVOICE, false],
    ['kind: glob, barcode: "DEPT-*"', INVOICE, true],
    ['text: invoice, barcode: DEPT-HR', INVOICE, true],
    ['text: invoice, barcode: DEPT-IT', INVOICE, false],
    ['text: invoice', { text: null, barcodes: null }, false],
    // An engine that goes back and forth would not come to an end here.
    ['kind: regex, text: "(a+)+b"', { text: 'a'.repeat(50_000), barcodes: [] }, false],
  ])('%s', async (condition, page, hit) => {
    const { to: mails } = await arrived(`{ ${condition}, ${to} }`, page)
    expect(mails).toEqual([hit ? 'hit@example.com' : 'office@example.com'])
  })

  it('the page is read only for a rule whose other conditions hold, and for what it asks', async () => {
    const none = await arrived(
      `{ caller: "+15550000000", text: x, ${to} }, { pages: { from: 9 }, barcode: x, ${to} }`,
      INVOICE,
    )
    expect(none.asked).toEqual([])
    const code = await arrived(`{ barcode: DEPT-HR, ${to} }`, INVOICE)
    expect(code.asked).toEqual([{ languages: null, barcodes: true }])
    const earlier = await arrived(`{ caller: "+493012345678", ${to} }, { text: x, ${to} }`, INVOICE)
    expect(earlier.asked).toEqual([])
    const both = await arrived(`{ text: x, ${to} }, { barcode: x, ${to} }`, INVOICE)
    expect(both.asked).toEqual([{ languages: ['eng'], barcodes: true }])
  })

  it.each([
    ['fails', new BridgeError('E_RENDER_CRASH')],
    ['is too much', new BridgeError('E_RENDER_LIMIT')],
  ])('a reading that %s finds nothing, says so, and keeps no fax waiting', async (_, error) => {
    const { to: mails, trace, failures } = await arrived(`{ text: invoice, ${to} }`, error)
    expect(failures).toEqual([])
    expect(mails).toEqual(['office@example.com'])
    expect(trace).toContain('text: page 1 could not be read')
  })

  it('the trace says what was found and never what stands there', async () => {
    const { trace } = await arrived(`{ text: offer, ${to} }, { barcode: nothing, mark: [x] }`, INVOICE)
    expect(trace).toContain('text: not found on page 1')
    expect(trace).toContain('barcode: not found on page 1')
    expect(trace).not.toMatch(/ACME|4711|DEPT/)
  })

  it('a fax that belongs to nobody is not read again every minute', async () => {
    const house = await aHouse(configWith('inbound: { rules: [{ text: invoice, to: [hit@example.com] }] }\n'))
    let count = 0
    Object.assign(house.deps.renderer, {
      firstPage: async () => {
        count++
        return { text: 'an offer', barcodes: null }
      },
    })
    const listing = aListing(1, { calledNumber: null })
    house.shelf.faxes.push({ listing, bytes: Buffer.from('II*\0one') })
    await seeAll(house.deps, 'demo', [listing])
    for (let n = 0; n < 5; n++) {
      await house.run()
      await house.clock.advance(61_000)
    }
    expect((await onlyFax(house)).state).toBe('unrouted')
    expect(count).toBe(1)
  })

  it('waits while faxbridge stops', async () => {
    const { house, failures } = await arrived(`{ text: invoice, ${to} }`, new BridgeError('E_SHUTTING_DOWN'))
    expect(failures).toHaveLength(1)
    expect((await onlyFax(house)).state).toBe('fetched')
  })
})
