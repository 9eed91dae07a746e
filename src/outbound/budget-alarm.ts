/** Raises the alarm when a budget is nearly, and when it is wholly used up: each once a day. */
import type { EpochMs } from '../fax/id.ts'
import type { Runtime } from '../runtime.ts'
import type { AlarmBook } from '../store/alarms.ts'

/** How a budget stands when something more is wanted of it. Costs are millionths. */
export interface BudgetLevel {
  /** `all`, or `subscriber:ID`. */
  readonly scope: string
  readonly day: string
  readonly what: 'faxes' | 'pages' | 'cost'
  readonly used: number
  readonly more: number
  readonly limit: number
}

/** From here on a person still has time to act. */
const NEARLY = 0.8
/** The day has its name in the alarm: that it is over then matters little. */
const DAY_MS = 86_400_000

export interface BudgetAlarmDeps {
  readonly store: Pick<AlarmBook, 'raiseAlarm'>
  readonly runtime: Runtime
}

/** `taken`: `more` has been taken; false: it was too much for one of the budgets, perhaps not for this one. */
export async function budgetReached(
  { store, runtime }: BudgetAlarmDeps,
  { scope, day, what, used, more, limit }: BudgetLevel,
  taken: boolean,
): Promise<void> {
  const after = used + more
  const isFull = taken ? after >= limit : after > limit
  if (!isFull && !(taken && after >= limit * NEARLY)) return
  const whose = scope.replace('subscriber:', '')
  const raisedAt = runtime.clock.now()
  const shown = what === 'cost' ? (limit / 1_000_000).toFixed(2) : limit
  // Of one that is open the row is brought up to date: the operator is told once.
  await store.raiseAlarm({
    id: runtime.ids.next('alm'),
    kind: isFull ? 'budget-full' : 'budget-nearly',
    about: `${whose} ${what} ${day}`,
    facts: { whose, what, day, limit: shown },
    count: 1,
    raisedAt,
    until: (raisedAt + DAY_MS) as EpochMs,
  })
}
