import type { DeliveryId, EpochMs, InboundFaxId } from './id.ts'

/** A received fax on its way to one destination beside mail. Durable before anyone tries to bring it there. */
export interface Delivery {
  readonly id: DeliveryId
  readonly inboundId: InboundFaxId
  /** The fax's round when it was written down. */
  readonly round: number
  /** Name of the destination in the configuration. */
  readonly place: string
  /** The fax is not acknowledged at its provider before this one is done. */
  readonly required: boolean
  readonly state: 'waiting' | 'done' | 'failed'
  readonly attempts: number
  readonly lastError: string | null
  /** Where it is now, for people. */
  readonly result: string | null
  readonly createdAt: EpochMs
  /** Given up after this instant. */
  readonly deadline: EpochMs
  readonly endedAt: EpochMs | null
}
