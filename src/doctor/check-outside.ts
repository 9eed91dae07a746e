/** Whom we talk to: relays, providers, and the daemon itself when it runs. Nothing is sent. */
import type { Config } from '../config/schema.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

/** One relay of the configuration, and a look at it that throws. */
export interface RelayLook {
  readonly url: string
  verify(signal: AbortSignal): Promise<void>
}

export function checkRelays(relays: readonly RelayLook[]): Check {
  return {
    area: 'relay',
    run: signal =>
      Promise.all(
        relays.map(async ({ url, verify }) => {
          try {
            await verify(signal)
            return fine('relay', url, 'It lets us in.')
          } catch (error) {
            return bad(
              'relay',
              url,
              saidBy(error),
              'Is the server up? Are login, TLS and caFile right? docs/relay.md says what each answer means.',
            )
          }
        }),
      ),
  }
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { response } = (error as { detail?: { response?: unknown } }).detail ?? {}
  return typeof response === 'string' && response !== '' ? `${error.message} ${response}` : error.message
}

/** As `faxbridge providers test` shows it; null: this kind of provider has nothing to test. */
export type AccountTest = (
  account: string,
  signal: AbortSignal,
) => Promise<readonly { readonly ok: boolean; readonly what: string; readonly text: string }[] | null>

export function checkProviders({ providers }: Config, test: AccountTest): Check {
  return {
    area: 'providers',
    async run(signal) {
      const found = await Promise.all(
        Object.entries(providers).map(async ([account, { type }]): Promise<Finding[]> => {
          const fix = `Put it right in the configuration or at the vendor (docs/providers/${type}.md), then: faxbridge providers test ${account}`
          try {
            const lines = await test(account, signal)
            if (lines === null) return [fine('providers', account, `A ${type} has nothing to test.`)]
            return lines.map(({ ok, what, text }) =>
              ok
                ? fine('providers', account, `${what}: ${text}`)
                : bad('providers', account, `${what}: ${text}`, fix),
            )
          } catch (error) {
            return [bad('providers', account, error instanceof Error ? error.message : String(error), fix)]
          }
        }),
      )
      return found.flat()
    },
  }
}

/** What a running daemon says of itself. */
export interface DaemonSays {
  readonly ready: boolean
  readonly reasons: readonly string[]
  readonly alarms: readonly {
    readonly severity: string
    readonly name: string
    readonly title: string
    readonly todo: readonly string[]
  }[]
}

/** `ask` gives null when none runs. */
export function checkDaemon(ask: () => Promise<DaemonSays | null>): Check {
  return {
    area: 'daemon',
    async run() {
      const says = await ask()
      if (says === null)
        return [
          doubtful(
            'daemon',
            'faxbridge',
            'It does not run, or belongs to another user.',
            'systemctl start faxbridge; ask again as its user or as root.',
          ),
        ]
      const state = says.ready
        ? fine('daemon', 'faxbridge', 'It runs and takes mail.')
        : bad(
            'daemon',
            'faxbridge',
            `It takes no mail: ${says.reasons.join('; ')}.`,
            'faxbridge status; journalctl -u faxbridge',
          )
      return [
        state,
        ...says.alarms.map(({ severity, name, title, todo }) =>
          (severity === 'critical' ? bad : doubtful)('alarms', name, title, todo.join(' ')),
        ),
      ]
    },
  }
}

const DAY = 86_400_000
/** Faxes of a week are what nobody can do over. */
const OLD_MS = 7 * DAY

/** `last`: when the last backup was made; null: none was. */
export function checkBackup(last: () => Promise<number | null>, now: number): Check {
  return {
    area: 'backup',
    async run() {
      const at = await last()
      const fix =
        'systemctl enable --now faxbridge-backup.timer, or faxbridge backup FOLDER by a timer of your own. alarms.backupDays tells when it does not happen.'
      if (at === null) return [doubtful('backup', 'faxbridge backup', 'None was ever made.', fix)]
      const text = `The last one is of ${new Date(at).toISOString().slice(0, 10)}.`
      return [
        now - at > OLD_MS
          ? doubtful('backup', 'faxbridge backup', text, fix)
          : fine('backup', 'faxbridge backup', text),
      ]
    },
  }
}
