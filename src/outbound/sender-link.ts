/**
 * The link that proves a sender who has nothing else: mailed once to the From address, good for one mail and some hours.
 * In charge of its address, of the bound on such mails, and of the step that mails it and lets the faxes go or gives them
 * up. Until then nothing is rendered, sent or reported. Not in charge of when a link is enough (smtp/proof.ts).
 */
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import { HELD_FOR_LINK, WAITING_OF_SENDER, WAITING_OF_SUBSCRIBER } from '../fax/sender-link.ts'
import type { Submission } from '../fax/submission.ts'
import { isSeal, sealOf } from '../mail/id-token.ts'
import { composeLinkRequest } from '../mail/link-request.ts'
import { spooledMail } from '../mail/outbox.ts'
import { wordsForReader } from '../mail/reader-words.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { Store } from '../store/store.ts'
import type { Words } from '../words/words.ts'
import { countsFor } from './budget.ts'
import { headersOf } from './report-headers.ts'
import { happened, type OutboundDeps, subscriberOf } from './steps.ts'

/** `replyKey`: of this installation, see reply-token.ts. */
export type SenderLinkDeps = OutboundDeps & { readonly replyKey: string; readonly kick: () => void }

const HOUR = 3_600_000
const FORM = /^([0-9a-z]{26})([0-9a-z]{26})$/

/** The end of the time in which the link of a mail that comes now holds. */
export function linkEnd(config: Config, subscriberId: string, now: EpochMs): EpochMs {
  return (now + (subscriberOf(config, subscriberId)?.link_hours ?? 24) * HOUR) as EpochMs
}

/** Throws E_LINK_LIMIT: a forger must not make us write to strangers without end, nor fill the disk. */
export async function mayWaitForLink(
  store: Pick<Store, 'waitingLinks'>,
  mail: { readonly from: string; readonly subscriberId: string },
  now: EpochMs,
): Promise<void> {
  const { ofSender, ofSubscriber } = await store.waitingLinks(mail.from, mail.subscriberId, now)
  if (ofSender >= WAITING_OF_SENDER || ofSubscriber >= WAITING_OF_SUBSCRIBER)
    throw new BridgeError('E_LINK_LIMIT', { detail: { ofSender, ofSubscriber } })
}

const partsOf = ({ id, from, subscriberId }: Submission) => ['link', id, subscriberId, from.toLowerCase()]

/** The part of the address that nobody can guess: which mail, and that it was written here for its sender. */
export function linkToken(key: string, submission: Submission): string {
  return `${submission.id.slice('sub_'.length)}${sealOf(key, partsOf(submission))}`
}

/** The mail that a token is for and that waits for it now; null: none. */
export async function waitingFor(deps: SenderLinkDeps, token: string): Promise<Submission | null> {
  const [, id = '', seal = ''] = FORM.exec(token) ?? []
  const submission = id === '' ? null : await deps.store.submission(`sub_${id}` as SubmissionId)
  if (submission === null || submission.linkUntil === null) return null
  if (!isSeal(deps.replyKey, seal, partsOf(submission))) return null
  if (deps.runtime.clock.now() >= submission.linkUntil) return null
  const jobs = await deps.store.jobsOf(submission.id)
  return jobs.some(waits) ? submission : null
}

/** The sender has followed the link. False: nothing waited for it any more. Throws E_BUDGET. */
export async function linkFollowed(
  deps: SenderLinkDeps,
  submission: Submission,
  peer: string,
): Promise<boolean> {
  const { store, runtime, config, kick } = deps
  const now = runtime.clock.now()
  const counts = countsFor(config.current, submission.subscriberId, now)
  if (!(await store.linkFollowed(submission.id, now, counts))) return false
  runtime.checkpoint('link-followed')
  runtime.log.info({ submission: submission.id, peer }, 'the sender has followed the link')
  kick()
  return true
}

/** What is shown of a mail to whoever holds its link. */
export function linkFacts(
  deps: SenderLinkDeps,
  submission: Submission,
  jobs: readonly FaxJob[],
  words: Words,
) {
  const zone = subscriberOf(deps.config.current, submission.subscriberId)?.time_zone ?? 'UTC'
  return { submission, numbers: jobs.filter(waits).map(job => job.recipient.number), words, timeZone: zone }
}

/** In the language of the subscriber, or of the mail where he wants that. */
export async function linkWords(deps: SenderLinkDeps, submission: Submission): Promise<Words> {
  const subscriber = subscriberOf(deps.config.current, submission.subscriberId)
  return wordsForReader(deps.config.current, subscriber, await headersOf(deps, submission))
}

const waits = (job: FaxJob): boolean => !isFinal(job.state) && job.held === HELD_FOR_LINK

/** The step: mails the link; later lets the faxes go, or gives them up. */
export function makeSenderLink(deps: SenderLinkDeps): TaskHandler {
  return async task => {
    const submission = await deps.store.submission(task.subjectId as SubmissionId)
    if (submission === null) return
    const jobs = await deps.store.jobsOf(submission.id)
    if (submission.evidence === 'link') return proven(deps, jobs)
    const open = jobs.filter(waits)
    const { linkUntil } = submission
    if (open.length === 0 || linkUntil === null) return
    if (deps.runtime.clock.now() < linkUntil) {
      await mailLink(deps, submission, jobs)
      return linkUntil
    }
    const by = 'faxbridge, since its sender has not followed the link in time'
    for (const job of open) await happened(deps, job.id, { type: 'cancelAsked', by })
    return
  }
}

async function proven(deps: SenderLinkDeps, jobs: readonly FaxJob[]): Promise<undefined> {
  const by = 'its sender, who followed the link'
  for (const job of jobs.filter(waits))
    await happened(deps, job.id, { type: 'releaseAsked', by, notTaken: false })
  deps.kick()
}

async function mailLink(
  deps: SenderLinkDeps,
  submission: Submission,
  jobs: readonly FaxJob[],
): Promise<void> {
  const { store, spool, runtime, config, replyKey, kick } = deps
  const { relay, hostname, http } = config.current
  if (http.publicUrl === undefined) throw new BridgeError('E_CONFIG', { say: 'http.publicUrl is missing.' })
  const key = `link:${submission.id}`
  if ((await store.mailsOf(submission.id)).some(mail => mail.key === key)) return
  const url = `${http.publicUrl.replace(/\/$/, '')}/send/${linkToken(replyKey, submission)}`
  const words = await linkWords(deps, submission)
  const facts = linkFacts(deps, submission, jobs, words)
  const composed = composeLinkRequest({ ...facts, url, from: relay.from, hostname })
  const at = runtime.clock.now()
  const mail = await spooledMail(deps, composed, { key, subjectId: submission.id, now: at, days: 1 })
  const text = `Link to confirm the mail sent to ${mail.to}.`
  const kept = await store.addMail(mail, [{ kind: 'relay', subjectId: mail.id, runAt: at }], {
    at,
    type: 'linkMailed',
    text,
    detail: { mailId: mail.id, to: mail.to },
  })
  if (kept.id !== mail.id) await spool.remove(mail.raw)
  runtime.checkpoint('link-mailed')
  kick()
}
