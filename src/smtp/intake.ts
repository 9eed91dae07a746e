/**
 * What the SMTP listeners need from the rest of the house: a place to stream a mail to, the facts read from it while it
 * streamed, and the promise that it is durable. Declared here, by the one who calls it; accepting mails does the work.
 * Not in charge of who may send: the session decides and hands its decision over with `commit`.
 */
import type { ErrorCode } from '../fax/error.ts'
import type { SubmissionId } from '../fax/id.ts'
import type { Recipient } from '../fax/job.ts'
import type { SenderEvidence, SubmissionDsn } from '../fax/submission.ts'

/** Takes mails in. One for all listeners. */
export interface MailIntake {
  /** `strict`: write() refuses bare CR, bare LF and NUL with E_BARE_NEWLINE. From the listener's configuration. */
  begin(lineEndings: 'strict' | 'lenient'): IncomingMail
  /**
   * Called at MAIL FROM. `size` is what the client announced, in bytes; null: not said.
   * Throws E_QUEUE_FULL or E_SHUTTING_DOWN when no mail can be taken now.
   */
  room(size: number | null): Promise<void>
  /** The client has seen our 250: its next command came, or it closed in order. */
  confirm(id: SubmissionId): void
  /** The session broke off after our 250 without a further word: the client may not have seen it. */
  lost(id: SubmissionId): void
}

/** One mail on its way in. After any of its methods has thrown, only `abort` may follow. */
export interface IncomingMail {
  /**
   * Takes the next bytes of the mail, dot-unstuffed. Resolves when more may come.
   * Throws BridgeError (E_MESSAGE_TOO_BIG, E_BARE_NEWLINE, E_HEADER_TOO_BIG, E_MIME_TOO_COMPLEX, E_MIME_BROKEN …).
   */
  write(chunk: Uint8Array): Promise<void>
  /** All bytes have come. */
  end(): Promise<MailFacts>
  /** Resolves when mail, faxes and first tasks are on disk. `repeat`: it was already there, sent again by the client. */
  commit(mail: AcceptedMail): Promise<{ readonly submissionId: SubmissionId; readonly repeat: boolean }>
  /** Forgets the mail. May be called at any time and more than once. */
  abort(): Promise<void>
}

/** What was read from the mail while it streamed. */
export interface MailFacts {
  /** Bytes. */
  readonly size: number
  /** Raw value of the header, unfolded; null when absent. A mail with two of them is refused before this. */
  readonly from: string | null
  readonly sender: string | null
  /** Decoded. */
  readonly subject: string
  readonly messageId: string | null
  readonly receivedCount: number
  readonly autoSubmitted: string | null
  readonly precedence: string | null
  /** Has a List-* header. */
  readonly isList: boolean
  /** Is a multipart/report. */
  readonly isReport: boolean
  /** First lines of the first text part, decoded, at most 8 KiB; null when there is no text part. */
  readonly bodyHead: string | null
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
  readonly recipients: readonly Recipient[]
  /** Refused at the end of DATA while others were accepted: each gets a failed report. */
  readonly refused: readonly { readonly recipient: Recipient; readonly code: ErrorCode }[]
  /** SHA-256 in hex of the secret key in the first line, which is cut out before faxing; null without key. */
  readonly keyDigest: string | null
}
