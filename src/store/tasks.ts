/** The rows of the durable queue. A lease is a promise until an instant; whoever lost it can finish nothing any more. */
import type { EpochMs, TaskId } from '../fax/id.ts'
import type { TaskKind } from '../fax/task.ts'
import type { SqlDriver } from './sql-driver.ts'
import type { ClaimRequest, Task, TaskStore } from './store.ts'

interface TaskRow {
  readonly id: string
  readonly kind: string
  readonly subject_id: string
  readonly run_at: number
  readonly attempts: number
}

export function makeTasks(driver: SqlDriver): TaskStore {
  return {
    claimTasks: request => claim(driver, request),
    async finishTask(id, owner) {
      await driver.run('delete from task where id = $1 and leased_by = $2', [id, owner])
    },
    async retryTask(id, owner, runAt, error) {
      await driver.run(
        `update task set leased_by = null, lease_until = 0, run_at = coalesce($3, run_at), parked = $4,
           last_error = $5, attempts = case when $5 = '' then 0 else attempts end
         where id = $1 and leased_by = $2`,
        [id, owner, runAt, runAt === null ? 1 : 0, error],
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
    async nextTaskAt() {
      const text = 'select min(run_at) as at from task where parked = 0 and leased_by is null'
      const row = await driver.get<{ at: number | null }>(text)
      return (row?.at ?? null) as EpochMs | null
    },
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
    for (const [kind, free] of kinds) {
      const text = `select id, kind, subject_id, run_at, attempts from task
        where kind = $2 and ${DUE} order by run_at, id limit ${Math.trunc(free)}`
      for (const row of await sql.all<TaskRow>(text, [now, kind])) {
        const lease =
          'update task set leased_by = $2, lease_until = $3, attempts = attempts + 1 where id = $1'
        await sql.run(lease, [row.id, owner, leaseUntil])
        claimed.push(taskOf(row))
      }
    }
    return claimed
  })
}

function taskOf(row: TaskRow): Task {
  return {
    id: row.id as TaskId,
    kind: row.kind as TaskKind,
    subjectId: row.subject_id,
    runAt: row.run_at as EpochMs,
    attempts: row.attempts + 1,
  }
}
