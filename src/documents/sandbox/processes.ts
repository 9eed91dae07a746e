/**
 * The processes below one of ours: who they are, how much processor time they had, and with what priority they run.
 * Read from /proc, since a daemon without privileges has no control groups.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
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

/** The process and all that came from it, the first before the others; nothing when it has ended. */
export async function* treeOf(pid: number): AsyncGenerator<OneProcess> {
  const queue = [pid]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const threads = (await readdir(`/proc/${next}/task`).catch((): string[] => [])).map(Number)
    yield { pid: next, threads }
    for (const thread of threads) {
      const children = await text(`/proc/${next}/task/${thread}/children`)
      for (const child of children.split(' ')) if (child !== '') queue.push(Number(child))
    }
  }
}

/** Processor time that they had together, with what ended below them; 0 when there are none. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  let ticks = 0
  let seen = 0
  for await (const one of treeOf(pid)) {
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5); the name before them may hold spaces and brackets.
    const fields = (await text(`/proc/${one.pid}/stat`)).split(') ').at(-1)?.split(' ') ?? []
    for (const field of fields.slice(11, 15)) ticks += Number(field)
    if (++seen >= PROCESSES_MAX) break
  }
  return ticks / TICKS_PER_SECOND
}

/** True when none of them has anything to do: no thread runs, waits for its turn, or waits for a disk. */
export async function isAsleep(pid: number): Promise<boolean> {
  let seen = 0
  for await (const one of treeOf(pid)) {
    for (const thread of one.threads) {
      // proc(5): R runs or could run, D waits for a disk.
      const state = (await text(`/proc/${one.pid}/task/${thread}/stat`)).split(') ').at(-1)?.[0]
      if (state === 'R' || state === 'D') return false
    }
    if (++seen >= PROCESSES_MAX) return false
  }
  return true
}

/**
 * From now on they, and what they start, get the processor only when nobody else wants it. There is no way back: an
 * ordinary user may not raise a priority. What cannot be lowered stays as it is.
 */
export async function lowerPriority(pid: number): Promise<void> {
  let seen = 0
  for await (const { pid: one, threads } of treeOf(pid)) {
    // Linux keeps a priority for each thread.
    for (const thread of threads) lowered(thread)
    // Where sessions share the processor evenly (sched(7), autogroup), only the priority of the session counts.
    await writeFile(`/proc/${one}/autogroup`, String(LOWEST)).catch(() => {})
    if (++seen >= PROCESSES_MAX) break
  }
}

function lowered(thread: number): void {
  try {
    setPriority(thread, LOWEST)
  } catch {
    // It has ended.
  }
}

const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
