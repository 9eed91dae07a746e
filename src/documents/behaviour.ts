/** How a document behaves while it is read: what it takes of the processor, and whether it does anything at all. */
import type { Clock } from '../runtime.ts'
import { hadNothing, NOTHING_SECONDS } from './sandbox/processes.ts'
import type { Share } from './slots.ts'

/** What was seen of it since it began. */
export interface Behaviour {
  /** Processor time, in seconds. */
  readonly cpu: number
  /** Looks in a row at which it slept, and had done nothing since the one before. */
  readonly asleepLooks: number
  /** It had no processor time for long: it does not wait for its turn, it waits for nothing. */
  readonly isIdle: boolean
}

const LOOK_MS = 50
/** Two seconds. */
const IDLE_LOOKS = 40

/**
 * Looks until `over`, or until `judge` says that it has seen enough. Not by the clock: on a machine that is too busy all
 * documents take long, and none of them is slow for that.
 */
export async function watchBehaviour(
  share: Share,
  clock: Clock,
  judge: (seen: Behaviour) => boolean,
  over: AbortSignal,
): Promise<void> {
  const before = share.cpuSeconds()
  const had: number[] = []
  let asleepLooks = 0
  for (;;) {
    await clock.sleep(LOOK_MS, over)
    if (over.aborted) return
    const cpu = share.cpuSeconds() - before
    const didNothing = cpu - (had.at(-1) ?? 0) < NOTHING_SECONDS
    asleepLooks = didNothing && share.isAsleep() ? asleepLooks + 1 : 0
    had.push(cpu)
    if (judge({ cpu, asleepLooks, isIdle: hadNothing(had, IDLE_LOOKS) })) return
  }
}
