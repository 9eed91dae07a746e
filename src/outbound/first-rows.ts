/** What is written when a mail is accepted: its record, one fax for each recipient, the first tasks and lines of history. */
import type { LiveConfig } from '../config/schema.ts'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import { ERRORS } from '../fax/error.ts'
import { chosenOptions } from '../fax/fax-options.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import type { FaxJob, Recipient } from '../fax/job.ts'
import { step } from '../fax/lifecycle.ts'
import { DEFAULT_POLICY } from '../fax/retry-policy.ts'
import { mayGoAt } from '../fax/send-time.ts'
import { HELD_FOR_LINK } from '../fax/sender-link.ts'
import type { Submission } from '../fax/submission.ts'
import type { NewTask } from '../fax/task.ts'
import type { Runtime } from '../runtime.ts'
import { linkEnd } from './sender-link.ts'

export interface RowDeps {
  readonly config: LiveConfig
  readonly runtime: Runtime
}

/** The record of a mail. `stored`: its bytes. */
export function submissionOf(
  mail: AcceptedMail,
  facts: MailFacts,
  stored: { readonly raw: string; readonly sha256: string },
  { runtime, config }: RowDeps,
): Submission {
  const now = runtime.clock.now()
  return {
    id: runtime.ids.next('sub'),
    subscriberId: mail.subscriberId,
    receivedAt: now,
    listener: mail.listener,
    peerAddress: mail.peerAddress,
    peerName: mail.peerName,
    authUser: mail.authUser,
    // Whoever is still to follow the link has proven nothing yet.
    evidence: mail.evidence === 'link' ? 'from-only' : mail.evidence,
    linkUntil: mail.evidence === 'link' ? linkEnd(config.current, mail.subscriberId, now) : null,
    reversePath: mail.reversePath,
    from: mail.from,
    subject: mail.subject,
    messageId: facts.messageId,
    dsn: mail.dsn,
    raw: stored.raw,
    size: facts.size,
    sha256: stored.sha256,
    keyDigest: mail.keyDigest,
    oldKey: mail.oldKey,
  }
}

/** What is written with it. */
export interface Rows {
  readonly jobs: readonly FaxJob[]
  readonly tasks: readonly NewTask[]
  readonly history: readonly (HistoryEntry & { readonly subjectId: string })[]
}

/** The first faxes, tasks and lines of history of a mail. */
export function rowsOf(submission: Submission, mail: AcceptedMail, deps: RowDeps): Rows {
  const jobs: FaxJob[] = mail.recipients.map(recipient => newJob(submission, recipient, deps))
  const tasks: NewTask[] = [
    {
      kind: submission.linkUntil === null ? 'prepare' : 'link',
      subjectId: submission.id,
      runAt: submission.receivedAt,
      lane: submission.subscriberId,
    },
  ]
  const text =
    mail.forwards === undefined
      ? `Mail from ${mail.from} taken from ${mail.peerAddress} on listener ${mail.listener}.`
      : `Received fax ${mail.forwards.inboundId}, sent on by destination ${mail.peerName}.`
  const { answers = [] } = mail
  const detail = {
    evidence: mail.evidence,
    size: submission.size,
    messageId: submission.messageId,
    ...(answers.length === 0 ? {} : { answers }),
  }
  const entry = { at: submission.receivedAt, type: 'accepted', text, detail }
  const history: (HistoryEntry & { readonly subjectId: string })[] = jobs.map(job => ({
    ...entry,
    detail: withOptions(detail, job),
    subjectId: job.id as string,
  }))
  for (const { recipient, code } of mail.refused) {
    const job = newJob(submission, recipient, deps)
    const event = { type: 'unsendable', failure: 'number-blocked', text: ERRORS[code].text } as const
    const change = step(job, event, DEFAULT_POLICY, submission.receivedAt)
    if (change === null) continue
    jobs.push(change.job)
    tasks.push(...change.tasks)
    history.push({
      ...change.history,
      detail: { ...change.history.detail, ...withOptions(detail, job), code } as never,
      subjectId: job.id,
    })
  }
  return {
    jobs,
    tasks,
    history: [...history, ...answersOf(submission, mail), ...forwardOf(submission, mail)],
  }
}

/** The history of a received fax says as what it was sent on: in the same commit, so that it is never sent on twice. */
function forwardOf({ id, receivedAt: at }: Submission, { forwards, recipients }: AcceptedMail) {
  if (forwards === undefined) return []
  const to = recipients.map(({ number }) => number).join(', ')
  const detail = { submissionId: id, delivery: forwards.deliveryId }
  return [
    {
      at,
      type: 'forwarded',
      text: `Sent on as a fax to ${to}: mail ${id}.`,
      detail,
      subjectId: forwards.inboundId,
    },
  ]
}

/** The history of a received fax says who answered it. */
function answersOf({ id, receivedAt: at }: Submission, { answers = [], from }: AcceptedMail) {
  const text = `Answered by fax: mail ${id} from ${from}.`
  return answers.map(subjectId => ({
    at,
    type: 'answered',
    text,
    detail: { submissionId: id, from },
    subjectId,
  }))
}

function withOptions<T extends object>(detail: T, { recipient }: FaxJob): T & { readonly options?: object } {
  const options = chosenOptions(recipient.options)
  return Object.keys(options).length === 0 ? detail : { ...detail, options }
}

function newJob(submission: Submission, recipient: Recipient, deps: RowDeps): FaxJob {
  const patience = deps.config.current.sending.hours * 3_600_000
  return {
    id: deps.runtime.ids.next('fax') as FaxJobId,
    submissionId: submission.id,
    subscriberId: submission.subscriberId,
    recipient,
    documentId: null,
    pageCount: null,
    state: 'accepted',
    held: submission.linkUntil === null ? null : HELD_FOR_LINK,
    cancelWanted: false,
    attempts: 0,
    refusals: 0,
    attempt: null,
    createdAt: submission.receivedAt,
    deadline: (mayGoAt(recipient.options, submission.receivedAt) + patience) as EpochMs,
    endedAt: null,
    failure: null,
    outcome: null,
    failureText: null,
    corrections: [],
    resendOf: null,
    version: 0,
  }
}
