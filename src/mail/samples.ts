/**
 * One sample of every kind of mail that we write, in one language: for an operator who edits sentences and wants to see
 * them, and for the test that renders all of them. Invented facts, the real composers.
 */
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Words } from '../words/words.ts'
import { ANSWER_KINDS, composeAnswer } from './answer.ts'
import { composeDigest } from './digest.ts'
import { composeKeyNotice } from './key-notice.ts'
import type { ComposedMail } from './mime.ts'
import { composeReceived } from './received.ts'
import { composeReport, type ReportFacts } from './report.ts'
import { aJob, DOCUMENT, ENDED, failedWith, INBOUND, LATER, SUBMISSION, TAKEN } from './sample-facts.ts'

export interface Sample {
  /** `report-busy`: a file name without its end. */
  readonly name: string
  readonly mail: ComposedMail
}

export interface SampleHouse {
  readonly words: Words
  readonly timeZone: string
  readonly hostname: string
  readonly from: string
  /** Page 1 as PNG. */
  readonly previewPng: Uint8Array
}

const DELIVERED: Partial<FaxJob> = {
  outcome: { kind: 'delivered', pagesSent: 3, remoteStationId: 'ACME LTD', callSeconds: 73 },
}

/** All kinds, reports first. */
export function allSamples(house: SampleHouse): Sample[] {
  return [
    ...reports(house),
    ...copies(house),
    ...answers(house),
    digest(house),
    ...received(house),
    ...keyNotices(house),
  ]
}

function reports(house: SampleHouse): Sample[] {
  const locked =
    'The document needs a password. "contract.pdf": Save it without a password and send it again.'
  const kinds: readonly (readonly [name: string, fields: Partial<FaxJob>])[] = [
    ['report-delivered', DELIVERED],
    ...failures(),
    ['report-partial-pages', { ...failedWith('line-error', 2) }],
    ['report-cancelled-late', { ...failedWith('cancelled', 1), state: 'cancelled' }],
    ['report-correction-delivered', { ...DELIVERED, corrections: [{ at: LATER, to: 'delivered' }] }],
    [
      'report-correction-failed',
      { ...failedWith('line-error', 0), corrections: [{ at: LATER, to: 'failed' }] },
    ],
    ['report-document', { ...failedWith('document-rejected', 0), failureText: locked, outcome: null }],
  ]
  return kinds.map(([name, fields]) => ({ name, mail: report(house, aJob(fields)) }))
}

/** Every failure has words of its own. */
function failures(): [string, Partial<FaxJob>][] {
  return Object.keys(FAX_FAILURES).map(name => {
    const failure = name as FaxFailure
    const state = failure === 'cancelled' ? 'cancelled' : 'failed'
    return [`report-${failure}`, { ...failedWith(failure, failure === 'partial' ? 2 : 0), state }]
  })
}

function report(house: SampleHouse, job: FaxJob, more: Partial<ReportFacts> = {}): ComposedMail {
  const { words, timeZone, hostname, from, previewPng } = house
  return composeReport({
    job,
    submission: SUBMISSION,
    document: DOCUMENT,
    previewPng,
    originalHeaders: Buffer.from(`From: ${SUBMISSION.from}\r\nSubject: ${SUBMISSION.subject}\r\n`),
    hostname,
    from,
    choice: job.state === 'delivered' ? 'reply' : 'dsn',
    words,
    timeZone,
    earlier: job.corrections.length === 0 ? null : `<fax.final@${hostname}>`,
    replyTo: REPLY_TO,
    ...more,
  })
}

function received(house: SampleHouse): Sample[] {
  const { words, timeZone, hostname, from, previewPng } = house
  const facts = {
    fax: INBOUND,
    to: 'ann@example.com',
    document: { format: 'pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') },
    previewPng,
    pageCount: 3,
    hostname,
    from,
    now: ENDED,
    words,
    timeZone,
  } as const
  const url = 'https://fax.example.com/received/00000000000000000000000000000000000000000000000000000000'
  const link = { url, until: ENDED + 7 * 86_400_000, tooLarge: false }
  const linked = { ...facts, document: null, previewPng: null, link }
  return [
    { name: 'received', mail: composeReceived(facts) },
    {
      name: 'received-answer',
      mail: composeReceived({
        ...facts,
        answer: { address: `answer+${'0'.repeat(56)}@fax.local`, number: '+493012345678', until: LATER },
      }),
    },
    {
      name: 'received-incomplete',
      mail: composeReceived({ ...facts, fax: { ...INBOUND, complete: false } }),
    },
    { name: 'received-link', mail: composeReceived(linked) },
    { name: 'received-link-minimal', mail: composeReceived({ ...linked, minimal: true }) },
    {
      name: 'received-too-large',
      mail: composeReceived({ ...linked, previewPng, link: { ...link, tooLarge: true } }),
    },
  ]
}

function keyNotices({ words, timeZone, hostname, from }: SampleHouse): Sample[] {
  const facts = {
    subscriberId: 'sales',
    to: 'secretary@example.com',
    modifiedAt: ENDED,
    oldUntil: (ENDED + 86_400_000) as EpochMs,
    nextRenewal: (ENDED + 30 * 86_400_000) as EpochMs,
    strict: false,
    now: ENDED,
    ...{ words, timeZone, hostname, from },
  }
  const key = 'K7F2-9XQD-0000-0000-0000-0000-0000'
  return [
    { name: 'key-new', mail: composeKeyNotice({ ...facts, key }) },
    { name: 'key-new-strict', mail: composeKeyNotice({ ...facts, key, strict: true, oldUntil: null }) },
    { name: 'key-due', mail: composeKeyNotice({ ...facts, key: null }) },
  ]
}

const REPLY_TO = 'fax+token@fax.example.com'

/** For others than the sender, and without personal data. */
function copies(house: SampleHouse): Sample[] {
  const busy = aJob(failedWith('busy', 0))
  const attached = { format: 'pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') } as const
  const to = 'archive@example.com'
  return [
    { name: 'copy-busy', mail: report(house, busy, { copy: { to, attached: null } }) },
    { name: 'copy-delivered-pages', mail: report(house, aJob(DELIVERED), { copy: { to, attached } }) },
    { name: 'minimal-delivered', mail: report(house, aJob(DELIVERED), { minimal: true }) },
    { name: 'minimal-busy', mail: report(house, busy, { minimal: true }) },
    { name: 'minimal-copy', mail: report(house, busy, { minimal: true, copy: { to, attached: null } }) },
  ]
}

function answers(house: SampleHouse): Sample[] {
  const { words, timeZone, hostname, from } = house
  const waiting = { state: 'ready', endedAt: null } as const
  return ANSWER_KINDS.map(kind => {
    const repeated = kind === 'resent' || kind === 'sentTo' || kind === 'already'
    const newId = 'fax_01kak00000samplesamplesam' as FaxJobId
    const mail = composeAnswer({
      kind,
      job: aJob(kind === 'cancelled' ? { state: 'cancelled' } : failedWith('busy', 0)),
      newJob: repeated ? { ...aJob(waiting), id: newId } : null,
      refused:
        kind === 'refused' ? { to: '+19005551212', reason: 'Faxes to this number are not permitted.' } : null,
      to: SUBMISSION.from,
      inReplyTo: '<reply-4711@example.com>',
      digest: '00112233445566778899aabbccddeeff',
      replyTo: REPLY_TO,
      hostname,
      from,
      words,
      timeZone,
      minimal: false,
      now: LATER,
    })
    return { name: `answer-${kind}`, mail }
  })
}

function digest({ words, timeZone, hostname, from }: SampleHouse): Sample {
  const fax = (fields: Partial<FaxJob>) => ({ job: aJob(fields), subject: SUBMISSION.subject })
  const mail = composeDigest({
    subscriberId: SUBMISSION.subscriberId,
    period: { from: TAKEN - 86_400_000, to: LATER },
    ended: [fax(DELIVERED), fax(failedWith('busy', 0)), fax({ state: 'cancelled', failure: 'cancelled' })],
    waiting: [
      fax({ state: 'sending', endedAt: null }),
      fax({ state: 'ready', endedAt: null, held: 'no credit' }),
    ],
    to: 'head@example.com',
    hostname,
    from,
    words,
    timeZone,
    minimal: false,
  })
  return { name: 'digest', mail }
}
