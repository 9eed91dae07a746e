/** What a sender may choose for one fax: by header, subject tag or address. Null: the subscriber's own setting counts. */
import type { Resolution } from './document.ts'
import type { FaxNumber } from './fax-number.ts'
import type { EpochMs } from './id.ts'

export type FaxPriority = 'high' | 'normal' | 'low'

/** When a report is mailed: whatever happens, only for a failure, never. */
export type ReportWish = 'always' | 'failure' | 'never'

export interface FaxOptions {
  readonly resolution: Resolution | null
  readonly paper: 'a4' | 'letter' | null
  /** Name of a cover page; `none`: without. */
  readonly cover: string | null
  readonly priority: FaxPriority | null
  /** Not handed over before this instant. */
  readonly sendAt: EpochMs | null
  /** Handed over only between these two times of day (minutes from midnight, in the subscriber's time zone). */
  readonly window: { readonly from: number; readonly to: number } | null
  /** Text in the header line of every page. */
  readonly headerText: string | null
  readonly billingCode: string | null
  /** One of the subscriber's numbers, to send from. */
  readonly ownNumber: FaxNumber | null
  readonly report: ReportWish | null
  /** Addresses that get a copy of the report. */
  readonly notify: readonly string[]
}

export const NO_OPTIONS: FaxOptions = {
  resolution: null,
  paper: null,
  cover: null,
  priority: null,
  sendAt: null,
  window: null,
  headerText: null,
  billingCode: null,
  ownNumber: null,
  report: null,
  notify: [],
}
