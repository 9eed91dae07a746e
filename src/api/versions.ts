/**
 * Versions of what is changed (RFC 9110 §13.1.1): the answer has an ETag, and whoever changes the thing sends it back, so that
 * nobody overwrites what he has not seen.
 */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { BridgeError } from '../fax/error.ts'

/** The version of a thing as it is now. */
export function etagOf(value: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)}"`
}

export function tell(reply: FastifyReply, value: unknown): void {
  reply.header('etag', etagOf(value))
}

/** Throws E_VERSION_NEEDED, or E_VERSION_OLD when it is another version by now. */
export function mustBeSeen(request: FastifyRequest, now: unknown): void {
  const given = request.headers['if-match']
  if (given === undefined) throw new BridgeError('E_VERSION_NEEDED')
  const tags = given.split(',').map(tag => tag.trim())
  if (!tags.includes('*') && !tags.includes(etagOf(now))) throw new BridgeError('E_VERSION_OLD')
}

export const ifMatch = {
  'if-match': z
    .string()
    .optional()
    .describe('The ETag that was read. Without it the change is refused with 428; `*` is any version.'),
}
