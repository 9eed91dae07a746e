/**
 * The documents that take long: how many of them work, whose is next, and when they run. In charge of their standing still
 * while quick documents wait, but for a short turn now and then, so that each of them comes to its end. What is left over
 * of a processor would be theirs by their priority alone, but each time a quick one wakes up it would have to wait for them.
 */
import type { Clock } from '../runtime.ts'
import type { Known, Share, SlotProcess } from './slots.ts'

export interface SlowOptions {
  /** How many may work at the same time. */
  readonly most: number
  readonly clock: Clock
  /** Do quick documents wait? */
  readonly isWaited: () => boolean
}

/** One at work. */
export interface SlowDocument {
  readonly share: Share
  readonly party: string | undefined
  /** What its process needs to start is not kept from it: somebody waits for that with a clock in hand. */
  hasBegun: boolean
}

const LOOK_MS = 100
/** Each gets one look's time of so many: a document of ten seconds takes ten minutes on a machine that never has time. */
const TURN_LOOKS = 60
/** So long after the last quick one waited they all go on: a short gap between two of them is none. */
const CALM_LOOKS = 2

interface Waiting {
  readonly known: Known
  readonly go: () => void
}

export class SlowDocuments {
  readonly #options: SlowOptions
  readonly #working = new Set<SlowDocument>()
  /** Places that are taken before anybody works there. */
  #promised = 0
  readonly #waiting: Waiting[] = []
  readonly #stop = new AbortController()
  #isTended = false

  constructor(options: SlowOptions) {
    this.#options = options
  }

  get working(): number {
    return this.#working.size
  }

  get waiting(): number {
    return this.#waiting.length
  }

  get hasRoom(): boolean {
    return this.#working.size + this.#promised < this.#options.most
  }

  /** Resolves when there is room, and keeps it until `enter`. At a stop it resolves too. */
  async room(known: Known): Promise<void> {
    if (this.hasRoom) this.#promised++
    else await new Promise<void>(go => this.#waiting.push({ known, go }))
  }

  /** `isPromised`: `room` was waited for. */
  enter(process: SlotProcess, { party }: Known, isPromised: boolean): SlowDocument {
    if (isPromised) this.#promised--
    const document = { share: process.share, party, hasBegun: !isPromised }
    this.#working.add(document)
    if (this.#options.isWaited()) this.#hold(document)
    void this.#tend()
    return document
  }

  /** It has ended: its place is for the next, when what it held is free. */
  leave(document: SlowDocument): void {
    this.#working.delete(document)
    document.share.resume()
    const next = this.#next()
    if (next === undefined) return
    this.#promised++
    next.go()
  }

  /** Whoever waits is told. */
  stop(): void {
    this.#stop.abort()
    for (const { go } of this.#waiting.splice(0)) {
      this.#promised++
      go()
    }
  }

  /** Suspects last; then whoever's documents work least; then who waited longest. */
  #next(): Waiting | undefined {
    const working = ({ party }: Known) => [...this.#working].filter(one => one.party === party).length
    const rank = ({ known }: Waiting) => (known.suspect === true ? 1e6 : 0) + working(known)
    const best = this.#waiting.reduce<Waiting | undefined>(
      (least, one) => (least === undefined || rank(one) < rank(least) ? one : least),
      undefined,
    )
    if (best !== undefined) this.#waiting.splice(this.#waiting.indexOf(best), 1)
    return best
  }

  async #tend(): Promise<void> {
    if (this.#isTended) return
    this.#isTended = true
    const { clock, isWaited, most } = this.#options
    const stop = this.#stop.signal
    let calm = 0
    for (let look = 1; this.#working.size > 0 && !stop.aborted; look++) {
      calm = isWaited() ? 0 : calm + 1
      const turn = (at: number) => (look + Math.floor((at * TURN_LOOKS) / most)) % TURN_LOOKS === 0
      for (const [at, document] of [...this.#working].entries()) {
        if (calm >= CALM_LOOKS || turn(at)) document.share.resume()
        else if (calm === 0) this.#hold(document)
      }
      await clock.sleep(LOOK_MS, stop)
    }
    this.#isTended = false
  }

  /** Who sleeps takes nothing from anybody; and its time goes on, so that it does not keep its place for ever. */
  #hold({ share, hasBegun }: SlowDocument): void {
    if (hasBegun && !share.isAsleep()) share.pause()
  }
}
