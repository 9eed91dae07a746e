/**
 * External programs (converters, OCR) in the sandbox: one run of one program, or one that keeps running and is talked to.
 * They see the system's programs, fonts, what they are given to read, and one folder to write to. The daemon's process
 * starts them, never a renderer: inside its own sandbox that has nothing to start them with.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { BridgeError } from '../../fax/error.ts'
import type { Clock } from '../../runtime.ts'
import { PROGRAM_LIMITS, type ProgramLimits } from './limits.ts'
import type { Sandbox } from './open.ts'
import { readablePlaces } from './view.ts'
import { type Hindrance, type RanOut, ranOut } from './watch.ts'

export interface ProgramRequest {
  /** Absolute path, as `findProgram` gives it. */
  readonly command: string
  /** Paths in it are those of this machine: they are the same inside. */
  readonly args: readonly string[]
  /** Absolute; the only folder that it can write to, and where it starts. Its HOME is `home` in it. */
  readonly folder: string
  /** Files and folders that it can read beside the system's programs and fonts, absolute. */
  readonly readable?: readonly string[]
  /** What differs from PROGRAM_LIMITS. */
  readonly limits?: Partial<ProgramLimits>
  /** Beside PATH, HOME, TMPDIR, LANG and TZ. Nothing of the daemon's own environment is there. */
  readonly env?: Readonly<Record<string, string>>
  /** Nothing: it reads an empty file. */
  readonly stdin?: Uint8Array
  /**
   * Where `/tmp` is: `memory` (a small one of its own, gone with it), or `folder` (`tmp` in its folder: for big temporary
   * files, and for unix sockets in `/tmp` that are to be reached from outside).
   */
  readonly tmp?: 'memory' | 'folder'
  /** Absent: it keeps its priority. */
  readonly following?: Following
}

/** Who follows a program from its start, and may keep it from the processor. */
export interface Following extends Hindrance {
  started(pid: number): void
}

export interface ProgramResult {
  /** Null: ended by a signal, or stopped by us. */
  readonly exitCode: number | null
  readonly stdout: Buffer
  /** For the log alone: it may quote the document. */
  readonly stderr: string
  /** Which limit ended it; null: none did. */
  readonly ranOut: RanOut | null
}

/** A program that keeps running, with open pipes. */
export interface RunningProgram {
  /** Of the first process; what came from it is below it. */
  readonly pid: number
  readonly stdin: Writable
  readonly stdout: Readable
  /** Resolves when it and all its processes have ended, by themselves or not. Never rejects. */
  readonly ended: Promise<Omit<ProgramResult, 'stdout'>>
  /** Kills it and all its processes; `ended` says when that is done. */
  stop(): void
}

/** Exit codes of wrappers for a program that a signal ended: 128 + the signal. */
const SIGNAL_LIMITS: Readonly<Record<number, RanOut>> = {
  [128 + constants.signals.SIGXCPU]: 'time',
  [128 + constants.signals.SIGXFSZ]: 'disk',
}

/**
 * Runs the program to its end. A program that fails or runs out of something is a result, not an error: only the caller
 * knows what its exit codes mean. Throws E_SHUTTING_DOWN when the signal aborts, E_SANDBOX when nothing could be started.
 */
export async function runProgram(
  sandbox: Sandbox,
  clock: Clock,
  request: ProgramRequest,
  signal: AbortSignal,
): Promise<ProgramResult> {
  if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
  const program = await startProgram(sandbox, clock, request)
  signal.addEventListener('abort', program.stop, { once: true })
  // The signal may have come while the program was being started.
  if (signal.aborted) program.stop()
  program.stdin.end(request.stdin ?? '')
  const { outputBytes } = limitsOf(request)
  let cut = false
  const stdout = collected(program.stdout, outputBytes, () => {
    cut = true
    program.stop()
  })
  const ended = await program.ended
  signal.removeEventListener('abort', program.stop)
  if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
  return { ...ended, stdout: stdout(), ranOut: cut ? 'output' : ended.ranOut }
}

/**
 * Starts a program that is talked to over its stdin and stdout, or over unix sockets in its folder. Memory, processes and
 * disk are watched as long as it runs; so is `seconds`: give Infinity and look after the time of each job yourself.
 */
export async function startProgram(
  sandbox: Sandbox,
  clock: Clock,
  request: ProgramRequest,
): Promise<RunningProgram> {
  const { folder, command, args, tmp = 'memory' } = request
  const limits = limitsOf(request)
  await mkdir(join(folder, 'home'), { recursive: true, mode: 0o700 })
  if (tmp === 'folder') await mkdir(join(folder, 'tmp'), { recursive: true, mode: 0o700 })
  const readable = await readablePlaces(request.readable ?? [], sandbox.machine.system)
  const env = {
    PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
    HOME: join(folder, 'home'),
    TMPDIR: sandbox.kind === 'none' ? folder : '/tmp',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ...request.env,
  }
  const launch = sandbox.launch({ command, args, env, folder, readable, limits, tmp })
  // A process group of its own, so that all of it can be killed where there is no process namespace.
  const child = spawn(launch.command, launch.args, { env: launch.env, cwd: folder, detached: true })
  // A pipe to a program that has ended: what matters is how it ended.
  child.stdin.on('error', () => {})
  const stop = () => killAll(child)
  const stderr = collected(child.stderr, limits.outputBytes, () => {})
  const over = new AbortController()
  let limit: RanOut | null = null
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', cause => reject(new BridgeError('E_SANDBOX', { cause })))
    // What it left behind, where its end does not end the rest.
    if (sandbox.kind === 'none') child.once('exit', stop)
    child.once('close', code => resolve(code))
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    exit.catch(reject)
  })
  const pid = child.pid ?? 0
  const { following } = request
  following?.started(pid)
  void ranOut({ pid, folder, limits, hindrance: following }, clock, over.signal).then(what => {
    limit = what
    stop()
  })
  const ended = exit.then(exitCode => {
    over.abort()
    const bySignal = SIGNAL_LIMITS[exitCode ?? 0] ?? null
    return { exitCode, stderr: stderr().toString('utf8'), ranOut: limit ?? bySignal }
  })
  return { pid, stdin: child.stdin, stdout: child.stdout, ended, stop }
}

const limitsOf = (request: ProgramRequest): ProgramLimits => ({ ...PROGRAM_LIMITS, ...request.limits })

/** Kills the process and its whole group; with a process namespace that is all there is in it. */
export function killAll(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nobody is left in the group.
  }
}

/** Keeps the first `most` bytes of a stream; `full` is called when more come. */
function collected(stream: Readable, most: number, full: () => void): () => Buffer {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    if (bytes + chunk.length > most) full()
    if (bytes < most) chunks.push(chunk.subarray(0, most - bytes))
    bytes = Math.min(most, bytes + chunk.length)
  })
  return () => Buffer.concat(chunks)
}
