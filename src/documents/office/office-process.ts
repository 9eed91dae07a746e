/**
 * One running LibreOffice with a profile of its own, in a sandbox with one writable folder. It converts one document at a
 * time. What it answers is not believed: only the file that it made.
 */
import { constants } from 'node:fs'
import { copyFile, open, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { BridgeError } from '../../fax/error.ts'
import type { Clock } from '../../runtime.ts'
import type { Sandbox } from '../sandbox/open.ts'
import { ProcessorShare } from '../sandbox/processor-share.ts'
import { type RunningProgram, startProgram } from '../sandbox/program.ts'
import { outOfTime } from '../sandbox/watch.ts'
import { TOO_BUSY } from '../slots.ts'
import { askOfficeIn } from './office-ipc.ts'
import { writeProfile } from './profile.ts'

export interface OfficeProcessOptions {
  /** Path of `soffice.bin`. */
  readonly program: string
  /** Does not exist yet; removed at the end, with the profile and all that lay in it. */
  readonly folder: string
  readonly seconds: number
  readonly memoryBytes: number
}

/** One file from one type to another. */
export interface Conversion {
  readonly source: string
  /** Extension of the source. */
  readonly type: string
  readonly to: 'pdf' | 'fods'
  readonly out: string
}

/** What became of a conversion. `nothing`: no file was made. `ended`: LibreOffice ended itself. */
export type Converted = 'made' | 'nothing' | 'ended'

const POLL_MS = 10
/** A cold start on a busy machine; usually one second. */
const START_SECONDS = 60
/** LibreOffice ends so when a new profile has been set up and it wants to be started again. */
const RESTART = 81
/** By extension. Read as Writer/Web, which is its own choice, a page loses its first paragraph in the PDF (seen in 7.4). */
const FILTERS: Readonly<Record<string, readonly string[]>> = { html: ['--infilter=HTML (StarWriter)'] }
/** A text of one word: converting it loads what the first document would wait for. */
const WARM_UP = `<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:p>fax</text:p></office:text></office:body></office:document>`

export class OfficeProcess {
  readonly #options: OfficeProcessOptions
  readonly #sandbox: Sandbox
  readonly #clock: Clock
  readonly share: ProcessorShare
  #running: RunningProgram | null = null
  #socket = ''
  #isOver = false
  #documents = 0

  constructor(options: OfficeProcessOptions, sandbox: Sandbox, clock: Clock) {
    this.#options = options
    this.#sandbox = sandbox
    this.#clock = clock
    this.share = new ProcessorShare(clock)
  }

  /** Documents that it has had. */
  get documents(): number {
    return this.#documents
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Resolves when it is ready to convert. Throws E_INTERNAL when it cannot be started; it is stopped then. */
  async start(): Promise<void> {
    try {
      await writeProfile(join(this.#options.folder, 'profile'))
      if ((await this.#launch()) === RESTART) await this.#launch()
      await writeFile(join(this.#options.folder, 'warm-up.fodt'), WARM_UP, { mode: 0o600 })
      const source = join(this.#options.folder, 'warm-up.fodt')
      const out = join(this.#options.folder, 'warm-up.pdf')
      const warm = await this.convert(source, { type: 'fodt', to: 'pdf', out, seconds: START_SECONDS })
      if (warm !== 'made') throw new Error(`its first document: ${warm}`)
      this.#documents = 0
    } catch (cause) {
      await this.stop()
      throw new BridgeError('E_INTERNAL', { cause, detail: { why: 'LibreOffice could not be started' } })
    }
  }

  /**
   * Converts the file at `source` into `out`. Throws E_RENDER_LIMIT (and is over then) and E_SHUTTING_DOWN.
   */
  async convert(
    source: string,
    conversion: Pick<Conversion, 'type' | 'to' | 'out'> & { readonly seconds?: number },
    signal?: AbortSignal,
  ): Promise<Converted> {
    const { type, to, out, seconds = this.#options.seconds } = conversion
    this.#documents++
    const made = join(this.#options.folder, `document.${to}`)
    // A table that stays one must not be found to be its own result.
    const given = join(this.#options.folder, `document.${type === to ? 'xml' : type}`)
    await rm(made, { recursive: true, force: true })
    await rm(given, { recursive: true, force: true })
    // EXCL: never through a link that a document before this one could have left there.
    await copyFile(source, given, constants.COPYFILE_EXCL)
    const over = new AbortController()
    const onAbort = () => over.abort()
    signal?.addEventListener('abort', onAbort, { once: true })
    try {
      const done = await Promise.race([
        this.#ask([...(FILTERS[type] ?? []), '--convert-to', to], given, over.signal),
        this.#tooLong(seconds, over.signal),
      ])
      if (signal?.aborted === true) throw new BridgeError('E_SHUTTING_DOWN')
      if (!done) return await this.#fallen()
      return (await taken(made, out)) ? 'made' : 'nothing'
    } catch (error) {
      await this.stop()
      throw error
    } finally {
      signal?.removeEventListener('abort', onAbort)
      over.abort()
      await rm(made, { recursive: true, force: true })
      await rm(given, { recursive: true, force: true })
    }
  }

  /** Ends it and removes its folder. Safe to repeat. */
  async stop(): Promise<void> {
    this.#isOver = true
    const running = this.#running
    this.#running = null
    this.share.ended()
    running?.stop()
    await running?.ended.catch(() => {})
    await rm(this.#options.folder, { recursive: true, force: true })
  }

  #ask(how: readonly string[], given: string, signal: AbortSignal): Promise<boolean> {
    const { folder } = this.#options
    const command = ['--headless', ...how, '--outdir', folder, given]
    return askOfficeIn(join(folder, 'tmp'), this.#socket, pathToFileURL(folder).href, command, signal)
  }

  /** Starts the program and waits until it is ready; its exit code when it ended instead. */
  async #launch(): Promise<number | null> {
    const { folder, program } = this.#options
    const { memoryBytes } = this.#options
    const running = await startProgram(this.#sandbox, this.#clock, {
      command: program,
      args: [
        '--headless',
        '--norestore',
        '--nologo',
        '--nolockcheck',
        '--nodefault',
        '--nofirststartwizard',
        `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
        // An open document keeps it from ending when a conversion is done.
        'private:factory/swriter',
      ],
      folder,
      tmp: 'folder',
      env: { SAL_USE_VCLPLUGIN: 'svp' },
      limits: { seconds: Number.POSITIVE_INFINITY, memoryBytes },
    })
    this.#running = running
    this.share.started(running.pid)
    // It says what it does; nobody reads it, and a full pipe would hold it up.
    running.stdout.resume()
    const over = new AbortController()
    const ended = running.ended.then(({ exitCode }) => ({ code: exitCode }))
    const late = this.#clock.sleep(START_SECONDS * 1000, over.signal).then(() => 'late' as const)
    try {
      const first = await Promise.race([this.#ready(over.signal), ended, late])
      if (first === 'ready') return null
      if (first === 'late') throw new Error(`it was not ready after ${START_SECONDS} seconds`)
      if (first.code !== RESTART) throw new Error(`it ended with ${first.code}`)
      return first.code
    } finally {
      over.abort()
    }
  }

  async #ready(signal: AbortSignal): Promise<'ready'> {
    const tmp = join(this.#options.folder, 'tmp')
    for (;;) {
      const names = await readdir(tmp).catch(() => [])
      const name = names.find(one => one.includes('SingleOfficeIPC_'))
      if (name !== undefined) {
        this.#socket = name
        if (await askOfficeIn(tmp, name, '', [], signal)) return 'ready'
      }
      await this.#clock.sleep(POLL_MS, signal)
      if (signal.aborted) return new Promise(() => {})
    }
  }

  async #tooLong(seconds: number, over: AbortSignal): Promise<never> {
    const pid = this.#running?.pid ?? 0
    const what = await outOfTime({ pid, seconds, hindrance: this.share }, this.#clock, over)
    const detail = { ranOut: what }
    if (what === 'processor') throw new BridgeError('E_RENDER_CRASH', { say: TOO_BUSY, detail })
    throw new BridgeError('E_RENDER_LIMIT', { say: `It took more than ${seconds} seconds.`, detail })
  }

  /** It closed its door: for a reason of its own, or since it took too much. */
  async #fallen(): Promise<Converted> {
    const running = this.#running
    await this.stop()
    const { ranOut } = (await running?.ended) ?? { ranOut: null }
    if (ranOut === null) return 'ended'
    const say =
      ranOut === 'memory'
        ? `It took more than ${Math.round(this.#options.memoryBytes / 1_048_576)} MiB of memory.`
        : 'It wrote too much.'
    throw new BridgeError('E_RENDER_LIMIT', { say, detail: { ranOut } })
  }
}

/** Largest result: 200 scanned pages in colour are less. */
const MAX_RESULT = 256 * 1024 * 1024
const PIECE = 1024 * 1024

/**
 * Copies what was made to a place of ours. False when there is nothing. It is opened without following a link and without
 * waiting for a pipe: who broke into LibreOffice could have put one there.
 */
async function taken(made: string, out: string): Promise<boolean> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(made, flags).catch(() => null)
  if (file === null) return false
  try {
    const { size } = await file.stat().then(info => (info.isFile() ? info : { size: 0 }))
    if (size === 0) return false
    if (size > MAX_RESULT)
      throw new BridgeError('E_RENDER_LIMIT', { say: 'It becomes too large a PDF: send it as PDF.' })
    const copy = await open(out, 'w', 0o600)
    try {
      const piece = Buffer.alloc(PIECE)
      for (let left = size; left > 0; ) {
        const { bytesRead } = await file.read(piece, 0, Math.min(PIECE, left), null)
        if (bytesRead === 0) break
        await copy.writeFile(piece.subarray(0, bytesRead))
        left -= bytesRead
      }
    } finally {
      await copy.close()
    }
    return true
  } finally {
    await file.close()
  }
}
