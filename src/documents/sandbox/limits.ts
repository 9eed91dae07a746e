/**
 * How much a sandboxed program may use. The kernel holds what is counted for one process; memory, processes and disk of
 * all its processes together are watched (watch.ts).
 */
import { release } from 'node:os'

const MIB = 1024 * 1024

export interface ProgramLimits {
  /** From start to end. */
  readonly seconds: number
  /** Processor time of each process; null: as long as it may run. For warm processes, whose time adds up. */
  readonly cpuSeconds: number | null
  /** Resident memory of all its processes together. */
  readonly memoryBytes: number
  /** Largest file it may write. */
  readonly fileBytes: number
  /** All files in its folder together. */
  readonly folderBytes: number
  /** Processes and threads. */
  readonly processes: number
  readonly openFiles: number
  /** Of stdout, and of stderr; more is cut off, and the program is stopped. */
  readonly outputBytes: number
}

/** Enough for a converter that works on one document. */
export const PROGRAM_LIMITS: ProgramLimits = {
  seconds: 60,
  cpuSeconds: null,
  memoryBytes: 1024 * MIB,
  fileBytes: 256 * MIB,
  folderBytes: 512 * MIB,
  // LibreOffice has about 20 threads, headless Chromium about 150.
  processes: 256,
  openFiles: 1024,
  outputBytes: 1 * MIB,
}

/** Private files in memory (`/tmp`, `/dev/shm`): not seen when a process's memory is measured, so bounded by themselves. */
export const TMP_BYTES = 128 * MIB

/** What a runtime such as Node allocates before it does anything. */
const DATA_FLOOR = 512 * MIB

/**
 * Since Linux 5.14 the processes of a user are counted in each user namespace by themselves. Before, the daemon's own
 * would count too, and a program could start none; the watcher counts them there.
 */
const countsByNamespace = (): boolean => {
  const [major = 0, minor = 0] = release().split('.').map(Number)
  return major > 5 || (major === 5 && minor >= 14)
}

/**
 * Arguments of util-linux `prlimit`, which stands directly before the program.
 *
 * No RLIMIT_AS: Node, WebAssembly and Chromium reserve far more addresses than they ever use (WebAssembly 8 GiB for each
 * memory), and would not start. RLIMIT_DATA counts what can really be written to. It is more than twice the watched limit: it only
 * has to stop what grows faster than the watcher looks, and a program that hits the watched limit gets the better error.
 */
export function prlimitArguments(limits: ProgramLimits, ownNamespace: boolean): readonly string[] {
  const cpu = limits.cpuSeconds === null ? null : Math.ceil(limits.cpuSeconds)
  return [
    '--core=0',
    `--data=${DATA_FLOOR + 2 * limits.memoryBytes}`,
    `--fsize=${limits.fileBytes}`,
    `--nofile=${limits.openFiles}`,
    // SIGXCPU at the first, SIGKILL at the second for those that ignore it.
    ...(cpu === null ? [] : [`--cpu=${cpu}:${cpu + 1}`]),
    ...(ownNamespace && countsByNamespace() ? [`--nproc=${limits.processes}`] : []),
  ]
}
