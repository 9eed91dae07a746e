import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { jobNames } from '../../src/destinations/ipp.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { startFakePrinter } from '../destinations/fake-printer.ts'
import { aHouse, aListing, configWith, type House, onlyFax } from './house.ts'

const BYTES = Buffer.from('II*\0the pages')
let printer: Awaited<ReturnType<typeof startFakePrinter>>
afterEach(() => printer.close())

async function arrived(): Promise<House> {
  printer = await startFakePrinter()
  const place = `printer: { type: ipp, url: "ipp://127.0.0.1:${printer.port}/ipp/print", format: original }`
  const house = await aHouse(configWith(`inbound: { catchAll: [printer], destinations: { ${place} } }`))
  const listing = aListing(1, { calledNumber: null })
  house.shelf.faxes.push({ listing, bytes: BYTES })
  await seeAll(house.deps, 'demo', [listing])
  return house
}

describe('a printer', () => {
  it('gets the document as a job with the name of the fax', async () => {
    const house = await arrived()
    expect(await house.run()).toEqual([])
    const { id } = await onlyFax(house)
    expect(printer.jobs).toEqual([
      { name: expect.stringContaining(id), format: 'image/tiff', document: BYTES },
    ])
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('that refuses is asked again; its status stands in the error', async () => {
    const house = await arrived()
    printer.troubles.push(0x0507)
    expect(await house.run()).toEqual([expect.stringContaining('IPP status 0x0507')])
    expect(house.shelf.acknowledged).toEqual([])
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([])
    expect(printer.jobs).toHaveLength(1)
  })

  it('whose answer was lost has printed it, and prints it once', async () => {
    const house = await arrived()
    printer.troubles.push('lost')
    expect(await house.run()).toEqual([expect.stringContaining('cannot be reached')])
    await house.clock.advance(60_000)
    expect(await house.run()).toEqual([])
    expect(printer.jobs).toHaveLength(1)
    expect(house.shelf.acknowledged).toEqual(['RX1'])
  })

  it('whatever it answers, reading the names of its jobs comes to an end', async () => {
    printer = await startFakePrinter()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => Array.isArray(jobNames(Buffer.from(bytes)))),
    )
  })
})
