/** Invented facts for samples of our mails: one fax, its mail and its pages. */
import { NO_PARTS } from '../fax/address-parts.ts'
import type { DocumentPart, FaxDocument } from '../fax/document.ts'
import type { FaxFailure } from '../fax/failure.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { AttemptId, DocumentId, EpochMs, FaxJobId, InboundFaxId, SubmissionId } from '../fax/id.ts'
import { type InboundFax, NEW_INBOUND } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'

export const ENDED = Date.UTC(2026, 10, 21, 6, 13, 7) as EpochMs
export const LATER = (ENDED + 7_200_000) as EpochMs
export const TAKEN = (ENDED - 95_000) as EpochMs
export const NUMBER = '+15555551212' as FaxNumber
export const DOCUMENT_ID = 'doc_01kaj00000samplesamplesam' as DocumentId

export const PARTS: readonly DocumentPart[] = [
  { name: 'contract.pdf', type: 'application/pdf', pages: 3, leftOut: null },
  { name: 'text of the mail', type: 'text/plain', pages: 0, leftOut: 'only the attachments are faxed' },
  { name: 'logo.png', type: 'image/png', pages: 0, leftOut: 'a logo or icon in the text' },
]

export const DOCUMENT: FaxDocument = {
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

export const SUBMISSION: Submission = {
  id: 'sub_01kaj00000samplesamplesam' as SubmissionId,
  subscriberId: 'sales',
  receivedAt: TAKEN,
  listener: 'relay',
  peerAddress: '192.0.2.7',
  peerName: 'mail.example.com',
  authUser: 'ann',
  evidence: 'auth',
  linkUntil: null,
  reversePath: 'ann@example.com',
  from: 'ann@example.com',
  subject: 'Contract 4711',
  messageId: '<4711@example.com>',
  dsn: { envelopeId: null, ret: null },
  raw: '',
  size: 5_000,
  sha256: '',
  keyDigest: null,
  oldKey: null,
}

export const INBOUND: InboundFax = {
  ...NEW_INBOUND,
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

export function aJob(fields: Partial<FaxJob>): FaxJob {
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

/** How a fax stands that failed. */
export function failedWith(failure: FaxFailure, pagesSent: number) {
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
