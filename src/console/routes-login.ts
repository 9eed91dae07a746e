/** Signing in and out, and how the console looks. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { waysIn } from '../http/openid-routes.ts'
import { logInHere, logOutHere } from '../http/session-cookie.ts'
import { LANGUAGES } from '../words/words.ts'
import { html } from './html.ts'
import { LoginPage } from './login.tsx'
import { LANGUAGE_COOKIE, THEME_COOKIE, THEMES } from './look.ts'
import { field, goTo, lookOf, show } from './seat.ts'

/** A year: nobody wants to choose again and again. */
const CHOICE_SECONDS = 365 * 86_400

export function addLoginPages(server: FastifyInstance, deps: AdminDeps): void {
  const page = (request: FastifyRequest, reply: FastifyReply, failed: string | null) => {
    const given = request.method === 'GET' ? request.query : request.body
    const look = lookOf(deps, request, reply)
    const next = pathIn(given, 'next')
    const shown = { look, next, user: field(given, 'user', 200), failed }
    const others = waysIn(deps.config.current).map(({ name, href }) => ({
      name,
      href: `${href}?next=${encodeURIComponent(next)}`,
    }))
    return show(reply, html(LoginPage, { ...shown, others }))
  }
  server.get('/login', (request, reply) => {
    if (request.principal !== null) return reply.redirect(pathIn(request.query, 'next'), 303)
    return page(request, reply, null)
  })
  server.post('/login', async (request, reply) => {
    try {
      const { body } = request
      const password = String((body as Record<string, unknown> | null)?.['password'] ?? '')
      if (password.length > 1000) throw new BridgeError('E_AUTH_BAD')
      await logInHere(request, reply, { name: field(body, 'user', 200), password })
      return reply.redirect(pathIn(body, 'next'), 303)
    } catch (error) {
      if (!isBridgeError(error)) throw error
      const known = error.code === 'E_AUTH_BAD' || error.code === 'E_TOO_MANY_FAILURES'
      if (!known) throw error
      const look = lookOf(deps, request)
      return page(request, reply.code(401), look.say('login.failed'))
    }
  })
  server.post('/logout', async (request, reply) => {
    await logOutHere(request, reply)
    return reply.redirect('/login', 303)
  })
  server.post('/look', (request, reply) => {
    const { body } = request
    const choice = { path: '/', sameSite: 'strict', httpOnly: true, maxAge: CHOICE_SECONDS } as const
    const language = LANGUAGES.find(one => one === field(body, 'language'))
    const theme = THEMES.find(one => one === field(body, 'theme'))
    if (language !== undefined) reply.setCookie(LANGUAGE_COOKIE, language, choice)
    if (theme !== undefined) reply.setCookie(THEME_COOKIE, theme, choice)
    return goTo(reply, pathIn(body, 'back'), 'done.look')
  })
}

/** A place of ours: never another host's. */
export function pathIn(given: unknown, name: string): string {
  const path = field(given, name, 2000)
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && !path.includes('\\') ? path : '/'
}
