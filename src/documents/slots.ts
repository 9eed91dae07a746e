/**
 * Which of the processes that read documents works on what, and who waits. In charge of quick documents never waiting for
 * slow ones: what takes longer than a short while leaves its slot to the next and goes on in a slot for slow documents,
 * where it gets only what processor time is left over. Not in charge of limits and crashes: those are the processes' own.
 */
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'

/** A process, or a row of them one after the other, that works on one document at a time. */
export interface SlotProcess {
  /** Processor time that it had so far. */
  cpuSeconds(): Promise<number>
  /** True: it waits, and neither for the processor, nor for a disk, nor for us. */
  isAsleep(): Promise<boolean>
  /** Lowest priority from now on, for good: afterwards it is stopped. */
  lower(): Promise<void>
  /** Makes it ready for its first document. */
  warm(): void
  stop(): Promise<void>
}

/** What is known of a document before it is read. */
export interface Known {
  /** It crashed its reader or took too long before: it goes to the slow slots at once, after those that did not. */
  readonly suspect?: boolean
  /** Whose it is: slow slots are shared out evenly. */
  readonly party?: string
}

/** `began` is to be called when the document's own time begins: what a process needs to start is not held against it. */
export type SlotWork<P, T> = (process: P, began: () => void, signal: AbortSignal) => Promise<T>

export interface SlotsOptions<P> {
  readonly make: () => P
  readonly quick: number
  readonly slow: number
  readonly clock: Clock
  /** Which idle process is best; absent: any. */
  readonly isWarm?: (process: P) => boolean
}

/** So much processor time makes a document slow as soon as another waits for its slot: ten pages of text take less, also in a fresh process. */
const SHORT_SECONDS = 0.5
/** So much makes it slow also when nobody waits: its process loses its priority, and with it its place. */
const LONG_SECONDS = 2
const LOOK_MS = 100
/** Two seconds without processor time, while another waits: it does not wait for its turn, it waits for nothing. */
const IDLE_LOOKS = 20
/** Half a second of sleep, while another waits: no document needs that, and whoever hangs keeps a processor from the others. */
const ASLEEP_LOOKS = 5
/** Less than this is none: the smallest that is counted. */
const NOTHING_SECONDS = 0.015

/** As many slow ones as quick ones, so that many large documents have the whole machine too; and no fewer than this. */
const SLOW_LEAST = 2
export const slowSlots = (quick: number): number => Math.max(SLOW_LEAST, quick)

/** For a slow document whose time was over before it got enough of the processor: another time there may be more. */
export const TOO_BUSY = 'The machine was too busy with other documents.'

interface Waiting {
  readonly known: Known
  readonly go: () => void
}

export class Slots<P extends SlotProcess> {
  readonly #options: SlotsOptions<P>
  readonly #all = new Set<P>()
  readonly #idle: P[] = []
  readonly #quickWaiting: ((process: P) => void)[] = []
  readonly #slowWaiting: Waiting[] = []
  /** Slow documents at work, by whose they are. */
  readonly #slowOf: (string | undefined)[] = []
  readonly #stop = new AbortController()

  constructor(options: SlotsOptions<P>) {
    this.#options = options
    for (let i = 0; i < options.quick; i++) this.#idle.push(this.#made())
  }

  /** Slow documents that work, and that wait for a slow slot. */
  get slow(): { readonly working: number; readonly waiting: number } {
    return { working: this.#slowOf.length, waiting: this.#slowWaiting.length }
  }

  /** Makes the first process ready. */
  warm(): void {
    this.#idle[0]?.warm()
  }

  /**
   * Runs the work in a process of its own. It may be broken off and begun anew in another one, so it must be a work that can
   * be repeated. Throws what it throws, and E_SHUTTING_DOWN.
   */
  async use<T>(work: SlotWork<P, T>, known: Known, signal: AbortSignal): Promise<T> {
    const done = known.suspect === true ? null : await this.#quickly(work, known, signal)
    return done === null ? this.#slowly(work, known, signal) : done.result
  }

  /** Whoever waits is told; what works is stopped. */
  async stop(): Promise<void> {
    this.#stop.abort()
    for (const { go } of this.#slowWaiting.splice(0)) go()
    await Promise.all([...this.#all].map(process => process.stop()))
  }

  /** Null: it is slow, and there was no slow slot to go on in. */
  async #quickly<T>(
    work: SlotWork<P, T>,
    known: Known,
    signal: AbortSignal,
  ): Promise<{ readonly result: T } | null> {
    this.#checkOpen(signal)
    const process = this.#taken() ?? (await new Promise<P>(resolve => this.#quickWaiting.push(resolve)))
    const given = new AbortController()
    const over = new AbortController()
    let place: 'quick' | 'slow' | 'none' = 'quick'
    const moved = async () => {
      if (place !== 'quick') return true
      if (this.#slowOf.length < this.#options.slow) {
        place = 'slow'
        this.#slowOf.push(known.party)
        await process.lower()
        if (!this.#stop.signal.aborted) this.#giveOn(this.#made(), true)
      } else if (this.#quickWaiting.length > 0) {
        place = 'none'
        given.abort()
      }
      return place !== 'quick'
    }
    try {
      this.#checkOpen(signal)
      // A process may begin anew with the same document.
      let begun = new AbortController()
      const began = () => {
        begun.abort()
        begun = new AbortController()
        void this.#watched(process, moved, AbortSignal.any([over.signal, begun.signal]))
      }
      return { result: await work(process, began, AbortSignal.any([signal, given.signal])) }
    } catch (error) {
      if (given.signal.aborted && !signal.aborted) return null
      throw error
    } finally {
      over.abort()
      // What it says here is decided by the watcher meanwhile.
      if ((place as string) === 'slow') await this.#endSlow(process, known)
      else this.#giveOn(process, false)
    }
  }

  async #slowly<T>(work: SlotWork<P, T>, known: Known, signal: AbortSignal): Promise<T> {
    this.#checkOpen(signal)
    if (this.#slowOf.length < this.#options.slow) this.#slowOf.push(known.party)
    else await this.#slowSlot(known)
    const process = this.#made()
    try {
      this.#checkOpen(signal)
      await process.lower()
      return await work(process, () => {}, signal)
    } finally {
      await this.#endSlow(process, known)
    }
  }

  /** Looks whether the document is quick, and has it moved when it is not. */
  async #watched(process: P, move: () => Promise<boolean>, over: AbortSignal): Promise<void> {
    const { clock } = this.#options
    const before = await process.cpuSeconds()
    const had: number[] = []
    let asleep = 0
    for (;;) {
      await clock.sleep(LOOK_MS, over)
      if (over.aborted) return
      const cpu = (await process.cpuSeconds()) - before
      if (over.aborted) return
      asleep = cpu - (had.at(-1) ?? 0) < NOTHING_SECONDS && (await process.isAsleep()) ? asleep + 1 : 0
      had.push(cpu)
      // Not by the clock: on a machine that is too busy all documents take long, and each has to keep its priority.
      const isIdle = cpu - (had.at(-1 - IDLE_LOOKS) ?? -1) < NOTHING_SECONDS
      const isInTheWay =
        this.#quickWaiting.length > 0 && (isIdle || asleep >= ASLEEP_LOOKS || cpu >= SHORT_SECONDS)
      const isSlow = isInTheWay || cpu >= LONG_SECONDS
      if (isSlow && (await move())) return
    }
  }

  async #endSlow(process: P, { party }: Known): Promise<void> {
    this.#all.delete(process)
    const at = this.#slowOf.indexOf(party)
    // The next one takes the slot when the memory of this one is free.
    await process.stop().catch(() => {})
    this.#slowOf.splice(at, 1)
    const next = this.#nextSlow()
    next?.go()
  }

  #slowSlot(known: Known): Promise<void> {
    return new Promise(resolve => {
      const go = () => {
        this.#slowOf.push(known.party)
        resolve()
      }
      this.#slowWaiting.push({ known, go })
    })
  }

  /** Suspects last; then whoever's documents work least; then who waited longest. */
  #nextSlow(): Waiting | undefined {
    const working = ({ party }: Known) => this.#slowOf.filter(one => one === party).length
    const rank = ({ known }: Waiting) => (known.suspect === true ? 1e6 : 0) + working(known)
    const best = this.#slowWaiting.reduce<Waiting | undefined>(
      (least, one) => (least === undefined || rank(one) < rank(least) ? one : least),
      undefined,
    )
    if (best !== undefined) this.#slowWaiting.splice(this.#slowWaiting.indexOf(best), 1)
    return best
  }

  #checkOpen(signal: AbortSignal): void {
    if (signal.aborted || this.#stop.signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
  }

  #taken(): P | undefined {
    const { isWarm } = this.#options
    const at = isWarm === undefined ? 0 : Math.max(0, this.#idle.findIndex(isWarm))
    return this.#idle.splice(at, 1)[0]
  }

  /** To who waits longest, or to those that have nothing to do. */
  #giveOn(process: P, isNew: boolean): void {
    const next = this.#quickWaiting.shift()
    if (next !== undefined) next(process)
    else {
      this.#idle.unshift(process)
      if (isNew) process.warm()
    }
  }

  #made(): P {
    const process = this.#options.make()
    this.#all.add(process)
    return process
  }
}
