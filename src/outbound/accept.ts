/**
 * Step 1, accept: from the first byte of DATA to the commit before the 250. In charge of: bytes durable first, then
 * mail, faxes and first tasks in one commit, and of recognising a mail that was sent again because our 250 was lost.
 * Not in charge of who may send (smtp/rules.ts decides and tells us) nor of anything that can wait until after the 250.
 */
import type { LiveConfig } from '../config/schema.ts'
import { factsOf } from '../documents/mail/facts.ts'
import { type MailIndex, makeMailScanner } from '../documents/mail/scan.ts'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import type { Submission } from '../fax/submission.ts'
import type { Runtime } from '../runtime.ts'
import type { BudgetStore, FaxCount } from '../store/budgets.ts'
import type { SenderLinkStore } from '../store/sender-links.ts'
import type { Spool, SpoolSpace, SpoolWriter } from '../store/spool.ts'
import type { Accepted, SubmissionStore } from '../store/store.ts'
import { budgetRefusal, countsFor } from './budget.ts'
import { type BudgetAlarmDeps, budgetReached } from './budget-alarm.ts'
import { rowsOf, submissionOf } from './first-rows.ts'
import { type Digests, identityOf, MailDigests } from './mail-identity.ts'
import { OpenSessions } from './open-sessions.ts'
import { mayWaitForLink } from './sender-link.ts'

export interface AcceptDeps {
  readonly store: SubmissionStore &
    Pick<BudgetStore, 'faxesOf'> &
    Pick<SenderLinkStore, 'waitingLinks'> &
    BudgetAlarmDeps['store']
  readonly spool: Spool & SpoolSpace
  readonly config: LiveConfig
  readonly runtime: Runtime
  /** Wakes the queue: something is due. */
  readonly kick: () => void
}

/** One statfs serves all mails of this long. */
const SPACE_CHECK_MS = 1_000

/** Takes mails in. The SMTP listeners get this object and nothing else of the house. */
export class Intake {
  readonly #deps: AcceptDeps
  #space: { at: EpochMs; free: number } | null = null
  readonly #open = new OpenSessions()
  #stopping = false

  constructor(deps: AcceptDeps) {
    this.#deps = deps
  }

  /** Throws E_SHUTTING_DOWN or E_QUEUE_FULL when no mail of this size (bytes, null: not said) can be taken now. */
  async room(size: number | null): Promise<void> {
    if (this.#stopping) throw new BridgeError('E_SHUTTING_DOWN')
    const { runtime, spool, config } = this.#deps
    const now = runtime.clock.now()
    if (this.#space === null || now - this.#space.at > SPACE_CHECK_MS) {
      this.#space = { at: now, free: await spool.freeBytes() }
    }
    const { freeDiskBytes, messageBytes } = config.current.smtp.limits
    // Postfix refuses below 1.5 × the message limit: the raw mail and the pages made of it must both fit.
    const needed = Math.max(freeDiskBytes, 1.5 * (size ?? messageBytes))
    if (this.#space.free < needed)
      throw new BridgeError('E_QUEUE_FULL', { detail: { free: this.#space.free, needed } })
  }

  /** `strict`: bare CR, bare LF and NUL are refused (RFC 5321 §2.3.8). */
  begin(lineEndings: 'strict' | 'lenient'): IncomingMail {
    return new IncomingMail(this.#deps, this.#open, lineEndings)
  }

  /** The client has seen our 250: the same mail again is a new fax. */
  confirm(id: SubmissionId): void {
    const { store, config } = this.#deps
    const remember = config.current.smtp.repeatMinutes > 0
    for (const seen of [id, ...this.#open.ended(id)]) store.confirm(seen, remember)
  }

  /** The session broke off after our 250, which the client may not have seen: the same mail again is this one. */
  lost(id: SubmissionId): void {
    this.#open.ended(id)
  }

  /** From now on no mail is taken. Mails whose DATA has begun are taken to their end. */
  stop(): void {
    this.#stopping = true
  }
}

/** One mail on its way in. `write…`, `end`, then `commit` or `abort`. */
export class IncomingMail {
  readonly #deps: AcceptDeps
  readonly #open: OpenSessions
  readonly #writer: SpoolWriter
  readonly #digests = new MailDigests()
  readonly #scanner: ReturnType<typeof makeMailScanner>
  #facts: { readonly mail: MailFacts; readonly index: MailIndex } | null = null

  constructor(deps: AcceptDeps, open: OpenSessions, lineEndings: 'strict' | 'lenient') {
    this.#deps = deps
    this.#open = open
    const { limits } = deps.config.current.smtp
    this.#scanner = makeMailScanner({ ...limits, lineEndings })
    this.#writer = deps.spool.begin()
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#scanner.write(chunk)
    this.#digests.write(chunk, this.#scanner.bodyFrom)
    await this.#writer.write(chunk)
  }

  async end(): Promise<MailFacts> {
    const index = this.#scanner.end()
    const mail = factsOf(index)
    this.#facts = { mail, index }
    return mail
  }

  /** The mail as it came. */
  raw(): AsyncIterable<Uint8Array> {
    return this.#writer.written()
  }

  async abort(): Promise<void> {
    await this.#writer.abort()
  }

  /** Resolves when the mail is ours: bytes and rows flushed. Only then may the 250 be said. */
  async commit(mail: AcceptedMail): Promise<Accepted> {
    const { store, spool, config, runtime, kick } = this.#deps
    if (mail.evidence === 'link') await mayWaitForLink(store, mail, runtime.clock.now())
    if (this.#facts === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'commit before end' } })
    runtime.checkpoint('data-ended')
    const { ref: raw, flushed } = await this.#writer.settle()
    runtime.checkpoint('spooled')
    const digests = this.#digests.end()
    const submission = submissionOf(mail, this.#facts.mail, { raw, sha256: digests.whole }, this.#deps)
    const rows = rowsOf(submission, mail, this.#deps)
    const identity = this.#identity(submission, digests)
    // What waits for a link is counted when that is followed: a forger must not use up the day.
    const counts =
      submission.linkUntil === null
        ? countsFor(config.current, submission.subscriberId, submission.receivedAt)
        : []
    // Side by side: one wait for the disk instead of two. The 250 comes after both.
    const [row, bytes] = await Promise.allSettled([
      store.accept({ submission, ...rows, ...identity, counts }),
      flushed,
    ])
    if (row.status === 'rejected' || bytes.status === 'rejected') {
      this.#open.ended(submission.id)
      if (row.status === 'fulfilled' && !row.value.repeat) await store.retract(submission.id)
      await spool.remove(raw).catch(() => {})
      if (row.status === 'fulfilled') throw (bytes as PromiseRejectedResult).reason
      throw budgetRefusal(row.reason, config.current, submission)
    }
    const accepted = row.value
    runtime.checkpoint('accepted')
    if (accepted.repeat) {
      this.#open.ended(submission.id)
      await spool.remove(raw)
    }
    this.#open.includes(accepted)
    if (!accepted.repeat) this.#watch(counts, mail.recipients.length)
    kick()
    return accepted
  }

  /** Beside the 250, which does not wait for it: the operator hears when a budget is nearly used up. */
  #watch(counts: readonly FaxCount[], more: number): void {
    const { store, runtime } = this.#deps
    const look = async ({ scope, day, limit }: FaxCount) => {
      const used = (await store.faxesOf(scope, day)) - more
      await budgetReached(this.#deps, { scope, day, what: 'faxes', used, more, limit }, true)
    }
    for (const count of counts) {
      look(count).catch(error => runtime.log.error({ error }, 'the operator could not be told'))
    }
  }

  #identity(submission: Submission, digests: Digests) {
    const dedupeKey = identityOf(submission, digests)
    const twins = this.#open.begun(submission.id, dedupeKey)
    const { repeatMinutes } = this.#deps.config.current.smtp
    // Without a Message-ID nobody can tell a repeat from a second fax once the 250 was seen.
    const repeatWithinMs = submission.messageId === null ? 0 : repeatMinutes * 60_000
    return { dedupeKey, repeatWithinMs, openTwins: repeatWithinMs > 0 ? [] : twins }
  }
}
