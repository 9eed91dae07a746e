/** Whether the operator is to be told of an alarm now, and what. Pure: what was told before stands in the alarm itself. */
import { ALARMS, type Alarm, type AlarmKind } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import type { AlarmNews } from '../store/alarms.ts'

export interface TellingRules {
  /** Kinds that nobody is told of. */
  readonly off: readonly AlarmKind[]
  /** 0: no reminders. */
  readonly remindMs: number
  /** Now is a quiet hour. */
  readonly quiet: boolean
}

/** When there is more of what an alarm counts, it is told again, but not more often than this. */
const MORE_MS = 3_600_000

/** Null: nothing, or not now. */
export function newsOf(alarm: Alarm, now: EpochMs, { off, remindMs, quiet }: TellingRules): AlarmNews | null {
  if (off.includes(alarm.kind)) return null
  if (quiet && ALARMS[alarm.kind].severity === 'warning') return null
  if (alarm.clearedAt !== null) return endOf(alarm)
  if (alarm.toldAt === null) return 'raised'
  const since = now - alarm.toldAt
  if (alarm.count > alarm.toldCount && since >= MORE_MS) return 'more'
  if (alarm.ackedAt === null && remindMs > 0 && since >= remindMs) return 'still'
  return null
}

/** The end of an event is none; and of what nobody was told, nobody needs to hear that it is over. */
function endOf({ until, toldAt, overToldAt }: Alarm): AlarmNews | null {
  return until === null && toldAt !== null && overToldAt === null ? 'over' : null
}
