/** Who may use the administration: one's own account with its password, and, for administrators, all users and tokens. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { changeOwnPassword, type PasswordRefusal } from '../access/own-password.ts'
import { listTokens } from '../access/tokens.ts'
import { listUsers, viewOf } from '../access/users.ts'
import { BridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { peerOf } from '../http/door.ts'
import { giveSession } from '../http/session-cookie.ts'
import { allow } from '../http/who-asks.ts'
import { AccountPage } from './account.tsx'
import { html } from './html.ts'
import { PeoplePage } from './people.tsx'
import { goTo, lookOf, show } from './seat.ts'

export function addPeoplePages(server: FastifyInstance, deps: AdminDeps): void {
  const { sessions } = deps
  const page = async (request: FastifyRequest, reply: FastifyReply, failed: PasswordRefusal | null) => {
    const user = await sessions.store.user(sessionIn(request).principal.name)
    if (user === null) throw new BridgeError('E_LOGIN_REQUIRED')
    return show(reply, html(AccountPage, { look: lookOf(deps, request, reply), user: viewOf(user), failed }))
  }
  server.get('/account', (request, reply) => page(request, reply, null))
  server.post('/account/password', async (request, reply) => {
    const session = sessionIn(request)
    const { body } = request
    const given = { old: secretIn(body, 'old'), next: secretIn(body, 'next'), again: secretIn(body, 'again') }
    const done = await changeOwnPassword(sessions, session, given, peerOf(request))
    if (typeof done === 'string') return page(request, reply.code(400), done)
    giveSession(request, reply, done)
    return goTo(reply, '/account', 'done.password')
  })
  server.get('/people', async (request, reply) => {
    allow(request, 'access.write')
    const [users, tokens] = await Promise.all([listUsers(sessions), listTokens(deps.outbound)])
    return show(reply, html(PeoplePage, { look: lookOf(deps, request, reply), users, tokens }))
  })
}

/** A token has no account. Throws E_LOGIN_REQUIRED. */
function sessionIn({ session }: FastifyRequest) {
  if (session === null) throw new BridgeError('E_LOGIN_REQUIRED')
  return session
}

/** As it was typed, with its blanks. What is longer than any password is none. */
function secretIn(body: unknown, name: string): string {
  const value = (body as Record<string, unknown> | null)?.[name]
  return typeof value === 'string' && value.length <= 1000 ? value : ''
}
