/**
 * Accepting mails: the one hot path of the store. Mails that come in together share one commit, so that ten sessions
 * wait for one flush of the disk and not for ten.
 */
import type { SubmissionId } from '../fax/id.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import type { Ids } from '../runtime.ts'
import { countFaxes } from './budgets.ts'
import { jobsWhere } from './fax-jobs.ts'
import { noteRepeat, onlyNew, repeatsOf } from './repeats.ts'
import { forgetSubmission } from './retention.ts'
import { jobRow, type Row, submissionOf, submissionRow } from './rows.ts'
import type { Sql, SqlDriver } from './sql-driver.ts'
import { addHistory, addTasks, insert } from './statements.ts'
import type { Acceptance, Accepted, SubmissionStore } from './store.ts'

/** More mails than this in one commit would make the first of them wait. */
const LARGEST_GROUP = 256

interface Waiting {
  readonly acceptance: Acceptance
  readonly resolve: (accepted: Accepted) => void
  readonly reject: (error: unknown) => void
}

/** `SubmissionStore` and what must be flushed at the end. */
export interface Submissions extends SubmissionStore {
  /** Writes the confirmations that still wait. */
  flush(): Promise<void>
}

export function makeSubmissions(driver: SqlDriver, ids: Ids): Submissions {
  const groups = new GroupCommit(driver, ids)
  return {
    accept: acceptance => groups.accept(acceptance),
    confirm: (id, remember) => groups.confirm({ id, remember: remember === true }),
    flush: () => groups.flush(),
    submission: async id => {
      const row = await driver.get<Row>('select * from submission where id = $1', [id])
      return row === undefined ? null : submissionOf(row)
    },
    jobsOf: id => jobsWhere(driver, 'submission_id = $1 order by id', [id]),
    openOfList: (id, list) => openOfList(driver, id, list),
    unconfirmed: () =>
      driver.all('select id, raw from submission where dedupe_key is not null and confirmed = 0 order by id'),
    retract: id => driver.tx(sql => retract(sql, id)),
    forgetSubmission: (id, now) => driver.tx(sql => forgetSubmission(sql, id, now)),
  }
}

interface Confirmation {
  readonly id: SubmissionId
  readonly remember: boolean
}

/** Collects what comes in while the disk is busy, and commits it together. */
class GroupCommit {
  readonly #driver: SqlDriver
  readonly #ids: Ids
  #waiting: Waiting[] = []
  #confirmed: Confirmation[] = []
  #running: Promise<void> | null = null

  constructor(driver: SqlDriver, ids: Ids) {
    this.#driver = driver
    this.#ids = ids
  }

  accept(acceptance: Acceptance): Promise<Accepted> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ acceptance, resolve, reject })
      this.#running ??= this.#run()
    })
  }

  /** Written with the next group: until then it counts as said. */
  confirm(confirmation: Confirmation): void {
    this.#confirmed.push(confirmation)
  }

  async flush(): Promise<void> {
    await this.#running
    const done = this.#takeConfirmed()
    if (done.length === 0) return
    await this.#driver.tx(async sql => {
      for (const entry of done) await writeConfirmation(sql, entry)
    })
  }

  #takeConfirmed(): Confirmation[] {
    const taken = this.#confirmed
    this.#confirmed = []
    return taken
  }

  async #run(): Promise<void> {
    // The sessions whose bytes were flushed together arrive in the same turn of the event loop: wait for all of them.
    await new Promise(resolve => setImmediate(resolve))
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, LARGEST_GROUP))
    this.#running = null
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const done = this.#takeConfirmed()
    try {
      const results = await this.#driver.tx(async sql => {
        for (const entry of done) await writeConfirmation(sql, entry)
        const accepted: Accepted[] = []
        for (const { acceptance } of group) accepted.push(await write(sql, this.#ids, acceptance))
        return accepted
      })
      for (const [i, accepted] of results.entries()) group[i]?.resolve(accepted)
    } catch (error) {
      this.#confirmed.unshift(...done)
      const [only] = group
      if (group.length === 1) only?.reject(error)
      // One bad mail must not cost the others their 250: each by itself.
      else for (const one of group) await this.#commit([one])
    }
  }
}

/** Remembered: a repeat within the configured time is still known for one. */
function writeConfirmation(sql: Sql, { id, remember }: Confirmation): Promise<number> {
  const what = remember ? 'confirmed = 1' : 'dedupe_key = null'
  return sql.run(`update submission set ${what} where id = $1`, [id])
}

async function write(sql: Sql, ids: Ids, acceptance: Acceptance): Promise<Accepted> {
  const repeats = await repeatsOf(sql, acceptance)
  if (repeats !== null) await noteRepeat(sql, repeats, acceptance)
  const earlier = repeats?.earlier ?? []
  const latest = earlier.at(-1)
  if (repeats?.jobs.length === 0 && latest !== undefined) {
    return { submissionId: latest, repeat: true, earlier: earlier.slice(0, -1) }
  }
  const {
    submission,
    jobs,
    tasks,
    history,
    dedupeKey,
    counts = [],
  } = repeats === null ? acceptance : onlyNew(acceptance, repeats)
  await countFaxes(sql, counts, jobs.filter(job => job.state === 'accepted').length)
  await writeNew(sql, submission, jobs, dedupeKey)
  await addTasks(sql, ids, tasks)
  for (const { subjectId, ...entry } of history) await addHistory(sql, subjectId, entry)
  return { submissionId: submission.id, repeat: false, earlier }
}

async function openOfList(sql: Sql, id: SubmissionId, list: string): Promise<number> {
  const text = `select count(*) as n from fax_job where submission_id = $1 and list_name = $2 and resend_of is null
    and state not in ('delivered', 'failed', 'cancelled')`
  return Number((await sql.get<{ n: number }>(text, [id, list]))?.n ?? 0)
}

async function writeNew(
  sql: Sql,
  submission: Submission,
  jobs: readonly FaxJob[],
  key: string,
): Promise<void> {
  await insert(sql, 'submission', { ...submissionRow(submission), dedupe_key: key })
  for (const job of jobs) await insert(sql, 'fax_job', jobRow(job))
}

async function retract(sql: Sql, id: SubmissionId): Promise<boolean> {
  const touched = await sql.get("select id from fax_job where submission_id = $1 and state <> 'accepted'", [
    id,
  ])
  if (touched !== undefined) return false
  const ofJobs = 'subject_id in (select id from fax_job where submission_id = $1)'
  await sql.run(`delete from task where subject_id = $1 or ${ofJobs}`, [id])
  await sql.run(`delete from history where ${ofJobs}`, [id])
  await sql.run('delete from fax_job where submission_id = $1', [id])
  return (await sql.run('delete from submission where id = $1', [id])) === 1
}
