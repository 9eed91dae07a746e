/** The OpenAPI document as the daemon serves it: the routes are added to a server that nobody asks anything. */
import { readFileSync } from 'node:fs'
import fastifyRateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import { type ApiDeps, addApi } from '../src/api/api.ts'
import { makeIds, silentLogger, systemClock } from '../src/runtime.ts'

export async function apiDocument(): Promise<Record<string, unknown>> {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const runtime = { clock: systemClock, ids: makeIds(systemClock), log: silentLogger, checkpoint: () => {} }
  const server = Fastify({ logger: false })
  // Nothing is asked of them but to be described.
  await server.register(fastifyRateLimit, { global: false })
  const config = { current: { http: { limits: { requestsPerMinute: 1 } } } }
  await addApi(server, {
    config,
    version,
    runtime,
    outbound: { runtime },
  } as unknown as ApiDeps)
  await server.ready()
  const answer = await server.inject('/api/v1/openapi.json')
  await server.close()
  return answer.json()
}
