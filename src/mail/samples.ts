/**
 * One sample of every kind of mail that we write, in one language: for an operator who edits sentences and wants to see
 * them, and for the test that renders all of them. Invented facts, the real composers.
 */
import { NO_PARTS } from '../fax/address-parts.ts'
import type { DocumentPart, FaxDocument } from '../fax/document.ts'
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId, InboundFaxId, SubmissionId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import type { Words } from '../words/words.ts'
import type { ComposedMail } from './mime.ts'
import { composeReceived } from './received.ts'
import { composeReport } from './report.ts'

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

const ENDED = Date.UTC(2026, 10, 21, 6, 13, 7) as EpochMs
const LATER = (ENDED + 7_200_000) as EpochMs
const TAKEN = (ENDED - 95_000) as EpochMs
const NUMBER = '+15555551212' as FaxNumber
const DOCUMENT_ID = 'doc_01kaj00000samplesamplesam' as DocumentId

/** All kinds, reports first. */
export function allSamples(house: SampleHouse): Sample[] {
  return [...reports(house), ...received(house)]
}

function reports(house: SampleHouse): Sample[] {
  const delivered: Partial<FaxJob> = {
    outcome: { kind: 'delivered', pagesSent: 3, remoteStationId: 'ACME LTD', callSeconds: 73 },
  }
  const locked =
    'The document needs a password. "contract.pdf": Save it without a password and send it again.'
  const kinds: readonly (readonly [name: string, fields: Partial<FaxJob>])[] = [
    ['report-delivered', delivered],
    ...failures(),
    ['report-partial-pages', { ...failedWith('line-error', 2) }],
    ['report-cancelled-late', { ...failedWith('cancelled', 1), state: 'cancelled' }],
    ['report-correction-delivered', { ...delivered, corrections: [{ at: LATER, to: 'delivered' }] }],
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

function failedWith(failure: FaxFailure, pagesSent: number) {
  return {
    state: 'failed',
    failure,
    outcome: {
      kind: 'failed',
      failure,
      pagesSent,
      remoteStationId: null,
      providerCode: '17',
      providerText: 'as the provider says it',
    },
  } as const
}

function report(house: SampleHouse, job: FaxJob): ComposedMail {
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
  })
}

function received(house: SampleHouse): Sample[] {
  const { words, timeZone, hostname, from, previewPng } = house
  return [true, false].map(complete => ({
    name: complete ? 'received' : 'received-incomplete',
    mail: composeReceived({
      fax: { ...INBOUND, complete },
      to: 'ann@example.com',
      document: { format: 'pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n') },
      previewPng,
      pageCount: 3,
      hostname,
      from,
      now: ENDED,
      words,
      timeZone,
    }),
  }))
}

const PARTS: readonly DocumentPart[] = [
  { name: 'contract.pdf', type: 'application/pdf', pages: 3, leftOut: null },
  { name: 'text of the mail', type: 'text/plain', pages: 0, leftOut: 'only the attachments are faxed' },
  { name: 'logo.png', type: 'image/png', pages: 0, leftOut: 'a picture inside the HTML text' },
]

const DOCUMENT: FaxDocument = {
  id: DOCUMENT_ID,
  submissionId: 'sub_01kaj00000samplesamplesam' as SubmissionId,
  createdAt: TAKEN,
  pageCount: 3,
  resolution: 'fine',
  tiff: '',
  tiffBytes: 30_000,
  sha256: '',
  preview: null,
  coverText: null,
  parts: PARTS,
}

const SUBMISSION: Submission = {
  id: 'sub_01kaj00000samplesamplesam' as SubmissionId,
  subscriberId: 'sales',
  receivedAt: TAKEN,
  listener: 'relay',
  peerAddress: '192.0.2.7',
  peerName: 'mail.example.com',
  authUser: 'ann',
  evidence: 'auth',
  reversePath: 'ann@example.com',
  from: 'ann@example.com',
  subject: 'Contract 4711',
  messageId: '<4711@example.com>',
  dsn: { envelopeId: null, ret: null },
  raw: '',
  size: 5_000,
  sha256: '',
  keyDigest: null,
}

const INBOUND: InboundFax = {
  id: 'inb_01kaj00000samplesamplesam' as InboundFaxId,
  account: 'demo',
  providerId: 'in-3',
  receivedAt: ENDED,
  calledNumber: '+15555550100' as FaxNumber,
  callerNumber: '+4930123456',
  stationId: 'ACME GmbH',
  pageCount: 3,
  complete: true,
  state: 'routed',
  seenAt: ENDED,
  subscriberId: 'sales',
  raw: '',
  format: 'tiff',
  sha256: '',
  version: 1,
}

function aJob(fields: Partial<FaxJob>): FaxJob {
  const id = 'fax_01kaj00000samplesamplesam' as FaxJobId
  return {
    id,
    submissionId: SUBMISSION.id,
    subscriberId: SUBMISSION.subscriberId,
    recipient: {
      address: '15555551212@fax.local',
      number: NUMBER,
      parts: NO_PARTS,
      options: NO_OPTIONS,
      dsn: { notify: null, originalRecipient: null },
      list: null,
    },
    documentId: DOCUMENT_ID,
    pageCount: 3,
    state: 'delivered',
    held: null,
    cancelWanted: false,
    attempts: 1,
    refusals: 0,
    attempt: {
      id: 'att_01kaj00000samplesamplesam' as AttemptId,
      faxJobId: id,
      n: 1,
      account: 'demo',
      reference: 'att-1',
      watermark: null,
      providerRef: 'lb-17',
      startedAt: TAKEN,
      endedAt: ENDED,
      looks: 0,
      progress: null,
      outcome: null,
    },
    createdAt: TAKEN,
    deadline: (TAKEN + 86_400_000) as EpochMs,
    endedAt: ENDED,
    failure: null,
    outcome: null,
    failureText: null,
    corrections: [],
    resendOf: null,
    version: 1,
    ...fields,
  }
}
