/**
 * The contract of a place for received faxes beside mail. A destination brings one document there and says where it is,
 * or throws E_DESTINATION; it never retries and knows nothing of other destinations. A document may come again with the
 * same delivery id, after a crash or a lost answer: a destination that can makes one thing of both.
 */
import type { Delivery } from '../fax/delivery.ts'
import type { DeliveryFormat } from '../fax/delivery-format.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'

/** What is brought. */
export interface Parcel {
  readonly delivery: Delivery
  readonly fax: InboundFax
  readonly document: ParcelDocument
}

export interface ParcelDocument {
  /** As it is; not always the format that was wanted. */
  readonly format: 'pdf' | 'tiff'
  readonly bytes: Uint8Array
  /** In hex. */
  readonly sha256: string
  /** Lines an inch of its finest page. Absent or null: not known. */
  readonly yDpi?: number | null
}

export interface Destination {
  /** What it wants. `original`: as it was received. `fax`: a TIFF of whole pages to be faxed again. */
  readonly format: DeliveryFormat | 'original' | 'fax'
  /** It can make nothing of other bytes. Otherwise what cannot be converted comes as it was received. */
  readonly exact: boolean
  readonly required: boolean
  /** How long it is tried. */
  readonly days: number
  /**
   * Gives a sentence on where the document is now; null: it is on its way, and is asked for again later. Throws E_DESTINATION,
   * or an error that is permanent when another try cannot help.
   */
  carry(parcel: Parcel, signal: AbortSignal): Promise<string | null>
}

export const MEDIA_TYPES = { pdf: 'application/pdf', tiff: 'image/tiff' } as const
