/** What the machine permits: sandbox, open files, memory, user. */
import type { Config } from '../config/schema.ts'
import { bad, type Check, doubtful, type Finding, fine } from './doctor.ts'

/** Sessions, database, spool and providers together. */
const OPEN_FILES = 4096

export function checkSandbox(open: () => Promise<{ readonly kind: string; readonly about: string }>): Check {
  return {
    area: 'sandbox',
    async run() {
      try {
        const { kind, about } = await open()
        return kind === 'none'
          ? [
              doubtful(
                'sandbox',
                'documents.sandbox',
                about,
                'Set documents.sandbox: auto, unless something else keeps the whole daemon in.',
              ),
            ]
          : [fine('sandbox', kind, about)]
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        return [bad('sandbox', 'documents.sandbox', text, 'See docs/operations.md, Sandbox.')]
      }
    },
  }
}

export interface MachineFacts {
  readonly uid: number
  /** `/proc/PID/limits` of the daemon, or of this process. */
  readonly limits: string
  readonly memoryBytes: number
}

export function checkLimits(config: Config, facts: () => Promise<MachineFacts>): Check {
  return {
    area: 'limits',
    async run() {
      const { uid, limits, memoryBytes } = await facts()
      return [...openFiles(limits), memory(config, memoryBytes), ...asRoot(uid)]
    },
  }
}

function openFiles(limits: string): Finding[] {
  const soft = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1]
  if (soft === undefined) return []
  const fix = 'LimitNOFILE=65536 in the unit, or ulimit -n 65536 before the start.'
  return [
    soft !== 'unlimited' && Number(soft) < OPEN_FILES
      ? doubtful('limits', 'open files', `${soft} are permitted: many sessions at once need more.`, fix)
      : fine('limits', 'open files', `${soft} are permitted.`),
  ]
}

/** Node itself and the database. */
const OWN_BYTES = 512 * 1024 * 1024

function memory({ documents }: Config, memoryBytes: number): Finding {
  const needed = documents.processes * documents.memoryBytes + OWN_BYTES
  const mib = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`
  return needed > memoryBytes
    ? doubtful(
        'limits',
        'memory',
        `There are ${mib(memoryBytes)}; the daemon and its renderers may take ${mib(needed)} at worst.`,
        'Fewer documents.processes, a smaller documents.memoryBytes, or more memory.',
      )
    : fine('limits', 'memory', `${mib(memoryBytes)}, and ${mib(needed)} are needed at worst.`)
}

function asRoot(uid: number): Finding[] {
  return uid === 0
    ? [
        doubtful(
          'limits',
          'user',
          'This is root, or the daemon runs as root: Linux does not bound its processes.',
          'Run faxbridge, and this command, as a user of its own: sudo -u faxbridge faxbridge doctor',
        ),
      ]
    : []
}
