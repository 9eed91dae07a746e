/** Reading and changing faxes. A change is one transaction: job, attempt, new job, tasks and one line of history. */
import type { FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { FaxChange } from '../fax/lifecycle.ts'
import type { Ids } from '../runtime.ts'
import { attemptOf, attemptRow, historyOf, jobOf, jobRow, type Row } from './rows.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'
import type { FaxJobFilter, FaxJobStore, FaxJobSummary } from './store.ts'

export function makeFaxJobs(driver: SqlDriver, ids: Ids): FaxJobStore {
  return {
    change: (id, decide) => driver.tx(sql => change(sql, ids, id, decide)),
    job: id => oneJob(driver, id),
    attempts: async id => {
      const rows = await driver.all<Row>('select * from attempt where fax_job_id = $1 order by n', [id])
      return rows.map(attemptOf)
    },
    history: async subjectId => {
      const rows = await driver.all<Row>('select * from history where subject_id = $1 order by seq', [
        subjectId,
      ])
      return rows.map(historyOf)
    },
    list: filter => list(driver, filter),
  }
}

async function change(
  sql: Sql,
  ids: Ids,
  id: FaxJobId,
  decide: (job: FaxJob) => FaxChange | null,
): Promise<FaxChange | null> {
  const job = await oneJob(sql, id)
  const decided = job === null ? null : decide(job)
  if (job === null || decided === null) return null
  const next: FaxJob = { ...decided.job, version: job.version + 1 }
  const written = await update(sql, 'fax_job', jobRow(next), `and version = ${Number(job.version)}`)
  if (written !== 1) throw new Error(`fax ${id} changed inside a transaction`)
  if (next.attempt !== null && next.attempt !== job.attempt) {
    const row = attemptRow(next.attempt)
    if ((await update(sql, 'attempt', row)) === 0) await insert(sql, 'attempt', row)
  }
  if (decided.newJob !== null) {
    await insert(sql, 'fax_job', jobRow(decided.newJob))
    await addHistory(sql, decided.newJob.id, decided.history)
  }
  await addTasks(sql, ids, decided.tasks)
  await addHistory(sql, id, decided.history)
  return { ...decided, job: next }
}

async function oneJob(sql: Sql, id: FaxJobId): Promise<FaxJob | null> {
  return (await jobsWhere(sql, 'id = $1', [id]))[0] ?? null
}

/** Jobs that fulfil an SQL condition, each with its current attempt. */
export async function jobsWhere(sql: Sql, where: string, values: readonly SqlValue[]): Promise<FaxJob[]> {
  const rows = await sql.all<Row>(`select * from fax_job where ${where}`, values)
  const jobs: FaxJob[] = []
  for (const row of rows) jobs.push(await withAttempt(sql, row))
  return jobs
}

async function withAttempt(sql: Sql, row: Row): Promise<FaxJob> {
  if (row['attempts'] === 0) return jobOf(row, undefined)
  const text = 'select * from attempt where fax_job_id = $1 and n = $2'
  return jobOf(row, await sql.get<Row>(text, [row['id'] ?? null, row['attempts'] ?? null]))
}

async function list(sql: Sql, filter: FaxJobFilter): Promise<FaxJobSummary[]> {
  const { text, values } = condition(filter)
  const rows = await sql.all<Row>(
    `select j.*, s.from_address, s.subject from fax_job j join submission s on s.id = j.submission_id
     where ${text} order by j.id desc limit ${Math.max(1, Math.trunc(filter.limit))}`,
    values,
  )
  const found: FaxJobSummary[] = []
  for (const row of rows) {
    const job = await withAttempt(sql, row)
    found.push({ job, from: String(row['from_address']), subject: String(row['subject']) })
  }
  return found
}

function condition(filter: FaxJobFilter): { readonly text: string; readonly values: SqlValue[] } {
  const values: SqlValue[] = []
  const place = (value: SqlValue) => `$${values.push(value)}`
  const parts = ['1 = 1']
  if (filter.states !== undefined) parts.push(`j.state in (${filter.states.map(place).join(', ') || 'null'})`)
  if (filter.held !== undefined) parts.push(`j.held is ${filter.held ? 'not ' : ''}null`)
  if (filter.subscriberId !== undefined) parts.push(`j.subscriber_id = ${place(filter.subscriberId)}`)
  if (filter.before !== undefined) parts.push(`j.id < ${place(filter.before)}`)
  if (filter.search !== undefined) {
    const pattern = place(`%${filter.search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`)
    const columns = ['j.id', 'j.number', 'j.address', 'j.submission_id', 's.from_address', 's.subject']
    parts.push(`(${columns.map(column => `lower(${column}) like ${pattern} escape '\\'`).join(' or ')})`)
  }
  return { text: parts.join(' and '), values }
}
