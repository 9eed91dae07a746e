import type { EpochMs } from '../../src/fax/id.ts'
import type { Clock, Runtime } from '../../src/runtime.ts'
import { makeIds, noCheckpoint, silentLogger } from '../../src/runtime.ts'

interface Sleeper {
  readonly until: number
  readonly wake: () => void
}

/** A clock that stands still until a test moves it. Sleepers wake in the order in which they are due. */
export class FakeClock implements Clock {
  #now: number
  readonly #sleepers = new Set<Sleeper>()

  constructor(now = Date.UTC(2026, 10, 21, 6, 0, 0)) {
    this.#now = now
  }

  now(): EpochMs {
    return this.#now as EpochMs
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      if (signal?.aborted) return resolve()
      const wake = () => {
        this.#sleepers.delete(sleeper)
        signal?.removeEventListener('abort', wake)
        resolve()
      }
      const sleeper: Sleeper = { until: this.#now + Math.max(0, ms), wake }
      this.#sleepers.add(sleeper)
      signal?.addEventListener('abort', wake, { once: true })
    })
  }

  /** Moves the clock, waking each sleeper at its own instant and letting what it does settle before the next. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await settle()
      const next = [...this.#sleepers].sort((a, b) => a.until - b.until)[0]
      if (next === undefined || next.until > end) break
      this.#now = Math.max(this.#now, next.until)
      next.wake()
    }
    this.#now = end
    await settle()
  }
}

/** Lets everything that is ready to run run: a few turns of the event loop, no time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise(resolve => setImmediate(resolve))
}

export function testRuntime(clock: Clock = new FakeClock()): Runtime {
  return { clock, ids: makeIds(clock), log: silentLogger, checkpoint: noCheckpoint }
}
