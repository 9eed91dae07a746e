import { deflateSync } from 'node:zlib'
import { NO_PARTS } from '../../src/fax/address-parts.ts'
import type { Attempt } from '../../src/fax/attempt.ts'
import type { DocumentPart, FaxDocument } from '../../src/fax/document.ts'
import type { FaxFailure } from '../../src/fax/failure.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import { NO_OPTIONS } from '../../src/fax/fax-options.ts'
import type {
  AttemptId,
  DocumentId,
  EpochMs,
  FaxJobId,
  InboundFaxId,
  SubmissionId,
} from '../../src/fax/id.ts'
import { type InboundFax, NEW_INBOUND } from '../../src/fax/inbound-fax.ts'
import type { FaxJob, RecipientDsn } from '../../src/fax/job.ts'
import type { Outcome } from '../../src/fax/outcome.ts'
import type { Submission } from '../../src/fax/submission.ts'
import type { ReceivedFacts } from '../../src/mail/received.ts'
import type { ReportFacts } from '../../src/mail/report.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

export const AT = Date.UTC(2026, 10, 21, 6, 13, 7) as EpochMs
const TAKEN = (AT - 95_000) as EpochMs

export function aSubmission(fields: Partial<Submission> = {}): Submission {
  return {
    id: 'sub_01kaj00000aaaaaaaaaaaaaaaa' as SubmissionId,
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
    raw: 'spool-ref',
    size: 5_000,
    sha256: '00',
    keyDigest: null,
    oldKey: null,
    ...fields,
  }
}

function anAttempt(): Attempt {
  return {
    id: 'att_01kaj00000aaaaaaaaaaaaaaaa' as AttemptId,
    faxJobId: 'fax_01kaj00000aaaaaaaaaaaaaaaa' as FaxJobId,
    n: 1,
    account: 'demo',
    reference: 'att-1',
    watermark: null,
    providerRef: 'lb-17',
    startedAt: (AT - 80_000) as EpochMs,
    endedAt: AT,
    looks: 0,
    progress: null,
    outcome: null,
  }
}

export function aDocument(parts: readonly DocumentPart[], pageCount = 3): FaxDocument {
  return {
    id: 'doc_01kaj00000aaaaaaaaaaaaaaaa' as DocumentId,
    submissionId: 'sub_01kaj00000aaaaaaaaaaaaaaaa' as SubmissionId,
    createdAt: TAKEN,
    pageCount,
    resolution: 'fine',
    tiff: 'spool-tiff',
    tiffBytes: 30_000,
    sha256: '00',
    preview: 'spool-preview',
    parts,
    coverText: null,
  }
}

export const CONTRACT: DocumentPart = {
  name: 'contract.pdf',
  type: 'application/pdf',
  pages: 3,
  leftOut: null,
}

/** A job as it stands after its last change, with what the provider said. */
export function anEndedJob(fields: Partial<FaxJob> = {}, dsn: Partial<RecipientDsn> = {}): FaxJob {
  const number = '+15555551212' as FaxNumber
  return aFaxJob({
    id: 'fax_01kaj00000aaaaaaaaaaaaaaaa' as FaxJobId,
    submissionId: 'sub_01kaj00000aaaaaaaaaaaaaaaa' as SubmissionId,
    recipient: {
      address: '15555551212@fax.local',
      number,
      parts: NO_PARTS,
      options: NO_OPTIONS,
      list: null,
      dsn: { notify: null, originalRecipient: null, ...dsn },
    },
    documentId: 'doc_01kaj00000aaaaaaaaaaaaaaaa' as DocumentId,
    pageCount: 3,
    state: 'delivered',
    attempts: 1,
    attempt: anAttempt(),
    createdAt: TAKEN,
    endedAt: AT,
    ...fields,
  })
}

export function delivered(pagesSent = 3, remoteStationId: string | null = '+1 555 555 1212'): Outcome {
  return { kind: 'delivered', pagesSent, remoteStationId, callSeconds: 73 }
}

export function failedWith(failure: FaxFailure, fields: Partial<Extract<Outcome, { kind: 'failed' }>> = {}) {
  const outcome: Outcome = {
    kind: 'failed',
    failure,
    pagesSent: 0,
    remoteStationId: null,
    providerCode: '17',
    providerText: 'as the provider says it',
    ...fields,
  }
  return { state: 'failed', failure, outcome } as const
}

export const ORIGINAL_HEADERS = Buffer.from(
  [
    'Received: from mail.example.com by fax.example.com with ESMTPSA; Sat, 21 Nov 2026 06:11:32 +0000',
    'From: Ann <ann@example.com>',
    'To: 15555551212@fax.local',
    'Subject: Contract 4711',
    'Message-ID: <4711@example.com>',
    '',
  ].join('\r\n'),
)

export function reportFacts(fields: Partial<ReportFacts> = {}): ReportFacts {
  return {
    job: anEndedJob({ outcome: delivered() }),
    submission: aSubmission(),
    document: aDocument([CONTRACT]),
    previewPng: aPng(8, 11),
    originalHeaders: ORIGINAL_HEADERS,
    hostname: 'fax.example.com',
    from: 'Fax <fax@fax.local>',
    choice: 'reply',
    ...fields,
  }
}

export function anInboundFax(fields: Partial<InboundFax> = {}): InboundFax {
  return {
    ...NEW_INBOUND,
    id: 'inb_01kaj00000aaaaaaaaaaaaaaaa' as InboundFaxId,
    account: 'demo',
    providerId: 'lb-in-3',
    receivedAt: AT,
    calledNumber: '+15555550100' as FaxNumber,
    callerNumber: '+4930123456',
    stationId: 'ACME GmbH',
    pageCount: 3,
    complete: true,
    state: 'routed',
    seenAt: AT,
    subscriberId: 'sales',
    raw: 'spool-raw',
    format: 'tiff',
    sha256: '00',
    version: 1,
    ...fields,
  }
}

export function receivedFacts(fields: Partial<ReceivedFacts> = {}): ReceivedFacts {
  return {
    fax: anInboundFax(),
    to: 'sales@example.com',
    document: { format: 'pdf', bytes: Buffer.from('%PDF-1.4 the pages\n%%EOF\n') },
    previewPng: aPng(8, 11),
    pageCount: 3,
    hostname: 'fax.example.com',
    from: 'Fax <fax@fax.local>',
    now: AT + 5_000,
    ...fields,
  }
}

/** A real PNG: grey, with a dark frame. Uncompressed, so that the bytes do not depend on a version of zlib. */
export function aPng(width: number, height: number): Buffer {
  const row = (y: number) => {
    const pixels = Array.from({ length: width }, (_, x) =>
      x === 0 || y === 0 || x === width - 1 || y === height - 1 ? 0x20 : 0xf0,
    )
    return [0, ...pixels]
  }
  const data = Buffer.from(Array.from({ length: height }, (_, y) => row(y)).flat())
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data, { level: 0 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
