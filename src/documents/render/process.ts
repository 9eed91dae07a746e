/**
 * One renderer process in its sandbox: started when first needed, watched while it works, killed with all that it started
 * when it takes too long or too much. It gets and gives lines of JSON over one socket pair and files through its exchange
 * folder, and nothing that it says is trusted.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { BridgeError, ERRORS } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { PROGRAM_LIMITS, type ProgramLimits } from '../sandbox/limits.ts'
import type { Sandbox } from '../sandbox/open.ts'
import { ProcessorShare } from '../sandbox/processor-share.ts'
import { killAll } from '../sandbox/program.ts'
import { ownCode, readablePlaces } from '../sandbox/view.ts'
import { type RanOut, ranOut } from '../sandbox/watch.ts'
import { type SlotProcess, TOO_BUSY } from '../slots.ts'
import { type Exchange, openExchange, unbelievable } from './exchange.ts'
import type { RenderAnswer, RenderJob, RenderResult } from './job.ts'
import { assertResult } from './success.ts'

export interface RenderProcessLimits {
  readonly seconds: number
  readonly memoryBytes: number
  readonly fontFolders: readonly string[]
}

export interface RenderProcessDeps {
  readonly sandbox: Sandbox
  /** Where its exchange folder is made. */
  readonly workFolder: string
  readonly limits: RenderProcessLimits
  /** Path of the program. */
  readonly entry: string
  readonly clock: Clock
  readonly log: Logger
}

/** How long a process is waited for to start: 0.2 s when built, seconds on a machine that has no time. */
const START_SECONDS = 30
/**
 * After this many documents a fresh process takes over, whatever the last ones may have done to it. A start, with the first
 * document that is slow after it, takes as long as fifteen documents.
 */
const DOCUMENTS_PER_PROCESS = 200
/** One that holds this share of what it may is ended after its document: WASM memory never shrinks. */
const GROWN = 0.5
/** Its memory is looked at after so many documents. */
const DOCUMENTS_PER_LOOK = 10
/** What a renderer may say before it is cut: enough for a stack trace. */
const COMPLAINT_BYTES = 4096
/** Longest answer: paths and numbers of 2000 pages are less than a tenth. */
const ANSWER_BYTES = 4 * 1024 * 1024
/** Node has 11 threads, image codecs some more; from source, the compiler of the sources too. */
const PROCESSES = 64
/** All pages of a fax with their pictures are far less. */
const FOLDER_BYTES = 512 * 1024 * 1024

const SOURCE = import.meta.url.endsWith('.ts')
/** What `entry` is, but in tests of a renderer that was taken over. */
export const WORKER = new URL(SOURCE ? './worker.ts' : './worker.js', import.meta.url).pathname

/** A running renderer. */
interface Running {
  readonly child: ChildProcess
  readonly line: Socket
  readonly exchange: Exchange
  readonly ended: Promise<void>
}

export class RenderProcess implements SlotProcess {
  readonly #deps: RenderProcessDeps
  readonly #limits: ProgramLimits
  #running: Promise<Running> | null = null
  #tidy: Promise<void> = Promise.resolve()
  #complaint = ''
  /** Documents that the process has had; 0: it has to be started, or is new. */
  #done = 0
  readonly share: ProcessorShare
  readonly #closed = new AbortController()

  constructor(deps: RenderProcessDeps) {
    this.#deps = deps
    this.share = new ProcessorShare(deps.clock)
    const { seconds, memoryBytes } = deps.limits
    const own = { cpuSeconds: null, processes: PROCESSES, folderBytes: FOLDER_BYTES }
    this.#limits = { ...PROGRAM_LIMITS, ...own, seconds, memoryBytes }
  }

  /** Starts the process now, so that the first document does not wait for it. */
  warm(): void {
    this.#started().catch(error => this.#deps.log.error({ error }, 'a renderer process could not be started'))
  }

  get isWarm(): boolean {
    return this.#done > 0
  }

  /**
   * Runs one job; never two at a time. `began` is called when it is given to the process, which is ready then. Throws the document's own error, E_RENDER_LIMIT (killed for time or memory),
   * E_RENDER_CRASH (ended by itself, or its answer cannot be believed), E_SHUTTING_DOWN (the signal), E_SANDBOX.
   */
  async run(job: RenderJob, signal: AbortSignal, began = () => {}): Promise<RenderResult> {
    if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
    await this.#tidy
    const running = await this.#started()
    const over = new AbortController()
    let stays = false
    try {
      const put = await running.exchange.put(job)
      began()
      const answer = await Promise.race([
        this.#answer(running, put.job, over.signal),
        this.#tooMuch(running, over.signal),
        aborted(signal, over.signal),
      ])
      stays = true
      if (!answer.ok) throw new BridgeError(answer.code, answer.say === '' ? {} : { say: answer.say })
      const result = await put.take(answer.result)
      await assertResult(job, result)
      return result
    } catch (error) {
      if (error instanceof BridgeError && error.code === 'E_RENDER_CRASH') stays = false
      throw error
    } finally {
      over.abort()
      if (++this.#done >= DOCUMENTS_PER_PROCESS || this.#hasGrown()) stays = false
      if (!stays) this.#done = 0
      // The caller need not wait for that; the next document does.
      this.#tidy = this.#tidied(running.exchange, stays)
    }
  }

  #hasGrown(): boolean {
    if (this.#done % DOCUMENTS_PER_LOOK !== 0) return false
    return this.share.memoryBytes() > GROWN * this.#limits.memoryBytes
  }

  async #tidied(exchange: Exchange, stays: boolean): Promise<void> {
    if (stays && (await exchange.empty())) return
    // The next document gets a fresh process, which starts now.
    await this.#end()
    if (!this.#closed.signal.aborted) this.warm()
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#closed.abort()
    await this.#tidy
    await this.#end()
  }

  async #end(): Promise<void> {
    const running = await this.#running?.catch(() => null)
    this.#running = null
    this.#done = 0
    if (running === null || running === undefined) return
    // Its end is waited for, also when nothing else keeps this process alive.
    running.child.ref()
    killAll(running.child)
    await running.ended
    this.share.ended()
    await running.exchange.remove()
  }

  #started(): Promise<Running> {
    if (this.#closed.signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
    this.#running ??= this.#start()
    return this.#running
  }

  async #start(): Promise<Running> {
    const { sandbox, workFolder, limits, entry, log } = this.#deps
    const exchange = await openExchange(workFolder)
    const loader = entry.endsWith('.ts') ? ['--import', import.meta.resolve('tsx')] : []
    const wanted = [...ownCode(), entry, ...limits.fontFolders]
    const launch = sandbox.launch({
      command: process.execPath,
      args: [...loader, entry],
      // Nothing of the daemon's environment: a renderer that was taken over must find no secret in it.
      env: { TZ: 'UTC', LANG: 'C.UTF-8', PATH: '/usr/bin:/bin' },
      folder: exchange.folder,
      readable: await readablePlaces(wanted, sandbox.machine.system),
      limits: this.#limits,
      tmp: 'memory',
    })
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const
    const child = spawn(launch.command, launch.args, { env: launch.env, stdio: [...stdio], detached: true })
    const line = child.stdio[3] as Socket
    const complaints = child.stdio[2] as Socket
    this.#complaint = ''
    complaints.on('data', data => {
      this.#complaint = (this.#complaint + String(data)).slice(-COMPLAINT_BYTES)
    })
    // A socket to a process that has ended: `ended` tells.
    line.on('error', () => {})
    const ended = new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.once('error', error => {
        log.error({ error }, 'a renderer process could not be started')
        resolve()
      })
    })
    const running = { child, line, exchange, ended }
    await this.#ready(running)
    // One that ends while it is idle must not get the next document.
    void ended.then(async () => {
      if ((await this.#running?.catch(() => null)) === running) await this.#end()
    })
    // An idle renderer must not keep the daemon's process alive.
    child.unref()
    line.unref()
    complaints.unref()
    return running
  }

  /** It says an empty line when it can begin; what it takes until then is no fault of a document. */
  async #ready({ child, line, ended }: Running): Promise<void> {
    if (child.pid !== undefined) this.share.started(child.pid)
    const over = new AbortController()
    const said = new Promise<void>(resolve => line.once('data', () => resolve()))
    const enough = AbortSignal.any([over.signal, this.#closed.signal])
    await Promise.race([said, ended, this.#deps.clock.sleep(START_SECONDS * 1000, enough)])
    over.abort()
    // Also what it has started meanwhile.
    if (child.pid !== undefined) this.share.started(child.pid)
  }

  #answer({ child, line, ended }: Running, job: RenderJob, over: AbortSignal): Promise<RenderAnswer> {
    return new Promise((resolve, reject) => {
      let said = ''
      const heard = (data: Buffer) => {
        said += data.toString('latin1')
        if (said.length > ANSWER_BYTES) return reject(unbelievable('too many words'))
        // It may say late that it can begin.
        if (!said.endsWith('\n') || said === '\n') return
        try {
          resolve(answerIn(Buffer.from(said, 'latin1').toString('utf8')))
        } catch (cause) {
          reject(unbelievable(`something else than an answer (${cause})`))
        }
      }
      line.on('data', heard)
      over.addEventListener('abort', () => line.off('data', heard), { once: true })
      void ended.then(() => {
        if (over.aborted) return
        const [code, signal] = [child.exitCode, child.signalCode]
        const facts = { code, signal, complaint: this.#complaint }
        this.#deps.log.error(facts, 'a renderer process ended while it worked')
        reject(new BridgeError('E_RENDER_CRASH', { detail: { code, signal } }))
      })
      line.write(`${JSON.stringify(job)}\n`)
    })
  }

  async #tooMuch({ child, exchange }: Running, over: AbortSignal): Promise<never> {
    const watched = { pid: child.pid ?? 0, folder: exchange.folder, limits: this.#limits }
    const what = await ranOut({ ...watched, hindrance: this.share }, this.#deps.clock, over)
    const detail = { ranOut: what }
    if (what === 'processor') throw new BridgeError('E_RENDER_CRASH', { say: TOO_BUSY, detail })
    throw new BridgeError('E_RENDER_LIMIT', { say: this.#tooMuchOf(what), detail })
  }

  #tooMuchOf(what: RanOut): string {
    const { seconds, memoryBytes, folderBytes } = this.#limits
    if (what === 'time') return `It took more than ${seconds} seconds.`
    if (what === 'memory') return `It took more than ${Math.round(memoryBytes / 1_048_576)} MiB of memory.`
    return `It took more than ${Math.round(folderBytes / 1_048_576)} MiB of disk space.`
  }
}

/** Throws when it is none. */
function answerIn(text: string): RenderAnswer {
  const answer = JSON.parse(text) as Partial<Record<'ok' | 'code' | 'say' | 'result', unknown>>
  if (answer.ok === true && typeof answer.result === 'object') return answer as RenderAnswer
  const { code, say } = answer
  if (answer.ok !== false || typeof code !== 'string' || typeof say !== 'string' || !isOfDocument(code))
    throw new TypeError('shape')
  return answer as RenderAnswer
}

/** What a renderer may say of its document. What is wrong with the daemon it cannot know, nor make wait for. */
function isOfDocument(code: string): boolean {
  const said =
    /^E_(?:DOCUMENT_[A-Z]+|TOO_MANY_PAGES|NOTHING_TO_FAX|MEDIA_UNSUPPORTED|MIME_[A-Z_]+|RENDER_[A-Z]+)$/
  return code in ERRORS && said.test(code)
}

function aborted(signal: AbortSignal, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = () => reject(new BridgeError('E_SHUTTING_DOWN'))
    signal.addEventListener('abort', stop, { once: true, signal: over })
    // It may have come before anybody listened.
    if (signal.aborted) stop()
  })
}
