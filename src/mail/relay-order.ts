/**
 * Several relays in order: each mail goes to the first that takes it. In charge of which one is asked and which is left
 * alone for a while because it was down. A mail that a relay may have taken without our seeing the answer goes to no other:
 * it is tried again later, as with one relay. What was refused for ever is refused; another relay would not know better.
 */
import { join } from 'node:path'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import { type MailRelay, makeRelay, type RelayDeps } from './relay.ts'
import type { RelaySettings } from './relay-connection.ts'
import { makeRelayTokens } from './relay-token.ts'

export interface RelayOrderDeps extends Omit<RelayDeps, 'config' | 'runtime'> {
  /** In order; asked for every mail, since it can change at run time. */
  readonly config: () => { readonly relays: readonly RelaySettings[]; readonly restMs: number }
  readonly runtime: Pick<Runtime, 'log' | 'clock'>
}

/** The relays of the configuration: the first one's keys stand under `relay` itself, the others' under `fallback`. */
export function openRelays(config: LiveConfig, runtime: Pick<Runtime, 'log' | 'clock'>): MailRelay {
  const { dataDir, hostname } = config.current
  return makeRelayOrder({
    config: () => {
      const { relay } = config.current
      return { relays: [relay, ...relay.fallback], restMs: relay.restMinutes * 60_000 }
    },
    hostname,
    runtime,
    tokens: makeRelayTokens(join(dataDir, 'oauth'), runtime.clock),
  })
}

/** One relay made of several. */
export function makeRelayOrder(deps: RelayOrderDeps): MailRelay {
  const resting = new Map<string, EpochMs>()
  const made: MailRelay[] = []
  const relayAt = (i: number): MailRelay => {
    made[i] ??= makeRelay({ ...deps, config: () => settingsAt(deps, i) })
    return made[i]
  }
  async function send(mail: Parameters<MailRelay['send']>[0], signal: AbortSignal) {
    const { relays, restMs } = deps.config()
    const [first, ...others] = inOrder(relays, resting, deps.runtime.clock.now())
    let last = await tried(first ?? 0)
    for (const next of others) {
      if ('response' in last || !mayGoElsewhere(last.error) || signal.aborted) break
      last = await tried(next)
    }
    if ('error' in last) throw last.error
    return { response: last.response }

    async function tried(i: number): Promise<{ readonly response: string } | { readonly error: unknown }> {
      const { url } = relays[i] ?? { url: '' }
      try {
        const { response } = await relayAt(i).send(mail, signal)
        if (resting.delete(url)) deps.runtime.log.info({ relay: url }, 'the relay takes mail again')
        return { response: relays.length === 1 ? response : `${response} (${url})` }
      } catch (error) {
        if (relays.length > 1 && aboutOf(error) === 'relay' && !signal.aborted) rest(url, restMs, error)
        return { error }
      }
    }
  }
  function rest(url: string, ms: number, error: unknown): void {
    const { clock, log } = deps.runtime
    if ((resting.get(url) ?? 0) <= clock.now())
      log.warn(
        { relay: url, minutes: ms / 60_000, error: saidBy(error) },
        'a relay is left alone for a while',
      )
    resting.set(url, (clock.now() + ms) as EpochMs)
  }
  return {
    send,
    async verify(signal) {
      for (const i of deps.config().relays.keys()) await relayAt(i).verify(signal)
    },
    close() {
      for (const relay of made) relay?.close()
    },
  }
}

function settingsAt(deps: RelayOrderDeps, i: number): RelaySettings {
  const settings = deps.config().relays[i]
  if (settings !== undefined) return settings
  const say = 'This relay is not in the configuration any more.'
  throw new BridgeError('E_RELAY_TEMPORARY', { say, detail: { about: 'mail' } })
}

/** Those that are not left alone; if all are, the one whose rest ends first: a mail is never kept back without a try. */
function inOrder(
  relays: readonly RelaySettings[],
  resting: ReadonlyMap<string, EpochMs>,
  now: EpochMs,
): readonly number[] {
  const until = (i: number) => resting.get(relays[i]?.url ?? '') ?? 0
  const all = [...relays.keys()]
  const awake = all.filter(i => until(i) <= now)
  return awake.length > 0 ? awake : all.sort((a, b) => until(a) - until(b)).slice(0, 1)
}

function aboutOf(error: unknown): unknown {
  return isBridgeError(error) && error.code === 'E_RELAY_TEMPORARY' ? error.detail['about'] : undefined
}

function mayGoElsewhere(error: unknown): boolean {
  const about = aboutOf(error)
  return about === 'relay' || about === 'mail'
}

function saidBy(error: unknown): unknown {
  return isBridgeError(error) ? (error.detail['response'] ?? error.message) : String(error)
}
