/**
 * Keeps at the vendors what our accounts need there, such as webhooks: once at start and once a day. Trouble with it
 * stops nothing: polling brings the same news later.
 */
import type { Config } from '../config/schema.ts'
import type { MaintainContext } from '../providers/provider.ts'
import type { OutboundDeps } from './steps.ts'

const DAY_MS = 86_400_000

/** Runs until the signal. */
export async function maintainAccounts(
  deps: Pick<OutboundDeps, 'providers' | 'config' | 'runtime'>,
  signal: AbortSignal,
): Promise<void> {
  const { providers, config, runtime } = deps
  while (!signal.aborted) {
    for (const [account, provider] of providers) {
      if (provider.maintain === undefined) continue
      try {
        await provider.maintain(contextFor(config.current, account), signal)
      } catch (error) {
        if (!signal.aborted)
          runtime.log.warn({ account, error }, 'the account could not be set up at the vendor')
      }
    }
    await runtime.clock.sleep(DAY_MS, signal)
  }
}

/** Where this account's vendor may call us; nowhere without `http.publicUrl` and a secret. */
export function contextFor(config: Config, account: string): MaintainContext {
  const { publicUrl } = config.http
  if (publicUrl === undefined) return { webhookUrl: null, webhookPrefix: null }
  const webhookPrefix = `${publicUrl.replace(/\/$/, '')}/webhooks/${encodeURIComponent(account)}/`
  const secret = config.providers[account]?.webhook?.secret
  return {
    webhookPrefix,
    webhookUrl: secret === undefined ? null : `${webhookPrefix}${encodeURIComponent(secret)}`,
  }
}
