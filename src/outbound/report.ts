/**
 * Step 5, report: tells the proven sender what became of a fax, once; and once more if the provider takes its word back. The mail is composed from what is stored alone,
 * so a repetition after a crash has the same Message-ID and the same bytes. Handing it to the relay is mail/dispatch.ts.
 */
import { buffer } from 'node:stream/consumers'
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxJobId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'
import type { Submission } from '../fax/submission.ts'
import { reportMessageId, reportName } from '../mail/correction.ts'
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
    const earlier = await earlierReport(deps, job)
    const asked = reportFor(job, submission, { reportSuccess: subscriber?.report_success ?? true })
    // Who got a report that is not true any more gets the correction, whatever he asked for.
    const choice = asked === 'none' && earlier !== null ? 'reply' : asked
    if (choice === 'none') return
    const mail = await compose(deps, job, submission, { choice, earlier, subscriber })
    deps.runtime.checkpoint('report-spooled')
    const { id: mailId, createdAt: at } = mail
    const text = `Report to ${mail.to} written.`
    const kept = await deps.store.addMail(mail, [{ kind: 'relay', subjectId: mailId, runAt: at }], {
      at,
      type: 'reportWritten',
      text,
      detail: { mailId, kind: choice, messageId: mail.messageId },
    })
    if (kept.id !== mail.id) await deps.spool.remove(mail.raw)
    deps.runtime.checkpoint('report-queued')
  }
}

interface Told {
  readonly choice: 'dsn' | 'reply'
  /** Message-ID of the report that this one corrects. */
  readonly earlier: string | null
  readonly subscriber: SubscriberConfig | null
}

async function compose(
  deps: OutboundDeps,
  job: FaxJob,
  submission: Submission,
  { choice, earlier, subscriber }: Told,
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
    earlier,
  })
  return spooledMail(deps, composed, {
    key: `report:${job.id}:${reportName(job)}`,
    subjectId: job.id,
    now: runtime.clock.now(),
    days: config.current.relay.days,
  })
}

/** The Message-ID of the last report that was written before this one; null: there was none. */
async function earlierReport(deps: OutboundDeps, job: FaxJob): Promise<string | null> {
  if (job.corrections.length === 0) return null
  const own = reportMessageId(job, deps.config.current.hostname)
  const written = (await deps.store.history(job.id)).filter(entry => entry.type === 'reportWritten')
  const ids = written.map(entry => entry.detail['messageId']).filter(id => typeof id === 'string')
  return ids.filter(id => id !== own).at(-1) ?? null
}

/** The header block of the sender's mail, without its body: the body may hold a key or a diagnosis. */
async function headersOf(deps: OutboundDeps, submission: Submission): Promise<Uint8Array> {
  // A correction may come after the retention time.
  if (submission.raw === '') return new Uint8Array(0)
  const start = Buffer.from(
    await deps.spool.readRange(submission.raw, 0, Math.min(HEADER_BYTES, submission.size)),
  )
  const ends = [start.indexOf('\r\n\r\n'), start.indexOf('\n\n')].filter(end => end >= 0)
  const end = ends.length === 0 ? start.length : Math.min(...ends) + 2
  return start.subarray(0, end)
}
