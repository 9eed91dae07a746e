/**
 * Which of the processes that read documents works on what, and who waits. In charge of quick documents never waiting for
 * slow ones: what takes longer than a short while leaves its place to the next, which goes on in another process, and
 * becomes one of the slow documents (slow-documents.ts). Not in charge of limits and crashes: those are the processes' own.
 */
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { type SlowDocument, SlowDocuments } from './slow-documents.ts'

/** How much of the processor a process gets. */
export interface Share {
  /** Processor time that it had so far. */
  cpuSeconds(): number
  /** True: it waits, and neither for the processor, nor for a disk, nor for us. */
  isAsleep(): boolean
  /** Lowest priority from now on, for good: afterwards the process is stopped. */
  lower(): void
  /** Stands still until `resume`: that is no time of its document's. */
  pause(): void
  resume(): void
}

/** A process, or a row of them one after the other, that works on one document at a time. */
export interface SlotProcess {
  readonly share: Share
  /** False: the next document would wait for a start. */
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
  readonly slow: number
  readonly clock: Clock
  /** With so much processor time a document is slow as soon as another waits for its place. */
  readonly shortSeconds: number
  /** Where documents have waited there are so many processes more, which take over when one is lost. Absent: none. */
  readonly spares?: number
}

/**
 * So many short whiles make it a slow one also when nobody waits, and its process loses its priority. Where another waits and
 * there is no room with the slow ones it begins anew there; not before, since what was done is lost by that: ten scanned pages
 * end sooner.
 */
const LONG = 10
const LOOK_MS = 50
/** Two seconds without processor time, while another waits: it does not wait for its turn, it waits for nothing. */
const IDLE_LOOKS = 40
/** It slept so long, while another waits: no document needs that, and whoever hangs keeps a processor from the others. */
const ASLEEP_LOOKS = 2
/** Sleep that makes it begin anew: whoever sleeps has not done much. */
const ASLEEP_LOOKS_ANEW = 4
/** Less than this is none: the smallest that is counted. */
const NOTHING_SECONDS = 0.015

/** As many slow ones as quick ones, so that many large documents have the whole machine too; and no fewer than this. */
const SLOW_LEAST = 2
export const slowSlots = (quick: number): number => Math.max(SLOW_LEAST, quick)

/** For a slow document whose time was over before it got enough of the processor: another time there may be more. */
export const TOO_BUSY = 'The machine was too busy with other documents.'

/** One document that began as a quick one. */
interface Place<P> {
  readonly process: P
  readonly known: Known
  /** Null: it is still quick. */
  slow: SlowDocument | null
  isLow: boolean
  /** Aborted: it has to begin anew among the slow ones. */
  readonly given: AbortController
}

/** How a document has behaved so far. */
interface Seen {
  readonly cpu: number
  readonly asleepLooks: number
  readonly isIdle: boolean
}

export class Slots<P extends SlotProcess> {
  readonly #options: SlotsOptions<P>
  /** Processes beside those of slow documents. */
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
    const { clock, slow: most } = options
    this.#slow = new SlowDocuments({ clock, most, isWaited: () => this.#waiting.length > 0 })
  }

  /** Slow documents that work, and that wait for a place. */
  get slow(): { readonly working: number; readonly waiting: number } {
    const { working, waiting } = this.#slow
    return { working, waiting }
  }

  /** Makes the first process ready. */
  warm(): void {
    if (this.#idle.length === 0) this.#idle.push(this.#made())
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
    const place: Place<P> = {
      process: this.#best(),
      known,
      slow: null,
      isLow: false,
      given: new AbortController(),
    }
    const { process, given } = place
    const over = new AbortController()
    try {
      this.#checkOpen(signal)
      // A process may begin anew with the same document.
      let begun = new AbortController()
      const began = () => {
        begun.abort()
        begun = new AbortController()
        void this.#watched(place, AbortSignal.any([over.signal, begun.signal]))
      }
      return { result: await work(process, began, AbortSignal.any([signal, given.signal])) }
    } catch (error) {
      if (given.signal.aborted && !signal.aborted) return null
      throw error
    } finally {
      over.abort()
      await this.#ended(place)
    }
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

  /** Looks whether the document is quick, and has it moved when it is not. */
  async #watched(place: Place<P>, over: AbortSignal): Promise<void> {
    const { share } = place.process
    const before = share.cpuSeconds()
    const had: number[] = []
    let asleepLooks = 0
    for (;;) {
      await this.#options.clock.sleep(LOOK_MS, over)
      if (over.aborted) return
      const cpu = share.cpuSeconds() - before
      const didNothing = cpu - (had.at(-1) ?? 0) < NOTHING_SECONDS
      asleepLooks = didNothing && share.isAsleep() ? asleepLooks + 1 : 0
      had.push(cpu)
      // Not by the clock: on a machine that is too busy all documents take long, and each has to keep its place.
      const isIdle = cpu - (had.at(-1 - IDLE_LOOKS) ?? -1) < NOTHING_SECONDS
      this.#judged(place, { cpu, asleepLooks, isIdle })
      if (place.isLow || place.given.signal.aborted) return
    }
  }

  #judged(place: Place<P>, { cpu, asleepLooks, isIdle }: Seen): void {
    const { shortSeconds } = this.#options
    const isLong = cpu >= LONG * shortSeconds
    if (place.slow === null) {
      const isWaited = this.#waiting.length > 0
      const isInTheWay = isIdle || asleepLooks >= ASLEEP_LOOKS || cpu >= shortSeconds
      const mustGo = isIdle || isLong || asleepLooks >= ASLEEP_LOOKS_ANEW
      if (this.#slow.hasRoom && (isLong || (isWaited && isInTheWay))) {
        place.slow = this.#slow.enter(place.process, place.known, false)
        this.#giveOn()
      } else if (isWaited && mustGo) place.given.abort()
    }
    if (place.slow === null || !isLong) return
    place.isLow = true
    place.process.share.lower()
  }

  async #ended({ process, slow, isLow }: Place<P>): Promise<void> {
    // The next one takes its place when the memory of this one is free.
    if (isLow) await this.#removed(process)
    if (slow === null) this.#giveOn()
    else this.#slow.leave(slow)
    if (isLow) return
    if (this.#all.size - this.#slow.working > this.#most) await this.#removed(process)
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
    if (this.#all.size - this.#slow.working >= this.#most) return
    const spare = this.#made()
    this.#idle.push(spare)
    spare.warm()
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
