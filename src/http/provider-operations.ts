/** Provider accounts over the control socket. */
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { BridgeError } from '../fax/error.ts'
import { balanceOf, listProviders, testProvider } from '../outbound/provider-desk.ts'
import type { OutboundDeps } from '../outbound/steps.ts'

/** A vendor that has not answered after this long does not. */
const PATIENCE_MS = 25_000
/** A list is no reason to wait for a slow one. */
const LIST_MS = 10_000
/** A test fax has to be dialled and sent as well. */
const TEST_FAX_MS = 180_000

const testBody = z.strictObject({ to: z.string().optional() })

export function addProviderOperations(server: FastifyInstance, deps: OutboundDeps): void {
  server.get('/providers', async () => listProviders(deps, AbortSignal.timeout(LIST_MS)))
  server.post<{ Params: { account: string } }>('/providers/:account/test', async request => {
    const body = testBody.safeParse(request.body ?? {})
    if (!body.success) throw new BridgeError('E_BAD_REQUEST')
    const { to = null } = body.data
    const signal = AbortSignal.timeout(to === null ? PATIENCE_MS : TEST_FAX_MS)
    return testProvider(deps, request.params.account, to, signal)
  })
  server.get<{ Params: { account: string } }>('/providers/:account/balance', async request => ({
    balance: await balanceOf(deps, request.params.account, AbortSignal.timeout(PATIENCE_MS)),
  }))
}
