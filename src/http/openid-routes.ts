/**
 * The two addresses of a log-in at an identity provider: where it begins, and where the browser comes back to. The page for
 * log-ins shows a button for it (`waysIn`).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { OpenId } from '../access/openid.ts'
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { escaped } from '../fax/markup.ts'
import type { AdminDeps } from './admin.ts'
import { isSecure, peerOf } from './door.ts'
import { giveSession } from './session-cookie.ts'

const START = '/login/openid'
/** To be registered at the provider, behind http.admin.publicUrl. */
export const OPENID_RETURN = '/login/openid/return'
/** Holds the state of a log-in on its way. */
const COOKIE = 'faxbridge-openid'
const COOKIE_SECONDS = 600

/** Ways to log in beside a password: what stands on the button, and where it leads. */
export function waysIn({ http }: Config): { readonly name: string; readonly href: string }[] {
  const { oidc } = http.admin
  return oidc === undefined ? [] : [{ name: oidc.name, href: START }]
}

/** Adds the routes, which answer 404 while http.admin.oidc is not set. */
export function addOpenId(server: FastifyInstance, { sessions, config }: AdminDeps): void {
  const openId = new OpenId(sessions)
  const publicUrl = () => {
    const { oidc, publicUrl: url = '' } = config.current.http.admin
    if (oidc === undefined)
      throw new BridgeError('E_NOT_FOUND', { say: 'There is no log-in of this kind here.' })
    return url.replace(/\/$/, '')
  }
  server.get<{ Querystring: { next?: unknown } }>(START, async (request, reply) => {
    const { url, state } = await openId.start(pathOf(request.query.next), `${publicUrl()}${OPENID_RETURN}`)
    // Lax: the browser comes back from another site.
    void reply.setCookie(nameOf(request), state, { ...attributes(request), maxAge: COOKIE_SECONDS })
    return reply.redirect(url, 303)
  })
  server.get(OPENID_RETURN, async (request, reply) => {
    const state = request.cookies[nameOf(request)] ?? null
    void reply.clearCookie(nameOf(request), attributes(request))
    const visit = { from: peerOf(request), replaces: request.session?.secret ?? null }
    const { session, next } = await openId.finish(new URL(`${publicUrl()}${request.url}`), state, visit)
    giveSession(request, reply, session)
    // A redirect would still count as coming from the other site, and the browser would keep the session to itself.
    const link = `<a href="${escaped(next)}">${escaped(next)}</a>`
    return reply
      .header('refresh', `0; url=${next}`)
      .type('text/html; charset=utf-8')
      .send(
        `<!doctype html><html lang="en"><meta charset="utf-8"><title>faxbridge</title><p>${link}</p></html>`,
      )
  })
}

const overTls = (request: FastifyRequest): boolean => request.server.secure || isSecure(request)
const nameOf = (request: FastifyRequest): string => (overTls(request) ? `__Host-${COOKIE}` : COOKIE)
const attributes = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: overTls(request) }) as const

/** A path of ours, never another site. */
function pathOf(next: unknown): string {
  return typeof next === 'string' && /^\/(?![/\\])[\x21-\x7e]{0,2000}$/.test(next) && !next.includes('\\')
    ? next
    : '/'
}
