/** Bounces of our mails: what passes between the SMTP session, which takes them, and who writes down what they say. */
import type { EpochMs } from './id.ts'

/** A mail that came back to a return path of ours. */
export interface Bounce {
  readonly token: string
  /** MAIL FROM: a bounce has none. */
  readonly reversePath: string
  /** The mail as it came. */
  readonly raw: () => AsyncIterable<Uint8Array>
}

/** Takes what comes back. Declared here, between the session and the step that does the work. */
export interface BounceDesk {
  /** Was this return path made here, and does it still hold? */
  knows(token: string): boolean
  /** Writes down what the bounce says; it never becomes a fax nor a mail. Gives what the client is told. */
  take(bounce: Bounce): Promise<string>
}

/** For listeners without: no return path is known. */
export const NO_BOUNCES: BounceDesk = { knows: () => false, take: async () => '' }

/** What a delivery report says of one recipient. Words of others: made safe before they are shown. */
export interface ReportedRecipient {
  readonly recipient: string
  readonly action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded'
  /** `5.1.1`; empty: not said. */
  readonly status: string
  readonly diagnostic: string
}

/** An address whose mails come back. */
export interface BrokenAddress {
  /** In lower case. */
  readonly address: string
  /** The first bounce since mail to it arrived. */
  readonly since: EpochMs
  readonly lastAt: EpochMs
  readonly times: number
  readonly status: string
  readonly diagnostic: string
  /** What the last mail that came back was about. */
  readonly subjectId: string
}

/** Who has had no bounce for this long is taken for well again: the next one is news. */
export const BROKEN_MS = 7 * 86_400_000
