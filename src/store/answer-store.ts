/**
 * The contract of answers that are kept for a while, so that a program that never saw one can ask again (Idempotency-Key)
 * and nothing is done twice. What an answer says is the API's business.
 */
import type { EpochMs } from '../fax/id.ts'

/** Whose key it is: two programs may use the same one. */
export interface AnswerKey {
  readonly who: string
  readonly key: string
}

export interface BegunRequest extends AnswerKey {
  /** SHA-256 of what is asked. */
  readonly fingerprint: string
  /** The daemon that carries it out, by a name that it has for one run. */
  readonly owner: string
  readonly now: EpochMs
  /** What began before this instant is forgotten. */
  readonly forgetBefore: EpochMs
}

/** What is known of a request with this key. */
export interface KeptAnswer {
  readonly fingerprint: string
  readonly begunAt: EpochMs
  /** Empty: it was broken off. */
  readonly owner: string
  /** Null: there is none yet. */
  readonly answer: string | null
}

export interface AnswerStore {
  /**
   * Writes down that the request has begun, durably, and gives null; or gives what is there. What was broken off, or belongs to
   * a daemon that is no more, is taken over if the fingerprint is the same.
   */
  beginAnswer(request: BegunRequest): Promise<KeptAnswer | null>
  /** The answer of a request that has begun. */
  endAnswer(key: AnswerKey, answer: string): Promise<void>
  /** It ended without an answer: it may be tried again. */
  breakAnswer(key: AnswerKey): Promise<void>
}
