/** Provider accounts. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { AdminDeps } from '../http/admin.ts'
import { allow, audited } from '../http/who-asks.ts'
import { balanceOf, standingsOf, testProvider } from '../outbound/provider-desk.ts'
import { html } from './html.ts'
import { type ProviderAnswer, ProvidersPage } from './providers.tsx'
import { lookOf, show } from './seat.ts'

/** A vendor that has not answered after this long does not. */
const PATIENCE_MS = 25_000

type Named = { Params: { account: string } }

export function addProviderPages(server: FastifyInstance, deps: AdminDeps): void {
  const page = async (request: FastifyRequest, reply: FastifyReply, answer: ProviderAnswer | null) => {
    const accounts = await standingsOf(deps.outbound)
    return show(reply, html(ProvidersPage, { look: lookOf(deps, request, reply), accounts, answer }))
  }
  server.get('/providers', async (request, reply) => {
    allow(request, 'providers.read')
    return page(request, reply, null)
  })
  server.post<Named>('/providers/:account/test', async (request, reply) => {
    const account = await asked(deps, request, 'providers.test')
    const lines = await testProvider(deps.outbound, account, null, AbortSignal.timeout(PATIENCE_MS))
    return page(request, reply, { account, lines, balance: null })
  })
  server.post<Named>('/providers/:account/balance', async (request, reply) => {
    const account = await asked(deps, request, 'providers.balance')
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      const balance = await balanceOf(deps.outbound, account, signal)
      return await page(request, reply, { account, lines: null, balance })
    } catch (error) {
      if (!isBridgeError(error)) throw error
      const lines = [{ ok: false, what: 'balance', text: error.message }]
      return page(request, reply, { account, lines, balance: null })
    }
  })
}

/** The account that a form is about, written down. Throws E_NOT_FOUND. */
async function asked({ outbound }: AdminDeps, request: FastifyRequest, action: string): Promise<string> {
  allow(request, 'providers.write')
  const { account } = request.params as Named['Params']
  if (!outbound.providers.has(account))
    throw new BridgeError('E_NOT_FOUND', { say: `No provider account has the name "${account}".` })
  await audited(request, { action, object: account })
  return account
}
