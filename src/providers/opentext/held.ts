/**
 * Received documents that OpenText has given us and hides from everybody else for a while, between the listing that
 * brought them and the fetch. Bounded in number and bytes; whatever is dropped comes back when its lock ends.
 */
import type { EpochMs } from '../../fax/id.ts'
import type { InboundListing } from '../../fax/inbound-fax.ts'
import type { Clock } from '../../runtime.ts'
import type { DocumentFormat } from '../provider.ts'

export interface DocumentBody {
  readonly format: DocumentFormat
  readonly bytes: Uint8Array
}

interface Entry {
  readonly listing: InboundListing
  readonly lockedUntil: EpochMs
  /** Null: dropped for want of room, or fetched. */
  readonly body: DocumentBody | null
  readonly fetched: boolean
}

const MOST_BYTES = 64 * 1024 * 1024
const MOST_ENTRIES = 1000

export interface Held {
  keep(listing: InboundListing, body: DocumentBody, lockedUntil: EpochMs): void
  /** Documents under lock that nobody has fetched. */
  waiting(): readonly InboundListing[]
  /** The body, once; null when it is not here any more. */
  take(docId: string): DocumentBody | null
  /** When the lock of the document ends; null when it has ended or is not known. */
  lockedUntil(docId: string): EpochMs | null
  forget(docId: string): void
}

export function makeHeld(clock: Clock): Held {
  const entries = new Map<string, Entry>()
  const dropEnded = () => {
    for (const [docId, { lockedUntil }] of entries) if (lockedUntil <= clock.now()) entries.delete(docId)
  }
  return {
    keep(listing, body, lockedUntil) {
      dropEnded()
      // Deleted first, so that the newest stands last: room is made at the front.
      entries.delete(listing.providerId)
      entries.set(listing.providerId, { listing, body, lockedUntil, fetched: false })
      makeRoom(entries, listing.providerId)
    },
    waiting() {
      dropEnded()
      return [...entries.values()].filter(entry => !entry.fetched).map(entry => entry.listing)
    },
    take(docId) {
      dropEnded()
      const entry = entries.get(docId)
      if (entry === undefined || entry.body === null) return null
      entries.set(docId, { ...entry, body: null, fetched: true })
      return entry.body
    },
    lockedUntil(docId) {
      dropEnded()
      return entries.get(docId)?.lockedUntil ?? null
    },
    forget(docId) {
      entries.delete(docId)
    },
  }
}

/** Drops the oldest bodies, and then the oldest entries. The newest body stays, whatever its size. */
function makeRoom(entries: Map<string, Entry>, newest: string): void {
  let bytes = 0
  for (const entry of entries.values()) bytes += entry.body?.bytes.length ?? 0
  for (const [docId, entry] of entries) {
    if (bytes <= MOST_BYTES) break
    if (docId === newest || entry.body === null) continue
    bytes -= entry.body.bytes.length
    entries.set(docId, { ...entry, body: null })
  }
  for (const docId of entries.keys()) {
    if (entries.size <= MOST_ENTRIES) break
    entries.delete(docId)
  }
}
