/** Rows as the database has them, and how they become the types of `fax/` and back. No SQL here. */
import { NO_PARTS } from '../fax/address-parts.ts'
import type { Attempt } from '../fax/attempt.ts'
import type { FaxDocument } from '../fax/document.ts'
import { NO_OPTIONS } from '../fax/fax-options.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { FaxJob } from '../fax/job.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { Submission } from '../fax/submission.ts'
import type { SqlValue } from './sql-driver.ts'

/** One row: column → value. A bigint column of PostgreSQL arrives as a number, as the driver is told to. */
export type Row = Record<string, SqlValue>

const json = (value: unknown): string => JSON.stringify(value)
const jsonOrNull = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))
/** Most faxes choose nothing: then nothing is written. */
const onlyIfChosen = (value: object, nothing: object): string | null => {
  if (value === nothing) return null
  const text = JSON.stringify(value)
  return text === JSON.stringify(nothing) ? null : text
}
const parsed = (text: SqlValue | undefined): unknown => (text == null ? null : JSON.parse(String(text)))

export function submissionRow(submission: Submission): Row {
  return {
    id: submission.id,
    subscriber_id: submission.subscriberId,
    received_at: submission.receivedAt,
    listener: submission.listener,
    peer_address: submission.peerAddress,
    peer_name: submission.peerName,
    auth_user: submission.authUser,
    evidence: submission.evidence,
    link_until: submission.linkUntil,
    reverse_path: submission.reversePath,
    from_address: submission.from,
    subject: submission.subject,
    message_id: submission.messageId,
    envelope_id: submission.dsn.envelopeId,
    ret: submission.dsn.ret,
    raw: submission.raw,
    size: submission.size,
    sha256: submission.sha256,
    key_digest: submission.keyDigest,
    old_key: jsonOrNull(submission.oldKey),
  }
}

export function submissionOf(row: Row): Submission {
  return {
    id: row['id'],
    subscriberId: row['subscriber_id'],
    receivedAt: row['received_at'],
    listener: row['listener'],
    peerAddress: row['peer_address'],
    peerName: row['peer_name'],
    authUser: row['auth_user'],
    evidence: row['evidence'],
    linkUntil: row['link_until'],
    reversePath: row['reverse_path'],
    from: row['from_address'],
    subject: row['subject'],
    messageId: row['message_id'],
    dsn: { envelopeId: row['envelope_id'], ret: row['ret'] },
    raw: row['raw'],
    size: row['size'],
    sha256: row['sha256'],
    keyDigest: row['key_digest'],
    oldKey: parsed(row['old_key']),
  } as Submission
}

export function jobRow(job: FaxJob): Row {
  return {
    id: job.id,
    submission_id: job.submissionId,
    subscriber_id: job.subscriberId,
    address: job.recipient.address,
    number: job.recipient.number,
    address_parts: onlyIfChosen(job.recipient.parts, NO_PARTS),
    options: onlyIfChosen(job.recipient.options, NO_OPTIONS),
    list_name: job.recipient.list,
    notify: jsonOrNull(job.recipient.dsn.notify),
    original_recipient: job.recipient.dsn.originalRecipient,
    document_id: job.documentId,
    page_count: job.pageCount,
    state: job.state,
    held: job.held,
    cancel_wanted: job.cancelWanted ? 1 : 0,
    attempts: job.attempts,
    refusals: job.refusals,
    created_at: job.createdAt,
    deadline: job.deadline,
    ended_at: job.endedAt,
    failure: job.failure,
    failure_text: job.failureText,
    outcome: jsonOrNull(job.outcome),
    corrections: job.corrections.length === 0 ? null : JSON.stringify(job.corrections),
    resend_of: job.resendOf,
    version: job.version,
  }
}

/** `attempt`: the row of the job's current or last hand-over. */
export function jobOf(row: Row, attempt: Row | undefined): FaxJob {
  const dsn = { notify: parsed(row['notify']), originalRecipient: row['original_recipient'] }
  return {
    id: row['id'],
    submissionId: row['submission_id'],
    subscriberId: row['subscriber_id'],
    recipient: {
      address: row['address'],
      number: row['number'],
      parts: { ...NO_PARTS, ...(parsed(row['address_parts']) as object | null) },
      options: { ...NO_OPTIONS, ...(parsed(row['options']) as object | null) },
      dsn,
      list: row['list_name'],
    },
    documentId: row['document_id'],
    pageCount: row['page_count'],
    state: row['state'],
    held: row['held'],
    cancelWanted: row['cancel_wanted'] === 1,
    attempts: row['attempts'],
    refusals: row['refusals'],
    attempt: attempt === undefined ? null : attemptOf(attempt),
    createdAt: row['created_at'],
    deadline: row['deadline'],
    endedAt: row['ended_at'],
    failure: row['failure'],
    failureText: row['failure_text'],
    outcome: parsed(row['outcome']),
    corrections: parsed(row['corrections'] ?? null) ?? [],
    resendOf: row['resend_of'],
    version: row['version'],
  } as FaxJob
}

export function attemptRow(attempt: Attempt): Row {
  return {
    id: attempt.id,
    fax_job_id: attempt.faxJobId,
    n: attempt.n,
    account: attempt.account,
    reference: attempt.reference,
    watermark: attempt.watermark,
    provider_ref: attempt.providerRef,
    started_at: attempt.startedAt,
    ended_at: attempt.endedAt,
    looks: attempt.looks,
    progress: attempt.progress,
    outcome: jsonOrNull(attempt.outcome),
  }
}

export function attemptOf(row: Row): Attempt {
  return {
    id: row['id'],
    faxJobId: row['fax_job_id'],
    n: row['n'],
    account: row['account'],
    reference: row['reference'],
    watermark: row['watermark'],
    providerRef: row['provider_ref'],
    startedAt: row['started_at'],
    endedAt: row['ended_at'],
    looks: row['looks'],
    progress: row['progress'],
    outcome: parsed(row['outcome']),
  } as Attempt
}

export function documentRow(document: FaxDocument): Row {
  return {
    id: document.id,
    submission_id: document.submissionId,
    created_at: document.createdAt,
    page_count: document.pageCount,
    resolution: document.resolution,
    tiff: document.tiff,
    tiff_bytes: document.tiffBytes,
    sha256: document.sha256,
    preview: document.preview,
    parts: json(document.parts),
    cover_text: document.coverText,
  }
}

export function documentOf(row: Row): FaxDocument {
  return {
    id: row['id'],
    submissionId: row['submission_id'],
    createdAt: row['created_at'],
    pageCount: row['page_count'],
    resolution: row['resolution'],
    tiff: row['tiff'],
    tiffBytes: row['tiff_bytes'],
    sha256: row['sha256'],
    preview: row['preview'],
    parts: parsed(row['parts']),
    coverText: row['cover_text'] ?? null,
  } as FaxDocument
}

export function mailRow(mail: OutgoingMail): Row {
  return {
    id: mail.id,
    mail_key: mail.key,
    subject_id: mail.subjectId,
    reverse_path: mail.reversePath,
    to_address: mail.to,
    message_id: mail.messageId,
    raw: mail.raw,
    size: mail.size,
    state: mail.state,
    attempts: mail.attempts,
    last_error: mail.lastError,
    created_at: mail.createdAt,
    deadline: mail.deadline,
    sent_at: mail.sentAt,
  }
}

export function mailOf(row: Row): OutgoingMail {
  return {
    id: row['id'],
    key: row['mail_key'],
    subjectId: row['subject_id'],
    reversePath: row['reverse_path'],
    to: row['to_address'],
    messageId: row['message_id'],
    raw: row['raw'],
    size: row['size'],
    state: row['state'],
    attempts: row['attempts'],
    lastError: row['last_error'],
    createdAt: row['created_at'],
    deadline: row['deadline'],
    sentAt: row['sent_at'],
  } as OutgoingMail
}

export function historyOf(row: Row): HistoryEntry {
  return {
    at: row['at'],
    type: row['type'],
    text: row['text'],
    detail: parsed(row['detail']),
  } as HistoryEntry
}
