/** The rows of the durable queue. A lease is a promise until an instant; whoever lost it can finish nothing any more. */
import type { EpochMs, TaskId } from '../fax/id.ts'
import type { TaskKind } from '../fax/task.ts'
import { FAIR_KINDS, type TaskRow, takeFairly } from './fair-claim.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import type { ClaimRequest, Task, TaskStore } from './store.ts'

export function makeTasks(driver: SqlDriver): TaskStore {
  return {
    claimTasks: request => claim(driver, request),
    async finishTask(id, owner) {
      await driver.run('delete from task where id = $1 and leased_by = $2', [id, owner])
    },
    async retryTask(id, owner, runAt, error, { account, crashed = false } = {}) {
      await driver.run(
        `update task set leased_by = null, lease_until = 0, run_at = coalesce($3, run_at), parked = $4,
           last_error = $5, attempts = case when $5 = '' then 0 else attempts end, account = coalesce($6, account),
           crashes = crashes + $7
         where id = $1 and leased_by = $2`,
        [id, owner, runAt, runAt === null ? 1 : 0, error, account ?? null, crashed ? 1 : 0],
      )
    },
    async extendTask(id, owner, leaseUntil) {
      const text = 'update task set lease_until = $3 where id = $1 and leased_by = $2'
      return (await driver.run(text, [id, owner, leaseUntil])) === 1
    },
    async hurryTasks(kind, subjectIds, now) {
      if (subjectIds.length === 0) return 0
      const places = subjectIds.map((_, i) => `$${i + 3}`).join(', ')
      const text = `update task set run_at = case when run_at > $2 then $2 else run_at end
        where kind = $1 and parked = 0 and leased_by is null and subject_id in (${places})`
      return driver.run(text, [kind, now, ...subjectIds])
    },
    nextTaskAt: (full = []) => nextTaskAt(driver, full),
  }
}

const DUE = 'parked = 0 and run_at <= $1 and (leased_by is null or lease_until <= $1)'

async function claim(driver: SqlDriver, request: ClaimRequest): Promise<readonly Task[]> {
  const { room, owner, now, leaseUntil } = request
  const kinds = Object.entries(room).filter(([, free]) => free > 0)
  const places = kinds.map((_, i) => `$${i + 2}`).join(', ')
  const names = kinds.map(([kind]) => kind)
  if (kinds.length === 0) return []
  // Most looks find nothing: a plain read costs no flush.
  const any = await driver.get(`select id from task where ${DUE} and kind in (${places}) limit 1`, [
    now,
    ...names,
  ])
  if (any === undefined) return []
  return driver.tx(async sql => {
    const claimed: Task[] = []
    for (const [name, free] of kinds) {
      const kind = name as TaskKind
      for (const row of await nextOf(sql, kind, free, request)) {
        const lease =
          'update task set leased_by = $2, lease_until = $3, attempts = attempts + 1 where id = $1'
        await sql.run(lease, [row.id, owner, leaseUntil])
        claimed.push(taskOf(row))
      }
    }
    return claimed
  })
}

async function nextOf(
  sql: Sql,
  kind: TaskKind,
  free: number,
  { now, accountRoom = {}, laneRoom = {} }: ClaimRequest,
): Promise<readonly TaskRow[]> {
  if (FAIR_KINDS.includes(kind))
    return takeFairly(sql, { kind, free, accountRoom, laneRoom: laneRoom[kind], now })
  const text = `select id, kind, subject_id, run_at, attempts, account, lane, crashes from task
    where kind = $2 and ${DUE} order by run_at, id limit ${Math.trunc(free)}`
  return sql.all<TaskRow>(text, [now, kind])
}

/** One step along the index for each account, however many tasks wait for it. */
async function nextTaskAt(sql: Sql, full: readonly string[]): Promise<EpochMs | null> {
  const waits = 'parked = 0 and leased_by is null'
  const rows = await sql.all<{ account: string; at: number }>(
    `with recursive found(account) as (
       select min(account) from task where ${waits}
       union all
       select (select min(account) from task where ${waits} and account > found.account)
       from found where found.account is not null)
     select account, (select min(run_at) from task where ${waits} and task.account = found.account) as at
     from found where account is not null`,
  )
  const times = rows.filter(row => !full.includes(row.account)).map(row => Number(row.at))
  return times.length === 0 ? null : (Math.min(...times) as EpochMs)
}

function taskOf(row: TaskRow): Task {
  return {
    ...(row.account === '' ? {} : { account: row.account }),
    ...(row.lane === '' ? {} : { lane: row.lane }),
    ...(row.crashes === 0 ? {} : { crashes: row.crashes }),
    id: row.id as TaskId,
    kind: row.kind as TaskKind,
    subjectId: row.subject_id,
    runAt: row.run_at as EpochMs,
    attempts: row.attempts + 1,
  }
}
