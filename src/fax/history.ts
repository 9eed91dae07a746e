import type { EpochMs } from './id.ts'

/** One line in the life of a fax. Append-only; `show ID` prints them in order. */
export interface HistoryEntry {
  readonly at: EpochMs
  readonly type: string
  /** A sentence for people. */
  readonly text: string
  readonly detail: Readonly<Record<string, unknown>>
}
