/**
 * How much of the processor one process of ours gets, with all that came from it: as much as it wants, what is left over,
 * or nothing for a while. In charge of what it was kept from not being held against its document.
 */
import type { Clock } from '../../runtime.ts'
import type { Share } from '../slots.ts'
import { PROGRAM_LIMITS } from './limits.ts'
import { cpuSecondsOf, isAsleep, lowerPriority, pause, resume } from './processes.ts'
import type { Following } from './program.ts'
import { usageOf } from './watch.ts'

export class ProcessorShare implements Share, Following {
  readonly #clock: Pick<Clock, 'now'>
  #pid: number | null = null
  #isLow = false
  /** Null: it runs. */
  #heldSince: number | null = null
  #heldMs = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** To be said of each new process, and once more when that has started others. A new one never stands still. */
  started(pid: number): void {
    if (pid !== this.#pid) this.#endHold()
    this.#pid = pid
    if (this.#isLow) lowerPriority(pid)
  }

  ended(): void {
    this.#endHold()
    this.#pid = null
  }

  cpuSeconds(): number {
    return this.#pid === null ? 0 : cpuSecondsOf(this.#pid)
  }

  memoryBytes(): number {
    return this.#pid === null ? 0 : usageOf(this.#pid, PROGRAM_LIMITS.processes).memoryBytes
  }

  isAsleep(): boolean {
    return this.#pid !== null && isAsleep(this.#pid)
  }

  isLow(): boolean {
    return this.#isLow
  }

  lower(): void {
    this.#isLow = true
    if (this.#pid !== null) lowerPriority(this.#pid)
  }

  hold(isHeld: boolean): void {
    if (this.#pid === null || isHeld === (this.#heldSince !== null)) return
    if (isHeld) {
      this.#heldSince = this.#clock.now()
      pause(this.#pid)
    } else {
      this.#endHold()
      resume(this.#pid)
    }
  }

  heldMs(): number {
    return this.#heldMs + (this.#heldSince === null ? 0 : this.#clock.now() - this.#heldSince)
  }

  #endHold(): void {
    this.#heldMs = this.heldMs()
    this.#heldSince = null
  }
}
