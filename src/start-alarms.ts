/**
 * The part of the composition root that knows what is watched: where signs of life come from, and who looks at what. In
 * charge of the keeper of alarms and of the heartbeat. What an alarm is, and who is told, is in alarms/.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keepBeating } from './alarms/heartbeat.ts'
import { type AlarmKeeper, allIsWell, startAlarms } from './alarms/keeper.ts'
import { Pulse } from './alarms/pulse.ts'
import { seldom, type Watch } from './alarms/watch.ts'
import { type AccountHealth, listingOf, watchAccounts, watchCredit } from './alarms/watch-accounts.ts'
import { type ClockWatch, watchClock } from './alarms/watch-clock.ts'
import { watchFlow } from './alarms/watch-flow.ts'
import {
  type BackupTimes,
  watchBackups,
  watchCertificates,
  watchDisk,
  watchKeys,
  watchSandbox,
} from './alarms/watch-machine.ts'
import { RELAY, watchRelay } from './alarms/watch-relay.ts'
import type { LiveConfig } from './config/schema.ts'
import { openSandbox, type SandboxKind } from './documents/sandbox/open.ts'
import { isBridgeError } from './fax/error.ts'
import type { EpochMs } from './fax/id.ts'
import type { Metrics } from './http/metrics.ts'
import { observedRelay, type RelayCall } from './mail/observed-relay.ts'
import type { MailRelay } from './mail/relay.ts'
import { openRelays } from './mail/relay-order.ts'
import type { AccountBoard, AccountStanding } from './outbound/account-board.ts'
import { type KeyOperateDeps, overdueKeys } from './outbound/key-operations.ts'
import type { OperateDeps } from './outbound/operate.ts'
import { testProvider } from './outbound/provider-desk.ts'
import { observedProviders, type ProviderCall } from './providers/observed.ts'
import { openProviders } from './providers/open-accounts.ts'
import type { Runtime } from './runtime.ts'
import { countProviderCall, countRelayCall, measureSpool } from './start-metrics.ts'
import { type BackupDeps, type BackupNote, backUp } from './store/backup.ts'
import type { SpoolSpace } from './store/spool.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** A test of an account reads a few things; more than this is no answer. */
const PROBE_MS = 25_000

/** What calls to the outside show, from the first one on; and who is to look when something changes. */
export interface Signs {
  readonly pulse: Pulse
  provider(call: ProviderCall): void
  relay(call: RelayCall): void
  /** For the log; and the keeper looks. */
  account(account: string, standing: AccountStanding): void
  /** Set by the keeper. */
  look: () => void
}

export function makeSigns({ clock, log }: Pick<Runtime, 'clock' | 'log'>, metrics: Metrics): Signs {
  const pulse = new Pulse(clock)
  return {
    pulse,
    look: () => {},
    provider(call) {
      const { account, name, error } = call
      countProviderCall(metrics, call)
      const names = name === 'list' ? [account, listingOf(account)] : [account]
      for (const one of names) {
        if (error === null) pulse.good(one)
        else if (isBridgeError(error) && error.code.startsWith('E_PROVIDER_'))
          pulse.bad(one, error.code, error.message)
      }
    },
    relay(call) {
      const { trouble, why } = call
      countRelayCall(metrics, call)
      if (trouble === 'relay') pulse.bad(RELAY, 'E_RELAY_TEMPORARY', why)
      else if (trouble !== 'unknown') pulse.good(RELAY)
    },
    account(account, standing) {
      if (standing.kind === 'open') log.info({ account }, 'a provider account works again')
      else if (standing.kind === 'resting')
        log.warn({ account, why: standing.why }, 'a provider account cannot be reached')
      else log.error({ account, why: standing.why }, 'a provider account needs a person')
      this.look()
    },
  }
}

/** Provider accounts and relay, each call of which is a sign. */
export async function openOutside(config: LiveConfig, runtime: Runtime, signs: Signs) {
  const opened = await openProviders(config, runtime)
  const providers = observedProviders(
    opened,
    call => signs.provider(call),
    () => performance.now(),
  )
  const relay = observedRelay(openRelays(config, runtime), call => signs.relay(call))
  return { providers, relay }
}

export interface WatchedHouse extends OperateDeps {
  readonly spool: OperateDeps['spool'] & SpoolSpace
  readonly keys: KeyOperateDeps
  readonly sandbox: string
  readonly relay: MailRelay
  readonly worker: { isAlive(): boolean }
  readonly metrics: Metrics
}

/** Starts looking; `inBackground` runs something until the daemon stops. */
export async function startAlarmKeeper(
  house: WatchedHouse,
  signs: Signs,
  inBackground: (run: (signal: AbortSignal) => Promise<void>) => void,
): Promise<AlarmKeeper> {
  const { store, config, runtime, worker } = house
  await noteBackupLook(config.current.dataDir, runtime.clock.now())
  const clockWatch = watchClock({ clock: runtime.clock, config, steady: () => performance.now() })
  inBackground(signal => hearDates(clockWatch, signal))
  const spoolFolder = join(config.current.dataDir, 'spool')
  inBackground(signal => measureSpool(spoolFolder, { ...house, clock: runtime.clock }, signal))
  const keeper = startAlarms({ ...house, watches: [...watchesOf(house, signs), clockWatch] })
  signs.look = () => keeper.look()
  const isWell = async () => worker.isAlive() && (await allIsWell(store))
  inBackground(signal => keepBeating({ config, runtime, isWell }, signal))
  return keeper
}

function watchesOf(house: WatchedHouse, signs: Signs): readonly Watch[] {
  const { store, config, spool, relay, keys, board, providers, sandbox, runtime } = house
  const { pulse } = signs
  const probe = async (account: string) => {
    const lines = await testProvider(house, account, null, AbortSignal.timeout(PROBE_MS))
    const well = lines.every(line => line.ok)
    if (well) signs.look()
    return well
  }
  const balance = async (account: string) =>
    board.standing(account).kind === 'open'
      ? ((await providers.get(account)?.balance?.(AbortSignal.timeout(PROBE_MS))) ?? null)
      : null
  const health = (account: string) => healthOf(board, account)
  const waiting = async () => (await store.counts(runtime.clock.now())).mailsQueued
  return [
    watchAccounts({ accounts: [...providers.keys()], health, pulse, probe, store }),
    seldom(watchCredit({ config, balance }), HOUR),
    watchRelay({ pulse, verify: signal => relay.verify(signal), waiting, store }),
    watchFlow({ store }),
    watchDisk(config, () => spool.freeBytes()),
    seldom(watchCertificates(config), HOUR),
    seldom(
      watchSandbox(() => sandboxTrouble(sandbox as SandboxKind)),
      10 * MINUTE,
      runtime.clock.now(),
    ),
    watchKeys(() => overdueKeys(keys)),
    seldom(
      watchBackups(config, () => backupTimes(config.current.dataDir)),
      MINUTE,
    ),
  ]
}

function healthOf(board: AccountBoard, account: string): AccountHealth {
  const { standing, since } = board.lastKnown(account)
  return {
    kind: standing.kind,
    since,
    why: standing.kind === 'open' ? '' : standing.why,
    code: standing.kind === 'stopped' ? standing.code : '',
    free: board.standing(account).kind === 'open',
  }
}

/** Null: the kind that was found at the start still works. */
async function sandboxTrouble(kind: SandboxKind): Promise<string | null> {
  try {
    await openSandbox(kind)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Every answer that the HTTP client gets has a Date, whoever asked for it. */
async function hearDates(watch: ClockWatch, signal: AbortSignal): Promise<void> {
  const channel = 'undici:request:headers'
  const heard = (message: unknown) => {
    const { request, response } = message as {
      readonly request?: { readonly origin?: unknown }
      readonly response?: { readonly headers?: readonly unknown[] }
    }
    const headers = (response?.headers ?? []).map(String)
    const at = headers.findIndex((text, i) => i % 2 === 0 && text.toLowerCase() === 'date')
    // An answer from a cache has the date of long ago.
    const aged = headers.some((text, i) => i % 2 === 0 && text.toLowerCase() === 'age')
    if (at >= 0 && !aged) watch.heard(String(request?.origin ?? ''), headers[at + 1] ?? '')
  }
  subscribe(channel, heard)
  await new Promise<void>(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
  unsubscribe(channel, heard)
}

/** Beside the database, so that a restored one does not tell of a backup of its own. */
const BACKUP_FILE = 'last-backup.json'

async function backupTimes(dataDir: string): Promise<BackupTimes> {
  return JSON.parse(await readFile(join(dataDir, BACKUP_FILE), 'utf8')) as BackupTimes
}

/** From the first start on somebody looks. */
async function noteBackupLook(dataDir: string, now: EpochMs): Promise<void> {
  const known = await backupTimes(dataDir).catch(() => null)
  if (known === null) await writeTimes(dataDir, { last: null, lookedSince: now })
}

/** Makes a backup, and notes that it was made: the alarm about old ones is then over. */
export async function backUpAndNote(deps: BackupDeps, folder: string): Promise<BackupNote> {
  const note = await backUp(deps, folder)
  const { log } = deps.runtime
  for (const { of, ref } of note.damaged ?? [])
    log.error({ of, ref }, 'a document is damaged and not in the backup')
  const last = Date.parse(note.at) as EpochMs
  await writeTimes(deps.dataDir, { last, lookedSince: last })
  return note
}

function writeTimes(dataDir: string, times: BackupTimes): Promise<void> {
  return writeFile(join(dataDir, BACKUP_FILE), `${JSON.stringify(times)}\n`, { mode: 0o600 })
}
