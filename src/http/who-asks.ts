/**
 * Who sends a request to the administration, and what every route asks about them: `principalOf`, `allow`, `audited`. In
 * charge of reading the bearer token or the session of a request. Not in charge of what they mean (access/).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Audit, AuditEntry } from '../access/audit.ts'
import { may, type Principal, RIGHTS, type Right } from '../access/principal.ts'
import { checkCsrf, type Session, type SessionDeps, sessionOf } from '../access/sessions.ts'
import { principalOfToken, type TokenDeps } from '../access/tokens.ts'
import { BridgeError } from '../fax/error.ts'
import { peerOf } from './door.ts'
import { changes } from './same-site.ts'
import { CSRF_FIELD, sessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: nobody who has proven anything. */
    principal: Principal | null
    /** Null: nobody, or a program with a token. */
    session: Session | null
  }
  interface FastifyInstance {
    audit: Audit
    sessions: SessionDeps
    /** The administration is reached over TLS, wherever that ends. */
    secure: boolean
  }
}

/** How the session's cookie is to be. */
export interface WhoDeps {
  readonly tokens: TokenDeps
  readonly sessions: SessionDeps
  readonly secure: boolean
}

/** RFC 6750 §2.1. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/** From here on every request knows who sent it, and one that changes something comes from a form of its session. */
export function askWho(server: FastifyInstance, { tokens, sessions, secure }: WhoDeps): void {
  server.decorate('audit', sessions.audit)
  server.decorate('sessions', sessions)
  server.decorate('secure', secure)
  server.decorateRequest('principal', null)
  server.decorateRequest('session', null)
  server.addHook('onRequest', async request => {
    const { authorization } = request.headers
    if (authorization === undefined) {
      const secret = sessionCookie(request)
      request.session = secret === null ? null : await sessionOf(sessions, secret)
      request.principal = request.session?.principal ?? null
    } else {
      const [, token = ''] = BEARER.exec(authorization) ?? []
      request.principal = await principalOfToken(tokens, token)
    }
  })
  server.addHook('preValidation', async request => {
    if (request.session !== null && changes(request)) checkCsrf(request.session, csrfGiven(request))
  })
}

/** A header (scripts), a field of the form, or, for forms with files, whose fields come late, of the query. */
function csrfGiven(request: FastifyRequest): unknown {
  const header = request.headers['x-csrf-token']
  if (header !== undefined) return header
  const holder = (request.headers['content-type'] ?? '').startsWith('multipart/')
    ? request.query
    : request.body
  if (typeof holder !== 'object' || holder === null) return undefined
  const given: unknown = Reflect.get(holder, CSRF_FIELD)
  // The routes behind know nothing of it.
  Reflect.deleteProperty(holder, CSRF_FIELD)
  return given
}

/** Who asks. Throws E_LOGIN_REQUIRED. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new BridgeError('E_LOGIN_REQUIRED')
  return request.principal
}

/**
 * Who asks, who may do this: at all, or for this subscriber (null: for what belongs to none). Throws E_LOGIN_REQUIRED and
 * E_RIGHT.
 */
export function allow(request: FastifyRequest, right: Right, subscriberId?: string | null): Principal {
  const principal = principalOf(request)
  if (may(principal, right, subscriberId)) return principal
  throw new BridgeError('E_RIGHT', { say: `It is "${right}": ${RIGHTS[right]}.` })
}

/** Writes down what is about to be done or shown. To be awaited before it is: when it throws, nothing must happen. */
export function audited(
  request: FastifyRequest,
  {
    action,
    object,
    detail = {},
  }: Pick<AuditEntry, 'action' | 'object'> & Partial<Pick<AuditEntry, 'detail'>>,
): Promise<void> {
  const who = request.principal?.id ?? 'nobody'
  return request.server.audit({ who, from: peerOf(request), action, object, detail })
}
