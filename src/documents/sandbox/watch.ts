/**
 * Looks after all processes of one sandbox: memory, processes and disk together, which the kernel counts only in control
 * groups that a daemon without privileges does not have. Finds them from the first one down: in a process namespace
 * nobody gets away from that tree.
 */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../runtime.ts'
import type { ProgramLimits } from './limits.ts'

/** What of its limits a program used up. */
export type RanOut = 'time' | 'memory' | 'processes' | 'disk' | 'output'

/** This often: what explodes is caught before the machine swaps. */
const WATCH_MS = 100
/** Folders are walked less often than processes. */
const LOOKS_PER_WALK = 5
/** A folder with more entries has used up its disk, whatever their size. */
const ENTRIES_MAX = 20_000

export interface Usage {
  readonly memoryBytes: number
  /** Processes and threads. */
  readonly processes: number
}

/**
 * What the process and all that came from it use now; zeros when it has ended. Shared memory counts for each process
 * that holds it; files that are only mapped (the same programs and libraries) count once, for the one with the most.
 */
export async function usageOf(pid: number, processesMax: number): Promise<Usage> {
  let own = 0
  let mapped = 0
  let processes = 0
  const queue = [pid]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const threads = await readdir(`/proc/${next}/task`).catch((): string[] => [])
    processes += threads.length
    // There is no need to count a fork bomb to its end.
    if (processes > processesMax) break
    const status = await text(`/proc/${next}/status`)
    own += kib(status, 'RssAnon') + kib(status, 'RssShmem')
    mapped = Math.max(mapped, kib(status, 'RssFile'))
    for (const thread of threads) {
      const children = await text(`/proc/${next}/task/${thread}/children`)
      for (const child of children.split(' ')) if (child !== '') queue.push(Number(child))
    }
  }
  return { memoryBytes: (own + mapped) * 1024, processes }
}

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
const kib = (status: string, key: string): number =>
  Number(new RegExp(`^${key}:\\s*(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)

/** Bytes on disk of all files in a folder; Infinity when there are too many to look at. */
export async function folderBytes(folder: string): Promise<number> {
  let bytes = 0
  let entries = 0
  const queue = [folder]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const entry of await readdir(next, { withFileTypes: true }).catch(() => [])) {
      if (++entries > ENTRIES_MAX) return Number.POSITIVE_INFINITY
      const path = join(next, entry.name)
      if (entry.isDirectory()) queue.push(path)
      // A file with holes is as big as what is in it.
      else bytes += (await lstat(path).catch(() => null))?.blocks ?? 0
    }
  }
  return bytes * 512
}

export interface Watched {
  readonly pid: number
  readonly folder: string
  readonly limits: ProgramLimits
}

/** Resolves with what ran out; never when `over` aborts first. */
export function ranOut({ pid, folder, limits }: Watched, clock: Clock, over: AbortSignal): Promise<RanOut> {
  const late = async (): Promise<RanOut> => {
    await clock.sleep(limits.seconds * 1000, over)
    return over.aborted ? never() : 'time'
  }
  const watching = async (): Promise<RanOut> => {
    for (let look = 1; ; look++) {
      await clock.sleep(WATCH_MS, over)
      if (over.aborted) return never()
      const { memoryBytes, processes } = await usageOf(pid, limits.processes)
      if (memoryBytes > limits.memoryBytes) return 'memory'
      if (processes > limits.processes) return 'processes'
      if (look % LOOKS_PER_WALK === 0 && (await folderBytes(folder)) > limits.folderBytes) return 'disk'
    }
  }
  return Promise.race([Number.isFinite(limits.seconds) ? late() : never(), watching()])
}

const never = (): Promise<never> => new Promise(() => {})
