/** A reply to a report of ours: what passes between the SMTP session, which proves its sender, and who carries it out. */
import type { FaxNumber } from './fax-number.ts'
import type { FaxJobId } from './id.ts'
import type { Recipient } from './job.ts'

/** The fax that a reply is about. */
export interface RepliedFax {
  readonly id: FaxJobId
  readonly subscriberId: string
  readonly number: FaxNumber
  /** Who sent the fax, and so the only one who may give orders about it. */
  readonly sender: string
}

/** What a reply asks for. `refused`: to be sent to a number where it may not go; `help`: it was not understood. */
export type ReplyCommand =
  | { readonly type: 'resend' }
  | { readonly type: 'cancel' }
  | { readonly type: 'status' }
  | { readonly type: 'sendTo'; readonly recipient: Recipient }
  | { readonly type: 'refused'; readonly to: string; readonly reason: string }
  | { readonly type: 'help' }

export interface ReplyOrder {
  readonly fax: RepliedFax
  readonly command: ReplyCommand
  /** Proven, and the sender of the fax: gets the answer. */
  readonly from: string
  /** Of the reply. */
  readonly messageId: string | null
  /** The same reply, sent again because our 250 was lost, has the same one. */
  readonly digest: string
}

/** Carries out what proven senders ask for. Declared here, between the session and the step that does the work. */
export interface ReplyDesk {
  /** The fax that a reply address names; null: it is forged, too old, or its fax is gone. */
  find(token: string): Promise<RepliedFax | null>
  /** Resolves when the order has been carried out and its answer is on disk. Once for each digest. */
  carryOut(order: ReplyOrder): Promise<void>
}

/** For listeners without: nothing that they are told about is known. */
export const NO_REPLIES: ReplyDesk = { find: async () => null, carryOut: async () => {} }
