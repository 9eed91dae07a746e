import { simpleParser } from 'mailparser'
import { describe, expect, it } from 'vitest'
import type { FaxFailure } from '../../src/fax/failure.ts'
import { FAX_FAILURES } from '../../src/fax/failure.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import { composeReport, type ReportFacts } from '../../src/mail/report.ts'
import { dsnActionFor } from '../../src/mail/report-choice.ts'
import { OUR_WORDS } from '../../src/words/languages.ts'
import { LANGUAGES } from '../../src/words/words.ts'
import { aDocument, anEndedJob, aSubmission, CONTRACT, delivered, failedWith, reportFacts } from './facts.ts'
import { allParts, parseWithPython } from './python-email.ts'

/** Every text in the facts that tells of the recipient, the document or a person. */
const SECRETS = [
  '15555550199',
  '555 0199',
  'Contract 4711',
  'contract.pdf',
  'application/pdf',
  'scan-of-blood.tif',
  'PRAXIS',
  'as the provider',
  'providerword',
  'lb-17',
  'demo',
  'mail.example.com',
  'ORCPT',
  'FAX=',
  'fax.local',
  'page-1.png',
]

function secretJob(fields: Partial<FaxJob>): FaxJob {
  const job = anEndedJob(fields, {
    notify: ['SUCCESS', 'FAILURE'],
    originalRecipient: 'rfc822;FAX=+15555550199@ORCPT.example',
  })
  const outcome = job.outcome === null ? null : { ...job.outcome, remoteStationId: 'PRAXIS Dr. Grün' }
  const failureText = job.state === 'failed' ? 'The document is damaged. "scan-of-blood.tif": broken.' : null
  // Not the number that stands as an example in our own advice.
  const recipient = {
    ...job.recipient,
    number: '+15555550199' as FaxNumber,
    address: '15555550199@fax.local',
  }
  return { ...job, recipient, outcome, failureText }
}

const minimal = (job: FaxJob, fields: Partial<ReportFacts> = {}) =>
  composeReport(
    reportFacts({
      job,
      submission: aSubmission(),
      document: aDocument([
        CONTRACT,
        { name: 'scan-of-blood.tif', type: 'image/tiff', pages: 0, leftOut: 'secret' },
      ]),
      from: 'Fax <fax@reports.example>',
      choice: dsnActionFor(job) === null ? 'reply' : 'dsn',
      minimal: true,
      ...fields,
    }),
  )

const JOBS: readonly (readonly [string, FaxJob])[] = [
  ['delivered', secretJob({ outcome: delivered() })],
  ...Object.keys(FAX_FAILURES).map(name => {
    const failure = name as FaxFailure
    return [name, secretJob(failedWith(failure, { providerCode: 'providerword', pagesSent: 1 }))] as const
  }),
]

describe.each(LANGUAGES)('a report without personal data, in %s', language => {
  it.each(JOBS)('%s: nothing of the recipient or the document is anywhere in it', async (_name, job) => {
    const raw = minimal(job, { words: OUR_WORDS[language] }).raw
    const [mail] = await parseWithPython([raw])
    const parts = mail === undefined ? [] : allParts(mail)
    const decoded = parts
      .flatMap(({ headers, content, groups, fileName }) => [headers, content, groups, fileName])
      .map(value => JSON.stringify(value))
      .join('\n')
    const everything = `${Buffer.from(raw).toString('latin1')}\n${decoded}`
    for (const secret of SECRETS) expect(everything, secret).not.toContain(secret)
    expect(parts.flatMap(part => part.defects)).toEqual([])
  })
})

describe('what stays in a report without personal data', () => {
  it('id, state, kind of failure, times, pages, and how many parts were left out', async () => {
    const failed = secretJob(failedWith('busy'))
    const mail = await simpleParser(Buffer.from(minimal(failed).raw), { keepDeliveryStatus: true })
    expect(mail.subject).toBe(`Fax ${failed.id} failed: the line was busy`)
    for (const fact of [failed.id, 'The line was busy.', '0 of 3', '2026-11-21 06:13:07'])
      expect(mail.text).toContain(fact)
    expect(mail.headers.get('x-fax-state')).toBe('failed')
    expect(mail.inReplyTo).toBe('<4711@example.com>')
    const good = await simpleParser(Buffer.from(minimal(secretJob({ outcome: delivered() })).raw))
    expect(good.text).toContain('Parts of your mail that are not in the fax: 1.')
  })

  it('is a delivery report still: the fax is named by its id, and two parts are enough (RFC 6522 §3)', async () => {
    const [mail] = await parseWithPython([minimal(secretJob(failedWith('busy'))).raw])
    expect(mail?.type).toBe('multipart/report')
    expect(mail?.parts.map(part => part.type)).toEqual(['multipart/alternative', 'message/delivery-status'])
    expect(mail?.parts[1]?.groups).toEqual([
      [
        ['Reporting-MTA', 'dns; fax.example.com'],
        ['Arrival-Date', 'Sat, 21 Nov 2026 06:11:32 +0000'],
      ],
      [
        ['Final-Recipient', 'x-fax-id; fax_01kaj00000aaaaaaaaaaaaaaaa'],
        ['Action', 'failed'],
        ['Status', '4.4.1'],
        ['Diagnostic-Code', 'X-Fax; busy'],
        ['Last-Attempt-Date', 'Sat, 21 Nov 2026 06:13:07 +0000'],
        ['Final-Log-ID', 'fax_01kaj00000aaaaaaaaaaaaaaaa'],
        ['X-Fax-Pages', '0/3'],
        ['X-Fax-Attempts', '1'],
        ['X-Fax-Cause', 'busy'],
      ],
    ])
  })
})

describe('a copy of a report', () => {
  const copy = (
    attached: { format: 'pdf' | 'tiff'; bytes: Buffer } | null,
    fields: Partial<ReportFacts> = {},
  ) =>
    composeReport(
      reportFacts({
        job: anEndedJob(failedWith('busy')),
        choice: 'dsn',
        copy: { to: 'Boss@example.com', attached },
        ...fields,
      }),
    )

  it('is an ordinary mail to its own address that answers nobody (RFC 3834 §5.2)', async () => {
    const { raw, to, reversePath, messageId } = copy(null, { replyTo: 'fax+x@fax.local' })
    expect([to, reversePath]).toEqual(['Boss@example.com', ''])
    expect(messageId).not.toBe(composeReport(reportFacts()).messageId)
    const mail = await simpleParser(Buffer.from(raw))
    expect(mail.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' })
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated')
    expect([mail.inReplyTo, mail.references, mail.replyTo]).toEqual([undefined, undefined, undefined])
    expect(mail.subject).toBe('Fax to +1 555 555 1212 failed: the line was busy')
    expect(mail.text).toContain('This is a copy. The fax was sent by ann@example.com.')
  })

  it('brings the pages where they are wanted', async () => {
    const mail = await simpleParser(
      Buffer.from(copy({ format: 'pdf', bytes: Buffer.from('%PDF-1.4 x') }).raw),
    )
    expect(mail.attachments.find(part => part.contentDisposition === 'attachment')).toMatchObject({
      contentType: 'application/pdf',
      filename: 'fax_01kaj00000aaaaaaaaaaaaaaaa.pdf',
      content: Buffer.from('%PDF-1.4 x'),
    })
    expect(mail.text).toContain('attached to this mail (PDF)')
  })

  it('names no sender when it must not', async () => {
    const mail = await simpleParser(Buffer.from(copy(null, { minimal: true }).raw))
    expect(`${mail.text}${mail.html || ''}`).not.toContain('ann@example.com')
  })
})
