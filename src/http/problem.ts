/** Errors over HTTP as RFC 9457 problem documents. A bug says nothing of itself but its time in the log. */
import type { FastifyInstance, FastifyReply } from 'fastify'
import { BridgeError, ERRORS, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { Logger } from '../runtime.ts'
import { methodsAt } from './methods.ts'

export const PROBLEM_TYPE = 'application/problem+json'

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

/** Every error of this server becomes a problem document. To be called before routes are added. */
export function answerWithProblems(server: FastifyInstance, log: Logger): void {
  const methods = methodsAt(server)
  server.setErrorHandler((error, request, reply) => {
    const ours = errorOf(error, request.routeOptions.bodyLimit)
    if (ours.code === 'E_INTERNAL')
      log.error({ error, url: request.url }, 'a request failed in a way that nobody expected')
    return sendProblem(reply, ours)
  })
  server.setNotFoundHandler((request, reply) => {
    const { method, url } = request
    const allowed = methods(url)
    if (allowed.length === 0)
      return sendProblem(
        reply,
        new BridgeError('E_NOT_FOUND', { say: `Nothing answers at ${method} ${url}.` }),
      )
    const say = `It is ${method}, and ${url} has ${allowed.join(', ')}.`
    return sendProblem(reply.header('allow', allowed.join(', ')), new BridgeError('E_METHOD', { say }))
  })
}

function sendProblem(reply: FastifyReply, error: BridgeError) {
  const problem = problemOf(error)
  return reply.code(problem.status).type(PROBLEM_TYPE).send(JSON.stringify(problem))
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = { 413: 'E_REQUEST_TOO_BIG', 415: 'E_REQUEST_TYPE' }

/** Our own, or what fastify refuses by itself (a body too big, not JSON): the client's mistake. All else is a bug. */
export function errorOf(error: unknown, bodyLimit?: number): BridgeError {
  if (isBridgeError(error)) return error
  const status = (error as { statusCode?: unknown }).statusCode
  const text = error instanceof Error ? error.message : String(error)
  if (typeof status !== 'number' || status < 400 || status >= 500)
    return new BridgeError('E_INTERNAL', { cause: error })
  const code = BY_STATUS[status] ?? 'E_BAD_REQUEST'
  if (code === 'E_BAD_REQUEST') return new BridgeError(code, { say: text })
  const isBody = (error as { code?: unknown }).code === 'FST_ERR_CTP_BODY_TOO_LARGE'
  const most = isBody && bodyLimit !== undefined ? { say: `At most ${bodyLimit} bytes are taken here.` } : {}
  return new BridgeError(code, { cause: error, ...most })
}
