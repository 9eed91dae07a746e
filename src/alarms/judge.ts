/**
 * Decides from what was seen which alarms are raised and which are over. In charge of hysteresis: something must be bad
 * for a while before it is an alarm, and well for a while before it is over, so that what comes and goes is one alarm. What
 * nobody can tell changes nothing. It remembers in memory; what it decided is kept by its caller.
 */
import { ALARMS, type Alarm, type AlarmFacts, type AlarmKind, alarmName } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Sighting } from './watch.ts'

export interface Patience {
  /** How long a kind must be bad. */
  afterMs(kind: AlarmKind): number
  /** How long all must have been well. */
  readonly settleMs: number
}

export interface ToRaise {
  readonly kind: AlarmKind
  readonly about: string
  readonly facts: AlarmFacts
  readonly count: number
  readonly until: EpochMs | null
}

export interface Verdict {
  /** New ones, and open ones whose facts have changed. */
  readonly raise: readonly ToRaise[]
  readonly clear: readonly Alarm[]
}

/** More open alarms of one kind than this help nobody. */
export const MOST_OF_A_KIND = 20

export class Judge {
  readonly #badSince = new Map<string, EpochMs>()
  readonly #wellSince = new Map<string, EpochMs>()

  /** `known`: the kinds that were looked at with success. */
  decide(
    seen: readonly Sighting[],
    known: ReadonlySet<AlarmKind>,
    open: readonly Alarm[],
    { now, patience }: { readonly now: EpochMs; readonly patience: Patience },
  ): Verdict {
    const sightings = new Map(seen.map(one => [nameOf(one), one]))
    const isOpen = new Map(open.map(alarm => [alarmName(alarm), alarm]))
    const counts = new Map<AlarmKind, number>()
    for (const { kind } of open) counts.set(kind, (counts.get(kind) ?? 0) + 1)
    const raise = [...sightings].flatMap(([name, one]): ToRaise[] => {
      if (one.unknown === true) return []
      const before = isOpen.get(name)
      if (before !== undefined) return sameAs(before, one) ? [] : [toRaise(one)]
      if (!this.#isBadEnough(name, one, now, patience.afterMs(one.kind))) return []
      const many = counts.get(one.kind) ?? 0
      counts.set(one.kind, many + 1)
      return many >= MOST_OF_A_KIND ? [] : [toRaise(one)]
    })
    this.#forget(sightings, known)
    const clear = open.filter(alarm => this.#isOver(alarm, sightings, known, { now, patience }))
    return { raise, clear }
  }

  #isBadEnough(name: string, { since }: Sighting, now: EpochMs, afterMs: number): boolean {
    const bad = since ?? this.#badSince.get(name) ?? now
    this.#badSince.set(name, bad)
    return now - bad >= afterMs
  }

  /** What is well again begins anew. */
  #forget(sightings: ReadonlyMap<string, Sighting>, known: ReadonlySet<AlarmKind>): void {
    for (const name of this.#badSince.keys())
      if (!sightings.has(name) && known.has(kindOf(name))) this.#badSince.delete(name)
  }

  #isOver(
    alarm: Alarm,
    sightings: ReadonlyMap<string, Sighting>,
    known: ReadonlySet<AlarmKind>,
    { now, patience }: { readonly now: EpochMs; readonly patience: Patience },
  ): boolean {
    if (alarm.until !== null) return now >= alarm.until
    const name = alarmName(alarm)
    const sighting = sightings.get(name)
    // A kind that a later release has no more, or that only happens, is not kept open for ever.
    if (!Object.hasOwn(ALARMS, alarm.kind)) return true
    if (sighting !== undefined || !known.has(alarm.kind)) {
      this.#wellSince.delete(name)
      return false
    }
    const well = this.#wellSince.get(name) ?? now
    this.#wellSince.set(name, well)
    if (now - well < patience.settleMs) return false
    this.#wellSince.delete(name)
    return true
  }
}

const nameOf = ({ kind, about = '' }: Sighting): string => alarmName({ kind, about })
const kindOf = (name: string): AlarmKind => (name.split(':')[0] ?? '') as AlarmKind

function toRaise({ kind, about = '', facts = {}, count = 1, until }: Sighting): ToRaise {
  return { kind, about, facts, count, until: until ?? null }
}

function sameAs(alarm: Alarm, { facts = {}, count = 1, until }: Sighting): boolean {
  return (
    alarm.count === count &&
    alarm.until === (until ?? null) &&
    JSON.stringify(alarm.facts) === JSON.stringify(facts)
  )
}
