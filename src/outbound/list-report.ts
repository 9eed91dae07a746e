/**
 * The report on a fax to a distribution list: one mail when it has ended for every member, not one for each. The last
 * member that ends finds that all have; should two be last, the key of the mail makes one of both. A member that a person
 * has sent again is a fax by itself and has a report of its own.
 */
import type { HistoryEntry } from '../fax/history.ts'
import type { FaxJob } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { composeListReport } from '../mail/list-report.ts'
import type { ComposedMail } from '../mail/mime.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { reportAddress, reportFor, reportWish } from '../mail/report-choice.ts'
import { copiesOf } from './report-copies.ts'
import { type OutboundDeps, subscriberOf } from './steps.ts'

export interface ListEnd {
  readonly submission: Submission
  /** The header block of the sender's mail. */
  readonly headers: () => Promise<Uint8Array>
}

/** Its list when the fax is reported together with the other members of it; null: it has a report of its own. */
function listToReport(job: FaxJob): string | null {
  return job.resendOf === null ? job.recipient.list : null
}

/**
 * True: this fax is, or will be, in the report on its list. False: it has a report of its own, as has a member whose end
 * the provider took back when the list had been reported.
 */
export async function reportedWithList(deps: OutboundDeps, job: FaxJob, end: ListEnd): Promise<boolean> {
  const list = listToReport(job)
  if (list === null) return false
  if (job.corrections.length > 0 && (await historyOfList(deps, job)).length > 0) return false
  await reportOnList(deps, list, end)
  return true
}

/** What was said to the sender in reports on the list of this fax. */
export async function historyOfList(deps: OutboundDeps, job: FaxJob): Promise<readonly HistoryEntry[]> {
  if (listToReport(job) === null) return []
  return (await deps.store.history(job.submissionId)).filter(
    entry => entry.detail['list'] === job.recipient.list,
  )
}

/** Writes the report when no member of the list is still on its way. */
async function reportOnList(
  deps: OutboundDeps,
  list: string,
  { submission, headers }: ListEnd,
): Promise<void> {
  const { store, config } = deps
  if ((await store.openOfList(submission.id, list)) > 0) return
  const jobs = (await store.jobsOf(submission.id)).filter(job => listToReport(job) === list)
  const [first] = jobs
  if (first === undefined) return
  const subscriber = subscriberOf(config.current, submission.subscriberId)
  const choices = jobs.map(job => reportFor(job, submission, reportWish(job, subscriber)))
  const choice = choices.includes('dsn') ? 'dsn' : choices.includes('reply') ? 'reply' : 'none'
  const copies = copiesOf(first, subscriber, choice === 'none' ? null : reportAddress(choice, submission))
  if (choice === 'none' && copies.length === 0) return
  const originalHeaders = await headers()
  const facts = {
    list,
    jobs,
    submission,
    document: await store.documentOf(submission.id),
    originalHeaders,
    hostname: config.current.hostname,
    from: config.current.relay.from,
    words: wordsForReader(config.current, subscriber, originalHeaders),
    timeZone: subscriber?.time_zone ?? 'UTC',
    minimal: subscriber?.report_minimal ?? false,
  }
  if (choice !== 'none')
    await write(deps, composeListReport({ ...facts, choice }), submission, { list, copy: false })
  for (const { to } of copies) {
    const composed = composeListReport({ ...facts, choice: 'reply', copyTo: to })
    await write(deps, composed, submission, { list, copy: true })
  }
}

async function write(
  deps: OutboundDeps,
  composed: ComposedMail,
  { id }: Submission,
  { list, copy }: { readonly list: string; readonly copy: boolean },
): Promise<void> {
  const { store, spool, runtime, config } = deps
  const now = runtime.clock.now()
  const { days } = config.current.relay
  const key = `report:${id}:list:${list}${copy ? `:copy:${composed.to.toLowerCase()}` : ''}`
  const mail = await spooledMail(deps, composed, { key, subjectId: id, now, days })
  const { id: mailId, createdAt: at, to, messageId } = mail
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mailId, runAt: at }], {
    at,
    type: copy ? 'copyWritten' : 'reportWritten',
    text: `${copy ? 'Copy of the report' : 'Report'} on the list ${list} to ${to} written.`,
    detail: { mailId, kind: copy ? 'copy' : 'list', list, to, messageId },
  })
  if (kept.id !== mail.id) await spool.remove(mail.raw)
}
