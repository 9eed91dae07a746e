/**
 * Opens the database that the configuration names and puts the parts of the store together. In charge of migrations
 * and of what the daemon itself needs (counts, leases, live references). Not in charge of the lock (lock.ts).
 */
import { isAbsolute, join } from 'node:path'
import type { FaxJobId } from '../fax/id.ts'
import type { FaxState } from '../fax/job.ts'
import type { Clock, Ids, Logger } from '../runtime.ts'
import { makeFaxJobs } from './fax-jobs.ts'
import { makeInboundFaxes } from './inbound-faxes.ts'
import { makeDocuments, makeMails } from './mails.ts'
import { migrate } from './migrate.ts'
import type { SqlDriver } from './sql-driver.ts'
import { openSqlite } from './sqlite.ts'
import type { Store, StoreCounts, StoreLife } from './store.ts'
import { makeSubmissions, type Submissions } from './submissions.ts'
import { makeTasks } from './tasks.ts'

export interface OpenStoreOptions {
  /** `sqlite:FILE`, relative to `dataDir`. */
  readonly url: string
  readonly dataDir: string
  readonly ids: Ids
  readonly clock: Clock
  readonly log: Logger
  /** The disk failed at a flush: see sqlite.ts. */
  readonly onDoubtful: (error: unknown) => void
}

/** Throws E_STORE_DAMAGED, E_STORE_NEWER or E_STORE; the database is then as it was. */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { url, dataDir, ids, clock, log, onDoubtful } = options
  const name = url.replace(/^sqlite:/, '')
  const driver = openSqlite({ file: isAbsolute(name) ? name : join(dataDir, name), onDoubtful })
  try {
    const applied = await migrate(driver, clock.now())
    if (applied.length > 0) log.info({ applied }, 'database schema brought up to date')
  } catch (error) {
    await driver.close()
    throw error
  }
  return storeOn(driver, ids)
}

/** The store on any driver; the schema must be there. */
export function storeOn(driver: SqlDriver, ids: Ids): Store {
  const submissions = makeSubmissions(driver, ids)
  return {
    ...submissions,
    ...makeFaxJobs(driver, ids),
    ...makeTasks(driver),
    ...makeDocuments(driver),
    ...makeInboundFaxes(driver, ids),
    ...makeMails(driver, ids),
    ...makeLife(driver, submissions),
  }
}

function makeLife(driver: SqlDriver, submissions: Submissions): StoreLife {
  return {
    counts: now => counts(driver, now),
    async interrupted() {
      const rows = await driver.all<{ id: string }>(
        "select id from fax_job where state = 'submitting' order by id",
      )
      return rows.map(row => row.id as FaxJobId)
    },
    releaseLeases: owner =>
      driver.run(
        'update task set leased_by = null, lease_until = 0 where leased_by is not null and leased_by <> $1',
        [owner],
      ),
    async liveSpoolRefs() {
      const rows = await driver.all<{ ref: string }>(
        `select raw as ref from submission where raw <> '' union all select tiff from document
         union all select preview from document where preview is not null
         union all select raw from inbound_fax where raw is not null union all select raw from mail`,
      )
      return rows.map(row => row.ref)
    },
    async close() {
      await submissions.flush()
      await driver.close()
    },
  }
}

async function counts(driver: SqlDriver, now: number): Promise<StoreCounts> {
  const states = await driver.all<{ state: FaxState; n: number }>(
    'select state, count(*) as n from fax_job group by state',
  )
  const one = async (text: string, values: number[] = []) =>
    Number((await driver.get<{ n: number }>(`select count(*) as n from ${text}`, values))?.n ?? 0)
  return {
    jobs: Object.fromEntries(states.map(row => [row.state, Number(row.n)])),
    held: await one("fax_job where held is not null and state not in ('delivered', 'failed', 'cancelled')"),
    tasksDue: await one('task where parked = 0 and run_at <= $1', [now]),
    tasksParked: await one('task where parked = 1'),
    mailsQueued: await one("mail where state = 'queued'"),
    inboundOpen: await one("inbound_fax where state <> 'acknowledged'"),
  }
}
