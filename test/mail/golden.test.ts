/**
 * One mail for every outcome, kept as a file: a change of wording or layout shows as a difference. To accept a change:
 * `npx vitest run --project unit --update=all test/mail/golden.test.ts`, then read the difference.
 */
import { describe, expect, it } from 'vitest'
import { composeReceived, type ReceivedFacts } from '../../src/mail/received.ts'
import { composeReport, type ReportFacts } from '../../src/mail/report.ts'
import { dsnActionFor, reportFor } from '../../src/mail/report-choice.ts'
import { allSamples } from '../../src/mail/samples.ts'
import { OUR_WORDS } from '../../src/words/languages.ts'
import { LANGUAGES } from '../../src/words/words.ts'
import {
  aDocument,
  anEndedJob,
  anInboundFax,
  aPng,
  aSubmission,
  CONTRACT,
  delivered,
  failedWith,
  receivedFacts,
  reportFacts,
} from './facts.ts'

const NO_DOCUMENT = { document: null, previewPng: null, choice: 'dsn' } as const
const LOGO = { name: 'logo.gif', type: 'image/gif', pages: 0, leftOut: 'a picture of the signature' }

const reports: Readonly<Record<string, Partial<ReportFacts>>> = {
  delivered: {},
  'delivered-one-page-left-out': {
    job: anEndedJob({ outcome: delivered(1, null), pageCount: 1 }),
    document: aDocument([{ ...CONTRACT, pages: 1 }, LOGO], 1),
  },
  busy: { job: anEndedJob({ ...failedWith('busy'), attempts: 3 }), choice: 'dsn' },
  'not-a-fax': { job: anEndedJob(failedWith('not-a-fax')), choice: 'dsn' },
  partial: {
    job: anEndedJob({
      ...failedWith('partial', { pagesSent: 3, remoteStationId: 'PRAXIS Dr. Grün' }),
      pageCount: 7,
    }),
    document: aDocument([{ ...CONTRACT, pages: 7 }], 7),
    choice: 'dsn',
  },
  'no-verdict': { job: anEndedJob({ state: 'failed', failure: 'no-verdict' }), choice: 'dsn' },
  'no-verdict-relayed': {
    job: anEndedJob({ state: 'failed', failure: 'no-verdict' }, { notify: ['SUCCESS'] }),
    choice: 'dsn',
  },
  cancelled: {
    job: anEndedJob({ state: 'cancelled', failure: 'cancelled', attempt: null, attempts: 0 }),
    choice: 'dsn',
  },
  'document-locked': {
    job: anEndedJob({
      state: 'failed',
      failure: 'document-rejected',
      failureText: 'The file "Vertrag & Anlagen.pdf" needs a password.',
      documentId: null,
      pageCount: null,
      attempt: null,
      attempts: 0,
    }),
    ...NO_DOCUMENT,
  },
  'dsn-delivered': {
    job: anEndedJob(
      { outcome: delivered() },
      { notify: ['SUCCESS', 'FAILURE'], originalRecipient: 'rfc822;FAX=+15555551212@fax.example.com' },
    ),
    submission: aSubmission({ dsn: { envelopeId: 'QQ314159', ret: 'HDRS' } }),
    choice: 'dsn',
  },
  'dsn-failed': {
    job: anEndedJob(failedWith('number-unallocated'), {
      notify: ['FAILURE'],
      originalRecipient: 'rfc822;FAX=+15555551212@fax.example.com',
    }),
    submission: aSubmission({ dsn: { envelopeId: 'QQ+314159 = ü', ret: 'FULL' } }),
    choice: 'dsn',
  },
}

const received: Readonly<Record<string, Partial<ReceivedFacts>>> = {
  pdf: {},
  tiff: { document: { format: 'tiff', bytes: Buffer.from('II*\0\x08\0\0\0pages', 'latin1') } },
  incomplete: {
    fax: anInboundFax({ complete: false, callerNumber: null, stationId: null, calledNumber: null }),
    pageCount: 1,
  },
}

describe('golden mails', () => {
  it.each(Object.keys(reports))('report %s', async name => {
    const facts = reportFacts(reports[name])
    // The goldens are mails that are really sent.
    expect(reportFor(facts.job, facts.submission, 'always')).toBe(facts.choice)
    expect(dsnActionFor(facts.job) !== null).toBe(facts.choice === 'dsn')
    await expectGolden(`report-${name}`, composeReport(facts).raw)
  })

  it.each(Object.keys(received))('received %s', async name => {
    await expectGolden(`received-${name}`, composeReceived(receivedFacts(received[name])).raw)
  })
})

/** Every kind of mail in English, some of them in the other languages. */
const FEW = [
  'report-delivered',
  'report-busy',
  'report-no-verdict',
  'report-document',
  'report-correction-delivered',
  'received',
  'key-new',
]
const house = { timeZone: 'Europe/Berlin', hostname: 'fax.example.com', from: 'Fax <fax@fax.local>' }

describe.each(LANGUAGES)('golden samples in %s', language => {
  const samples = allSamples({ ...house, words: OUR_WORDS[language], previewPng: aPng(8, 11) })
  const shown = samples.filter(({ name }) => language === 'en' || FEW.includes(name))

  it.each(shown.map(sample => [sample.name, sample.mail] as const))('%s', async (name, mail) => {
    await expectGolden(`${language}/${name}`, mail.raw)
  })
})

/** Kept with LF, so that git and editors leave them alone; the wire form is checked here. */
async function expectGolden(name: string, raw: Uint8Array): Promise<void> {
  const text = Buffer.from(raw).toString('latin1')
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(100)
  await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(`../golden/${name}.eml`)
}
