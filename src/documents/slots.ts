/**
 * Which of the processes that read documents works on what, and who waits. In charge of quick documents never waiting for
 * slow ones: what takes longer than a short while leaves its place to the next, which goes on in another process, and
 * becomes one of the slow documents (slow-documents.ts). Not in charge of limits and crashes: those are the processes' own.
 */
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { type Behaviour, watchBehaviour } from './behaviour.ts'
import { type SlowDocument, SlowDocuments } from './slow-documents.ts'

/** How much of the processor a process gets. */
export interface Share {
  /** Processor time that it had so far. */
  cpuSeconds(): number
  memoryBytes(): number
  /** True: it waits, and neither for the processor, nor for a disk, nor for us. */
  isAsleep(): boolean
  /** Lowest priority from now on, for good: afterwards the process is stopped. */
  lower(): void
  /** It stands still, or goes on; what it stands is no time of its document's. */
  hold(isHeld: boolean): void
}

/** A process, or a row of them one after the other, that works on one document at a time. */
export interface SlotProcess {
  readonly share: Share
  /** False: the next document would wait for a start, or be slower than those after it. */
  readonly isWarm: boolean
  /** Makes it ready for its first document. */
  warm(): void
  stop(): Promise<void>
}

/** What is known of a document before it is read. */
export interface Known {
  /** It crashed its reader or took too long before: it is a slow one at once, after those that did not. */
  readonly suspect?: boolean
  /** Whose it is: slow documents take turns by that. */
  readonly party?: string
}

/** `began` is to be called when the document's own time begins: what a process needs to start is not held against it. */
export type SlotWork<P, T> = (process: P, began: () => void, signal: AbortSignal) => Promise<T>

export interface SlotsOptions<P> {
  readonly make: () => P
  readonly quick: number
  readonly clock: Clock
  /**
   * With so much processor time a document is slow as soon as another waits for its place. Twice as much in a process that
   * has had none before.
   */
  readonly shortSeconds: number
  /** Where documents have waited there are so many processes more, which take over when one is lost. Absent: none. */
  readonly spares?: number
  /** So much memory may slow documents hold that stand still for want of a place. Absent: none. */
  readonly parkedBytes?: number
}

/**
 * So many short whiles make it a slow one also when nobody waits, and its process loses its priority. Where another waits and
 * there is no room with the slow ones it begins anew there; not before, since what was done is lost by that: ten scanned pages
 * end sooner.
 */
const LONG = 10
/** What a process compiles and loads with its first document. */
const COLD = 2
/** It slept for so many looks, while another waits: no document needs that, and whoever hangs keeps a processor from the others. */
const ASLEEP_LOOKS = 2
/** Sleep that makes it begin anew: whoever sleeps has not done much. */
const ASLEEP_LOOKS_ANEW = 4

/** As many slow ones as quick ones, so that many large documents have the whole machine too; and no fewer than this. */
const SLOW_LEAST = 2
const slowSlots = (quick: number): number => Math.max(SLOW_LEAST, quick)

/** For a slow document whose time was over before it got enough of the processor: another time there may be more. */
export const TOO_BUSY = 'The machine was too busy with other documents.'

/** One document that began as a quick one. */
interface Place<P> {
  readonly process: P
  readonly known: Known
  readonly shortSeconds: number
  /** Null: it is still quick. */
  slow: SlowDocument | null
  isLow: boolean
  /** Aborted: it has to begin anew among the slow ones. */
  readonly given: AbortController
}

export class Slots<P extends SlotProcess> {
  readonly #options: SlotsOptions<P>
  /** How many processes there may be beside those of slow documents. */
  readonly #most: number
  readonly #all = new Set<P>()
  readonly #idle: P[] = []
  /** Quick documents that may begin now. */
  #free: number
  readonly #waiting: (() => void)[] = []
  #hasBeenBusy = false
  readonly #slow: SlowDocuments
  readonly #stop = new AbortController()

  constructor(options: SlotsOptions<P>) {
    this.#options = options
    this.#free = options.quick
    this.#most = options.quick + (options.spares ?? 0)
    const { clock, quick, parkedBytes = 0 } = options
    const isWaited = () => this.#waiting.length > 0
    this.#slow = new SlowDocuments({ clock, most: slowSlots(quick), parkedBytes, isWaited })
  }

  /** Processes beside those of slow documents. */
  get #count(): number {
    return this.#all.size - this.#slow.count
  }

  /** Slow documents that have begun, and that wait for a place. */
  get slow(): { readonly working: number; readonly waiting: number } {
    const { count: working, waiting } = this.#slow
    return { working, waiting }
  }

  /** Makes one process more ready. */
  warm(): void {
    const process = this.#made()
    this.#idle.push(process)
    process.warm()
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
    this.#slow.stop()
    await Promise.all([...this.#all].map(process => process.stop()))
  }

  /** Null: it is slow, and there was no room to go on in. */
  async #quickly<T>(
    work: SlotWork<P, T>,
    known: Known,
    signal: AbortSignal,
  ): Promise<{ readonly result: T } | null> {
    this.#checkOpen(signal)
    await this.#turn()
    const place = this.#place(known)
    const over = new AbortController()
    try {
      this.#checkOpen(signal)
      // A process may begin anew with the same document.
      let begun = new AbortController()
      const began = () => {
        begun.abort()
        begun = new AbortController()
        const watching = AbortSignal.any([over.signal, begun.signal])
        void watchBehaviour(
          place.process.share,
          this.#options.clock,
          seen => this.#judged(place, seen),
          watching,
        )
      }
      return { result: await work(place.process, began, AbortSignal.any([signal, place.given.signal])) }
    } catch (error) {
      if (place.given.signal.aborted && !signal.aborted) return null
      throw error
    } finally {
      over.abort()
      await this.#ended(place)
    }
  }

  #place(known: Known): Place<P> {
    const process = this.#best()
    const shortSeconds = this.#options.shortSeconds * (process.isWarm ? 1 : COLD)
    return { process, known, shortSeconds, slow: null, isLow: false, given: new AbortController() }
  }

  async #slowly<T>(work: SlotWork<P, T>, known: Known, signal: AbortSignal): Promise<T> {
    this.#checkOpen(signal)
    await this.#slow.room(known)
    const process = this.#made()
    const document = this.#slow.enter(process, known, true)
    const began = () => {
      document.hasBegun = true
    }
    try {
      this.#checkOpen(signal)
      process.share.lower()
      return await work(process, began, signal)
    } finally {
      await this.#removed(process)
      this.#slow.leave(document)
    }
  }

  /** Has the document moved when it is not quick. True: there is nothing more to be seen. */
  #judged(place: Place<P>, { cpu, asleepLooks, isIdle }: Behaviour): boolean {
    const { shortSeconds } = place
    const isLong = cpu >= LONG * shortSeconds
    if (place.slow === null) {
      const { process, known } = place
      const isWaited = this.#waiting.length > 0
      const givesWay = isWaited && (isIdle || asleepLooks >= ASLEEP_LOOKS || cpu >= shortSeconds)
      if (this.#slow.hasRoom ? isLong || givesWay : givesWay && this.#slow.canPark(process)) {
        place.slow = this.#slow.enter(process, known, false)
        this.#giveOn()
      } else if (isWaited && (isIdle || isLong || asleepLooks >= ASLEEP_LOOKS_ANEW)) place.given.abort()
    }
    if (place.slow === null || !isLong) return place.given.signal.aborted
    place.isLow = true
    place.process.share.lower()
    return true
  }

  async #ended({ process, slow, isLow }: Place<P>): Promise<void> {
    // The next one takes its place when the memory of this one is free.
    if (isLow) await this.#removed(process)
    if (slow === null) this.#giveOn()
    else this.#slow.leave(slow)
    if (isLow) return
    if (this.#count > this.#most) await this.#removed(process)
    // Where documents wait the spare ones take part, so that they are as fast as those that they take over from. Else they stay small.
    else if (this.#waiting.length > 0) this.#idle.push(process)
    else this.#idle.unshift(process)
  }

  async #removed(process: P): Promise<void> {
    this.#all.delete(process)
    await process.stop().catch(() => {})
  }

  /** Resolves when a quick document may begin. */
  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free--
    else {
      this.#hasBeenBusy = true
      await new Promise<void>(resolve => this.#waiting.push(resolve))
    }
  }

  /** To who waits longest; or there is time to make a spare process ready. */
  #giveOn(): void {
    const next = this.#waiting.shift()
    if (next !== undefined) {
      next()
      return
    }
    this.#free++
    if (!this.#hasBeenBusy || this.#stop.signal.aborted) return
    if (this.#count < this.#most) this.warm()
  }

  #checkOpen(signal: AbortSignal): void {
    if (signal.aborted || this.#stop.signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
  }

  /** A warm one where there is one: it begins at once. */
  #best(): P {
    const warm = this.#idle.findIndex(({ isWarm }) => isWarm)
    return this.#idle.splice(Math.max(0, warm), 1)[0] ?? this.#made()
  }

  #made(): P {
    const process = this.#options.make()
    this.#all.add(process)
    return process
  }
}
