import type { EpochMs, LegalHoldId } from './id.ts'

/** Somebody's order that documents must not be deleted, whatever their retention says. */
export interface LegalHold {
  readonly id: LegalHoldId
  /** A submission, a received fax, or `subscriber:` and an id. */
  readonly subjectId: string
  readonly reason: string
  readonly placedBy: string
  readonly placedAt: EpochMs
  readonly releaseReason: string | null
  readonly releasedBy: string | null
  /** Null: it is in force. */
  readonly releasedAt: EpochMs | null
}

/** The subject of a hold on all that a subscriber sends and receives. */
export const holdOfSubscriber = (id: string): string => `subscriber:${id}`
