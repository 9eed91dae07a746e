/**
 * Tells clients what happens to faxes, in the order of the commits. In charge of who gets what, of reading the history once for
 * all who are up to date, and of letting go of clients that cannot follow. A client that comes back goes on where it was.
 */
import type { z } from 'zod'
import { may, type Principal, type Right } from '../access/principal.ts'
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import type { Change, ChangeStore } from '../store/changes.ts'
import type { changeEvent } from './schema-system.ts'

export interface Follower {
  readonly who: Principal
  /** False: it is full, and nothing more is to be written. */
  write(text: string): boolean
  end(): void
}

/** Each holds a connection and a place in the loop. */
export const MOST_FOLLOWERS = 50
/** How long a change may be on its way. */
const LOOK_MS = 500
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000
/** Then it has to come back, and show again who it is: a right that was taken away ends here. */
const LIFE_MS = 15 * 60_000
const ROWS = 500

interface Following {
  readonly follower: Follower
  readonly since: number
  /** Up to where it was told. */
  at: number
  lastWord: number
}

export class EventHub {
  readonly #store: ChangeStore
  readonly #runtime: Pick<Runtime, 'clock' | 'log'>
  readonly #all = new Set<Following>()
  #running: Promise<void> | null = null
  #stop = new AbortController()

  constructor(store: ChangeStore, runtime: Pick<Runtime, 'clock' | 'log'>) {
    this.#store = store
    this.#runtime = runtime
  }

  /** Throws E_EVENTS_FULL, before anything is written. */
  mustHaveRoom(): void {
    if (this.#all.size >= MOST_FOLLOWERS) throw new BridgeError('E_EVENTS_FULL')
  }

  /** `after`: the last change that it knows; null: only what is new. Gives how to leave. */
  async follow(follower: Follower, after: number | null): Promise<() => void> {
    this.mustHaveRoom()
    const now = this.#runtime.clock.now()
    // Until its place is known it is told nothing.
    const following: Following = { follower, since: now, at: Number.POSITIVE_INFINITY, lastWord: now }
    this.#all.add(following)
    const newest = await this.#store.newestChange()
    // Beyond the newest: the database was restored from a backup since then. What comes now is news all the same.
    following.at = Math.min(after ?? newest, newest)
    this.#running ??= this.#run()
    return () => void this.#all.delete(following)
  }

  /** Ends all connections. */
  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#running
    for (const following of this.#all) this.#drop(following)
  }

  async #run(): Promise<void> {
    const { clock, log } = this.#runtime
    while (this.#all.size > 0 && !this.#stop.signal.aborted) {
      try {
        await this.look()
      } catch (error) {
        log.error({ error }, 'the changes could not be read')
      }
      await clock.sleep(LOOK_MS, this.#stop.signal)
    }
    this.#running = null
    if (this.#all.size > 0 && !this.#stop.signal.aborted) this.#running = this.#run()
  }

  /** One look: reads from the place of each group of clients that are equally far. */
  async look(): Promise<void> {
    const places = new Set([...this.#all].map(({ at }) => at).filter(Number.isFinite))
    for (const place of places) {
      const { changes, last } = await this.#store.changesAfter(place, ROWS)
      for (const following of this.#all) {
        if (following.at === place) this.#tell(following, changes, last)
      }
    }
    this.#keepAlive()
  }

  #tell(following: Following, changes: readonly Change[], last: number): void {
    following.at = last
    const text = changes.filter(change => mayKnow(following.follower.who, change)).map(eventText)
    if (text.length === 0) return
    following.lastWord = this.#runtime.clock.now()
    if (!following.follower.write(text.join(''))) this.#drop(following)
  }

  #keepAlive(): void {
    const now = this.#runtime.clock.now()
    for (const following of this.#all) {
      if (now - following.since >= LIFE_MS) this.#drop(following)
      else if (now - following.lastWord >= HEARTBEAT_MS) {
        following.lastWord = now
        if (!following.follower.write(': still here\n\n')) this.#drop(following)
      }
    }
  }

  #drop(following: Following): void {
    this.#all.delete(following)
    following.follower.end()
  }
}

const isFax = (change: Change): boolean => change.id.startsWith('fax_')

function mayKnow(who: Principal, change: Change): boolean {
  const right: Right = isFax(change) ? 'faxes.read' : 'inbox.read'
  return may(who, right, change.subscriberId)
}

/** JSON has no line end of its own, so that data is one line. */
export function eventText(change: Change): string {
  const { n, at, subscriberId, ...rest } = change
  const data: z.output<typeof changeEvent> = {
    ...rest,
    at: new Date(at).toISOString(),
    subscriber: subscriberId,
  }
  return `id: ${n}\nevent: ${isFax(change) ? 'fax' : 'inbox'}\ndata: ${JSON.stringify(data)}\n\n`
}
