/** What was refused, over HTTP as JSON, for the command line. Checks what comes in; decides nothing. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { RefusalStore } from '../store/store.ts'

const query = z.strictObject({
  /** Epoch ms. */
  since: z.coerce.number().int().min(0).optional(),
  search: z.string().min(1).max(200).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
})

/** Adds the routes. `server` must be reachable for operators only. */
export function addRefused(server: FastifyInstance, store: Pick<RefusalStore, 'refusals' | 'refusal'>): void {
  server.get('/refused', async request => {
    const parsed = query.safeParse(request.query)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new BridgeError('E_BAD_REQUEST', { say: `${issue?.path.join('.')}: ${issue?.message}` })
    }
    const { since, search, limit } = parsed.data
    return store.refusals({
      limit,
      ...(since === undefined ? {} : { since: since as EpochMs }),
      ...(search === undefined ? {} : { search }),
    })
  })
  server.get<{ Params: { id: string } }>('/refused/:id', async request => {
    const { id } = request.params
    const refusal = await store.refusal(id.startsWith('r-') ? id : `r-${id}`)
    if (refusal !== null) return refusal
    throw new BridgeError('E_NOT_FOUND', {
      say: `Nothing refused has the reference "${id}" (any more). "faxbridge refused" shows them.`,
    })
  })
}
