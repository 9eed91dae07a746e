/**
 * What calls to something outside have shown since the daemon started: that it works, that it does not and since when, or
 * nothing yet. In memory: after a restart nothing is known, and an alarm that is open stays until a call says more.
 */
import type { EpochMs } from '../fax/id.ts'
import type { Clock } from '../runtime.ts'

export type PulseState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'good' }
  | {
      readonly kind: 'bad'
      readonly since: EpochMs
      readonly why: string
      readonly code: string
      readonly times: number
    }

export class Pulse {
  readonly #clock: Clock
  readonly #states = new Map<string, PulseState>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  of(name: string): PulseState {
    return this.#states.get(name) ?? { kind: 'unknown' }
  }

  good(name: string): void {
    this.#states.set(name, { kind: 'good' })
  }

  bad(name: string, code: string, why: string): void {
    const before = this.of(name)
    const since = before.kind === 'bad' ? before.since : this.#clock.now()
    const times = before.kind === 'bad' ? before.times + 1 : 1
    this.#states.set(name, { kind: 'bad', since, why, code, times })
  }
}
