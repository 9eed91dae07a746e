/** What is watched: the contract between what looks and what decides that it is an alarm. */
import type { AlarmFacts, AlarmKind } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'

/** Something is bad, or nobody can tell now. What a watch does not name is well. */
export interface Sighting {
  readonly kind: AlarmKind
  /** Which one, where there are several. Absent: there is only one. */
  readonly about?: string
  /** `unknown`: an alarm stays as it is. Absent: it is bad. */
  readonly unknown?: true
  readonly facts?: AlarmFacts
  readonly count?: number
  /** Bad since. Absent: since it was first seen so. */
  readonly since?: EpochMs
  /** An event: over at this instant. */
  readonly until?: EpochMs
}

export interface Watch {
  /** The alarms that it alone answers for. */
  readonly kinds: readonly AlarmKind[]
  /** Throws: then nothing is known about these kinds now. */
  look(now: EpochMs): Promise<readonly Sighting[]>
}

/** A watch that costs something looks seldom, and what it saw holds until then. A look that failed is repeated soon. `wellAt`: it has just been seen well. */
export function seldom(watch: Watch, everyMs: number, wellAt: EpochMs | null = null): Watch {
  let last: { readonly at: EpochMs; readonly seen: readonly Sighting[] } | null =
    wellAt === null ? null : { at: wellAt, seen: [] }
  return {
    kinds: watch.kinds,
    async look(now) {
      // A clock that was set back must not stop it.
      if (last === null || now - last.at >= everyMs || now < last.at)
        last = { at: now, seen: await watch.look(now) }
      return last.seen
    },
  }
}
