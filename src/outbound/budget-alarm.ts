/** Tells the operator when a budget is nearly, and when it is wholly used up: each once a day. */
import type { FaxJobStore } from '../store/store.ts'
import { type AlarmDeps, raiseAlarm } from './alarm.ts'

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

export interface BudgetAlarmDeps extends AlarmDeps {
  readonly store: AlarmDeps['store'] & Pick<FaxJobStore, 'history'>
}

/** `taken`: `more` has been taken; false: it was too much for one of the budgets, perhaps not for this one. */
export async function budgetReached(
  deps: BudgetAlarmDeps,
  level: BudgetLevel,
  taken: boolean,
): Promise<void> {
  const { scope, day, what, used, more, limit } = level
  const after = used + more
  const isFull = taken ? after >= limit : after > limit
  if (!isFull && !(taken && after >= limit * NEARLY)) return
  const whose = scope === 'all' ? 'of all subscribers' : `of ${scope.replace('subscriber:', '')}`
  const subject = isFull
    ? `The daily budget ${whose} is used up (${what})`
    : `The daily budget ${whose} is used to 80 % (${what})`
  const id = `budget:${scope}:${day}`
  const told = await deps.store.history(id)
  if (told.some(entry => entry.text === subject)) return
  deps.runtime.log.warn({ scope, day, what, used: after, limit }, subject)
  // Two faxes may look at the same time: the name of the mail makes one of both.
  await raiseAlarm(
    deps,
    id,
    { subject, lines: linesFor(level, isFull) },
    `${what}:${isFull ? 'full' : 'nearly'}`,
  )
}

function linesFor({ what, day, limit }: BudgetLevel, isFull: boolean): string[] {
  const bound = what === 'cost' ? (limit / 1_000_000).toFixed(2) : String(limit)
  const follows =
    what === 'faxes'
      ? 'Mails beyond it are answered with 450 until the next day; their senders try again by themselves.'
      : 'Faxes beyond it are held, or wait for the next day, as the configuration says.'
  return [
    `${what} permitted on ${day}: ${bound}.`,
    ...(isFull ? [follows] : []),
    '',
    'How all budgets stand: faxbridge budget',
    'Held faxes: faxbridge list --held. Each goes on with: faxbridge release ID',
    'Is somebody misusing it? Faxes of today: faxbridge list --limit 100',
  ]
}
