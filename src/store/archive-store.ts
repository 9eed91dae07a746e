/** The contract of how long documents are kept, and of what keeps them longer. The rules of store.ts hold here too. */
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { LegalHold } from '../fax/legal-hold.ts'

/** Faxes of these subscribers, or of all but these, whose last thing happened at or before an instant. */
export interface RetentionRule {
  readonly subscribers: readonly string[]
  /** True: all but `subscribers`; those that are gone from the configuration, and faxes of nobody, among them. */
  readonly others: boolean
  readonly before: EpochMs
  /** For received faxes that nobody got: those are kept at least this long. */
  readonly filedBefore: EpochMs
}

/** What was forgotten: the rows have let go of it, the bytes are still to be erased. */
export interface Forgotten {
  readonly faxes: number
  readonly refs: readonly string[]
}

/**
 * Deleting. Each call is one transaction that looks and lets go: what came in between (a fax sent again, a legal hold) is
 * seen. At most `limit` faxes or mails a call.
 */
export interface RetentionStore {
  /** Mails and pages of faxes that have ended, of which every report has gone out or been given up. */
  forgetSent(rule: RetentionRule, limit: number, now: EpochMs): Promise<Forgotten>
  /** Received faxes that are acknowledged, or filed, with no delivery under way. */
  forgetReceived(rule: RetentionRule, limit: number, now: EpochMs): Promise<Forgotten>
  /** Our ended mails: those about faxes that are forgotten, and others that were written at or before `before`. */
  forgetMails(before: EpochMs, limit: number): Promise<Forgotten>
  /** The pages of junk. None when it is no junk any more, or is held. */
  forgetJunk(id: InboundFaxId, now: EpochMs): Promise<readonly string[]>
  /** Takes what was deleted out of the database's log, too. */
  compactLog(): Promise<void>
}

export interface LegalHoldStore {
  /** False: there is an open hold on the same subject already. */
  placeHold(hold: LegalHold): Promise<boolean>
  /** The hold as it is now; null: there is no open one on the subject. */
  releaseHold(
    subjectId: string,
    how: { readonly by: string; readonly reason: string; readonly at: EpochMs },
  ): Promise<LegalHold | null>
  /** Newest first. */
  legalHolds(filter: { readonly open: boolean }): Promise<readonly LegalHold[]>
  /** Open holds on any of these. */
  holdsOn(subjectIds: readonly string[]): Promise<readonly LegalHold[]>
}

export type ArchiveStore = RetentionStore & LegalHoldStore & SpoolRefStore

/** Where a row has a reference to the spool. */
export type SpoolPlace = 'mailIn' | 'pages' | 'preview' | 'received' | 'mailOut'

export interface SpoolRef {
  readonly place: SpoolPlace
  /** Of the row. */
  readonly id: string
  readonly ref: string
}

export interface SpoolRefStore {
  /** In the order of their rows' ids, from the one behind `after` on. */
  spoolRefs(place: SpoolPlace, after: string, limit: number): Promise<readonly SpoolRef[]>
  /** Puts references in the stead of others, in one transaction. False at a place: the row has another one by now. */
  exchangeRefs(
    changes: readonly { readonly was: SpoolRef; readonly becomes: string }[],
  ): Promise<readonly boolean[]>
}
