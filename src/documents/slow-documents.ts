/**
 * The documents that take long: how many of them work, whose is next, and when they run. In charge of their standing still
 * while quick documents wait, but for a short turn now and then, so that each of them comes to its end. What is left over
 * of a processor would be theirs by their priority alone, but each time a quick one wakes up it would have to wait for them.
 * Those for which there is no place are parked: they stand still where they are until one is free, so that what was done
 * is not lost.
 */
import type { Clock } from '../runtime.ts'
import type { Known, Share, SlotProcess } from './slots.ts'

export interface SlowOptions {
  /** How many may work at the same time. */
  readonly most: number
  /** Less memory than this may those hold together that are parked; they cannot take more meanwhile. */
  readonly parkedBytes: number
  readonly clock: Clock
  /** Do quick documents wait? */
  readonly isWaited: () => boolean
}

/** One at work. */
export interface SlowDocument {
  readonly share: Share
  readonly party: string | undefined
  /** What it held when it came. */
  readonly bytes: number
  /** What its process needs to start is not kept from it: somebody waits for that with a clock in hand. */
  hasBegun: boolean
}

const LOOK_MS = 100
/** Each gets one look's time of so many: a document of ten seconds takes ten minutes on a machine that never has time. */
const TURN_LOOKS = 60
/** So long after the last quick one waited they all go on: a short gap between two of them is none. */
const CALM_LOOKS = 2

/** Also of those that hold little: each is a process. */
const PARKED_MOST = 8

interface Waiting {
  readonly known: Known
  readonly go: () => void
}

export class SlowDocuments {
  readonly #options: SlowOptions
  /** Who came first stands first; those behind the first `most` are parked. */
  readonly #all = new Set<SlowDocument>()
  /** Places that are taken before anybody works there. */
  #promised = 0
  readonly #waiting: Waiting[] = []
  readonly #stop = new AbortController()
  #isTended = false

  constructor(options: SlowOptions) {
    this.#options = options
  }

  /** How many there are, with those that are parked. */
  get count(): number {
    return this.#all.size
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** May one more work? */
  get hasRoom(): boolean {
    return this.#all.size + this.#promised < this.#options.most
  }

  /** May this one stand still here until it may work? */
  canPark({ share }: SlotProcess): boolean {
    const parked = [...this.#all].slice(this.#options.most)
    const held = parked.reduce((sum, { bytes }) => sum + bytes, 0)
    return parked.length < PARKED_MOST && held + share.memoryBytes() < this.#options.parkedBytes
  }

  /** Resolves when there is room, and keeps it until `enter`. At a stop it resolves too. */
  async room(known: Known): Promise<void> {
    if (this.hasRoom) this.#promised++
    else await new Promise<void>(go => this.#waiting.push({ known, go }))
  }

  /** `isPromised`: `room` was waited for. */
  enter({ share }: SlotProcess, { party }: Known, isPromised: boolean): SlowDocument {
    if (isPromised) this.#promised--
    const document = { share, party, bytes: share.memoryBytes(), hasBegun: !isPromised }
    this.#all.add(document)
    if (this.#options.isWaited()) hold(document)
    void this.#tend()
    return document
  }

  /** It has ended: its place is for the next, when what it held is free. */
  leave(document: SlowDocument): void {
    this.#all.delete(document)
    document.share.hold(false)
    const next = this.hasRoom ? this.#next() : undefined
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
    const working = ({ party }: Known) => [...this.#all].filter(one => one.party === party).length
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
    for (let look = 1; this.#all.size > 0 && !stop.aborted; look++) {
      calm = isWaited() ? 0 : calm + 1
      const hasTurn = (at: number) => (look + Math.floor((at * TURN_LOOKS) / most)) % TURN_LOOKS === 0
      for (const [at, document] of [...this.#all].entries()) {
        const mayWork = at < most && (calm >= CALM_LOOKS || hasTurn(at))
        if (mayWork) document.share.hold(false)
        else if (calm === 0 || at >= most) hold(document)
      }
      await clock.sleep(LOOK_MS, stop)
    }
    this.#isTended = false
  }
}

/** Who sleeps takes nothing from anybody; and its time goes on, so that it does not keep its place for ever. */
function hold({ share, hasBegun }: SlowDocument): void {
  if (hasBegun && !share.isAsleep()) share.hold(true)
}
