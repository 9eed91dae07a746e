import type { EpochMs, MailId } from './id.ts'

/**
 * What the key of a mail begins with that holds a secret: it goes to the relay only where nobody can read it on the way, and
 * its bytes are erased as soon as it has gone.
 */
export const CONFIDENTIAL_KEY = 'secret-key:'

/** What the key of a mail begins with that brings a fax to an Internet fax machine; its delivery's id follows. */
export const INTERNET_FAX_KEY = 'internet-fax:'

/** A mail of ours on its way to the relay: a report or a received fax. Durable before anyone tries to send it. */
export interface OutgoingMail {
  readonly id: MailId
  /** `report:fax_…:final` or `received:inb_…:address`: the same thing is never composed twice. */
  readonly key: string
  /** The FaxJob or InboundFax it is about, or `key:` and a subscriber. */
  readonly subjectId: string
  /** Null reverse-path for reports: RFC 3464 §2 and RFC 5321 §4.5.5. */
  readonly reversePath: string
  readonly to: string
  readonly messageId: string
  /** Spool reference of the whole mail. A repeat sends the same bytes. Empty: erased. */
  readonly raw: string
  readonly size: number
  readonly state: 'queued' | 'sent' | 'failed'
  readonly attempts: number
  readonly lastError: string | null
  readonly createdAt: EpochMs
  /** Given up after this instant. */
  readonly deadline: EpochMs
  readonly sentAt: EpochMs | null
}
