/** Opens every account of the configuration, once, at start. */
import type { LiveConfig } from '../config/schema.ts'
import type { Runtime } from '../runtime.ts'
import type { FaxProvider } from './provider.ts'
import { makeProvider } from './registry.ts'

/** By the name that the account has in the configuration. */
export async function openProviders(config: LiveConfig, runtime: Runtime): Promise<Map<string, FaxProvider>> {
  const { dataDir } = config.current
  const { clock } = runtime
  const isOwnNumber = (number: string) =>
    config.current.subscribers.some(entry => entry.numbers.includes(number))
  const providers = new Map<string, FaxProvider>()
  for (const [account, settings] of Object.entries(config.current.providers)) {
    providers.set(
      account,
      await makeProvider(settings, {
        account,
        dataDir,
        clock,
        isOwnNumber,
        log: runtime.log.child({ account }),
      }),
    )
  }
  return providers
}
