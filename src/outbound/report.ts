/**
 * Step 5, report: tells the proven sender what became of a fax, once, and
 * those who get copies; and once more if the provider takes its word back. The mail is composed from what is stored alone,
 * so a repetition after a crash has the same Message-ID and the same bytes. Handing it to the relay is mail/dispatch.ts.
 */
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxJobId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import type { Submission } from '../fax/submission.ts'
import { reportMessageId, reportName } from '../mail/correction.ts'
import type { ComposedMail } from '../mail/mime.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { composeReport, type ReportFacts } from '../mail/report.ts'
import { reportAddress, reportFor, reportWish } from '../mail/report-choice.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { historyOfList, reportedWithList } from './list-report.ts'
import { replyAddress } from './replies.ts'
import { copiesOf, pagesOf } from './report-copies.ts'
import { headersOf } from './report-headers.ts'
import { type OutboundDeps, subscriberOf } from './steps.ts'

/** `replyKey`: of this installation, see reply-token.ts. */
export type ReportDeps = OutboundDeps & { readonly replyKey: string }

export function makeReport(deps: ReportDeps): TaskHandler {
  return async (task, signal) => {
    const job = await deps.store.job(task.subjectId as FaxJobId)
    const submission = job === null ? null : await deps.store.submission(job.submissionId)
    if (job === null || submission === null || !isFinal(job.state)) return
    const headers = () => headersOf(deps, submission)
    if (await reportedWithList(deps, job, { submission, headers })) return
    const subscriber = subscriberOf(deps.config.current, job.subscriberId)
    const earlier = await earlierReport(deps, job)
    const asked = reportFor(job, submission, reportWish(job, subscriber))
    // Who got a report that is not true any more gets the correction, whatever he asked for.
    const choice = asked === 'none' && earlier !== null ? 'reply' : asked
    const copies = copiesOf(job, subscriber, choice === 'none' ? null : reportAddress(choice, submission))
    if (choice === 'none' && copies.length === 0) return
    const facts = await factsOf(deps, { job, submission, subscriber })
    if (choice !== 'none')
      await write(deps, composeReport({ ...facts, choice, earlier }), { job, kind: choice })
    for (const { to, attach } of copies) {
      const attached =
        attach === null ? null : await pagesOf(deps, { job, document: facts.document }, attach, signal)
      const copy = { to, attached }
      const composed = composeReport({
        ...facts,
        choice: 'reply',
        copy,
        earlier: await earlierReport(deps, job, to),
      })
      await write(deps, composed, { job, kind: 'copy' })
    }
  }
}

interface Ended {
  readonly job: FaxJob
  readonly submission: Submission
  readonly subscriber: SubscriberConfig | null
}

/** What all reports on this fax are composed from. */
async function factsOf(deps: ReportDeps, ended: Ended): Promise<Omit<ReportFacts, 'choice' | 'copy'>> {
  const { job, submission, subscriber } = ended
  const config = deps.config.current
  const document = job.documentId === null ? null : await deps.store.document(job.documentId)
  const preview = document?.preview ?? null
  const originalHeaders = await headersOf(deps, submission)
  return {
    job,
    submission,
    document,
    previewPng: preview === null ? null : await buffer(deps.spool.read(preview)),
    originalHeaders,
    hostname: config.hostname,
    from: config.relay.from,
    words: wordsForReader(config, subscriber, originalHeaders),
    timeZone: subscriber?.time_zone ?? 'UTC',
    minimal: subscriber?.report_minimal ?? false,
    replyTo: replyAddress(deps, job, submission, job.endedAt ?? job.createdAt),
  }
}

/** Once for each address: the key of a copy has the address in it. */
async function write(
  deps: OutboundDeps,
  composed: ComposedMail,
  { job, kind }: { readonly job: FaxJob; readonly kind: 'dsn' | 'reply' | 'copy' },
): Promise<void> {
  const { store, spool, runtime, config } = deps
  const name = `${reportName(job)}${kind === 'copy' ? `:copy:${composed.to.toLowerCase()}` : ''}`
  const mail = await spooledMail(deps, composed, {
    key: `report:${job.id}:${name}`,
    subjectId: job.id,
    now: runtime.clock.now(),
    days: config.current.relay.days,
  })
  runtime.checkpoint('report-spooled')
  const { id: mailId, createdAt: at } = mail
  const text = `${kind === 'copy' ? 'Copy of the report' : 'Report'} to ${mail.to} written.`
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mailId, runAt: at }], {
    at,
    type: kind === 'copy' ? 'copyWritten' : 'reportWritten',
    text,
    detail: { mailId, kind, to: mail.to, messageId: mail.messageId },
  })
  if (kept.id !== mail.id) await spool.remove(mail.raw)
  runtime.checkpoint('report-queued')
}

/** The Message-ID of the last report to the sender, or copy to this address, that was written before; null: none was. */
async function earlierReport(deps: OutboundDeps, job: FaxJob, copyTo?: string): Promise<string | null> {
  if (job.corrections.length === 0) return null
  const own = reportMessageId(job, deps.config.current.hostname, copyTo)
  const type = copyTo === undefined ? 'reportWritten' : 'copyWritten'
  const told = [...(await deps.store.history(job.id)), ...(await historyOfList(deps, job))]
  const written = told.filter(
    ({ type: kind, detail }) => kind === type && (copyTo === undefined || detail['to'] === copyTo),
  )
  const ids = written.map(entry => entry.detail['messageId']).filter(id => typeof id === 'string')
  return ids.filter(id => id !== own).at(-1) ?? null
}
