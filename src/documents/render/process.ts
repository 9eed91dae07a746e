/** One renderer process: started when first needed, watched while it works, killed when it takes too long or too much. */
import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { BridgeError } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import type { RenderAnswer, RenderJob, RenderResult } from './job.ts'

export interface RenderProcessLimits {
  readonly seconds: number
  readonly memoryBytes: number
}

/** Memory is looked at this often: a page that explodes is caught before the machine swaps. */
const WATCH_MS = 100
/** After this many documents a fresh process takes over: WASM memory never shrinks. */
const DOCUMENTS_PER_PROCESS = 50
/** `/proc/PID/statm` counts pages of this size on every machine that Node runs on. */
const MEMORY_PAGE = 4096
/** What a renderer may say before it is cut: enough for a stack trace. */
const COMPLAINT_BYTES = 4096

const SOURCE = import.meta.url.endsWith('.ts')
const ENTRY = new URL(SOURCE ? './worker.ts' : './worker.js', import.meta.url)

export class RenderProcess {
  readonly #limits: RenderProcessLimits
  readonly #clock: Clock
  readonly #log: Logger
  #child: ChildProcess | null = null
  #complaint = ''
  #done = 0

  constructor(limits: RenderProcessLimits, clock: Clock, log: Logger) {
    this.#limits = limits
    this.#clock = clock
    this.#log = log
  }

  /** Starts the process now, so that the first document does not wait for it. */
  warm(): void {
    this.#start()
  }

  /**
   * Runs one job; never two at a time. Throws the document's own error, E_RENDER_LIMIT (killed for time or memory),
   * E_RENDER_CRASH (ended by itself), E_SHUTTING_DOWN (the signal).
   */
  async run(job: RenderJob, signal: AbortSignal): Promise<RenderResult> {
    if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
    const child = this.#start()
    const over = new AbortController()
    try {
      const answer = await Promise.race([
        this.#answer(child, job),
        this.#tooLong(over.signal),
        this.#tooMuch(child, over.signal),
        aborted(signal, over.signal),
      ])
      if (!answer.ok) throw new BridgeError(answer.code, answer.say === '' ? {} : { say: answer.say })
      return answer.result
    } catch (error) {
      if (!(error instanceof BridgeError) || isOurs(error)) this.stop()
      throw error
    } finally {
      over.abort()
      if (++this.#done >= DOCUMENTS_PER_PROCESS) this.stop()
    }
  }

  stop(): void {
    this.#child?.kill('SIGKILL')
    this.#child = null
    this.#done = 0
  }

  #start(): ChildProcess {
    if (this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null)
      return this.#child
    const execArgv = SOURCE ? ['--import', import.meta.resolve('tsx')] : []
    const child = fork(ENTRY, [], {
      execArgv,
      // Nothing of the daemon's environment: a renderer that was taken over must find no secret in it.
      env: { TZ: 'UTC', LANG: 'C.UTF-8' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    })
    this.#complaint = ''
    child.stderr?.on('data', data => {
      this.#complaint = (this.#complaint + String(data)).slice(-COMPLAINT_BYTES)
    })
    child.on('error', error => this.#log.error({ error }, 'a renderer process could not be started'))
    // An idle renderer must not keep the daemon's process alive.
    child.unref()
    child.channel?.unref()
    this.#child = child
    this.#done = 0
    return child
  }

  #answer(child: ChildProcess, job: RenderJob): Promise<RenderAnswer> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null) => {
        child.off('message', heard)
        this.#log.error(
          { code, signal, complaint: this.#complaint },
          'a renderer process ended while it worked',
        )
        reject(new BridgeError('E_RENDER_CRASH', { detail: { code, signal } }))
      }
      const heard = (message: unknown) => {
        child.off('exit', ended)
        resolve(message as RenderAnswer)
      }
      child.once('message', heard)
      child.once('exit', ended)
      child.send(job, error => {
        if (error !== null) reject(new BridgeError('E_RENDER_CRASH', { cause: error }))
      })
    })
  }

  async #tooLong(over: AbortSignal): Promise<never> {
    await this.#clock.sleep(this.#limits.seconds * 1000, over)
    if (over.aborted) return never()
    const say = `It took more than ${this.#limits.seconds} seconds.`
    throw new BridgeError('E_RENDER_LIMIT', { say })
  }

  async #tooMuch(child: ChildProcess, over: AbortSignal): Promise<never> {
    for (;;) {
      await this.#clock.sleep(WATCH_MS, over)
      if (over.aborted) return never()
      if ((await residentBytes(child.pid)) <= this.#limits.memoryBytes) continue
      const say = `It took more than ${Math.round(this.#limits.memoryBytes / 1_048_576)} MiB of memory.`
      throw new BridgeError('E_RENDER_LIMIT', { say })
    }
  }
}

const OURS = ['E_RENDER_LIMIT', 'E_RENDER_CRASH', 'E_SHUTTING_DOWN']
/** After these nobody knows what the process is doing. */
const isOurs = (error: BridgeError): boolean => OURS.includes(error.code)

const never = (): Promise<never> => new Promise(() => {})

function aborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new BridgeError('E_SHUTTING_DOWN')), {
      once: true,
      signal: over,
    })
  })
}

/** Memory of a process in bytes; 0 where the system does not tell. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const text = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '')
  return Number(text.split(' ')[1] ?? 0) * MEMORY_PAGE
}
