/**
 * Step 5, report: tells the proven sender what became of a fax, once. The mail is composed from what is stored alone,
 * so a repetition after a crash has the same Message-ID and the same bytes. Handing it to the relay is mail/dispatch.ts.
 */
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxJobId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { Submission } from '../fax/submission.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { composeReport } from '../mail/report.ts'
import { reportFor } from '../mail/report-choice.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type OutboundDeps, subscriberOf } from './steps.ts'

/** Longest header block that is quoted in a delivery report. */
const HEADER_BYTES = 64 * 1024

export function makeReport(deps: OutboundDeps): TaskHandler {
  return async task => {
    const job = await deps.store.job(task.subjectId as FaxJobId)
    const submission = job === null ? null : await deps.store.submission(job.submissionId)
    if (job === null || submission === null || !isFinal(job.state)) return
    const subscriber = subscriberOf(deps.config.current, job.subscriberId)
    const choice = reportFor(job, submission, { reportSuccess: subscriber?.report_success ?? true })
    if (choice === 'none') return
    const mail = await compose(deps, job, submission, { choice, subscriber })
    deps.runtime.checkpoint('report-spooled')
    const { id: mailId, createdAt: at } = mail
    const text = `Report to ${mail.to} written.`
    const kept = await deps.store.addMail(mail, [{ kind: 'relay', subjectId: mailId, runAt: at }], {
      at,
      type: 'reportWritten',
      text,
      detail: { mailId, kind: choice },
    })
    if (kept.id !== mail.id) await deps.spool.remove(mail.raw)
    deps.runtime.checkpoint('report-queued')
  }
}

async function compose(
  deps: OutboundDeps,
  job: FaxJob,
  submission: Submission,
  { choice, subscriber }: { readonly choice: 'dsn' | 'reply'; readonly subscriber: SubscriberConfig | null },
): Promise<OutgoingMail> {
  const { store, spool, runtime, config } = deps
  const document = job.documentId === null ? null : await store.document(job.documentId)
  const preview = document?.preview ?? null
  const originalHeaders = await headersOf(deps, submission)
  const composed = composeReport({
    job,
    submission,
    document,
    previewPng: preview === null ? null : await buffer(spool.read(preview)),
    originalHeaders,
    hostname: config.current.hostname,
    from: config.current.relay.from,
    choice,
    words: wordsForReader(config.current, subscriber, originalHeaders),
    timeZone: subscriber?.time_zone ?? 'UTC',
  })
  return spooledMail(deps, composed, {
    key: `report:${job.id}:final`,
    subjectId: job.id,
    now: runtime.clock.now(),
    days: config.current.relay.days,
  })
}

/** The header block of the sender's mail, without its body: the body may hold a key or a diagnosis. */
async function headersOf(deps: OutboundDeps, submission: Submission): Promise<Uint8Array> {
  const start = Buffer.from(
    await deps.spool.readRange(submission.raw, 0, Math.min(HEADER_BYTES, submission.size)),
  )
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter(end => end >= 0)
  const end = ends.length === 0 ? start.length : Math.min(...ends) + 2
  return start.subarray(0, end)
}
