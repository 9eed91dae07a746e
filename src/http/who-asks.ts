/**
 * Who sends a request to the administration, and what every route asks about them: `principalOf`, `allow`, `audited`. In
 * charge of reading the bearer token or the session of a request. Not in charge of what they mean (access/).
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Audit, AuditEntry } from '../access/audit.ts'
import { may, type Principal, RIGHTS, type Right } from '../access/principal.ts'
import { principalOfToken, type TokenDeps } from '../access/tokens.ts'
import { BridgeError } from '../fax/error.ts'
import { peerOf } from './door.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null: nobody who has proven anything. */
    principal: Principal | null
  }
  interface FastifyInstance {
    audit: Audit
  }
}

export type WhoDeps = TokenDeps & { readonly audit: Audit }

/** RFC 6750 §2.1. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*) *$/i

/** From here on every request knows who sent it. */
export function askWho(server: FastifyInstance, deps: WhoDeps): void {
  server.decorate('audit', deps.audit)
  server.decorateRequest('principal', null)
  server.addHook('onRequest', async request => {
    const { authorization } = request.headers
    if (authorization === undefined) return
    const [, token = ''] = BEARER.exec(authorization) ?? []
    request.principal = await principalOfToken(deps, token)
  })
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
