/** How many requests a program may make in a minute, and what it is told of that (draft-ietf-httpapi-ratelimit-headers-06). */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { BridgeError } from '../fax/error.ts'

const MINUTE = 60_000

/** Counts by who asks, wherever they ask from. The address is counted by the door, for everybody. */
export function addRateHeaders(api: FastifyInstance, perMinute: number): void {
  const keyGenerator = (request: FastifyRequest) => request.principal?.id ?? request.ip
  const count = api.createRateLimit({ max: perMinute, timeWindow: MINUTE, keyGenerator })
  api.addHook('onRequest', async (request, reply) => {
    const counted = await count(request)
    if (counted.isAllowed) return
    reply.headers({
      'ratelimit-limit': counted.max,
      'ratelimit-remaining': counted.remaining,
      'ratelimit-reset': counted.ttlInSeconds,
    })
    if (!counted.isExceeded) return
    reply.header('retry-after', counted.ttlInSeconds)
    throw new BridgeError('E_TOO_MANY_REQUESTS')
  })
}
