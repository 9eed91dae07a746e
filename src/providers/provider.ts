/**
 * The contract of a fax service. Adapters translate between our words and a vendor's: they hold no state, never retry,
 * never touch the store. Submit and status are required; every other ability is an optional method, and its presence is
 * the capability. A verdict is a returned value. Not getting one is a BridgeError whose kind says what is known:
 * temporary or permanent = certainly not taken; ambiguous = may have been taken.
 */

import type { AddressParts, DialedPart } from '../fax/address-parts.ts'
import type { Resolution } from '../fax/document.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { FaxPriority } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundListing } from '../fax/inbound-fax.ts'
import type { Outcome } from '../fax/outcome.ts'

export type DocumentFormat = 'tiff' | 'pdf'

/** The pages of one fax, in the form that the provider takes best. Called once a submission. */
export interface FaxPages {
  readonly pageCount: number
  readonly resolution: Resolution
  bytes(format: DocumentFormat): Promise<Uint8Array>
}

export interface SubmitRequest {
  /** Ours, unique, the same on a repetition of the same attempt; put where the vendor has room for it. */
  readonly reference: string
  readonly to: FaxNumber
  /** What stands beside the number. Of what is dialled nothing that is not in `limits.dials`. Absent: nothing. */
  readonly parts?: AddressParts
  /** The subscriber's own number to send from, where the vendor lets us choose. */
  readonly from: FaxNumber | null
  readonly pages: FaxPages
  /** What the sender wants to see on the vendor's invoice, where it has a field for it. Absent: what the account says. */
  readonly billingCode?: string
  /** As the sender chose it, where the vendor has lanes of its own. Absent: what the account says. */
  readonly priority?: FaxPriority
}

export type SubmitReply =
  | { readonly kind: 'taken'; readonly providerRef: string }
  | { readonly kind: 'refused'; readonly outcome: Extract<Outcome, { kind: 'failed' }> }

/** A fax that the provider has, or may have: all we know of it. */
export interface SubmittedFax {
  readonly reference: string
  /** Null only in `find`: the answer with the id was lost. */
  readonly providerRef: string | null
  readonly to: FaxNumber
  readonly pageCount: number
  readonly submittedAt: EpochMs
  readonly watermark: string | null
}

export type ProviderReport =
  | { readonly kind: 'verdict'; readonly outcome: Outcome }
  | { readonly kind: 'progress'; readonly text: string }
  /** The vendor's word is not in our table: counted as not final. */
  | { readonly kind: 'unknown'; readonly raw: string }

/** `cannotTell` has a sentence for the person who must decide. */
export type FindReply =
  | { readonly kind: 'found'; readonly providerRef: string }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'cannotTell'; readonly text: string }

export interface ProviderLimits {
  readonly maxPages: number
  readonly maxBytes: number
  /** How long a new fax may stay invisible to `find` (ms). */
  readonly visibilityMs: number
  /** Hand-overs that may run at the same time. */
  readonly concurrent: number
  /** Hand-overs that may begin within any minute. Absent: as many as there are. */
  readonly perMinute?: number
  /** Time between two status reads of one fax (ms). */
  readonly pollMs: number
  /**
   * One more look at a fax that has failed, this long after its end (ms), where the vendor is known to go on trying after
   * it has said so. Absent: none.
   */
  readonly laterLookMs?: number
  /**
   * True where the vendor gives no reference back, so that two faxes to one number at the same time could not be told
   * apart after a lost answer: then only one is handed over at a time. Absent: false.
   */
  readonly onePerNumber?: boolean
  /** What it can dial beside the number. Absent: nothing, and it never gets a fax that wants more. */
  readonly dials?: readonly DialedPart[]
}

export interface FaxProvider {
  readonly limits: ProviderLimits
  /** Hands one fax over. */
  submit(request: SubmitRequest, signal: AbortSignal): Promise<SubmitReply>
  /** The present standing of a fax it has taken. Safe at any time, any number of times. */
  status(fax: SubmittedFax, signal: AbortSignal): Promise<ProviderReport>
  /** After a lost answer: did it take the fax? Absent: a person must decide. */
  find?(fax: SubmittedFax, signal: AbortSignal): Promise<FindReply>
  /** The highest id it knows now, recorded before a submission, where `find` needs it. */
  watermark?(signal: AbortSignal): Promise<string>
  cancel?(fax: SubmittedFax, signal: AbortSignal): Promise<void>
  /** As `status` for many faxes in one request, by our reference. A fax that is missing in the answer has no news. */
  statusOfMany?(
    faxes: readonly SubmittedFax[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ProviderReport>>
  readonly inbound?: InboundSource
  readonly webhook?: WebhookDecoder
  /** What is left on the account, in the vendor's own words: `12.50 USD`, `380 of 500 pages`. */
  balance?(signal: AbortSignal): Promise<string>
  /** Looks without sending anything: do credentials, number and rights suffice? One line for each thing looked at. */
  probe?(signal: AbortSignal): Promise<readonly ProbeLine[]>
  /** Once at start, once a day after: what the account needs at the vendor, such as webhooks. Safe to repeat. */
  maintain?(context: MaintainContext, signal: AbortSignal): Promise<void>
}

export interface ProbeLine {
  readonly ok: boolean
  /** `credentials`, `number +15555550100`, `webhooks` … */
  readonly what: string
  /** What was found, and what to do when it is not ok. */
  readonly text: string
}

export interface MaintainContext {
  /** Where the vendor can reach our webhooks: `https://fax.example.com/webhooks/ACCOUNT/SECRET`; null: nowhere. */
  readonly webhookUrl: string | null
  /** What webhook addresses of ours begin with, so that stale ones are known: `https://fax.example.com/webhooks/ACCOUNT/`. */
  readonly webhookPrefix: string | null
}

/** One call that came in at the account's webhook path. Hostile until decoded. */
export interface WebhookCall {
  readonly method: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** What a webhook call is about. Never a verdict: it only says what to read again. */
export interface WebhookNews {
  /** The vendor's ids of faxes we sent. */
  readonly providerRefs: readonly string[]
  /** Our own references, where the vendor gives them back. */
  readonly references: readonly string[]
  /** A fax may have come in. */
  readonly received: boolean
}

/** Gives null for a call that is not from this vendor. Throws nothing. */
export type WebhookDecoder = (call: WebhookCall) => WebhookNews | null

export interface InboundSource {
  /** Time between two listings (ms). */
  readonly pollMs: number
  /** All received faxes not yet acknowledged, oldest first. */
  list(signal: AbortSignal): Promise<readonly InboundListing[]>
  fetch(
    providerId: string,
    signal: AbortSignal,
  ): Promise<{ readonly format: DocumentFormat; readonly bytes: Uint8Array }>
  /** Never called before the fax is safe here and with its recipients. Safe to repeat. */
  acknowledge(providerId: string, signal: AbortSignal): Promise<void>
}
