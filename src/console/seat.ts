/** What every route of the console does: who looks and how, the answer, what stands in an address or a form. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { may, type Principal, type Right } from '../access/principal.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { hidden } from '../http/refused-requests.ts'
import { allow } from '../http/who-asks.ts'
import { CONSOLE_WORDS, type ConsoleId } from '../words/console-words.ts'
import { type Look, makeLook } from './look.ts'

/** Says on the next page what has been done; gone after that. */
const DONE_COOKIE = 'faxbridge_done'

/** Who looks at the answer to this request, and how. */
export function lookOf(
  deps: Pick<AdminDeps, 'runtime'>,
  request: FastifyRequest,
  reply?: FastifyReply,
): Look {
  // What is refused at the door (another site, too many requests) is refused before its cookies are read.
  const cookies = (request.cookies as FastifyRequest['cookies'] | null) ?? {}
  const { [DONE_COOKIE]: done } = cookies
  // A part of a page shows no news, so it must not use them up.
  const shows = reply !== undefined && request.headers['hx-request'] !== 'true'
  if (shows && done !== undefined) reply.clearCookie(DONE_COOKIE, { path: '/' })
  return makeLook({
    who: request.principal,
    cookies,
    accepts: request.headers['accept-language'] ?? null,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: deps.runtime.clock.now(),
    csrf: request.session?.csrf ?? '',
    // An address that only takes forms is no place to come back to.
    url: request.method === 'GET' ? request.url : '/',
    done: shows && done !== undefined && Object.hasOwn(CONSOLE_WORDS.en, done) ? (done as ConsoleId) : null,
  })
}

export function show(reply: FastifyReply, page: string) {
  return reply.type('text/html; charset=utf-8').send(page)
}

/** After a form: another page, which says that it was done. */
export function goTo(reply: FastifyReply, url: string, done: ConsoleId) {
  reply.setCookie(DONE_COOKIE, done, { path: '/', httpOnly: true, sameSite: 'strict', maxAge: 60 })
  return reply.redirect(url, 303)
}

/** A field of an address or a form, trimmed; empty when it is not there. Throws E_BAD_REQUEST when it is too long. */
export function field(given: unknown, name: string, longest = 200): string {
  const value = (given as Record<string, unknown> | null | undefined)?.[name]
  const text = Array.isArray(value) ? String(value[0] ?? '') : typeof value === 'string' ? value : ''
  if (text.length > longest)
    throw new BridgeError('E_BAD_REQUEST', { say: `${name} is too long: at most ${longest} letters.` })
  return text.trim()
}

/** The words with commas between them that are in the vocabulary. */
export function wordsIn<T extends string>(text: string, vocabulary: readonly T[]): readonly T[] {
  const given = text.split(',')
  return vocabulary.filter(word => given.includes(word))
}

/** Whose things somebody sees, and may ask for: of `wanted`, when it is theirs. */
export function ownOf(who: Principal, wanted: string): { readonly subscriberIds?: readonly string[] } {
  const { subscribers } = who
  if (wanted !== '')
    return { subscriberIds: subscribers === null || subscribers.includes(wanted) ? [wanted] : [] }
  return subscribers === null ? {} : { subscriberIds: subscribers }
}

/** What belongs to others is not there: that it exists is theirs to know. Throws E_LOGIN_REQUIRED, E_RIGHT, E_NOT_FOUND. */
export function mustSee(
  request: FastifyRequest,
  right: Right,
  subscriberId: string | null,
  id: string,
): Principal {
  const who = allow(request, right)
  if (may(who, right, subscriberId)) return who
  throw hidden(id)
}

/** Bugs, and refusals that are written down. */
const THROWN: readonly ErrorCode[] = ['E_INTERNAL', 'E_FORGERY', 'E_RIGHT']

/** Does it, or gives the sentence why not. Errors of ours that a person can do something about; others are thrown. */
export async function tried(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (!isBridgeError(error) || THROWN.includes(error.code)) throw error
    return error.message
  }
}
