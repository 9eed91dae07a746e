/** What passes between the SMTP session and acceptance: the facts of a mail one way, the decision on it the other. */
import type { ErrorCode } from './error.ts'
import type { DeliveryId, InboundFaxId } from './id.ts'
import type { Recipient } from './job.ts'
import type { OldKey, SenderEvidence, SubmissionDsn } from './submission.ts'

/** What the headers tell of where a mail comes from, beside its sender. */
export interface MailOrigin {
  /** Message-IDs in In-Reply-To and References, without brackets. */
  readonly references: readonly string[]
  /** Return-Path without brackets, '' for the null sender; null when absent. */
  readonly returnPath: string | null
  /** X-Fax-Id: our own mark on every mail of ours. */
  readonly faxId: string | null
  /** Name of a header that only answering machines and bounces have; null when there is none. */
  readonly responder: string | null
  /** Host names after "by" in the Received lines, in lower case. */
  readonly receivedBy: readonly string[]
}

/** What was read from the mail while it streamed. */
export interface MailFacts {
  /** Bytes. */
  readonly size: number
  /** Raw value of the header, unfolded; null when absent. A mail with two of them is refused before this. */
  readonly from: string | null
  readonly sender: string | null
  /** Decoded, on one line, without control characters; '' when absent. */
  readonly subject: string
  /** Headers that begin with x-fax-, in order: names in lower case, values unfolded, encoded words decoded. */
  readonly faxHeaders: readonly { readonly name: string; readonly value: string }[]
  readonly messageId: string | null
  readonly receivedCount: number
  readonly autoSubmitted: string | null
  readonly precedence: string | null
  /** All headers of the mail itself in order of appearance: names in lower case, values unfolded, as sent. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** Has a List-* header. */
  readonly isList: boolean
  /** Is a multipart/report. */
  readonly isReport: boolean
  readonly origin: MailOrigin
  /** First lines of the text that people read, decoded, at most 8 KiB; null when there is none. */
  readonly bodyHead: string | null
  /** Has a form of its text in HTML. */
  readonly hasHtml: boolean
  /** Is there anything to fax, given whether the first non-empty body line is a key that will be cut out? */
  faxable(keyCut: boolean): boolean
}

/** What the SMTP session decided about a mail that it accepts. */
export interface AcceptedMail {
  readonly subscriberId: string
  /** Name of the listener. */
  readonly listener: string
  readonly peerAddress: string
  /** What the client called itself in EHLO. */
  readonly peerName: string
  readonly authUser: string | null
  readonly evidence: SenderEvidence
  /** MAIL FROM without brackets. Never empty. */
  readonly reversePath: string
  /** The one address of the From header. */
  readonly from: string
  readonly dsn: SubmissionDsn
  /** The subject without the options in it. */
  readonly subject: string
  readonly recipients: readonly Recipient[]
  /** Refused at the end of DATA while others were accepted: each gets a failed report. */
  readonly refused: readonly { readonly recipient: Recipient; readonly code: ErrorCode }[]
  /** SHA-256 in hex over the letters of the secret key, which is cut out before faxing; null without key. */
  readonly keyDigest: string | null
  /** Null: the key is the current one, or there is none. */
  readonly oldKey: OldKey | null
  /** Received faxes that it answers. Absent: none. */
  readonly answers?: readonly InboundFaxId[]
  /** The delivery of a received fax that it is. Absent: none. */
  readonly forwards?: { readonly inboundId: InboundFaxId; readonly deliveryId: DeliveryId }
}
