/**
 * What the SMTP listeners need from the rest of the house: a place to stream a mail to, the facts read from it while it
 * streamed, and the promise that it is durable. Declared here, by the one who calls it; accepting mails does the work.
 * Not in charge of who may send: the session decides and hands its decision over with `commit`.
 */
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import type { SubmissionId } from '../fax/id.ts'

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
  /** The mail as it came, in pieces: after `end` and before `commit`, for a signature that is over all of it. */
  raw(): AsyncIterable<Uint8Array>
  /** Resolves when mail, faxes and first tasks are on disk. `repeat`: it was already there, sent again by the client. */
  commit(mail: AcceptedMail): Promise<{ readonly submissionId: SubmissionId; readonly repeat: boolean }>
  /** Forgets the mail. May be called at any time and more than once. */
  abort(): Promise<void>
}
