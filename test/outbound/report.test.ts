import { afterEach, describe, expect, it } from 'vitest'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type { TaskId } from '../../src/fax/id.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { makeReport, type ReportDeps } from '../../src/outbound/report.ts'
import { openReportHouse, type ReportHouse, spooled } from '../fakes/report-house.ts'
import {
  aDocument,
  anEndedJob,
  aSubmission,
  CONTRACT,
  delivered,
  failedWith,
  ORIGINAL_HEADERS,
} from '../mail/facts.ts'

let house: ReportHouse
afterEach(() => house.close())

type Settings = Parameters<typeof openReportHouse>[0]

/** One ended fax, reported on twice, as after a crash: everything must be there once. */
async function reported(settings: Settings, job: FaxJob, headers: string = ORIGINAL_HEADERS.toString()) {
  house = await openReportHouse(settings)
  const { store } = house
  const raw = await spooled(house, `${headers}\r\nbody`)
  const size = headers.length + 6
  const tiff = await spooled(house, 'II*\0pages')
  await store.accept({
    submission: aSubmission({ raw, size }),
    jobs: [job],
    tasks: [],
    history: [],
    dedupeKey: 'k',
  } as unknown as Parameters<typeof store.accept>[0])
  await store.addDocument({ ...aDocument([CONTRACT]), tiff, tiffBytes: 9, preview: null })
  const run = makeReport({ ...house, replyKey: 'key' } as unknown as ReportDeps)
  const task = {
    id: 'task_1' as TaskId,
    kind: 'report',
    subjectId: job.id,
    runAt: house.clock.now(),
    attempts: 1,
  } as const
  for (const _ of [1, 2]) await run(task, new AbortController().signal)
  return house.mailsAbout(job.id)
}

const BOSS = { destination: 'boss@example.com' }
const failed = anEndedJob(failedWith('busy'))
const good = anEndedJob({ outcome: delivered() })
const addresses = (mails: Awaited<ReturnType<typeof reported>>) => mails.map(({ mail }) => mail.to)

describe('who gets a report', () => {
  it('the sender, once', async () => {
    const mails = await reported({}, failed)
    expect(addresses(mails)).toEqual(['ann@example.com'])
    expect((await house.store.history(failed.id)).map(entry => entry.type)).toEqual(['reportWritten'])
  })

  it('nobody with report: never, also of a failure, but those with copies', async () => {
    expect(addresses(await reported({ report: 'never' }, failed))).toEqual([])
    await house.close()
    expect(addresses(await reported({ report: 'never', report_copies: [BOSS] }, failed))).toEqual([
      'boss@example.com',
    ])
  })

  it('only of failures with report: failure or its older spelling; the choice for one fax goes first', async () => {
    for (const settings of [{ report: 'failure' }, { report_success: false }] as const) {
      expect(addresses(await reported(settings, good))).toEqual([])
      await house.close()
      expect(addresses(await reported(settings, failed))).toEqual(['ann@example.com'])
      await house.close()
    }
    const options = { ...NO_OPTIONS, report: 'always' } as const
    const asked = { ...good, recipient: { ...good.recipient, options } }
    expect(addresses(await reported({ report: 'never' }, asked))).toEqual(['ann@example.com'])
  })
})

describe('copies', () => {
  it('go to everyone named, once, and to the sender only what he does not have', async () => {
    const options = { ...NO_OPTIONS, notify: ['office@example.com', 'BOSS@example.com', 'Ann@example.com'] }
    const job = { ...failed, recipient: { ...failed.recipient, options } }
    const mails = await reported({ report_copies: [BOSS] }, job)
    expect(addresses(mails)).toEqual(['ann@example.com', 'boss@example.com', 'office@example.com'])
    expect(mails.map(({ parsed }) => parsed.headers.get('auto-submitted'))).toEqual([
      'auto-replied',
      'auto-generated',
      'auto-generated',
    ])
  })

  it('with the pages where outgoing is set, but not of a fax that never went out', async () => {
    const archive = {
      destination: 'archive@example.com',
      outgoing: true,
      status: false,
      filetype: 'tiff',
    } as const
    const [, copy] = await reported({ report_copies: [archive] }, good)
    expect(
      copy?.parsed.attachments.map(({ contentType, content }) => [contentType, content.toString()]),
    ).toEqual([['image/tiff', 'II*\0pages']])
    await house.close()
    expect(addresses(await reported({ report_copies: [archive] }, failed))).toEqual(['ann@example.com'])
  })

  it('go also when the sender is not proven: the operator has named their addresses', async () => {
    const job = {
      ...failed,
      recipient: { ...failed.recipient, dsn: { notify: ['NEVER'] as const, originalRecipient: null } },
    }
    expect(addresses(await reported({ report_copies: [BOSS] }, job))).toEqual(['boss@example.com'])
  })
})

describe('the words of a report', () => {
  it("are the subscriber's, or the sender's where he asks for it; times are the subscriber's", async () => {
    const german = { language: 'de', time_zone: 'Europe/Berlin' } as const
    const [mail] = await reported(german, good, `${ORIGINAL_HEADERS}Accept-Language: fr-FR\r\n`)
    expect(mail?.parsed.subject).toBe('Fax an +1 555 555 1212 zugestellt (3 Seiten)')
    expect(mail?.parsed.text).toContain('21.11.2026, 07:13:07 Uhr (UTC+01:00)')
    await house.close()
    const settings = { ...german, language_from_sender: true }
    const [french] = await reported(settings, good, `${ORIGINAL_HEADERS}Accept-Language: fr-FR\r\n`)
    expect(french?.parsed.subject).toBe('Fax vers +1 555 555 1212 remis (3 pages)')
  })

  it('tell nothing of people with report_minimal', async () => {
    const [mail] = await reported({ report_minimal: true }, failed)
    expect(mail?.parsed.subject).toBe(`Fax ${failed.id} failed: the line was busy`)
  })
})
