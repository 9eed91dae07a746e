/** What is written down of every action and of every look at a document. */
import type { EpochMs } from '../fax/id.ts'

/** What happened; `sequence`, time and hash are added where it is kept. */
export interface AuditEntry {
  /** Principal.id, or `nobody` for a log-in that failed. */
  readonly who: string
  /** The address that asked; `local` for the control socket. */
  readonly from: string
  /** A right's area and a verb: `faxes.cancel`, `documents.pages`, `access.login`, `access.login-failed`. */
  readonly action: string
  /** The id of the thing: a fax, a subscriber, a user; empty: none. */
  readonly object: string
  /** What else there is to know, never contents and never a secret. */
  readonly detail: Readonly<Record<string, string | number | boolean | null>>
}

export interface KeptAuditEntry extends AuditEntry {
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number
  readonly at: EpochMs
  /** SHA-256 over the hash before and this entry: whoever changes one changes all that follow. */
  readonly hash: string
}

/** Writes one entry down, durably, before the answer goes out: throws when it cannot, and then nothing is shown or done. */
export type Audit = (entry: AuditEntry) => Promise<void>
