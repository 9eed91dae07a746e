/**
 * Which refusals of the administration are written down (access/refusal-log.ts): a right that is missing, a change that did not
 * come from a form of ours, a token that there is not, a thing of another subscriber. Not: a page that somebody opens before
 * signing in, which is how everybody begins.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { RefusalLog } from '../access/refusal-log.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { peerOf } from './door.ts'

/** What is not there. */
export const nothing = (id: string, detail = {}): BridgeError =>
  new BridgeError('E_NOT_FOUND', { say: `Nothing here has the id "${id}".`, detail })

/** What belongs to others is not there: that it exists is theirs to know. Who asked for it is written down. */
export const hidden = (id: string): BridgeError => nothing(id, { hidden: true })

/** From here on what this server refuses is written down before it is answered. */
export function writeRefusals(server: FastifyInstance, refusals: RefusalLog, clock: Clock): void {
  server.addHook('onError', async (request, _, error) => {
    if (!isBridgeError(error)) return
    const why = whyOf(request, error)
    if (why === null) return
    const { url = 'no such route' } = request.routeOptions
    await refusals.note(
      {
        who: request.principal?.id ?? 'nobody',
        from: peerOf(request),
        route: `${request.method} ${url}`,
        object: objectOf(request.params),
        code: error.code,
        why,
      },
      clock.now(),
    )
  })
}

/** Null: it is none of these. */
function whyOf(request: FastifyRequest, error: BridgeError): string | null {
  switch (error.code) {
    case 'E_RIGHT':
      return error.message
    case 'E_FORGERY':
      return 'the change did not come from a form of this session'
    case 'E_LOGIN_REQUIRED':
      return request.headers.authorization === undefined ? null : 'there is no such token, or not any more'
    case 'E_NOT_FOUND':
      return error.detail['hidden'] === true ? 'it belongs to another subscriber, or to none' : null
    default:
      return null
  }
}

/** The fax, subscriber or account that the address names. */
function objectOf(params: unknown): string {
  const { id, account } = (params ?? {}) as Readonly<Record<string, unknown>>
  return typeof id === 'string' ? id : typeof account === 'string' ? account : ''
}
