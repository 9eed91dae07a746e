/**
 * Replies to our reports, carried out for their proven senders: send again, send to another number, cancel, status. Every
 * change goes through the state machine; the digest of the reply stands in the history line of the change, so that a
 * reply which comes twice, because our 250 was lost or we were, does nothing the second time. One answer for each.
 */
import type { SubscriberConfig } from '../config/schema.ts'
import type { FaxEvent } from '../fax/event.ts'
import type { HistoryEntry } from '../fax/history.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import { type FaxJob, isFinal, type Recipient } from '../fax/job.ts'
import { step } from '../fax/lifecycle.ts'
import type { RepliedFax, ReplyDesk, ReplyOrder } from '../fax/reply-order.ts'
import type { Submission } from '../fax/submission.ts'
import { type AnswerKind, composeAnswer } from '../mail/answer.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import { isGenuine, makeToken, namedFax } from './reply-token.ts'
import { headersOf } from './report-headers.ts'
import { type OutboundDeps, policyFrom, subscriberOf } from './steps.ts'

export type ReplyDeps = Pick<OutboundDeps, 'store' | 'spool' | 'config' | 'runtime'> & {
  readonly kick: () => void
  /** Of this installation: see reply-token.ts. */
  readonly replyKey: string
}

const HOUR = 3_600_000

/** What was done, or found out. */
interface Done {
  readonly kind: AnswerKind
  readonly newJobId?: FaxJobId | null
}

export function makeReplies(deps: ReplyDeps): ReplyDesk {
  // One at a time: two copies of the same reply must not pass each other.
  let last: Promise<unknown> = Promise.resolve()
  return {
    find: token => find(deps, token),
    carryOut: order => {
      const mine = last.then(() => carryOut(deps, order))
      last = mine.catch(() => {})
      return mine
    },
  }
}

/** The address for replies about a fax; null: they are switched off. */
export function replyAddress(
  { config, replyKey }: Pick<ReplyDeps, 'config' | 'replyKey'>,
  job: FaxJob,
  submission: Submission,
  now: EpochMs,
): string | null {
  const { reports, smtp } = config.current
  const [domain] = reports.commands ? smtp.mailDomains : []
  if (domain === undefined) return null
  const holder = { subscriberId: job.subscriberId, sender: submission.from }
  const lifetime = { now, days: reports.commandDays }
  return `fax+${makeToken(replyKey, job.id, holder, lifetime)}@${domain}`
}

async function find(deps: ReplyDeps, token: string): Promise<RepliedFax | null> {
  if (!deps.config.current.reports.commands) return null
  const id = namedFax(token, deps.runtime.clock.now())
  const job = id === null ? null : await deps.store.job(id)
  const submission = job === null ? null : await deps.store.submission(job.submissionId)
  if (job === null || submission === null) return null
  const { subscriberId } = job
  const sender = submission.from
  if (!isGenuine(deps.replyKey, token, { subscriberId, sender })) return null
  return { id: job.id, subscriberId, number: job.recipient.number, sender }
}

async function carryOut(deps: ReplyDeps, order: ReplyOrder): Promise<void> {
  const { store, runtime } = deps
  const key = keyOf(order, runtime.clock.now())
  if ((await store.mailsOf(order.fax.id)).some(mail => mail.key === key)) return
  const job = await store.job(order.fax.id)
  const submission = job === null ? null : await store.submission(job.submissionId)
  if (job === null || submission === null) return
  const done = await act(deps, order, job, submission)
  runtime.checkpoint('reply-carried-out')
  await answer(deps, order, submission, { ...done, key })
  deps.kick()
}

/** Who does not understand gets help once an hour, not once for each mail (RFC 3834 §2: no storm of answers). */
function keyOf({ fax, command, digest }: ReplyOrder, now: EpochMs): string {
  return `answer:${fax.id}:${command.type === 'help' ? `help:${Math.floor(now / HOUR)}` : digest}`
}

async function act(deps: ReplyDeps, order: ReplyOrder, job: FaxJob, submission: Submission): Promise<Done> {
  const { command, digest } = order
  const history = await deps.store.history(job.id)
  const before = history.find(entry => entry.detail['reply'] === digest)
  switch (command.type) {
    case 'resend':
      return before === undefined
        ? repeat(deps, order, { job, submission, history, recipient: null })
        : known(before)
    case 'sendTo': {
      if (before !== undefined) return known(before)
      return repeat(deps, order, { job, submission, history, recipient: command.recipient })
    }
    case 'cancel':
      return cancel(deps, order, job)
    case 'status':
      return { kind: 'status', newJobId: repeatedAs(history) }
    case 'refused':
      return { kind: 'refused' }
    case 'help':
      return { kind: 'help' }
  }
}

/** The change was made, but we ended before its answer was written. */
function known({ type, detail }: HistoryEntry): Done {
  const id = detail['newJobId']
  const newJobId = typeof id === 'string' ? (id as FaxJobId) : null
  if (type !== 'resent') return { kind: 'status', newJobId }
  return { kind: detail['to'] === undefined ? 'resent' : 'sentTo', newJobId }
}

/** The fax as which this one was sent again, by whomever; null: it was not. `to`: to this number instead of its own. */
function repeatedAs(history: readonly HistoryEntry[], to?: string): FaxJobId | null {
  const entry = history.findLast(({ type, detail }) => type === 'resent' && detail['to'] === to)
  const id = entry?.detail['newJobId']
  return typeof id === 'string' ? (id as FaxJobId) : null
}

interface Again {
  readonly job: FaxJob
  readonly submission: Submission
  readonly history: readonly HistoryEntry[]
  /** Null: the same as before. */
  readonly recipient: Recipient | null
}

async function repeat(deps: ReplyDeps, order: ReplyOrder, again: Again): Promise<Done> {
  const { job, submission, history, recipient } = again
  if (!isFinal(job.state)) return { kind: 'notEnded' }
  const earlier = repeatedAs(history, recipient?.number)
  // To send it once more is one thing to ask of one report; the next is asked of the next one.
  if (earlier !== null) return { kind: 'already', newJobId: earlier }
  const document = job.documentId === null ? null : await deps.store.document(job.documentId)
  if (document === null && submission.raw === '') return { kind: 'gone' }
  const newJobId = deps.runtime.ids.next('fax')
  const deadline = (deps.runtime.clock.now() + deps.config.current.sending.hours * HOUR) as EpochMs
  const to = recipient === null ? {} : { recipient: inPlaceOf(job.recipient, recipient) }
  const event = { type: 'resendAsked', by: byOf(order), newJobId, deadline, ...to } as const
  const change = await changed(deps, order, job, event, recipient === null ? {} : { to: recipient.number })
  if (!change) return { kind: 'notEnded' }
  return { kind: recipient === null ? 'resent' : 'sentTo', newJobId }
}

/** What the sender chose for the fax holds; what was asked for its own address does not. */
function inPlaceOf(old: Recipient, { address, number, parts }: Recipient): Recipient {
  const options = { ...old.options, sendAt: null }
  return {
    address,
    number,
    parts,
    options,
    list: null,
    dsn: { notify: old.dsn.notify, originalRecipient: null },
  }
}

async function cancel(deps: ReplyDeps, order: ReplyOrder, job: FaxJob): Promise<Done> {
  if (!isFinal(job.state)) await changed(deps, order, job, { type: 'cancelAsked', by: byOf(order) })
  const now = await deps.store.job(job.id)
  if (now?.state === 'cancelled') return { kind: 'cancelled' }
  return { kind: now?.cancelWanted === true && !isFinal(now.state) ? 'cancelWanted' : 'tooLate' }
}

const byOf = ({ from }: ReplyOrder) => `${from} (by mail)`

/** One transaction: the change, and that it was made for this reply. False: it made none. */
async function changed(
  deps: ReplyDeps,
  { digest }: ReplyOrder,
  { id }: FaxJob,
  event: FaxEvent,
  more: Readonly<Record<string, unknown>> = {},
): Promise<boolean> {
  const change = await deps.store.change(id, job => {
    const made = step(job, event, policyFrom(deps.config.current), deps.runtime.clock.now())
    if (made === null) return null
    const detail = { ...made.history.detail, ...more, reply: digest }
    return { ...made, history: { ...made.history, detail } }
  })
  return change !== null
}

async function answer(
  deps: ReplyDeps,
  order: ReplyOrder,
  submission: Submission,
  { kind, newJobId = null, key }: Done & { readonly key: string },
): Promise<void> {
  const { store, spool, runtime, config } = deps
  const job = await store.job(order.fax.id)
  if (job === null) return
  const newJob = newJobId === null ? null : await store.job(newJobId)
  const subscriber: SubscriberConfig | null = subscriberOf(config.current, job.subscriberId)
  const { hostname, relay } = config.current
  const now = runtime.clock.now()
  const composed = composeAnswer({
    kind,
    job,
    newJob,
    refused: order.command.type === 'refused' ? order.command : null,
    to: order.from,
    inReplyTo: order.messageId,
    digest: order.digest,
    replyTo: replyAddress(deps, newJob ?? job, submission, now),
    hostname,
    from: relay.from,
    words: wordsForReader(config.current, subscriber, await headersOf(deps, submission)),
    timeZone: subscriber?.time_zone ?? 'UTC',
    minimal: subscriber?.report_minimal ?? false,
    now,
  })
  const mail = await spooledMail(deps, composed, { key, subjectId: job.id, now, days: relay.days })
  const text = `Answer to a reply of ${order.from} written: ${kind}.`
  const history = { at: now, type: 'answerWritten', text, detail: { mailId: mail.id, kind } }
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mail.id, runAt: now }], history)
  if (kept.id !== mail.id) await spool.remove(mail.raw)
}
