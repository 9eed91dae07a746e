/**
 * Received faxes that leave again on a way of ours, as a new fax or as a mail to an Internet fax machine: what passes between
 * a destination, which only knows that it is one, and who does the work.
 */
import type { Delivery } from './delivery.ts'
import type { InboundFax } from './inbound-fax.ts'

interface Passed {
  readonly delivery: Delivery
  readonly fax: InboundFax
  readonly bytes: Uint8Array
}

/** As a new fax. */
export interface ForwardOrder extends Passed {
  /** E.164. */
  readonly to: string
  /** Null: the one who received the fax. */
  readonly subscriberId: string | null
  /** Who gets the report; null: the operator. */
  readonly report: string | null
  readonly mostPerHour: number
  /** Lines an inch of its finest page; null: not said. */
  readonly yDpi: number | null
}

/** As a mail to an Internet fax machine (RFC 3965). `bytes`: TIFF of profile S. */
export interface InternetFaxOrder extends Passed {
  readonly to: string
  /** What the machine is asked to tell: nothing, that the mail arrived (DSN), that it was printed (MDN). */
  readonly confirm: 'none' | 'delivery' | 'printing'
}

/** Declared here, between the destinations and the steps. Both throw E_DESTINATION, and other errors for good. */
export interface PassingOn {
  /** Gives where it is now, for people. The second time for a delivery, nothing is faxed again. */
  forward(order: ForwardOrder): Promise<string>
  /** Gives where it is now; null: it is on its way, and the delivery is asked for again when that has ended. */
  internetFax(order: InternetFaxOrder): Promise<string | null>
}
