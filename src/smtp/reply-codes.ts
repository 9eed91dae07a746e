/**
 * From an error to the reply on the wire. In charge of code, enhanced code and words staying together, as the table in
 * fax/error.ts writes them. Not in charge of when to reply.
 */
import { BridgeError, ERRORS, type ErrorCode, isBridgeError } from '../fax/error.ts'

export interface Reply {
  /** RFC 5321 §4.2. */
  readonly code: number
  /** Enhanced code (RFC 3463) and words. */
  readonly text: string
}

/** An error in the form in which the library takes it: it sends `responseCode` and `message`. */
export interface ReplyError extends Error {
  readonly responseCode: number
}

/** RFC 5321 §4.5.3.1.5: a reply line has at most 512 octets, with code and line end. */
const MAX_TEXT = 500

/** The reply to an error; `ref`: where to find out more. What is not our own error is a bug or a broken disk: the client may try again later. */
export function replyTo(error: unknown, ref: string | null = null): Reply {
  const known = isBridgeError(error) ? error : new BridgeError('E_INTERNAL', { cause: error })
  const [code, enhanced] = ERRORS[known.code].smtp.split(' ')
  // RFC 6531 §3.5: without SMTPUTF8 a reply is ASCII; so ours always is.
  const words = known.message.replace(/[^\x20-\x7e]/g, '?')
  // A user who reads it to the operator saves both a search. It says nothing about the reason.
  const tail = ref === null ? '' : ` (ref ${ref})`
  return { code: Number(code), text: `${enhanced} ${words}`.slice(0, MAX_TEXT - tail.length) + tail }
}

/** The same for a bare code of the table. */
export function replyOf(code: ErrorCode): Reply {
  return replyTo(new BridgeError(code))
}

/** For the library's callbacks. */
export function toReplyError(error: unknown, ref: string | null = null): ReplyError {
  const { code, text } = replyTo(error, ref)
  return Object.assign(new Error(text, { cause: error }), { responseCode: code })
}

/** Does this text bring its enhanced code with it? Then the library must not put one of its own before it. */
export function hasEnhancedCode(text: string): boolean {
  return /^[245]\.\d{1,3}\.\d{1,3} /.test(text)
}
