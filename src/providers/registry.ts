/**
 * All kinds of providers: type → factory. A plain object; adding a provider is one folder and one line here and in the
 * configuration schema. Nothing registers itself.
 */
import { join } from 'node:path'
import type { ProviderConfig } from '../config/schema.ts'
import type { Clock } from '../runtime.ts'
import { makeLoopback } from './loopback/adapter.ts'
import { openNetwork } from './loopback/network.ts'
import type { FaxProvider } from './provider.ts'

export interface ProviderDeps {
  /** The name of the account in the configuration. */
  readonly account: string
  readonly dataDir: string
  readonly clock: Clock
  readonly isOwnNumber: (number: string) => boolean
}

type Factory<T extends ProviderConfig['type']> = (
  config: Extract<ProviderConfig, { type: T }>,
  deps: ProviderDeps,
) => Promise<FaxProvider>

const FACTORIES: { readonly [T in ProviderConfig['type']]: Factory<T> } = {
  loopback: async (config, { account, dataDir, clock, isOwnNumber }) => {
    const network = await openNetwork(config.ledger ?? join(dataDir, 'loopback', account), clock)
    return makeLoopback({
      network,
      clock,
      isOwnNumber,
      secondsPerPage: config.secondsPerPage,
      slowSeconds: config.slowSeconds,
    })
  },
}

/** Makes the provider for one account of the configuration. */
export async function makeProvider(config: ProviderConfig, deps: ProviderDeps): Promise<FaxProvider> {
  const provider = await FACTORIES[config.type](config, deps)
  const { concurrent = provider.limits.concurrent } = config
  return { ...provider, limits: { ...provider.limits, concurrent } }
}
