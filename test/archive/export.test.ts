import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { type ExportDeps, type ExportWish, exportFaxes } from '../../src/archive/export.ts'
import { instantOf } from '../../src/cli/export.ts'
import { BridgeError } from '../../src/fax/error.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import { seeAll } from '../../src/inbound/ingest.ts'
import { aHouse, aListing, type House, onlyFax } from '../inbound/house.ts'
import { aJob, anAcceptance, aSubmission } from '../store/rows.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-export-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Faxes of the subscriber `office`, but for the second, of `sales`; and a received one of `office`. */
async function filled(count = 2): Promise<House & { readonly jobs: readonly string[] }> {
  const house = await aHouse()
  const { ids } = house.deps.runtime
  const createdAt = house.clock.now()
  const jobs: string[] = []
  for (let n = 1; n <= count; n++) {
    const subscriberId = n === 2 ? 'sales' : 'office'
    const submission = {
      ...aSubmission(n, { subscriberId, subject: '=cmd|calc', receivedAt: createdAt }),
      id: ids.next('sub'),
    }
    const id = ids.next('fax')
    const job = aJob(n, { id, submissionId: submission.id, subscriberId, createdAt })
    jobs.push(id)
    await house.store.accept(anAcceptance(n, { submission, jobs: [job], tasks: [], history: [] }))
  }
  const listing = aListing(1, { stationId: '@SUM(A1)' })
  house.shelf.faxes.push({ listing, bytes: Buffer.from('II*\0one') })
  await seeAll(house.deps, 'demo', [listing])
  await house.run()
  return { ...house, jobs }
}

const deps = (house: House, documents: Partial<ExportDeps['documents']> = {}): ExportDeps => ({
  store: house.store,
  runtime: house.deps.runtime,
  workFolder: folder,
  version: '1.2.3',
  documents: {
    sent: async job => ({ format: 'tiff', bytes: Buffer.from(`pages of ${job.id}`) }),
    received: async fax => ({ format: 'tiff', bytes: await buffer(house.deps.spool.read(fax.raw ?? '')) }),
    ...documents,
  },
})

const wish = (house: House, fields: Partial<ExportWish> = {}): ExportWish => ({
  from: (house.clock.now() - 86_400_000) as EpochMs,
  to: (house.clock.now() + 86_400_000) as EpochMs,
  subscriber: null,
  documents: 'original',
  by: 'ann',
  ...fields,
})

async function unpacked(zip: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, Buffer>> {
  const file = await fromBufferPromise(await buffer(zip))
  const found = new Map<string, Buffer>()
  for await (const entry of file.eachEntry())
    found.set(entry.fileName, await buffer(await file.openReadStreamPromise(entry)))
  return found
}
const lines = (files: ReadonlyMap<string, Buffer>, name: string) =>
  (files.get(name)?.toString() ?? '').replace('\ufeff', '').trim().split('\r\n')

describe('an export', () => {
  it('has every fax in the tables, every document as a file, and the hash of each file', async () => {
    const house = await filled()
    const fax = await onlyFax(house)
    const files = await unpacked(exportFaxes(deps(house), wish(house)))
    expect([...files.keys()].sort()).toEqual(
      [
        ...[house.jobs[0], house.jobs[1], fax.id].map(id => `documents/${id}.tif`),
        ...['SHA256SUMS', 'documents.csv', 'manifest.json', 'received.csv', 'sent.csv'],
      ].sort(),
    )
    expect(lines(files, 'sent.csv')).toHaveLength(3)
    // What a stranger wrote is text, and no formula.
    expect(lines(files, 'sent.csv')[1]).toContain(`"'=cmd|calc"`)
    expect(lines(files, 'received.csv')[1]).toContain(`"'@SUM(A1)"`)
    expect(lines(files, 'received.csv')[1]).toContain(`office@example.com tiff ${fax.sha256}`)
    // The received document is the one that came in, and the table says so.
    expect(lines(files, 'documents.csv').find(line => line.includes(fax.id))).toMatch(
      new RegExp(`,${fax.sha256},${fax.sha256},yes$`),
    )
    const sums = (files.get('SHA256SUMS')?.toString() ?? '').trim().split('\n')
    expect(sums.sort()).toEqual(
      [...files]
        .filter(([name]) => name !== 'SHA256SUMS')
        .map(([name, bytes]) => `${sha256(bytes)}  ${name}`)
        .sort(),
    )
    expect(JSON.parse(files.get('manifest.json')?.toString() ?? '')).toMatchObject({
      ...{ by: 'ann', version: '1.2.3', sent: 2, received: 1, documents: 3, subscriber: null },
    })
    expect(readdirSync(folder)).toEqual([])
  })

  it('is of one subscriber and of one time, when that is wanted', async () => {
    const house = await filled()
    const sales = await unpacked(exportFaxes(deps(house), wish(house, { subscriber: 'sales' })))
    expect([lines(sales, 'sent.csv').length, lines(sales, 'received.csv').length]).toEqual([2, 1])
    const office = await unpacked(exportFaxes(deps(house), wish(house, { subscriber: 'office' })))
    expect([lines(office, 'sent.csv').length, lines(office, 'received.csv').length]).toEqual([2, 2])
    const before = wish(house, { to: (house.clock.now() - 3_600_000) as EpochMs })
    const none = await unpacked(exportFaxes(deps(house), before))
    expect([lines(none, 'sent.csv').length, lines(none, 'received.csv').length]).toEqual([1, 1])
    const bare = await unpacked(exportFaxes(deps(house), wish(house, { documents: 'none' })))
    expect([...bare.keys()].filter(name => name.startsWith('documents/'))).toEqual([])
    expect(lines(bare, 'sent.csv')).toHaveLength(3)
  })

  it('goes on page by page, each fax once', async () => {
    const house = await filled(450)
    const files = await unpacked(exportFaxes(deps(house), wish(house, { documents: 'none' })))
    const ids = lines(files, 'sent.csv')
      .slice(1)
      .map(line => line.split(',')[0])
    expect(new Set(ids).size).toBe(450)
    expect(ids).toHaveLength(450)
  })

  it('says which documents are gone and which cannot be read, and has the others', async () => {
    const house = await filled()
    const sent: ExportDeps['documents']['sent'] = async job => {
      if (job.id === house.jobs[0]) return null
      throw new BridgeError('E_STORE')
    }
    const files = await unpacked(exportFaxes(deps(house, { sent }), wish(house)))
    expect(lines(files, 'sent.csv').find(line => line.startsWith(house.jobs[0] ?? ''))).toMatch(/,deleted,$/)
    expect(lines(files, 'sent.csv').find(line => line.startsWith(house.jobs[1] ?? ''))).toMatch(
      /,unreadable,$/,
    )
    expect(lines(files, 'documents.csv')).toHaveLength(2)
  })

  it('shows a document that is not what came in', async () => {
    const house = await filled()
    const received: ExportDeps['documents']['received'] = async () => ({
      format: 'tiff',
      bytes: Buffer.from('other'),
    })
    const files = await unpacked(exportFaxes(deps(house, { received }), wish(house)))
    expect(lines(files, 'documents.csv').find(line => line.includes('inb_'))).toMatch(/,NO$/)
  })

  it('that nobody wants any more leaves nothing behind', async () => {
    const house = await filled()
    const zip = exportFaxes(deps(house), wish(house))
    await zip.next()
    expect(readdirSync(folder)).toHaveLength(1)
    await zip.return(undefined)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('times of an export', () => {
  it('are whole days here, or instants', () => {
    expect(instantOf('2026-11-21', 'begin', '--from')).toBe(new Date(2026, 10, 21).getTime())
    expect(instantOf('2026-11-30', 'end', '--to')).toBe(new Date(2026, 11, 1).getTime())
    expect(instantOf('2026-11-21T08:00:00+01:00', 'end', '--to')).toBe(Date.UTC(2026, 10, 21, 7))
    for (const text of ['2026-02-30', '21.11.2026', '2026-11-21T08:00', 'today', ''])
      expect(() => instantOf(text, 'begin', '--from')).toThrow('--from')
  })
})
