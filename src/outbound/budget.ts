/**
 * Daily budgets: how many faxes a subscriber, and all together, may send in a day, how many pages, and at what cost.
 * Faxes are counted when a mail is taken; pages and cost when a fax is handed over, since only then are they known. In
 * charge of days, limits and prices, and of what follows when a budget is used up. Counting is the store's.
 */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { dayOf, nextDay } from '../fax/calendar-day.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { EpochMs } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { wallText } from '../fax/wall-clock.ts'
import type { Charge, DayLimits, DayUse, FaxCount } from '../store/budgets.ts'
import { type BudgetLevel, budgetReached } from './budget-alarm.ts'
import { happened, type OutboundDeps, subscriberOf } from './steps.ts'

/** Prices and costs are whole numbers: millionths of the currency. */
const MILLION = 1_000_000

type Budget = NonNullable<SubscriberConfig['budget']>

/** Where a mail's faxes are counted; empty when no budget bounds them. */
export function countsFor(config: Config, subscriberId: string, now: EpochMs): readonly FaxCount[] {
  return scopesOf(config, subscriberId).flatMap(({ scope, budget, zone }) =>
    budget?.faxes_per_day === undefined
      ? []
      : [{ scope, day: dayOf(now, zone), limit: budget.faxes_per_day }],
  )
}

/** The refusal of a mail beyond the budget, with what its sender can do: wait, or send less. Other errors as they are. */
export function budgetRefusal(
  error: unknown,
  config: Config,
  { subscriberId, receivedAt }: Pick<Submission, 'subscriberId' | 'receivedAt'>,
): unknown {
  if (!isBridgeError(error) || error.code !== 'E_BUDGET') return error
  const { scope, limit, faxes } = error.detail
  if (Number(faxes) > Number(limit)) {
    const say = `It has ${faxes} recipients, and ${limit} faxes a day are the most.`
    return new BridgeError('E_BUDGET_TOO_SMALL', { say, detail: error.detail })
  }
  const zone = scopesOf(config, subscriberId).find(entry => entry.scope === scope)?.zone ?? 'UTC'
  const say = `${error.detail['used']} of ${limit} are used. The next day begins at ${wallText(nextDay(receivedAt, zone), zone)}.`
  return new BridgeError('E_BUDGET', { say, detail: error.detail })
}

interface Scope {
  readonly scope: string
  readonly budget: Budget | undefined
  readonly zone: string
}

function scopesOf(config: Config, subscriberId: string): readonly [subscriber: Scope, house: Scope] {
  const subscriber = subscriberOf(config, subscriberId)
  return [
    { scope: `subscriber:${subscriberId}`, budget: subscriber?.budget, zone: subscriber?.time_zone ?? 'UTC' },
    { scope: 'all', budget: config.budget, zone: config.budget?.time_zone ?? 'UTC' },
  ]
}

type BudgetDeps = Pick<OutboundDeps, 'store' | 'spool' | 'config' | 'runtime' | 'providers'>

/**
 * Before a hand-over: null when the fax fits and has been charged; else when to come again, or `held`. Asks nothing of
 * the store where no budget is configured.
 */
export async function beyondBudget(
  deps: BudgetDeps,
  job: FaxJob,
  account: string,
  pages: number,
): Promise<EpochMs | 'held' | null> {
  const config = deps.config.current
  const [own, house] = scopesOf(config, job.subscriberId)
  if (![own, house].some(({ budget }) => bounds(budget))) return null
  const now = deps.runtime.clock.now()
  const price = priceOf(config, account, job.recipient.number)
  const part = ({ budget, zone }: Scope) => ({ day: dayOf(now, zone), limits: limitsOf(budget) })
  const charge: Charge = {
    jobId: job.id,
    n: job.attempts + 1,
    subscriberId: job.subscriberId,
    account,
    pages,
    price,
    subscriber: part(own),
    house: part(house),
  }
  const charged = await deps.store.charge(charge)
  const levels = [
    ...levelsOf(own, charge.subscriber, charged.subscriber, charge),
    ...levelsOf(house, charge.house, charged.house, charge),
  ]
  for (const level of levels) await budgetReached(deps, level, charged.ok)
  if (charged.ok) return null
  return stopped(deps, job, charge, { levels, own, house, now })
}

interface Stop {
  readonly levels: readonly BudgetLevel[]
  readonly own: Scope
  readonly house: Scope
  readonly now: EpochMs
}

async function stopped(deps: BudgetDeps, job: FaxJob, charge: Charge, stop: Stop): Promise<EpochMs | 'held'> {
  const full = stop.levels.filter(level => level.used + level.more > level.limit)
  const ways = [stop.own, stop.house].filter(({ scope }) => full.some(level => level.scope === scope))
  if (ways.every(({ budget }) => budget?.when_used_up === 'next_day')) {
    return Math.max(...ways.map(({ zone }) => nextDay(stop.now, zone))) as EpochMs
  }
  const reason = `the budget of this day is used up: ${full.map(levelText).join('; ')}`
  await happened(deps, job.id, { type: 'holdAsked', by: 'faxbridge', reason })
  // After the hold: a crash in between asks a person twice, the other order would let the fax go unasked.
  await deps.store.waive(charge)
  return 'held'
}

function levelText({ scope, what, used, more, limit }: BudgetLevel): string {
  const whose = scope === 'all' ? 'all subscribers' : scope.replace('subscriber:', '')
  const amount = (value: number) => (what === 'cost' ? (value / MILLION).toFixed(2) : String(value))
  return `${whose}: ${amount(used)} of ${amount(limit)} ${what}, this fax has ${amount(more)}`
}

const bounds = (budget: Budget | undefined): boolean =>
  budget?.pages_per_day !== undefined || budget?.cost_per_day !== undefined

function limitsOf(budget: Budget | undefined): DayLimits {
  const cost = budget?.cost_per_day
  return {
    pages: budget?.pages_per_day ?? null,
    cost: cost === undefined ? null : Math.round(cost * MILLION),
  }
}

function levelsOf(
  { scope }: Scope,
  { day, limits }: Charge['subscriber'],
  used: DayUse,
  { pages, price }: Charge,
): BudgetLevel[] {
  const levels: BudgetLevel[] = []
  if (limits.pages !== null) {
    levels.push({ scope, day, what: 'pages', used: used.pages, more: pages, limit: limits.pages })
  }
  if (limits.cost !== null) {
    levels.push({ scope, day, what: 'cost', used: used.cost, more: pages * price, limit: limits.cost })
  }
  return levels
}

/** What a page to this number costs at this account, in millionths: by the longest prefix. */
export function priceOf(config: Pick<Config, 'providers'>, account: string, number: FaxNumber): number {
  const prices = Object.entries(config.providers[account]?.prices ?? {})
  const fitting = prices.filter(([prefix]) => number.startsWith(prefix))
  const [best] = fitting.sort(([a], [b]) => b.length - a.length)
  return best === undefined ? 0 : Math.round(best[1] * MILLION)
}

export interface BudgetLine {
  /** `all`, or a subscriber's id. */
  readonly of: string
  readonly day: string
  /** When the next day begins, ISO. */
  readonly until: string
  readonly faxes: { readonly used: number; readonly limit: number | null }
  readonly pages: { readonly used: number; readonly limit: number | null }
  readonly cost: { readonly used: number; readonly limit: number | null }
}

/** What is used today of every budget that is configured. */
export async function budgetLines(
  deps: Pick<OutboundDeps, 'store' | 'config' | 'runtime'>,
): Promise<readonly BudgetLine[]> {
  const config = deps.config.current
  const now = deps.runtime.clock.now()
  const scopes = [
    ...config.subscribers.map(({ id }) => ({ id, ...scopesOf(config, id)[0] })),
    { id: null, ...scopesOf(config, '')[1] },
  ]
  const lines: BudgetLine[] = []
  for (const { id, scope, budget, zone } of scopes) {
    if (budget === undefined) continue
    const day = dayOf(now, zone)
    const use = await deps.store.useOf(id, day)
    lines.push({
      of: id ?? 'all',
      day,
      until: new Date(nextDay(now, zone)).toISOString(),
      faxes: { used: await deps.store.faxesOf(scope, day), limit: budget.faxes_per_day ?? null },
      pages: { used: use.pages, limit: budget.pages_per_day ?? null },
      cost: { used: use.cost / MILLION, limit: budget.cost_per_day ?? null },
    })
  }
  return lines
}
