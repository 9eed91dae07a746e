import type { FaxNumber } from './fax-number.ts'
import type { EpochMs, InboundFaxId } from './id.ts'

export const INBOUND_STATES = ['seen', 'fetched', 'routed', 'delivered', 'acknowledged', 'unrouted'] as const
/**
 * seen: the provider lists it · fetched: its bytes are durable here · routed: we know whose it is ·
 * delivered: the relay took every mail · acknowledged: the provider knows · unrouted: no subscriber has the number.
 */
export type InboundState = (typeof INBOUND_STATES)[number]

/** What a provider says of a received fax. Its own identity strings are hostile text until printed safely. */
export interface InboundListing {
  /** The provider's id. May be reused after a reset, so it is never the key by itself. */
  readonly providerId: string
  readonly receivedAt: EpochMs
  readonly calledNumber: FaxNumber | null
  readonly callerNumber: string | null
  readonly stationId: string | null
  readonly pageCount: number | null
  /** False when the call broke off: delivered all the same, and marked. */
  readonly complete: boolean
}

/** One fax received at a provider. */
export interface InboundFax extends InboundListing {
  readonly id: InboundFaxId
  readonly account: string
  readonly state: InboundState
  readonly seenAt: EpochMs
  readonly subscriberId: string | null
  /** Spool reference of the bytes as fetched; null until then. */
  readonly raw: string | null
  readonly format: 'tiff' | 'pdf' | null
  readonly sha256: string | null
  readonly version: number
}
