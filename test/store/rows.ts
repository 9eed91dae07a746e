import type { Attempt } from '../../src/fax/attempt.ts'
import type { FaxDocument } from '../../src/fax/document.ts'
import type { FaxNumber } from '../../src/fax/fax-number.ts'
import type { HistoryEntry } from '../../src/fax/history.ts'
import type {
  AttemptId,
  DocumentId,
  EpochMs,
  FaxJobId,
  InboundFaxId,
  MailId,
  SubmissionId,
} from '../../src/fax/id.ts'
import { type InboundFax, NEW_INBOUND } from '../../src/fax/inbound-fax.ts'
import type { FaxJob } from '../../src/fax/job.ts'
import type { OutgoingMail } from '../../src/fax/outgoing-mail.ts'
import type { Submission } from '../../src/fax/submission.ts'
import type { Acceptance } from '../../src/store/store.ts'
import { aFaxJob } from '../fakes/fax-job.ts'

export const T0 = 1_800_000_000_000 as EpochMs
export const at = (ms: number) => (T0 + ms) as EpochMs
const padded = (n: number) => String(n).padStart(26, '0')
export const subId = (n: number) => `sub_${padded(n)}` as SubmissionId
export const faxId = (n: number) => `fax_${padded(n)}` as FaxJobId
export const docId = (n: number) => `doc_${padded(n)}` as DocumentId
export const inbId = (n: number) => `inb_${padded(n)}` as InboundFaxId
export const mailId = (n: number) => `mail_${padded(n)}` as MailId

export function aSubmission(n: number, fields: Partial<Submission> = {}): Submission {
  return {
    id: subId(n),
    subscriberId: 'sales',
    receivedAt: T0,
    listener: 'relay',
    peerAddress: '127.0.0.1',
    peerName: 'mail.example.com',
    authUser: null,
    evidence: 'peer',
    linkUntil: null,
    reversePath: 'ann@example.com',
    from: 'ann@example.com',
    subject: `Order ${n}`,
    messageId: `<${n}@example.com>`,
    dsn: { envelopeId: 'QQ314159', ret: 'HDRS' },
    raw: `log:1:${n}:10:ff`,
    size: 1234,
    sha256: 'ab'.repeat(32),
    keyDigest: null,
    oldKey: null,
    ...fields,
  }
}

export function aJob(n: number, fields: Partial<FaxJob> = {}): FaxJob {
  return aFaxJob({ id: faxId(n), submissionId: subId(n), createdAt: T0, ...fields })
}

export const aLine = (type: string, text = type): HistoryEntry => ({ at: T0, type, text, detail: { n: 1 } })

export function anAcceptance(n: number, fields: Partial<Acceptance> = {}): Acceptance {
  return {
    submission: aSubmission(n),
    jobs: [aJob(n)],
    tasks: [{ kind: 'prepare', subjectId: subId(n), runAt: T0 }],
    history: [{ ...aLine('accepted'), subjectId: faxId(n) }],
    dedupeKey: `key-${n}`,
    ...fields,
  }
}

export function anAttempt(n: number, job: FaxJobId): Attempt {
  return {
    id: `att_${padded(n)}` as AttemptId,
    faxJobId: job,
    n,
    account: 'demo',
    reference: `att_${padded(n)}`,
    watermark: '41',
    providerRef: null,
    startedAt: T0,
    endedAt: null,
    looks: 0,
    progress: null,
    outcome: null,
  }
}

export function aDocument(n: number): FaxDocument {
  return {
    id: docId(n),
    submissionId: subId(n),
    createdAt: T0,
    pageCount: 2,
    resolution: 'fine',
    tiff: `log:2:${n}:99:aa`,
    tiffBytes: 99,
    sha256: 'cd'.repeat(32),
    preview: `log:3:${n}:9:bb`,
    parts: [{ name: 'order.pdf', type: 'application/pdf', pages: 2, leftOut: null }],
    coverText: null,
  }
}

export function anInboundFax(n: number, fields: Partial<InboundFax> = {}): InboundFax {
  return {
    ...NEW_INBOUND,
    id: inbId(n),
    account: 'demo',
    providerId: String(n),
    receivedAt: T0,
    calledNumber: '+15555550100' as FaxNumber,
    callerNumber: '+15555551212',
    stationId: 'ACME',
    pageCount: 3,
    complete: true,
    seenAt: T0,
    ...fields,
  }
}

export function aMail(n: number, fields: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    id: mailId(n),
    key: `report:${faxId(n)}:final`,
    subjectId: faxId(n),
    reversePath: '',
    to: 'ann@example.com',
    messageId: `<r${n}@fax.example.com>`,
    raw: `log:4:${n}:5:cc`,
    size: 5,
    state: 'queued',
    attempts: 0,
    lastError: null,
    createdAt: T0,
    deadline: at(1000),
    sentAt: null,
    ...fields,
  }
}
