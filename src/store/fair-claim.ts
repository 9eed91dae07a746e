/**
 * Which tasks are next where lanes take turns. In charge of: one task of each lane before a second of any, the lane that
 * had its turn longest ago first, and no more for an account or a lane than it has room for. Not in charge of the lease (tasks.ts).
 * Every look-up is bounded by an index: a lane with a hundred thousand tasks costs no more than one with two.
 */
import type { EpochMs } from '../fax/id.ts'
import { TASK_PRIORITIES, type TaskKind } from '../fax/task.ts'
import type { Sql } from './sql-driver.ts'
import type { LaneRoom } from './store.ts'

/** Kinds of which one subscriber may have thousands at a time. */
export const FAIR_KINDS: readonly TaskKind[] = ['prepare', 'submit']

export interface TaskRow {
  readonly id: string
  readonly kind: string
  readonly subject_id: string
  readonly run_at: number
  readonly attempts: number
  readonly account: string
  readonly lane: string
  readonly crashes: number
}

export interface FairLook {
  readonly kind: TaskKind
  /** Tasks to take at most. */
  readonly free: number
  readonly accountRoom: Readonly<Record<string, number>>
  /** Absent: a lane may have all of them. */
  readonly laneRoom?: LaneRoom | undefined
  readonly now: EpochMs
}

/** Gives the tasks whose turn it is and notes that their lanes have had it. */
export async function takeFairly(sql: Sql, look: FairLook): Promise<readonly TaskRow[]> {
  const taken: TaskRow[] = []
  for (const account of await accountsWaiting(sql, look.kind)) {
    const free = Math.min(look.free - taken.length, look.accountRoom[account] ?? look.free)
    if (free > 0) taken.push(...(await fromLanes(sql, { ...look, account, free })))
  }
  return taken
}

interface LaneLook extends FairLook {
  readonly account: string
}

async function fromLanes(sql: Sql, look: LaneLook): Promise<readonly TaskRow[]> {
  const { kind, account, free } = look
  const turns = new Map(
    (
      await sql.all<{ lane: string; turn: number }>(
        'select lane, turn from lane_turn where kind = $1 and account = $2',
        [kind, account],
      )
    ).map(row => [row.lane, Number(row.turn)]),
  )
  const lanes = await lanesWaiting(sql, kind, account)
  const inTurn = [...lanes].sort((a, b) => (turns.get(a) ?? 0) - (turns.get(b) ?? 0))
  const taken: TaskRow[] = []
  let turn = Math.max(0, ...turns.values())
  const last = new Map<string, number>()
  const waiting = new Map<string, TaskRow[]>()
  for (let round = 0; taken.length < free && round < free; round++) {
    const before = taken.length
    for (const lane of inTurn) {
      if (taken.length >= free) break
      const heads = waiting.get(lane) ?? (await headsOf(sql, look, lane))
      waiting.set(lane, heads)
      const head = heads[round]
      if (head === undefined || round >= laneFree(look, lane)) continue
      taken.push(head)
      last.set(lane, ++turn)
    }
    if (taken.length === before) break
  }
  for (const [lane, at] of last) {
    await sql.run(
      `insert into lane_turn (kind, account, lane, turn) values ($1, $2, $3, $4)
       on conflict (kind, account, lane) do update set turn = excluded.turn`,
      [kind, account, lane, at],
    )
  }
  return taken
}

function laneFree({ laneRoom }: LaneLook, lane: string): number {
  if (laneRoom === undefined || lane === '') return Number.POSITIVE_INFINITY
  return laneRoom.most - (laneRoom.running.get(lane) ?? 0)
}

/** The first tasks of a lane, at most as many as may be taken at all. */
async function headsOf(sql: Sql, look: LaneLook, lane: string): Promise<TaskRow[]> {
  const heads: TaskRow[] = []
  for (const priority of TASK_PRIORITIES) {
    if (heads.length >= look.free) break
    const text = `select id, kind, subject_id, run_at, attempts, account, lane, crashes from task
      where parked = 0 and kind = $1 and account = $2 and lane = $3 and priority = $4 and run_at <= $5
        and (leased_by is null or lease_until <= $5)
      order by run_at, id limit ${Math.trunc(look.free - heads.length)}`
    heads.push(...(await sql.all<TaskRow>(text, [look.kind, look.account, lane, priority, look.now])))
  }
  return heads
}

/** The accounts that tasks of a kind wait for, '' among them: one step along the index for each. */
async function accountsWaiting(sql: Sql, kind: TaskKind): Promise<readonly string[]> {
  const rows = await sql.all<{ account: string }>(
    `with recursive found(account) as (
       select min(account) from task where parked = 0 and kind = $1
       union all
       select (select min(account) from task where parked = 0 and kind = $1 and account > found.account)
       from found where found.account is not null)
     select account from found where account is not null`,
    [kind],
  )
  return rows.map(row => row.account)
}

/** The lanes of an account, in the same way. */
async function lanesWaiting(sql: Sql, kind: TaskKind, account: string): Promise<readonly string[]> {
  const rows = await sql.all<{ lane: string }>(
    `with recursive found(lane) as (
       select min(lane) from task where parked = 0 and kind = $1 and account = $2
       union all
       select (select min(lane) from task where parked = 0 and kind = $1 and account = $2 and lane > found.lane)
       from found where found.lane is not null)
     select lane from found where lane is not null`,
    [kind, account],
  )
  return rows.map(row => row.lane)
}
