/**
 * The processes below one of ours: who they are, how much processor time they had, with what priority they run, and
 * whether they run at all. Read from /proc, since a daemon without privileges has no control groups; and read at once: it
 * is memory, and through promises a tree of a dozen small files takes ten times as long.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

export interface OneProcess {
  readonly pid: number
  /** Ids of its threads; its own among them. */
  readonly threads: readonly number[]
}

/** Clock ticks of /proc/PID/stat: USER_HZ is 100 on every machine that Node runs on. */
const TICKS_PER_SECOND = 100
/** Lowest there is: beside a process of normal priority it gets about one part in seventy. */
const LOWEST = 19
/** No program of ours has as many; what has more is watched for that, and killed. */
const PROCESSES_MAX = 1024

/** The process and all that came from it, the first before the others, PROCESSES_MAX at most; nothing when it has ended. */
export function* treeOf(pid: number): Generator<OneProcess> {
  const queue = [pid]
  let seen = 0
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const threads = threadsOf(next)
    yield { pid: next, threads }
    if (++seen >= PROCESSES_MAX) return
    for (const thread of threads) {
      const children = text(`/proc/${next}/task/${thread}/children`)
      for (const child of children.split(' ')) if (child !== '') queue.push(Number(child))
    }
  }
}

/** Processor time that they had together, with what ended below them; 0 when there are none. */
export function cpuSecondsOf(pid: number): number {
  let ticks = 0
  for (const one of treeOf(pid)) {
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5); the name before them may hold spaces and brackets.
    const fields = text(`/proc/${one.pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
    for (const field of fields.slice(11, 15)) ticks += Number(field)
  }
  return ticks / TICKS_PER_SECOND
}

/** Less processor time than this is none: the smallest that is counted. */
export const NOTHING_SECONDS = 0.015

/** True: in the last so many looks nothing was added to the processor time, of which `had` holds what each look saw. */
export const hadNothing = (had: readonly number[], looks: number): boolean =>
  (had.at(-1) ?? 0) - (had.at(-1 - looks) ?? -1) < NOTHING_SECONDS

/** True when none of them has anything to do: no thread runs, waits for its turn, or waits for a disk. */
export function isAsleep(pid: number): boolean {
  let seen = 0
  for (const one of treeOf(pid)) {
    for (const thread of one.threads) {
      // proc(5): R runs or could run, D waits for a disk.
      const state = text(`/proc/${one.pid}/task/${thread}/stat`).split(') ').at(-1)?.[0]
      if (state === 'R' || state === 'D') return false
    }
    seen++
  }
  // Of more than these nobody knows.
  return seen < PROCESSES_MAX
}

/**
 * From now on they, and what they start, get the processor only when nobody else wants it. There is no way back: an
 * ordinary user may not raise a priority. What cannot be lowered stays as it is.
 */
export function lowerPriority(pid: number): void {
  for (const { pid: one, threads } of treeOf(pid)) {
    // Linux keeps a priority for each thread.
    for (const thread of threads) attempt(() => setPriority(thread, LOWEST))
    // Where sessions share the processor evenly (sched(7), autogroup), only the priority of the session counts.
    attempt(() => writeFileSync(`/proc/${one}/autogroup`, String(LOWEST)))
  }
}

/** Makes them stand still in the middle of what they do, the first before the others, so that none starts another meanwhile. */
export const pause = (pid: number): void => signalled(pid, 'SIGSTOP')
/** Where they stood still, they go on. */
export const resume = (pid: number): void => signalled(pid, 'SIGCONT')

function signalled(pid: number, signal: 'SIGSTOP' | 'SIGCONT'): void {
  for (const one of treeOf(pid)) attempt(() => process.kill(one.pid, signal))
}

const threadsOf = (pid: number): readonly number[] =>
  (attempt(() => readdirSync(`/proc/${pid}/task`)) ?? []).map(Number)
/** A file of /proc; empty when who it is about has ended. */
export const text = (path: string): string => attempt(() => readFileSync(path, 'utf8')) ?? ''

/** Undefined: it has ended meanwhile, or this system has no such thing. */
function attempt<T>(deed: () => T): T | undefined {
  try {
    return deed()
  } catch {
    return undefined
  }
}
