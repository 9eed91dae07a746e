/** What an export says of a fax: the columns of its CSV files. */
import type { DeliveredDocument } from '../fax/delivered-document.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'

export type Cell = string | number | null

/** What became of its document in the export. */
export interface ExportedDocument {
  /** Its name in the archive; empty: it is not there. */
  readonly file: string
  /** exported, deleted, unreadable, or not asked for. */
  readonly state: 'exported' | 'deleted' | 'unreadable' | 'left out'
}

const iso = (at: number | null): string => (at === null || at <= 0 ? '' : new Date(at).toISOString())

const given = (delivered: readonly DeliveredDocument[]): string =>
  delivered.map(({ to, format, sha256 }) => `${to} ${format} ${sha256}`).join('; ')

export const SENT_COLUMNS = [
  ...['fax', 'mail', 'subscriber', 'state', 'number', 'address', 'from', 'subject', 'pages'],
  ...['taken', 'ended', 'failure', 'failure_text', 'account', 'provider_id', 'hand_overs', 'station'],
  ...['call_seconds', 'mail_sha256', 'sent_sha256', 'document', 'file'],
] as const

export function sentRow(
  job: FaxJob,
  submission: Submission,
  delivered: readonly DeliveredDocument[],
  document: ExportedDocument,
): readonly Cell[] {
  const { outcome, attempt } = job
  const station = outcome === null ? null : outcome.remoteStationId
  return [
    ...[job.id, submission.id, job.subscriberId, job.state, job.recipient.number, job.recipient.address],
    ...[submission.from, submission.subject, job.pageCount, iso(job.createdAt), iso(job.endedAt)],
    ...[job.failure, job.failureText, attempt?.account ?? null, attempt?.providerRef ?? null, job.attempts],
    ...[station, outcome?.kind === 'delivered' ? outcome.callSeconds : null, submission.sha256],
    ...[given(delivered), document.state, document.file],
  ]
}

export const RECEIVED_COLUMNS = [
  ...['fax', 'subscriber', 'state', 'filed', 'account', 'provider_id', 'called', 'caller', 'station'],
  ...['subaddress', 'line', 'pages', 'complete', 'received', 'seen', 'acknowledged', 'marks', 'goes_to'],
  ...['sha256', 'delivered', 'document', 'file'],
] as const

export function receivedRow(
  fax: InboundFax,
  delivered: readonly DeliveredDocument[],
  document: ExportedDocument,
): readonly Cell[] {
  const to = fax.plan === null ? [] : [...fax.plan.mails, ...fax.plan.places]
  return [
    ...[fax.id, fax.subscriberId, fax.state, fax.filed, fax.account, fax.providerId, fax.calledNumber],
    ...[
      fax.callerNumber,
      fax.stationId,
      fax.subaddress,
      fax.line,
      fax.pageCount,
      fax.complete ? 'yes' : 'no',
    ],
    ...[iso(fax.receivedAt), iso(fax.seenAt), iso(fax.acknowledgedAt), fax.marks.join('; '), to.join('; ')],
    ...[fax.sha256, given(delivered), document.state, document.file],
  ]
}

/** `same`: whether the bytes are those whose hash was written down when they came in. */
export const DOCUMENT_COLUMNS = [
  'file',
  'fax',
  'kind',
  'format',
  'bytes',
  'sha256',
  'recorded_sha256',
  'same',
] as const
