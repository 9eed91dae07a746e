/** Reading and changing faxes. A change is one transaction: job, attempt, new job, tasks and one line of history. */
import { BridgeError } from '../fax/error.ts'
import type { FaxJobId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { FaxChange } from '../fax/lifecycle.ts'
import type { Ids } from '../runtime.ts'
import { settle } from './budgets.ts'
import { faxCondition } from './fax-filter.ts'
import { attemptOf, attemptRow, historyOf, jobOf, jobRow, type Row } from './rows.ts'
import type { Sql, SqlDriver, SqlValue } from './sql-driver.ts'
import { addHistory, addTasks, insert, update } from './statements.ts'
import type { FaxJobFilter, FaxJobStore, FaxJobSummary } from './store.ts'

/** More writers than this at one fax at a time there never are. */
export const MOST_TRIES = 100

/** What `FaxJobStore.change` is made of: everything but deciding, which happens where the caller is. */
export interface FaxJobRows extends Omit<FaxJobStore, 'change'> {
  /** Writes a change of the job with this version; false, and nothing written, when it has another by now. */
  applyChange(change: FaxChange, version: number): Promise<boolean>
}

export function makeFaxJobRows(driver: SqlDriver, ids: Ids): FaxJobRows {
  return {
    applyChange: (change, version) => driver.tx(sql => applyChange(sql, ids, change, version)),
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
    openTo: number =>
      jobsWhere(driver, "number = $1 and state in ('submitting', 'unknown', 'sending') order by id", [
        number,
      ]),
    async jobsAt(account, ids) {
      if (ids.length === 0) return []
      const places = ids.map((_, i) => `$${i + 2}`).join(', ')
      const text = `select distinct fax_job_id as id from attempt
        where account = $1 and (provider_ref in (${places}) or reference in (${places})) order by id`
      return (await driver.all<{ id: FaxJobId }>(text, [account, ...ids])).map(row => row.id)
    },
  }
}

/** Reads, decides, writes if nobody wrote in between, and begins anew if somebody did. */
export async function changeFax(
  rows: Pick<FaxJobRows, 'job' | 'applyChange'>,
  id: FaxJobId,
  decide: (job: FaxJob) => FaxChange | null,
): Promise<FaxChange | null> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const job = await rows.job(id)
    const decided = job === null ? null : decide(job)
    if (job === null || decided === null) return null
    const change: FaxChange = { ...decided, job: { ...decided.job, version: job.version + 1 } }
    if (await rows.applyChange(change, job.version)) return change
  }
  throw new BridgeError('E_STORE', { detail: { id, why: 'changed by others again and again' } })
}

async function applyChange(sql: Sql, ids: Ids, change: FaxChange, version: number): Promise<boolean> {
  const { job, newJob, tasks, history } = change
  const written = await update(sql, 'fax_job', jobRow(job), `and version = ${Number(version)}`)
  if (written !== 1) return false
  if (job.attempt !== null) {
    const row = attemptRow(job.attempt)
    if ((await update(sql, 'attempt', row)) === 0) await insert(sql, 'attempt', row)
    await settle(sql, job)
  }
  if (newJob !== null) {
    await insert(sql, 'fax_job', jobRow(newJob))
    await addHistory(sql, newJob.id, history)
  }
  await addTasks(sql, ids, tasks)
  await addHistory(sql, job.id, history)
  return true
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
  const { text, values } = faxCondition(filter)
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
