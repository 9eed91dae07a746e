/** How a fax looks to an operator: plain JSON, times as ISO strings, nothing that a program must interpret. */
import { visibleParts } from '../fax/address-parts.ts'
import type { Attempt } from '../fax/attempt.ts'
import { deliveredIn } from '../fax/delivered-document.ts'
import type { FaxDocument } from '../fax/document.ts'
import { chosenOptions } from '../fax/fax-options.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import type { LegalHold } from '../fax/legal-hold.ts'
import { lineSecondsOfFax } from '../fax/line-time.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import { waitsUntil } from '../fax/send-time.ts'
import type { Submission } from '../fax/submission.ts'
import type { FaxJobSummary } from '../store/store.ts'

const iso = (at: EpochMs): string => new Date(at).toISOString()
const isoOrNull = (at: EpochMs | null): string | null => (at === null ? null : iso(at))

export function faxView({ job, from, subject }: FaxJobSummary, now: EpochMs) {
  return {
    id: job.id,
    submissionId: job.submissionId,
    subscriber: job.subscriberId,
    state: job.state,
    held: job.held,
    waitsUntil: isoOrNull(waitsUntil(job, now)),
    number: job.recipient.number as string,
    from,
    subject,
    pages: job.pageCount,
    account: job.attempt?.account ?? null,
    attempts: job.attempts,
    failure: job.failure,
    failureText: job.failureText,
    createdAt: iso(job.createdAt),
    endedAt: isoOrNull(job.endedAt),
    resendOf: job.resendOf,
    list: job.recipient.list,
  }
}
export type FaxView = ReturnType<typeof faxView>

export function attemptView(attempt: Attempt) {
  return {
    id: attempt.id,
    n: attempt.n,
    account: attempt.account,
    reference: attempt.reference,
    providerRef: attempt.providerRef,
    startedAt: iso(attempt.startedAt),
    endedAt: isoOrNull(attempt.endedAt),
    progress: attempt.progress,
    outcome: attempt.outcome,
  }
}

export function historyView(entry: HistoryEntry) {
  return { at: iso(entry.at), type: entry.type, text: entry.text, detail: entry.detail }
}

export function mailView(mail: OutgoingMail) {
  return {
    id: mail.id,
    to: mail.to,
    state: mail.state,
    messageId: mail.messageId,
    attempts: mail.attempts,
    lastError: mail.lastError,
    createdAt: iso(mail.createdAt),
    sentAt: isoOrNull(mail.sentAt),
  }
}

export function submissionView(submission: Submission) {
  return {
    id: submission.id,
    receivedAt: iso(submission.receivedAt),
    listener: submission.listener,
    peerAddress: submission.peerAddress,
    authUser: submission.authUser,
    evidence: submission.evidence,
    reversePath: submission.reversePath,
    messageId: submission.messageId,
    size: submission.size,
    sha256: submission.sha256,
  }
}

export interface FaxRows {
  readonly job: FaxJob
  readonly submission: Submission
  readonly document: FaxDocument | null
  readonly attempts: readonly Attempt[]
  readonly history: readonly HistoryEntry[]
  readonly mails: readonly OutgoingMail[]
  /** In force, on its mail or on its subscriber. */
  readonly legalHolds: readonly LegalHold[]
}

export function faxDetail(rows: FaxRows, now: EpochMs) {
  const { job, submission, document } = rows
  return {
    ...faxView({ job, from: submission.from, subject: submission.subject }, now),
    recipientAddress: job.recipient.address,
    addressParts: visibleParts(job.recipient.parts),
    outcome: job.outcome,
    deadline: iso(job.deadline),
    options: chosenOptions(job.recipient.options),
    submission: submissionView(submission),
    resolution: document?.resolution ?? null,
    lineSeconds: document === null ? null : lineSecondsFor(job, document),
    parts: document?.parts ?? [],
    attemptList: rows.attempts.map(attemptView),
    history: rows.history.map(historyView),
    /** What the provider was given, with its SHA-256; stays when the pages are deleted. */
    delivered: deliveredIn(rows.history),
    legalHolds: rows.legalHolds.map(holdText),
    mails: rows.mails.map(mailView),
  }
}

const holdText = ({ reason, placedBy, placedAt }: LegalHold): string =>
  `${reason} (by ${placedBy}, ${iso(placedAt)})`

/** Estimate of the call, in whole seconds. */
function lineSecondsFor({ pageCount }: FaxJob, { tiffBytes, pageCount: shared }: FaxDocument): number {
  return Math.ceil(lineSecondsOfFax(tiffBytes, shared, (pageCount ?? shared) - shared))
}

export type FaxDetail = ReturnType<typeof faxDetail>

export function inboundView(fax: InboundFax) {
  return {
    id: fax.id,
    account: fax.account,
    providerId: fax.providerId,
    state: fax.state,
    subscriber: fax.subscriberId,
    calledNumber: fax.calledNumber as string | null,
    callerNumber: fax.callerNumber,
    stationId: fax.stationId,
    pages: fax.pageCount,
    complete: fax.complete,
    receivedAt: iso(fax.receivedAt),
    seenAt: iso(fax.seenAt),
  }
}
