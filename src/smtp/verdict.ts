/** What a check can say, and what is known about the sender of a mail when it is made. */
import type { PeerAddress } from './acl.ts'

/** `open`: it depends on something that is not known yet. */
export type Verdict = 'pass' | 'fail' | 'open'

/** What was found out about the sender beside login, key and From. */
export interface Proofs {
  /** Subscribers that list the certificate of the client; empty: it showed none that we know. */
  readonly certificateOf: readonly string[]
  /** The peer, and whom a trusted relay had the mail from. */
  readonly peers: readonly PeerAddress[]
  /** The peer is a trusted relay and its Received lines have not come yet. */
  readonly morePeers: boolean
  /** Does the domain of From stand for this mail (DKIM, SPF, DMARC)? Null: not looked at, or DNS did not say. */
  readonly domain: boolean | null
  /** Does a relay that we trust say so? Null: not known yet. */
  readonly relay: boolean | null
}

/** Null: not known yet. */
export function verdictOf(matches: boolean | null): Verdict {
  if (matches === null) return 'open'
  return matches ? 'pass' : 'fail'
}

/** Both must pass. */
export function both(a: Verdict, b: Verdict): Verdict {
  if (a === 'fail' || b === 'fail') return 'fail'
  return a === 'open' || b === 'open' ? 'open' : 'pass'
}
