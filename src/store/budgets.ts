/**
 * What was faxed in a day, and whether a fax fits into its budget. Looking and writing are one transaction, so that no
 * two faxes take the same last page. Not in charge of what a day is, nor of what follows when the budget is used up.
 */
import { BridgeError } from '../fax/error.ts'
import type { FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'

/** Null: no bound. Cost in millionths. */
export interface DayLimits {
  readonly pages: number | null
  readonly cost: number | null
}

/** Cost in millionths. */
export interface DayUse {
  readonly pages: number
  readonly cost: number
}

/** A fax that is about to be handed over. */
export interface Charge {
  readonly jobId: FaxJobId
  /** Which hand-over of this fax. */
  readonly n: number
  readonly subscriberId: string
  readonly account: string
  readonly pages: number
  /** Of a page, in millionths. */
  readonly price: number
  readonly subscriber: { readonly day: string; readonly limits: DayLimits }
  readonly house: { readonly day: string; readonly limits: DayLimits }
}

/** `before`: what was used without this fax. Not `ok`: nothing was written. */
export interface Charged {
  readonly ok: boolean
  readonly subscriber: DayUse
  readonly house: DayUse
}

/** Counts of faxes taken: which day of which scope, and how many it may have. */
export interface FaxCount {
  readonly scope: string
  readonly day: string
  /** Null: counted for the others' sake, without a bound of its own. */
  readonly limit: number
}

export interface BudgetStore {
  /** Writes the estimate when it fits, or when a person has released the fax after `waive`. */
  charge(charge: Charge): Promise<Charged>
  /** The fax is held for its budget: when it comes again, a person has released it. */
  waive(charge: Charge): Promise<void>
  faxesOf(scope: string, day: string): Promise<number>
  /** `subscriberId` null: of all. */
  useOf(subscriberId: string | null, day: string): Promise<DayUse>
}

export function makeBudgets(driver: SqlDriver): BudgetStore {
  return {
    charge: charge => driver.tx(sql => chargeOne(sql, charge)),
    waive: charge => driver.tx(sql => write(sql, { ...charge, pages: 0 }, true)),
    faxesOf: (scope, day) => faxesOf(driver, scope, day),
    useOf: (subscriberId, day) => useOf(driver, subscriberId, day, null),
  }
}

async function chargeOne(sql: Sql, charge: Charge): Promise<Charged> {
  const { jobId, n, subscriberId, subscriber, house } = charge
  const own = { jobId, n }
  const used = {
    subscriber: await useOf(sql, subscriberId, subscriber.day, own),
    house: await useOf(sql, null, house.day, own),
  }
  const text = 'select waived from expense where fax_job_id = $1 and n = $2'
  const released = (await sql.get<{ waived: number }>(text, [jobId, n]))?.waived === 1
  const ok =
    released || (fits(used.subscriber, subscriber.limits, charge) && fits(used.house, house.limits, charge))
  if (ok) await write(sql, charge, false)
  return { ok, ...used }
}

function fits(used: DayUse, { pages, cost }: DayLimits, charge: Charge): boolean {
  if (pages !== null && used.pages + charge.pages > pages) return false
  return cost === null || used.cost + charge.pages * charge.price <= cost
}

/** `except`: the estimate of this very hand-over, when a crash came between it and the call. */
async function useOf(
  sql: Sql,
  subscriberId: string | null,
  day: string,
  except: { readonly jobId: string; readonly n: number } | null,
): Promise<DayUse> {
  const whose = subscriberId === null ? 'house_day = $1' : 'day = $1 and subscriber_id = $2'
  const text = `select sum(pages) as pages, sum(cost) as cost from expense
    where ${whose} and not (fax_job_id = $3 and n = $4)`
  const values = [day, subscriberId, except?.jobId ?? '', except?.n ?? 0]
  const row = await sql.get<{ pages: number | null; cost: number | null }>(text, values)
  return { pages: Number(row?.pages ?? 0), cost: Number(row?.cost ?? 0) }
}

async function write(sql: Sql, charge: Charge, waived: boolean): Promise<void> {
  const { jobId, n, subscriberId, account, pages, price, subscriber, house } = charge
  await sql.run(
    `insert into expense (fax_job_id, n, subscriber_id, day, house_day, account, pages, price, cost, waived)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (fax_job_id, n) do update set day = excluded.day, house_day = excluded.house_day,
       account = excluded.account, pages = excluded.pages, price = excluded.price, cost = excluded.cost,
       waived = excluded.waived`,
    [jobId, n, subscriberId, subscriber.day, house.day, account, pages, price, pages * price, waived ? 1 : 0],
  )
}

/** The end of a hand-over corrects its estimate: by the pages that went out, or to nothing when it was not taken. */
export async function settle(sql: Sql, job: FaxJob): Promise<void> {
  const { attempt } = job
  if (attempt === null || attempt.endedAt === null) return
  const notTaken = job.state === 'ready' || job.state === 'cancelled'
  // A fax without verdict may have gone out: its estimate stands.
  if (attempt.outcome === null && !notTaken) return
  const pages = attempt.outcome?.pagesSent ?? 0
  await sql.run(
    'update expense set pages = $3, cost = price * $3 where fax_job_id = $1 and n = $2 and waived = 0',
    [job.id, attempt.n, pages],
  )
}

async function faxesOf(sql: Sql, scope: string, day: string): Promise<number> {
  const text = 'select faxes from day_count where scope = $1 and day = $2'
  return (await sql.get<{ faxes: number }>(text, [scope, day]))?.faxes ?? 0
}

/** Counts faxes that are taken now. Throws E_BUDGET when they are too many; the transaction then writes nothing. */
export async function countFaxes(sql: Sql, counts: readonly FaxCount[], faxes: number): Promise<void> {
  for (const { scope, day, limit } of counts) {
    const used = await faxesOf(sql, scope, day)
    if (used + faxes > limit) {
      const say = `${used} of ${limit} faxes of this day have been taken.`
      throw new BridgeError('E_BUDGET', { say, detail: { scope, day, used, limit, faxes } })
    }
    await sql.run(
      `insert into day_count (scope, day, faxes) values ($1, $2, $3)
       on conflict (scope, day) do update set faxes = day_count.faxes + excluded.faxes`,
      [scope, day, faxes],
    )
  }
}
