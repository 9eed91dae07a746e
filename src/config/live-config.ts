/** The configuration in force. A broken file at reload changes nothing and is told with every mistake. */
import { basename, join } from 'node:path'
import type { Logger } from '../runtime.ts'
import { type ConfigProblem, configOrThrow, loadConfig, parseConfig, problemLine } from './load.ts'
import { MANAGED_FILE, type ManagedContents, managedText, type WrittenSubscriber } from './managed.ts'
import type { Config, LiveConfig } from './schema.ts'

export interface ReloadResult {
  readonly ok: boolean
  /** What is wrong with the file; the old configuration stays in force. */
  readonly problems: readonly string[]
  /** Keys that have changed and take effect only with a restart. */
  readonly restart: readonly string[]
}

export interface ReloadableConfig extends LiveConfig {
  reload(): ReloadResult
  /** What is managed through the API, as it is in force. */
  readonly managed: ManagedContents
  /** The subscribers of the configuration file, as they are written. */
  readonly written: readonly WrittenSubscriber[]
  /**
   * Puts other managed contents in force, behind the configuration file as it was last read. `keep` makes them durable
   * and is called when they are valid; nothing changes when it throws. Gives what is wrong; empty: it is in force.
   */
  manage(contents: ManagedContents, keep: (text: string) => Promise<void>): Promise<readonly string[]>
}

/** What is opened once at start: at a reload the old value stays until the next restart. */
const FIXED = ['hostname', 'dataDir', 'store', 'http', 'providers', 'documents', 'archive', 'log'] as const

const doors = (config: Config) => config.smtp.listeners.map(({ cert: _, key: __, ...door }) => door)
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** The new configuration with the fixed parts of the old one, and the names of those that would change. */
function merge(old: Config, next: Config): { readonly config: Config; readonly restart: readonly string[] } {
  const changed: string[] = FIXED.filter(key => !same(old[key], next[key]))
  const config: Config = { ...next, ...Object.fromEntries(FIXED.map(key => [key, old[key]])) }
  if (same(doors(old), doors(next))) return { config, restart: changed }
  // A certificate may still be renewed: it is read by the listener's name.
  const listeners = old.smtp.listeners.map(door => {
    const renewed = next.smtp.listeners.find(other => other.name === door.name && other.tls === door.tls)
    return renewed?.cert === undefined || renewed.key === undefined
      ? door
      : { ...door, cert: renewed.cert, key: renewed.key }
  })
  return {
    config: { ...config, smtp: { ...config.smtp, listeners } },
    restart: [...changed, 'smtp.listeners'],
  }
}

/** A route to an account that is opened only at the next start would lose faxes until then. */
function orphanRoutes(config: Config): string[] {
  return config.routes
    .flatMap(route => [route.provider, ...route.fallback])
    .filter(account => config.providers[account] === undefined)
    .map(account => `routes: provider "${account}" is new: restart faxbridge instead of reloading`)
}

/** Nobody who changes one subscriber knows its place in our file: `subscriber law: numbers[0]` for `subscribers[1].numbers[0]`. */
function placeOf({ file, key }: ConfigProblem, { subscribers }: ManagedContents): string {
  if (basename(file) !== MANAGED_FILE) return key
  const [, place = '', rest = ''] = /^subscribers\[(\d+)\]\.?(.*)$/.exec(key) ?? []
  const id = place === '' ? undefined : subscribers[Number(place)]?.id
  if (id === undefined) return key
  return rest === '' ? `subscriber ${id}` : `subscriber ${id}: ${rest}`
}

/** Reads the file. Throws E_CONFIG with all problems when it is not valid. */
export function makeLiveConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  log: Logger,
): ReloadableConfig {
  const first = configOrThrow(loadConfig(file, env))
  for (const warning of first.warnings) log.warn({}, problemLine(warning))
  let { config: current, text: main, written, managed } = first
  return {
    get current() {
      return current
    },
    get managed() {
      return managed
    },
    get written() {
      return written
    },
    async manage(contents, keep) {
      const text = managedText(contents)
      const source = (dataDir: string) => ({ file: join(dataDir, MANAGED_FILE), text })
      const result = parseConfig(main, file, env, source)
      if (!result.ok) return result.problems.map(problem => `${placeOf(problem, contents)}: ${problem.text}`)
      await keep(text)
      const merged = merge(current, result.config)
      current = merged.config
      managed = result.managed
      return []
    },
    reload() {
      const result = loadConfig(file, env)
      if (!result.ok) {
        const problems = result.problems.map(problemLine)
        log.error({ problems }, 'the configuration file has mistakes: the old configuration stays in force')
        return { ok: false, problems, restart: [] }
      }
      for (const warning of result.warnings) log.warn({}, problemLine(warning))
      const { config, restart } = merge(current, result.config)
      const orphans = orphanRoutes(config)
      if (orphans.length > 0) {
        log.error({ problems: orphans }, 'the configuration needs a restart: the old one stays in force')
        return { ok: false, problems: orphans, restart }
      }
      current = config
      main = result.text
      written = result.written
      managed = result.managed
      log.info(
        { restart },
        restart.length === 0
          ? 'configuration read again'
          : 'configuration read again; some keys need a restart',
      )
      return { ok: true, problems: [], restart }
    },
  }
}
