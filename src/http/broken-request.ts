/**
 * Requests that are broken before any route sees them: no HTTP at all, headers that are too big, a request that never ends,
 * an address that cannot be read. They are answered with problem documents, as all others.
 */
import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { BridgeError } from '../fax/error.ts'
import { PROBLEM_TYPE, type Problem, problemOf } from './problem.ts'

/** Options of fastify. */
export function answerBrokenRequests(): object {
  return {
    frameworkErrors: (error: Error, _: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(new BridgeError('E_BAD_REQUEST', { say: `${error.message}.`, cause: error }))
      return reply
        .code(problem.status)
        .type(PROBLEM_TYPE)
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(JSON.stringify(problem))
    },
    clientErrorHandler: (error: Error & { readonly code?: string }, socket: Socket) => {
      // There is nobody left who could read an answer.
      if (error.code === 'ECONNRESET' || socket.destroyed) return
      if (socket.writable) socket.write(rawAnswer(brokenProblem(error.code)))
      socket.destroy(error)
    },
  }
}

function brokenProblem(code: string | undefined): Problem {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return problemOf(new BridgeError('E_SESSION_TIMEOUT', { say: 'The request did not end in time.' }))
  if (code === 'HPE_HEADER_OVERFLOW') return problemOf(new BridgeError('E_REQUEST_HEADERS'))
  return problemOf(new BridgeError('E_BAD_REQUEST', { say: 'This is not HTTP as this server reads it.' }))
}

/** As bytes: a broken request has no reply object. */
function rawAnswer(problem: Problem): string {
  const body = JSON.stringify(problem)
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n')
}
