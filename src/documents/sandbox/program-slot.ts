/** A slot in which one program after the other works on a document, each run a process of its own. */
import type { SlotProcess } from '../slots.ts'
import { cpuSecondsOf, isAsleep, lowerPriority } from './processes.ts'
import type { Following } from './program.ts'

export class ProgramSlot implements SlotProcess, Following {
  #pid: number | null = null
  #isLow = false

  /** Of the program that runs now. */
  async cpuSeconds(): Promise<number> {
    return this.#pid === null ? 0 : cpuSecondsOf(this.#pid)
  }

  async isAsleep(): Promise<boolean> {
    return this.#pid !== null && isAsleep(this.#pid)
  }

  async lower(): Promise<void> {
    this.#isLow = true
    if (this.#pid !== null) await lowerPriority(this.#pid)
  }

  isLow(): boolean {
    return this.#isLow
  }

  started(pid: number): void {
    this.#pid = pid
    if (this.#isLow) void lowerPriority(pid)
  }

  warm(): void {}
  /** What still runs is stopped by the signal of its caller. */
  async stop(): Promise<void> {}
}
