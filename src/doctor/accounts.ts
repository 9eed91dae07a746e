/** What we depend on: the relays that take our mail, and the fax providers. Nothing is sent to anybody. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import { isBridgeError } from '../fax/error.ts'
import { makeRelay } from '../mail/relay.ts'
import { makeRelayTokens } from '../mail/relay-token.ts'
import { makeProvider } from '../providers/registry.ts'
import type { Runtime } from '../runtime.ts'
import { bad, type Finding, ok } from './finding.ts'

/** All questions to one account together. */
const PATIENCE_MS = 60_000

export async function lookAtAccounts(config: Config, runtime: Runtime): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'faxbridge-doctor-'))
  try {
    const relays = [config.relay, ...config.relay.fallback].map(relay =>
      relayOf(relay, { config, runtime, folder }),
    )
    const providers = Object.keys(config.providers).map(account =>
      providerOf(account, { config, runtime, folder }),
    )
    return (await Promise.all([...relays, ...providers])).flat()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Around {
  readonly config: Config
  readonly runtime: Runtime
  /** For what would lie in the data directory, which belongs to the daemon. */
  readonly folder: string
}

async function relayOf(
  settings: Config['relay'] | Config['relay']['fallback'][number],
  { config, runtime, folder }: Around,
): Promise<Finding[]> {
  const about = `relay ${settings.url}`
  const tokens = makeRelayTokens(join(folder, 'oauth'), runtime.clock)
  const relay = makeRelay({ config: () => settings, hostname: config.hostname, runtime, tokens })
  try {
    await relay.verify(AbortSignal.timeout(PATIENCE_MS))
    return [ok(about, 'It answers and lets us in.')]
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const words = typeof error.detail['response'] === 'string' ? error.detail['response'] : causeOf(error)
    return [
      bad(
        about,
        `${error.message} ${words}`.trim(),
        'Check relay.url, tls, user and password; reports and received faxes wait until it takes mail.',
      ),
    ]
  } finally {
    relay.close()
  }
}

const causeOf = ({ cause }: Error): string => (cause instanceof Error ? cause.message : '')

async function providerOf(account: string, { config, runtime, folder }: Around): Promise<Finding[]> {
  const about = `provider ${account}`
  const settings = config.providers[account]
  if (settings === undefined) return []
  // The built-in network has its books in the data directory: another one would be looked at.
  if (settings.type === 'loopback') return [ok(about, 'The built-in fax network: nobody is called.')]
  try {
    const isOwnNumber = (number: string) => config.subscribers.some(({ numbers }) => numbers.includes(number))
    const { clock, log } = runtime
    const provider = await makeProvider(settings, { account, dataDir: folder, clock, log, isOwnNumber })
    const lines = (await provider.probe?.(AbortSignal.timeout(PATIENCE_MS))) ?? []
    return lines.map(line =>
      line.ok
        ? ok(about, `${line.what}: ${line.text}`)
        : bad(about, `${line.what}: ${line.text}`, `See docs/providers/${settings.type}.md.`),
    )
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return [bad(about, error.message, `See docs/providers/${settings.type}.md.`)]
  }
}
