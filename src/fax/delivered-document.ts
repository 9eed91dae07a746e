import type { HistoryEntry } from './history.ts'

/**
 * The very bytes that somebody was given: a provider, the reader of a mail, a destination. It stands in the history, and
 * so stays when the document is deleted.
 */
export interface DeliveredDocument {
  /** A provider account, a mail address or the name of a destination. */
  readonly to: string
  readonly format: string
  readonly bytes: number
  readonly sha256: string
  /** Of a received fax: the round that it belongs to. Of a sent one: its hand-over, from 1. */
  readonly round: number
}

/** All that were given, oldest first. */
export function deliveredIn(history: readonly HistoryEntry[]): readonly DeliveredDocument[] {
  return history.flatMap(({ detail }) => {
    const { delivered } = detail
    return Array.isArray(delivered) ? (delivered as readonly DeliveredDocument[]) : []
  })
}
