import type { EpochMs } from './id.ts'

/** Where in the conversation it was refused. */
export type RefusalStage = 'connection' | 'login' | 'sender' | 'recipient' | 'mail'

/** One check of the rules, as far as people need it. Never a key. */
export interface RefusalTrace {
  readonly subscriber: string
  /** Position of the acl entry from 0; null: about the subscriber as a whole. */
  readonly entry: number | null
  readonly field: string
  readonly result: 'pass' | 'fail' | 'open'
  /** What the entry asks for. */
  readonly pattern?: string
  /** One more word for people. */
  readonly note?: string
}

/** A mail, a recipient or a login that was not taken, kept for a while so that a person can find out why. */
export interface Refusal {
  /** `r-7f3k2m`: short enough to be read over the telephone. */
  readonly id: string
  readonly at: EpochMs
  /** The same again within the hour is counted, not kept. */
  readonly lastAt: EpochMs
  readonly times: number
  readonly stage: RefusalStage
  readonly listener: string
  readonly peer: string
  readonly user: string | null
  /** MAIL FROM; null: not said yet. */
  readonly sender: string | null
  /** The address of the From header; null: not known at this stage. */
  readonly from: string | null
  /** As written, access codes masked. */
  readonly recipients: readonly string[]
  readonly code: string
  /** What the client was told. */
  readonly text: string
  /** Subscribers that would all have taken it. */
  readonly ambiguous: readonly string[]
  readonly trace: readonly RefusalTrace[]
  /** Subscribers whose part of the trace was not kept: they were further away. */
  readonly leftOut: number
}

/** Who was ruled out when the mail began is not asked again at its end: both together are the whole trace. */
export function wholeTrace(
  atMail: readonly RefusalTrace[],
  atEnd: readonly RefusalTrace[],
): readonly RefusalTrace[] {
  const asked = new Set(atEnd.map(line => line.subscriber))
  return [...atEnd, ...atMail.filter(line => !asked.has(line.subscriber))]
}
