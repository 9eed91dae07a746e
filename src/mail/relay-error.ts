/**
 * What a trouble with the relay means: is it about this one mail or about the relay as a whole, for ever or for now, and
 * may the mail have been taken all the same? In charge of reply codes and enhanced status codes (RFC 3463, RFC 5321 §4.2),
 * and of keeping passwords out of what is told.
 */
import { BridgeError, isBridgeError } from '../fax/error.ts'
import { bearerResponse } from './oauth-bearer.ts'
import { safeText } from './safe-text.ts'

/**
 * `mail`: this relay does not take this mail now. `relay`: it takes none, as far as we know. `unknown`: the whole mail was
 * sent and no answer came, so it may have been taken.
 */
export type TroubleWith = 'mail' | 'relay' | 'unknown'

/** What is known of the session when it broke. */
export interface SessionFacts {
  /** Greeted, with TLS where it is wanted, and logged in. */
  readonly ready: boolean
  /** The last byte of the mail was handed to the connection. */
  readonly allSent: boolean
  /** What must not be told. */
  readonly secrets: readonly string[]
}

/** What the mail library adds to its errors. */
interface SmtpTrouble {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/** A 5xx to these is about this mail; to anything else it is about us or the relay, and may be put right. */
const ABOUT_THE_MAIL = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])
/** Must log in, use TLS, or use another way to log in: the configuration is wrong, not the mail (RFC 4954 §6). */
const ABOUT_THE_LOGIN = new Set([530, 534, 535, 538])
/**
 * Refusals of us and not of the mail: login or encryption is missing (RFC 3463 §3.8, RFC 4954 §6, RFC 7372); what Exchange
 * Online says to an application without rights or address of its own (5.7.3, .57, .60, .64, .139); and trouble of the
 * system at the other end, but for a mail that is too large (RFC 3463 §3.4).
 */
const ABOUT_US = /^5\.(?:7\.(?:0|3|4|8|9|1[0-4]|57|60|64|139)|3\.[01235])$/
/** The relay does not know us as one who may send through it: Postfix, Exim and Exchange say it with a plain 5.7.1. */
const NO_RELAYING =
  /relay(?:ing)?\s+(?:access\s+)?(?:denied|not permitted|not allowed|prohibited)|unable to relay/i

/** Gives the error for the caller. `detail.about` is a TroubleWith; `detail.status` the enhanced code where there is one. */
export function relayError(error: unknown, facts: SessionFacts): BridgeError {
  if (isBridgeError(error)) return error
  if (error instanceof Error && isBridgeError(error.cause)) return error.cause
  const { code, command, response, responseCode } = (error instanceof Error ? error : {}) as SmtpTrouble
  const words = response ?? (error instanceof Error ? error.message : String(error))
  const reply = responseCode ?? 0
  const status = enhancedStatus(response ?? '')
  const detail = {
    response: safeText(withoutSecrets(words, facts.secrets)),
    command,
    code,
    status,
    about: aboutWhat(reply, facts),
  }
  // EMESSAGE without a reply: the mail is larger than the relay says it takes.
  const tooBig = code === 'EMESSAGE' && command === 'MAIL FROM' && reply === 0
  const final = reply >= 500 && ABOUT_THE_MAIL.has(command ?? '') && isAboutTheMail(reply, status, words)
  // No `cause`: the library's error may quote what we sent.
  return new BridgeError(final || tooBig ? 'E_RELAY_REFUSED' : 'E_RELAY_TEMPORARY', { detail })
}

/** RFC 3463 §2: an enhanced code of class 4 with a 5xx says that waiting helps: it is believed, since waiting is the safe way. */
function isAboutTheMail(reply: number, status: string | null, words: string): boolean {
  if (ABOUT_THE_LOGIN.has(reply)) return false
  if (status !== null && (status.startsWith('4.') || ABOUT_US.test(status))) return false
  return !NO_RELAYING.test(words)
}

function aboutWhat(reply: number, { ready, allSent }: SessionFacts): TroubleWith {
  if (!ready) return 'relay'
  if (reply === 0) return allSent ? 'unknown' : 'relay'
  // RFC 5321 §4.3.2: 421 to anything means that it closes.
  return reply === 421 || ABOUT_THE_LOGIN.has(reply) ? 'relay' : 'mail'
}

function enhancedStatus(response: string): string | null {
  return /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null
}

/** Relays have been seen to quote a failed login. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter(secret => secret !== '').reduce((clean, form) => clean.replaceAll(form, '•••'), text)
}

/** Every form in which a password or token crosses the wire. */
export function loginSecrets({
  user = '',
  password,
  token,
}: {
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly token?: string | null
}): readonly string[] {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const plain = password === undefined ? [] : [password, base64(password), base64(`\0${user}\0${password}`)]
  const said = token == null ? [] : [xoauth2(user, token), bearerResponse(user, token)]
  return token == null ? plain : [...plain, token, ...said.map(base64)]
}

/** The initial client response of SASL XOAUTH2, before base64. */
export function xoauth2(user: string, token: string): string {
  return `user=${user}\x01auth=Bearer ${token}\x01\x01`
}
