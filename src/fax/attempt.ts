import type { AttemptId, EpochMs, FaxJobId } from './id.ts'
import type { Outcome } from './outcome.ts'

/** One hand-over of one fax to one provider account. Written before the first byte leaves, kept for ever. */
export interface Attempt {
  readonly id: AttemptId
  readonly faxJobId: FaxJobId
  readonly n: number
  readonly account: string
  /** Our reference at the provider, where it has room for one. The same on every repetition of this attempt. */
  readonly reference: string
  /** The provider's highest known id before we began: tells new faxes from old when it gives no reference back. */
  readonly watermark: string | null
  /** The provider's id of the fax; null while we do not know whether it was taken. */
  readonly providerRef: string | null
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs | null
  /** How often we have looked for it after a lost answer. */
  readonly looks: number
  /** The provider's last word that was not a verdict. */
  readonly progress: string | null
  readonly outcome: Outcome | null
}
