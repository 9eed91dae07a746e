/**
 * The rows of the store on any SQL driver, put together from its parts; and the store on top of them. In charge of what
 * the daemon itself needs (counts, leases, live references). The daemon's own runs in a thread (open-store.ts).
 */
import type { FaxJobId } from '../fax/id.ts'
import type { FaxState } from '../fax/job.ts'
import type { Ids } from '../runtime.ts'
import { makeSessions, makeTokens, makeUsers } from './access-rows.ts'
import type { AccessStore } from './access-store.ts'
import { type AlarmStore, makeAlarms } from './alarms.ts'
import type { AnswerStore } from './answer-store.ts'
import { makeAnswers } from './answers.ts'
import type { ArchiveStore } from './archive-store.ts'
import { makeAuditRows } from './audit-rows.ts'
import { type BacklogStore, makeBacklogs } from './backlogs.ts'
import { type BrokenAddressStore, makeBrokenAddresses } from './broken-addresses.ts'
import { type BudgetStore, makeBudgets } from './budgets.ts'
import { type ChangeStore, makeChanges } from './changes.ts'
import { type DeliveryStore, makeDeliveries } from './deliveries.ts'
import { changeFax, type FaxJobRows, makeFaxJobRows } from './fax-jobs.ts'
import { type FlowStore, makeFlow } from './flow.ts'
import { makeInboundAccounts } from './inbound-accounts.ts'
import { changeInboundFax, type InboundRows, makeInboundRows } from './inbound-faxes.ts'
import type { InboundAccountStore } from './inbound-store.ts'
import { makeKeys } from './keys.ts'
import { makeLegalHolds } from './legal-holds.ts'
import { makeDocuments, makeMails } from './mails.ts'
import { makeRefusals } from './refusals.ts'
import { makeRetention } from './retention.ts'
import { makeSeenPictures, type SeenPictureStore } from './seen-pictures.ts'
import { makeSenderLinks, type SenderLinkStore } from './sender-links.ts'
import { makeSpoolRefs } from './spool-refs.ts'
import type { SqlDriver } from './sql-driver.ts'
import type {
  DocumentStore,
  KeyStore,
  MailStore,
  RefusalStore,
  Store,
  StoreCounts,
  StoreLife,
  SubmissionStore,
  TaskStore,
} from './store.ts'
import { makeSubmissions, type Submissions } from './submissions.ts'
import { makeTasks } from './tasks.ts'

/** Everything that the store does with the database. No method takes a function: each can be asked from another thread. */
export type StoreRows = RefusalStore &
  SubmissionStore &
  FaxJobRows &
  TaskStore &
  DocumentStore &
  InboundRows &
  InboundAccountStore &
  DeliveryStore &
  MailStore &
  BudgetStore &
  KeyStore &
  SenderLinkStore &
  SeenPictureStore &
  BrokenAddressStore &
  FlowStore &
  AccessStore &
  AnswerStore &
  ChangeStore &
  AlarmStore &
  BacklogStore &
  ArchiveStore &
  StoreLife

/** The schema must be there. */
export function rowsOn(driver: SqlDriver, ids: Ids): StoreRows {
  const submissions = makeSubmissions(driver, ids)
  return {
    ...submissions,
    ...makeFaxJobRows(driver, ids),
    ...makeTasks(driver),
    ...makeDocuments(driver),
    ...makeInboundRows(driver, ids),
    ...makeInboundAccounts(driver),
    ...makeDeliveries(driver, ids),
    ...makeMails(driver, ids),
    ...makeRefusals(driver),
    ...makeBudgets(driver),
    ...makeKeys(driver, ids),
    ...makeSenderLinks(driver, ids),
    ...makeSeenPictures(driver),
    ...makeBrokenAddresses(driver),
    ...makeFlow(driver),
    ...makeUsers(driver),
    ...makeSessions(driver),
    ...makeTokens(driver),
    ...makeAuditRows(driver),
    ...makeAnswers(driver),
    ...makeChanges(driver),
    ...makeAlarms(driver, ids),
    ...makeBacklogs(driver),
    ...makeRetention(driver),
    ...makeLegalHolds(driver),
    ...makeSpoolRefs(driver),
    ...makeLife(driver, submissions),
  }
}

/** The store: rows, and deciding between reading and writing them. */
export function storeOf(rows: StoreRows): Store {
  return {
    ...rows,
    change: (id, decide) => changeFax(rows, id, decide),
    changeInbound: (id, decide) => changeInboundFax(rows, id, decide),
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
    reviveTasks: now =>
      driver.run(
        `update task set run_at = $1, parked = 0
         where leased_by is null and (coalesce(last_error, '') <> '' or kind = 'route') and (parked = 1 or run_at > $1)`,
        [now],
      ),
    async liveSpoolRefs() {
      const rows = await driver.all<{ ref: string }>(
        `select raw as ref from submission where raw <> '' union all select tiff from document
         union all select preview from document where preview is not null
         union all select raw from inbound_fax where raw is not null union all select raw from mail where raw <> ''`,
      )
      return rows.map(row => row.ref)
    },
    copyTo: file => driver.copyTo(file),
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
    inboundOpen: await one("inbound_fax where state not in ('acknowledged', 'filed', 'junk')"),
  }
}
