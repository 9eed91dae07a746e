/** Errors over HTTP as RFC 9457 problem documents. A bug says nothing of itself but its time in the log. */
import type { FastifyInstance } from 'fastify'
import { BridgeError, ERRORS, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { Logger } from '../runtime.ts'

export interface Problem {
  readonly type: 'about:blank'
  readonly title: string
  readonly status: number
  /** Our error code. */
  readonly code: ErrorCode
  /** What went wrong and what to do. */
  readonly detail: string
}

export function problemOf(error: BridgeError): Problem {
  const row = ERRORS[error.code]
  return { type: 'about:blank', title: row.text, status: row.http, code: error.code, detail: error.message }
}

/** Every error of this server becomes a problem document. */
export function answerWithProblems(server: FastifyInstance, log: Logger): void {
  server.setErrorHandler((error, request, reply) => {
    const ours = isBridgeError(error) ? error : fromFastify(error)
    if (ours.code === 'E_INTERNAL')
      log.error({ error, url: request.url }, 'a request failed in a way that nobody expected')
    const problem = problemOf(ours)
    return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem))
  })
  server.setNotFoundHandler((request, reply) => {
    const problem = problemOf(
      new BridgeError('E_NOT_FOUND', { say: `Nothing answers at ${request.method} ${request.url}.` }),
    )
    return reply.code(404).type('application/problem+json').send(JSON.stringify(problem))
  })
}

/** What fastify refuses by itself (body too big, not JSON) is the client's mistake. */
function fromFastify(error: unknown): BridgeError {
  const status = (error as { statusCode?: unknown }).statusCode
  const text = error instanceof Error ? error.message : String(error)
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new BridgeError('E_BAD_REQUEST', { say: text })
  return new BridgeError('E_INTERNAL', { cause: error })
}
