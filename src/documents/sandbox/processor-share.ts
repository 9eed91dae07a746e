/**
 * How much of the processor one process of ours gets, with all that came from it: as much as it wants, what is left over,
 * or nothing for a while. In charge of what it was kept from not being held against its document.
 */
import type { Clock } from '../../runtime.ts'
import type { Share } from '../slots.ts'
import { cpuSecondsOf, isAsleep, lowerPriority, pause, resume } from './processes.ts'
import type { Following } from './program.ts'

export class ProcessorShare implements Share, Following {
  readonly #clock: Pick<Clock, 'now'>
  #pid: number | null = null
  #isLow = false
  /** Null: it runs. */
  #pausedAt: number | null = null
  #pausedMs = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
  }

  /** To be said of each new process, and once more when that has started others. A new one never stands still. */
  started(pid: number): void {
    if (pid !== this.#pid) this.#endPause()
    this.#pid = pid
    if (this.#isLow) lowerPriority(pid)
  }

  ended(): void {
    this.#endPause()
    this.#pid = null
  }

  cpuSeconds(): number {
    return this.#pid === null ? 0 : cpuSecondsOf(this.#pid)
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

  pause(): void {
    if (this.#pid === null || this.#pausedAt !== null) return
    this.#pausedAt = this.#clock.now()
    pause(this.#pid)
  }

  resume(): void {
    if (this.#pid === null || this.#pausedAt === null) return
    this.#endPause()
    resume(this.#pid)
  }

  pausedMs(): number {
    return this.#pausedMs + (this.#pausedAt === null ? 0 : this.#clock.now() - this.#pausedAt)
  }

  #endPause(): void {
    this.#pausedMs = this.pausedMs()
    this.#pausedAt = null
  }
}
