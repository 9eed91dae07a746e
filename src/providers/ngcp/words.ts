/**
 * What NGCP says in words, as data: the status and the reason of a journal row, and the messages of its refusals. The
 * journal's reasons are free text; only what the vendor's own texts show, and the SIP codes, are in the tables.
 */
import type { FaxFailure } from '../../fax/failure.ts'

/** `status` of a journal row, in lower case. */
export const STATUS_WORDS: Readonly<Record<string, 'delivered' | 'failed'>> = {
  success: 'delivered',
  failed: 'failed',
}

/** The SIP code in `reason` of a row that is no success: `Normal Clearing / SIP 200 OK [1/3]`. RFC 3261 §21. */
export const SIP_CODES: Readonly<Record<string, FaxFailure>> = {
  // The call was up, and the fax in it failed.
  '200': 'line-error',
  '401': 'number-blocked',
  '402': 'no-credit',
  '403': 'number-blocked',
  '404': 'number-unallocated',
  '407': 'number-blocked',
  '408': 'no-answer',
  '410': 'number-unallocated',
  '415': 'not-a-fax',
  '480': 'no-answer',
  '484': 'number-invalid',
  '486': 'busy',
  '487': 'no-answer',
  '488': 'not-a-fax',
  '600': 'busy',
  '603': 'call-rejected',
  '604': 'number-unallocated',
  '606': 'not-a-fax',
}

/** Classes of SIP codes that are not in the table by themselves. */
export const SIP_CLASSES: Readonly<Record<string, FaxFailure>> = { '5': 'line-error' }

/** Words in a reason without a SIP code that we know. The first that occurs counts. */
export const REASON_WORDS: readonly (readonly [string, FaxFailure])[] = [
  ['busy', 'busy'],
  ['no answer', 'no-answer'],
  ['unallocated', 'number-unallocated'],
  ['rejected', 'call-rejected'],
  ['temporary', 'line-error'],
  ['congestion', 'line-error'],
]

export interface Refusal {
  /** What the message begins with, in lower case. */
  readonly message: string
  /** What to do, for the person who runs the daemon. */
  readonly say: string
}

/**
 * Messages with 401 and 403. NGCP bans a user after failed logins, and every further try makes the ban longer: so the
 * first sentence is the important one.
 */
export const LOGIN_REFUSALS: readonly Refusal[] = [
  {
    message: 'banned',
    say: 'NGCP has banned this user after failed logins. Correct username and password, then wait until the ban is over, or have an admin lift it. Do not keep trying: each try makes the ban longer.',
  },
  { message: 'invalid otp', say: 'This user needs a second factor: use a user without one.' },
  { message: 'invalid license', say: 'The platform has no licence for fax: ask its operator.' },
  { message: 'password expired', say: 'The password has expired: set a new one in the panel.' },
  {
    message: 'invalid user',
    say: 'No admin has this client certificate: make a new one in the panel.',
  },
  {
    message: 'invalid client certificate dn',
    say: 'This is no API client certificate: make one in the panel of the admin.',
  },
  {
    message: 'invalid http method for read-only user',
    say: 'This user may only read: use one that may send faxes.',
  },
  { message: 'user not found', say: 'User name or password is wrong. NGCP bans users who try too often.' },
]

/** Any other 401 or 403. */
export const LOGIN_REFUSED =
  'Check username and password. Do not try often: NGCP bans users after failed logins.'

/** Messages with 404 and 422 that say that the platform, not the fax, must be changed. */
export const SETUP_REFUSALS: readonly Refusal[] = [
  {
    message: 'faxserver feature is not active',
    say: 'The platform has its fax server switched off: ask its operator.',
  },
  {
    message: 'fax subscriber not found',
    say: 'There is no active subscriber with this subscriberId, or this user may not fax for it.',
  },
  {
    message: 'invalid subscriber fax preferences',
    say: 'The subscriber has fax switched off: set "active" in its fax server settings.',
  },
]

/** `Validation failed. field='destination', …`: which of our fields is at fault. */
export const FIELD_FAILURES: Readonly<Record<string, FaxFailure>> = {
  destination: 'number-invalid',
  faxfile: 'document-rejected',
}

/** The meaning of `status`; null: not a word that we know. */
export function statusWord(status: string): 'delivered' | 'failed' | null {
  const word = status.trim().toLowerCase()
  return Object.hasOwn(STATUS_WORDS, word) ? (STATUS_WORDS[word] ?? null) : null
}

/** Why a row that is no success failed. */
export function failureOf(reason: string): FaxFailure {
  const text = reason.toLowerCase()
  const code = /\bsip[\s:/]*([1-6]\d\d)\b/.exec(text)?.[1]
  const byCode = code === undefined ? undefined : (SIP_CODES[code] ?? SIP_CLASSES[code.charAt(0)])
  return byCode ?? REASON_WORDS.find(([word]) => text.includes(word))?.[1] ?? 'unknown'
}

/** `[1/3]` at the end of a reason: attempt 1 of 3. Null: not said. */
export function attemptOf(reason: string): { readonly n: number; readonly of: number } | null {
  const found = /\[\s*(\d{1,3})\s*\/\s*(\d{1,3})\s*\]\s*$/.exec(reason)
  return found === null ? null : { n: Number(found[1]), of: Number(found[2]) }
}

/** The entry for a message of the vendor. */
export function refusalFor(message: string, table: readonly Refusal[]): Refusal | null {
  const text = message.trim().toLowerCase()
  return table.find(entry => text.startsWith(entry.message)) ?? null
}

/** The failure that a validation message is about, if it is about the fax and not about us. */
export function fieldFailure(message: string): FaxFailure | null {
  const field = /^validation failed\b.*?\bfield='([a-z_]+)'/i.exec(message)?.[1]?.toLowerCase()
  return field !== undefined && Object.hasOwn(FIELD_FAILURES, field) ? (FIELD_FAILURES[field] ?? null) : null
}
