/**
 * All kinds of providers: type → adapter. Adding a provider is one folder and one line here and in the configuration
 * schema; the compiler says if one is missing. Nothing registers itself.
 */
import { join } from 'node:path'
import type { ProviderConfig } from '../config/schema.ts'
import { absurd } from '../fax/error.ts'
import type { Clock, Logger } from '../runtime.ts'
import { openFaxplus } from './faxplus/adapter.ts'
import { timeoutsOf } from './http.ts'
import { makeLoopback } from './loopback/adapter.ts'
import { openNetwork } from './loopback/network.ts'
import { openNgcp } from './ngcp/adapter.ts'
import { openOpenfax } from './openfax/adapter.ts'
import { openOpentext } from './opentext/adapter.ts'
import type { FaxProvider } from './provider.ts'
import { openUcx } from './ucx/adapter.ts'

export interface ProviderDeps {
  /** The name of the account in the configuration. */
  readonly account: string
  readonly dataDir: string
  readonly clock: Clock
  readonly log: Logger
  readonly isOwnNumber: (number: string) => boolean
}

/** Makes the provider for one account of the configuration. Throws E_CONFIG when a file that it names cannot be read. */
export async function makeProvider(config: ProviderConfig, deps: ProviderDeps): Promise<FaxProvider> {
  const provider = await open(config, deps)
  const { concurrent = provider.limits.concurrent, perMinute = provider.limits.perMinute } = config
  const limits = { ...provider.limits, concurrent, ...(perMinute === undefined ? {} : { perMinute }) }
  return { ...provider, limits }
}

async function open(config: ProviderConfig, { account, ...rest }: ProviderDeps): Promise<FaxProvider> {
  const timeouts = timeoutsOf(config.answerSeconds)
  const deps = { ...rest, timeouts }
  switch (config.type) {
    case 'loopback':
      return openLoopback(config, { account, ...rest })
    case 'opentext':
      return openOpentext(config, deps)
    case 'openfax':
      return openOpenfax(config, deps)
    case 'faxplus':
      return openFaxplus(config, deps)
    case 'ngcp':
      return openNgcp(config, deps)
    case 'ucx':
      return openUcx(config, deps)
    default:
      return absurd(config)
  }
}

async function openLoopback(
  config: Extract<ProviderConfig, { type: 'loopback' }>,
  { account, dataDir, clock, isOwnNumber }: ProviderDeps,
): Promise<FaxProvider> {
  const { ledger = join(dataDir, 'loopback', account), secondsPerPage, slowSeconds, dials } = config
  const network = await openNetwork(ledger, clock)
  return makeLoopback({ network, clock, isOwnNumber, secondsPerPage, slowSeconds, dials })
}
