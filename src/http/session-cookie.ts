/**
 * The cookie of a session, and log-in and log-out as pages use them. In charge of the cookie's name and attributes: over TLS
 * it is bound to this very host (`__Host-`), no script can read it, and no other site can make a browser send it.
 */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { logIn, logOut, type Session } from '../access/sessions.ts'
import { BridgeError } from '../fax/error.ts'
import { isSecure, peerOf } from './door.ts'

/** The field of a form, or of the query of a form with files, that has `session.csrf`; or send it as the header `x-csrf-token`. */
export const CSRF_FIELD = '_csrf'

const overTls = (request: FastifyRequest): boolean => request.server.secure || isSecure(request)

/** RFC 6265bis §4.1.3.2: browsers take a `__Host-` cookie only from TLS, for one host and the whole of it. */
const nameOf = (request: FastifyRequest): string => (overTls(request) ? '__Host-faxbridge' : 'faxbridge')

const attributes = (request: FastifyRequest): CookieSerializeOptions => ({
  path: '/',
  httpOnly: true,
  sameSite: 'strict',
  secure: overTls(request),
})

/** What the browser says its session is; null: nothing. */
export const sessionCookie = (request: FastifyRequest): string | null =>
  request.cookies[nameOf(request)] ?? null

/** The browser gets the session. */
export function giveSession(request: FastifyRequest, reply: FastifyReply, session: Session): void {
  // Without an end: it is gone with the browser, and the store knows when it is over.
  void reply.setCookie(nameOf(request), session.secret, attributes(request))
}

/** For the form of the log-in page. Throws E_AUTH_BAD and E_TOO_MANY_FAILURES. */
export async function logInHere(
  request: FastifyRequest,
  reply: FastifyReply,
  { name, password }: { readonly name: string; readonly password: string },
): Promise<Session> {
  const replaces = request.session?.secret ?? null
  const session = await logIn(request.server.sessions, { name, password, from: peerOf(request), replaces })
  giveSession(request, reply, session)
  return session
}

/** The session ends, here and in the browser. Nothing happens without one. */
export async function logOutHere(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.session !== null) await logOut(request.server.sessions, request.session, peerOf(request))
  void reply.clearCookie(nameOf(request), attributes(request))
}

/** What every form of this session sends along as `_csrf`. Throws E_LOGIN_REQUIRED. */
export function csrfTokenOf(request: FastifyRequest): string {
  if (request.session === null) throw new BridgeError('E_LOGIN_REQUIRED')
  return request.session.csrf
}
