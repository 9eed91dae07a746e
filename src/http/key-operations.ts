/** Secret keys over the control socket. The answer to a rotation holds the new key: nothing here logs an answer. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { type KeyOperateDeps, listKeys, rotateKey, showKey } from '../outbound/key-operations.ts'
import { checked } from './operations.ts'

const rotation = z.strictObject({
  by: z.string().min(1).max(100),
  notify: z.boolean().default(false),
  atOnce: z.boolean().default(false),
})

/** Adds the routes. `server` must be reachable for operators only. */
export function addKeyOperations(server: FastifyInstance, deps: KeyOperateDeps): void {
  server.get('/keys', async () => listKeys(deps))
  server.get<{ Params: { id: string } }>('/keys/:id', async request => showKey(deps, request.params.id))
  server.post<{ Params: { id: string } }>('/keys/:id/rotate', async request =>
    rotateKey(deps, request.params.id, checked(rotation, request.body)),
  )
}
