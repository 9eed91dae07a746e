/** `faxbridge doctor`: looks over the whole installation, and says what to do about what it finds. */
import { lookup, resolveTxt } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import type { AlarmView } from '../alarms/open-alarms.ts'
import { loadConfig, problemLine } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { checkData, checkDatabase, checkOffice } from '../doctor/check-data.ts'
import { checkDns, type Names } from '../doctor/check-dns.ts'
import { checkDisk, checkPermissions } from '../doctor/check-files.ts'
import { checkLimits, checkSandbox } from '../doctor/check-machine.ts'
import {
  type AccountTest,
  checkBackup,
  checkDaemon,
  checkProviders,
  checkRelays,
  type DaemonSays,
} from '../doctor/check-outside.ts'
import { checkTls } from '../doctor/check-tls.ts'
import { bad, type Check, doubtful, examine, type Finding, fine } from '../doctor/doctor.ts'
import { findLibreOffice } from '../documents/office/installed.ts'
import { openSandbox } from '../documents/sandbox/open.ts'
import { openRelays } from '../mail/relay-order.ts'
import { openProviders } from '../providers/open-accounts.ts'
import type { ProbeLine } from '../providers/provider.ts'
import { makeIds, noCheckpoint, type Runtime, silentLogger, systemClock } from '../runtime.ts'
import { type Control, controlAt } from './control.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { harmless, say, sayJson } from './print.ts'

interface Options {
  readonly config: string
  readonly json?: boolean
  /** Nothing outside this machine is asked. */
  readonly offline?: boolean
}

/** Gives the exit code: 0 when nothing is wrong; what is only doubtful does not count. */
export async function doctor(options: Options): Promise<number> {
  const loaded = loadConfig(options.config, process.env)
  const first = configFindings(loaded, options.config)
  const found = loaded.ok ? [...first, ...(await examine(await checksFor(loaded.config, options)))] : first
  if (options.json === true) sayJson(found)
  else say(textOf(found))
  return found.some(({ state }) => state === 'wrong') ? EXIT_CODES.failed.code : EXIT_CODES.ok.code
}

function configFindings(loaded: ReturnType<typeof loadConfig>, file: string): readonly Finding[] {
  const fix = 'Put it right, then: faxbridge check-config'
  if (!loaded.ok) return loaded.problems.map(problem => bad('configuration', file, problemLine(problem), fix))
  const warnings = loaded.warnings.map(one => doubtful('configuration', file, problemLine(one), fix))
  return warnings.length > 0 ? warnings : [fine('configuration', file, 'It is good.')]
}

async function checksFor(config: Config, options: Options): Promise<readonly Check[]> {
  const runtime: Runtime = {
    clock: systemClock,
    ids: makeIds(systemClock),
    log: silentLogger,
    checkpoint: noCheckpoint,
  }
  const now = systemClock.now()
  const uid = process.getuid?.() ?? -1
  const { office } = config.documents
  const control = controlAt(join(config.dataDir, 'control.sock'))
  const local = [
    checkDaemon(() => daemonSays(control)),
    checkPermissions({ config, configFile: options.config, uid }),
    checkData(config.dataDir, now),
    await databaseCheck(config, control, uid),
    checkDisk(config),
    checkSandbox(() => openSandbox(config.documents.sandbox)),
    checkOffice(office.libreoffice, office.gotenberg !== undefined, findLibreOffice),
    checkLimits(config, async () => ({ uid, limits: await limitsOf(control), memoryBytes: memoryBytes() })),
    checkTls(config, now),
    checkBackup(() => lastBackup(config.dataDir), now),
  ]
  if (options.offline === true) return local
  const relays = [config.relay, ...config.relay.fallback].map(one => ({
    url: one.url,
    async verify(signal: AbortSignal) {
      const relay = openRelays(
        { current: { ...config, relay: { ...config.relay, ...one, fallback: [] } } },
        runtime,
      )
      await relay.verify(signal).finally(() => relay.close())
    },
  }))
  return [
    ...local,
    checkDns(config, systemNames),
    checkRelays(relays),
    checkProviders(config, accountTest(config, control, runtime)),
  ]
}

/** The store comes with its driver: only when it is looked at. */
async function databaseCheck({ dataDir, store }: Config, control: Control, uid: number): Promise<Check> {
  const { databaseFile } = await import('../store/open-store.ts')
  const { mustHaveDatabase } = await import('../store/lost-database.ts')
  const { lookAtDatabase } = await import('../store/look-at-database.ts')
  const file = databaseFile(store.url, dataDir)
  return checkDatabase({
    ...{ file, uid },
    running: () => runs(control),
    mayStart: () => mustHaveDatabase(dataDir, file, join(dataDir, 'spool')),
    open: () => lookAtDatabase(file),
  })
}

const runs = (control: Control): Promise<boolean> =>
  control.get('/status').then(
    () => true,
    () => false,
  )

async function daemonSays(control: Control): Promise<DaemonSays | null> {
  try {
    const { ready, reasons } = await control.get<{ ready: boolean; reasons: string[] }>('/status')
    return { ready, reasons, alarms: await control.get<readonly AlarmView[]>('/alarms') }
  } catch {
    return null
  }
}

/** Of the daemon where it runs and may be looked at, else of ourselves. */
async function limitsOf(control: Control): Promise<string> {
  const pid = await control.get<{ pid: number }>('/status').then(
    status => String(status.pid),
    () => 'self',
  )
  return readFile(`/proc/${pid}/limits`, 'utf8').catch(() => '')
}

/** Of the machine; in a container with a limit, that limit (0 or more than there is: none). */
function memoryBytes(): number {
  const bound = process.constrainedMemory()
  return bound > 0 ? Math.min(bound, totalmem()) : totalmem()
}

/** Written when a backup was made (start-alarms.ts). */
async function lastBackup(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'last-backup.json'), 'utf8').catch(() => '{}')
  return (JSON.parse(text) as { last?: number | null }).last ?? null
}

/** Addresses as the daemon itself finds them, /etc/hosts among them. */
const systemNames: Names = {
  addresses: async host => (await lookup(host, { all: true })).map(({ address }) => address),
  text: async name => (await resolveTxt(name)).map(parts => parts.join('')),
}

/** The daemon tests its own accounts; without one they are opened here. */
function accountTest(config: Config, control: Control, runtime: Runtime): AccountTest {
  return async (account, signal) => {
    if (config.providers[account]?.type === 'loopback') return null
    if (await runs(control))
      return control.post<ProbeLine[]>(`/providers/${encodeURIComponent(account)}/test`, {})
    const only = { [account]: config.providers[account] } as Config['providers']
    const opened = await openProviders({ current: { ...config, providers: only } }, runtime)
    return (await opened.get(account)?.probe?.(signal)) ?? null
  }
}

const SIGNS: Readonly<Record<Finding['state'], string>> = {
  ok: 'ok     ',
  warning: 'LOOK   ',
  wrong: 'WRONG  ',
  unknown: '?      ',
}

function textOf(found: readonly Finding[]): string {
  const lines = found.flatMap(({ area, what, state, text, fix }) => [
    harmless(`${SIGNS[state]}${area}: ${what}: ${text}`),
    ...(fix === null ? [] : [harmless(`         → ${fix}`)]),
  ])
  const count = (state: Finding['state']) => found.filter(one => one.state === state).length
  const [wrong, doubt] = [count('wrong'), count('warning') + count('unknown')]
  return [...lines, '', `${wrong} wrong, ${doubt} to look at, ${count('ok')} in order.`].join('\n')
}
