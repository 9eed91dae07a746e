/**
 * Looks after all processes of one sandbox: memory, processes and disk together, which the kernel counts only in control
 * groups that a daemon without privileges does not have. Finds them from the first one down: in a process namespace
 * nobody gets away from that tree.
 */
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from '../../runtime.ts'
import type { ProgramLimits } from './limits.ts'
import { cpuSecondsOf, hadNothing, text, treeOf } from './processes.ts'

/** What of its limits a program used up. `processor`: its time was over before it had got enough of the processor. */
export type RanOut = 'time' | 'processor' | 'memory' | 'processes' | 'disk' | 'output'

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
export function usageOf(pid: number, processesMax: number): Usage {
  let own = 0
  let mapped = 0
  let processes = 0
  for (const one of treeOf(pid)) {
    processes += one.threads.length
    // There is no need to count a fork bomb to its end.
    if (processes > processesMax) break
    const status = text(`/proc/${one.pid}/status`)
    own += kib(status, 'RssAnon') + kib(status, 'RssShmem')
    mapped = Math.max(mapped, kib(status, 'RssFile'))
  }
  return { memoryBytes: (own + mapped) * 1024, processes }
}

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

/** What keeps a program from its time without being its fault. */
export interface Hindrance {
  /** Does it run with lowest priority? Then it may have waited for others. */
  isLow(): boolean
  /** Milliseconds so far in which it was made to stand still. */
  heldMs(): number
}

export interface Timed {
  readonly pid: number
  readonly seconds: number
  readonly hindrance: Hindrance
  /** Processor time of a process and all below it; absent: as the kernel counts it. */
  readonly cpuSeconds?: (pid: number) => number
}

export interface Watched extends Pick<Timed, 'pid'> {
  readonly folder: string
  readonly limits: ProgramLimits
  /** Absent: there is none. */
  readonly hindrance?: Hindrance | undefined
}

const UNHINDERED: Hindrance = { isLow: () => false, heldMs: () => 0 }
/** One of lowest priority may take so many times longer by the clock on the wall. */
const PATIENCE = 10
/** One of its own priority, on a machine that is busy with other things. */
const OWN_PATIENCE = 2
/** Seconds: a short limit says little about how busy the machine is. */
const PATIENCE_LEAST = 30
const LOOK_MS = 1000
/** The kernel counts processor time in ticks of so much. */
const TICK_MS = 10
/** Who had so little processor time in so many looks does not wait for others: it does nothing. */
const IDLE_LOOKS = 5

/**
 * Resolves when its time is over: when the clock and the processor say so. A document must not fail because the machine has
 * no time for it; one that waits for nothing, or got its time, is over by the clock. The clock stands while it stands still.
 */
export async function outOfTime(
  { pid, seconds, hindrance, cpuSeconds = cpuSecondsOf }: Timed,
  clock: Clock,
  over: AbortSignal,
): Promise<'time' | 'processor'> {
  const before = cpuSeconds(pid)
  const [from, heldBefore] = [clock.now(), hindrance.heldMs()]
  const ownMs = () => clock.now() - from - (hindrance.heldMs() - heldBefore)
  for (let left = seconds * 1000; left > 0; left = seconds * 1000 - ownMs()) {
    await clock.sleep(Math.max(TICK_MS, left), over)
    if (over.aborted) return never()
  }
  const had: number[] = []
  for (let held = hindrance.heldMs(); ; ) {
    const cpu = cpuSeconds(pid) - before
    if (cpu >= seconds) return 'time'
    // Who was made to stand still did not do nothing.
    if (hindrance.heldMs() > held) had.length = 0
    held = hindrance.heldMs()
    had.push(cpu)
    if (hadNothing(had, IDLE_LOOKS)) return 'time'
    const patience = hindrance.isLow() ? PATIENCE : OWN_PATIENCE
    if (ownMs() >= Math.max(patience * seconds, seconds + PATIENCE_LEAST) * 1000) return 'processor'
    const left = (seconds - cpu) * 1000
    await clock.sleep(Math.min(LOOK_MS, Math.max(TICK_MS, left)), over)
    if (over.aborted) return never()
  }
}

/** Resolves with what ran out; never when `over` aborts first. */
export function ranOut(watched: Watched, clock: Clock, over: AbortSignal): Promise<RanOut> {
  const { pid, folder, limits, hindrance = UNHINDERED } = watched
  const { seconds } = limits
  const watching = async (): Promise<RanOut> => {
    for (let look = 1; ; look++) {
      await clock.sleep(WATCH_MS, over)
      if (over.aborted) return never()
      const { memoryBytes, processes } = usageOf(pid, limits.processes)
      if (memoryBytes > limits.memoryBytes) return 'memory'
      if (processes > limits.processes) return 'processes'
      if (look % LOOKS_PER_WALK === 0 && (await folderBytes(folder)) > limits.folderBytes) return 'disk'
    }
  }
  const late = Number.isFinite(seconds) ? outOfTime({ pid, seconds, hindrance }, clock, over) : never()
  return Promise.race([late, watching()])
}

const never = (): Promise<never> => new Promise(() => {})
