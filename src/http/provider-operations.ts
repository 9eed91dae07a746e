/** Provider accounts over the control socket. */
import type { FastifyInstance } from 'fastify'
import { balanceOf, listProviders, testProvider } from '../outbound/provider-desk.ts'
import type { OutboundDeps } from '../outbound/steps.ts'

/** A vendor that has not answered after this long does not. */
const PATIENCE_MS = 25_000

export function addProviderOperations(server: FastifyInstance, deps: OutboundDeps): void {
  server.get('/providers', async () => listProviders(deps))
  server.post<{ Params: { account: string } }>('/providers/:account/test', async request =>
    testProvider(deps, request.params.account, AbortSignal.timeout(PATIENCE_MS)),
  )
  server.get<{ Params: { account: string } }>('/providers/:account/balance', async request => ({
    balance: await balanceOf(deps, request.params.account, AbortSignal.timeout(PATIENCE_MS)),
  }))
}
