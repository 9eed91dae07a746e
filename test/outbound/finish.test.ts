import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { Config, SubscriberConfig } from '../../src/config/schema.ts'
import type { FinishRequest } from '../../src/documents/render/job.ts'
import { NO_PARTS } from '../../src/fax/address-parts.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { type FaxOptions, NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { EpochMs } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { coverOf, finishedPages, ownNumber, pagesAsSent } from '../../src/outbound/finish.ts'
import type { OutboundDeps } from '../../src/outbound/steps.ts'
import { FakeClock, testRuntime } from '../fakes/clock.ts'
import { aFaxJob } from '../fakes/fax-job.ts'
import { houseConfig } from '../smtp/house.ts'
import { aDocument, anAcceptance } from '../store/rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'faxbridge-finish-step-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const AT = Date.UTC(2026, 10, 21, 23, 30)
const [base] = houseConfig().subscribers as [SubscriberConfig]
let asked: FinishRequest[]

function depsFor(subscriber: Partial<SubscriberConfig>): OutboundDeps {
  const config = { subscribers: [{ ...base, id: 'sales', ...subscriber }] } as unknown as Config
  return {
    config: { current: config },
    runtime: testRuntime(new FakeClock(AT)),
    workFolder: folder,
    spool: { readRange: async () => Buffer.from('shared') },
    store: {
      submission: async () => ({
        ...anAcceptance(1).submission,
        from: 'ann@example.com',
        subject: 'Order 4711',
      }),
    },
    renderer: {
      finish: async (request: FinishRequest) => {
        asked.push(request)
        expect(readFileSync(request.tiffPath, 'utf8')).toBe('shared')
        const tiffPath = join(request.outFolder, 'finished.tiff')
        writeFileSync(tiffPath, 'finished')
        return { tiffPath, pageCount: 3 }
      },
    },
  } as unknown as OutboundDeps
}
const jobWith = (options: Partial<FaxOptions>, parts = NO_PARTS) => {
  const job = aFaxJob()
  return { ...job, recipient: { ...job.recipient, parts, options: { ...NO_OPTIONS, ...options } } }
}
const pagesFor = (subscriber: Partial<SubscriberConfig>, job = jobWith({})) =>
  finishedPages(
    depsFor(subscriber),
    job,
    { ...aDocument(1), coverText: 'Hello' },
    new AbortController().signal,
  )
const text = async (pages: Awaited<ReturnType<typeof pagesFor>>) =>
  Buffer.from(await pages.bytes('tiff')).toString()

beforeEach(() => {
  asked = []
})

describe('the pages of one fax', () => {
  it('are those of its mail where nobody wants more', async () => {
    const pages = await pagesFor({})
    expect([asked.length, pages.pageCount, await text(pages)]).toEqual([0, 2, 'shared'])
  })

  it('have a cover where the subscriber wants one, with what is known of this fax', async () => {
    const parts = { ...NO_PARTS, attention: 'Mark Collins', organization: 'Acme' }
    const subscriber = {
      cover: 'standard',
      company: 'House Ltd',
      time_zone: 'Europe/Berlin',
      language: 'de',
    } as const
    const pages = await pagesFor(subscriber, jobWith({}, parts))
    expect([pages.pageCount, await text(pages)]).toEqual([3, 'finished'])
    expect(asked[0]?.header).toBeNull()
    expect(asked[0]?.cover).toMatchObject({
      form: null,
      facts: {
        language: 'de',
        fields: {
          to: 'Mark Collins',
          toCompany: 'Acme',
          toNumber: '+1 555 555 1212',
          from: 'ann@example.com',
          fromCompany: 'House Ltd',
          fromNumber: '+1 555 555 0100',
          date: '22. November 2026 um 00:30',
          pages: '3',
          subject: 'Order 4711',
          comment: 'Hello',
        },
      },
    })
    expect(readdirSync(folder), 'nothing is left behind').toEqual([])
  })

  it('have no cover where the mail says none, and the one that it names', async () => {
    const covers = [{ name: 'legal', form: '/forms/legal.pdf' }]
    await pagesFor({ cover: 'standard', covers }, jobWith({ cover: 'none' }))
    expect(asked).toEqual([])
    await pagesFor({ covers, cover_notice: '' }, jobWith({ cover: 'legal' }))
    expect(asked[0]?.cover).toMatchObject({ form: '/forms/legal.pdf', facts: { fields: { notice: '' } } })
  })

  it('have a header line with the true time, the sender and the number', async () => {
    await pagesFor({ header_line: true, company: 'House Ltd', time_zone: 'America/New_York' })
    expect(asked[0]).toMatchObject({
      cover: null,
      header: { text: '2026-11-21 18:30  House Ltd  +1 555 555 0100  → +1 555 555 1212', page: 'Page' },
    })
  })

  it('have a header line for a mail that gives a text for it', async () => {
    await pagesFor({}, jobWith({ headerText: 'Case 12' }))
    expect(asked[0]?.header?.text).toContain('  Case 12  ')
  })
})

it('are shown as they were handed over: with the time of then', async () => {
  const startedAt = (AT - 86_400_000) as EpochMs
  const job = { ...jobWith({}), attempt: { startedAt } as FaxJob['attempt'] }
  const deps = depsFor({ header_line: true, cover: 'standard', time_zone: 'UTC', company: 'House Ltd' })
  const { signal } = new AbortController()
  const pages = await pagesAsSent(deps, job, aDocument(1), signal)
  expect([pages.pageCount, await text(pages)]).toEqual([3, 'finished'])
  expect(asked[0]?.header?.text).toMatch(/^2026-11-20 /)
  expect(asked[0]?.cover?.facts.fields.date).toContain('20')
  await pagesAsSent(deps, jobWith({}), aDocument(1), signal)
  expect(asked[1]?.header?.text, 'not handed over yet').toMatch(/^2026-11-21 /)
})

it('are sent from the number that the mail chose, else from the first', () => {
  const other = '+15555550199' as FaxNumber
  expect(ownNumber(jobWith({ ownNumber: other }), base)).toBe(other)
  expect(ownNumber(jobWith({}), base)).toBe('+15555550100')
  expect(ownNumber(jobWith({}), null)).toBeNull()
  expect(coverOf(jobWith({}), null)).toBeNull()
})
