import type { EpochMs, SubmissionId } from './id.ts'

/** What the sender asked for with RFC 3461 on MAIL FROM. Null: not asked. */
export interface SubmissionDsn {
  readonly envelopeId: string | null
  readonly ret: 'FULL' | 'HDRS' | null
}

/**
 * What proves who sent a mail, strongest first: a login, a client certificate, the address that it came from, the domain
 * of From (DKIM, SPF, DMARC), what a trusted relay found out, the secret key, a link that was mailed to From and followed,
 * and nothing but From itself.
 */
export const SENDER_EVIDENCE = [
  'auth',
  'certificate',
  'peer',
  'domain',
  'relay',
  'key',
  'link',
  'from-only',
] as const

/** How sure we are of who sent the mail. */
export type SenderEvidence = (typeof SENDER_EVIDENCE)[number]

/** The mail shows a secret key that was replaced and still works for a while. */
export interface OldKey {
  readonly replacedAt: EpochMs
  readonly until: EpochMs
}

/** One accepted mail. It is written once, before the 250, and never changes but for `confirmed`, and
 * for its sender being proven by the link. */
export interface Submission {
  readonly id: SubmissionId
  readonly subscriberId: string
  readonly receivedAt: EpochMs
  readonly listener: string
  readonly peerAddress: string
  readonly peerName: string
  readonly authUser: string | null
  readonly evidence: SenderEvidence
  /** `from-only` until then, if the sender does not follow the link that was mailed to him; null: nothing waits for that. */
  readonly linkUntil: EpochMs | null
  /** MAIL FROM without brackets. Never empty: null senders are refused. */
  readonly reversePath: string
  /** The one address of the From header: where a report may go, since it is proven. */
  readonly from: string
  readonly subject: string
  readonly messageId: string | null
  readonly dsn: SubmissionDsn
  /** Where the raw mail lies in the spool. */
  readonly raw: string
  readonly size: number
  readonly sha256: string
  /** SHA-256 over the letters of the secret key, which must be cut out before faxing; null without key. */
  readonly keyDigest: string | null
  /** The key in the mail had been replaced and still worked; null: it was the current one, or there was none. */
  readonly oldKey: OldKey | null
}
