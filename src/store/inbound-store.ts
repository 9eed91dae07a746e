/** The contract of what is durable of received faxes. The rules of store.ts hold here too. */
import type { Delivery } from '../fax/delivery.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { InboundFax, InboundState } from '../fax/inbound-fax.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { NewTask } from '../fax/task.ts'

export interface InboundChange {
  readonly fax: InboundFax
  readonly tasks: readonly NewTask[]
  readonly history: HistoryEntry
  /** Of destinations beside mail; those that are there for this fax, round and place are left alone. Default: none. */
  readonly deliveries?: readonly Delivery[]
  /** Mails that carry it to its destinations; those whose key is there already are left alone. */
  readonly mails: readonly OutgoingMail[]
}

/** A fax that a provider lists, as it is written down when nobody knows it. */
export interface ListedFax {
  readonly fax: InboundFax
  readonly tasks: readonly NewTask[]
  readonly history: HistoryEntry
}

/** An account that received faxes are asked of. */
export interface InboundAccount {
  readonly account: string
  /** When it was first asked. */
  readonly startedAt: EpochMs
  /** When all that its first listing held had been written down. Null: not yet. */
  readonly firstListedAt: EpochMs | null
}

/** All filters are optional and are ANDed. Newest first. */
export interface InboundFilter {
  readonly states?: readonly InboundState[]
  readonly account?: string
  readonly subscriberId?: string
  /** Of one of these subscribers. */
  readonly subscriberIds?: readonly string[]
  /** Digits anywhere in the number. */
  readonly called?: string
  readonly caller?: string
  /** First seen from this instant on, and before that one. */
  readonly seenFrom?: EpochMs
  readonly seenBefore?: EpochMs
  /** A part of a number, the station or the id. */
  readonly search?: string
  readonly idPart?: string
  /** Page on: ids that sort before this one. */
  readonly before?: InboundFaxId
  readonly limit: number
}

export interface InboundStore {
  /**
   * Writes down what a provider lists, in one commit. False at a place: the fax is known, by account, id, time and looks
   * (`looksLike`). One that is known, has not been fetched and looks different by now is brought up to date.
   */
  addInbound(listed: readonly ListedFax[]): Promise<readonly boolean[]>
  changeInbound(
    id: InboundFaxId,
    decide: (fax: InboundFax) => InboundChange | null,
  ): Promise<InboundChange | null>
  inbound(id: InboundFaxId): Promise<InboundFax | null>
  listInbound(filter: InboundFilter): Promise<readonly InboundFax[]>
}

/** What is known of accounts, and by the provider's own ids. */
export interface InboundAccountStore {
  /** The account; written down with this time when it is asked for the first time. */
  inboundAccount(account: string, now: EpochMs): Promise<InboundAccount>
  /** All that its first listing held is written down. Does nothing the second time. */
  firstListed(account: string, now: EpochMs): Promise<void>
  /** All faxes of this account with this id of the provider, oldest first. */
  inboundWithId(account: string, providerId: string): Promise<readonly InboundFax[]>
}
