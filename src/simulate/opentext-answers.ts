/** What both halves of the simulated OpenText share: the readings that it can play, and its refusals. */
import type { SimReply } from './simulator.ts'

/** Both readings of what the documents leave open. The defaults are the less friendly ones. */
export interface OpentextVariants {
  /** A message_id seen before. none: the fax goes out again. existing: 200 with the first job and code 2050. error: 409 with 2050. */
  readonly duplicates?: 'none' | 'existing' | 'error'
  /** Whether a number may begin with +. */
  readonly plusInNumbers?: boolean
  /** Whether `pdf` will do for `PDF`. */
  readonly anyCaseOfType?: boolean
  /** Every call fails once and is dialled again. */
  readonly redials?: boolean
  readonly attemptOrder?: 'oldestFirst' | 'newestFirst'
  /** Numbers in answers come as text. */
  readonly numbersAsText?: boolean
  /** Jobs are forgotten this long after their end; null: never. */
  readonly purgeSeconds?: number | null
  /** A document may be deleted only while it is locked. */
  readonly deleteNeedsLock?: boolean
  /** Seconds that a token lives; null: no expires_in in the answer. */
  readonly tokenSeconds?: number | null
}

/** An error as JSON with a message: that much is documented, the shape is not. */
export function trouble(status: number, message: string, more: object = {}): SimReply {
  return { status, body: { message, ...more } }
}

export function unauthorised(): SimReply {
  return { ...trouble(401, 'login refused'), headers: { 'www-authenticate': 'Basic realm="mra"' } }
}
