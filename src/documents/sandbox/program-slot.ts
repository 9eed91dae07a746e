/** A slot in which one program after the other works on a document, each run a process of its own. */
import type { Clock } from '../../runtime.ts'
import type { SlotProcess } from '../slots.ts'
import { ProcessorShare } from './processor-share.ts'

export class ProgramSlot implements SlotProcess {
  readonly share: ProcessorShare
  readonly isWarm = true

  constructor(clock: Clock) {
    this.share = new ProcessorShare(clock)
  }

  warm(): void {}
  /** What still runs is stopped by the signal of its caller. */
  async stop(): Promise<void> {}
}
