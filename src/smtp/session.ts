/**
 * One client's mails, from MAIL to the decision at the end of DATA. In charge of judging each recipient on its own, of
 * streaming the mail to the intake and of telling it what was decided. Not in charge of the wire (connection.ts) nor
 * of the rules themselves (rules.ts).
 */
import type { LiveConfig } from '../config/schema.ts'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import type { Recipient } from '../fax/job.ts'
import type { Logger, Runtime } from '../runtime.ts'
import type { MailCommand, RcptCommand } from './command-line.ts'
import type { NumberReader } from './dial-plan.ts'
import { isFaxDomain, parseFaxAddress } from './fax-address.ts'
import type { IncomingMail, MailIntake } from './intake.ts'
import type { Identity } from './login.ts'
import type { RuleBook, SubscriberRules } from './rule-book.ts'
import { decide, judge, type TraceLine } from './rules.ts'
import { firstLine, keyDigest, sameDigest } from './secret-key.ts'
import { parseFrom } from './sender.ts'
import type { AddressLimits, SessionTimes } from './session-limits.ts'

export interface SessionDeps {
  readonly intake: MailIntake
  readonly config: LiveConfig
  readonly rules: () => RuleBook
  readonly addressLimits: AddressLimits
  readonly numbers: NumberReader
  readonly runtime: Runtime
  readonly log: Logger
}

/** What the connection knows of its client when a mail begins. */
export interface Client {
  readonly listener: string
  readonly lineEndings: 'strict' | 'lenient'
  /** In the spelling of plainIp. */
  readonly address: string
  /** From EHLO. */
  readonly name: string
  readonly login: Identity | null
}

interface Written {
  readonly address: string
  readonly dsn: Recipient['dsn']
  /** The number by country, where it is one there. */
  readonly numbers: ReadonlyMap<string, FaxNumber | BridgeError>
}

interface Transaction {
  readonly client: Client
  readonly mail: MailCommand
  /** Subscribers that this client and login do not rule out. */
  readonly candidates: readonly SubscriberRules[]
  readonly trace: readonly TraceLine[]
  /** By address in lower case: a repeated RCPT replaces the one before. */
  readonly recipients: Map<string, Written>
}

/** What was promised with the 250. */
export interface Taken {
  readonly submissionId: SubmissionId
  readonly faxes: number
}

/** A client that goes on sending beyond this many times the limit is cut off: nothing it sends is kept. */
const DRAIN_FACTOR = 2

export class MailSession {
  readonly #deps: SessionDeps
  #open: Transaction | null = null
  #receiving: { since: EpochMs; bytes: number; ownMs: number } | null = null

  constructor(deps: SessionDeps) {
    this.#deps = deps
  }

  get mail(): MailCommand | null {
    return this.#open?.mail ?? null
  }

  get recipientCount(): number {
    return this.#open?.recipients.size ?? 0
  }

  get receiving(): SessionTimes['receiving'] {
    return this.#receiving
  }

  /** MAIL. Throws when no mail can be taken now, or not of this size. */
  async begin(mail: MailCommand, client: Client): Promise<void> {
    const { config, intake, rules } = this.#deps
    const { messageBytes } = config.current.smtp.limits
    if (mail.size !== null && mail.size > messageBytes) throw tooBig(messageBytes)
    await intake.room(mail.size)
    const trace: TraceLine[] = []
    const known = { ...unknowns(client), number: null }
    const candidates = rules().subscribers.filter(s => judge(s, known, trace).verdict !== 'fail')
    this.#open = { client, mail, candidates, trace, recipients: new Map() }
  }

  /** RCPT. Throws the reason when nobody could take a fax from this client to this address. */
  recipient(command: RcptCommand): void {
    const open = this.#transaction()
    const { mailDomains, limits } = this.#deps.config.current.smtp
    // RFC 5321 §4.5.5: a null sender is a bounce; it is taken at MAIL and refused where it would become a fax.
    if (open.mail.address === '') throw new BridgeError('E_SENDER_NULL')
    if (!isFaxDomain(command.domain, mailDomains)) throw new BridgeError('E_RELAY_DENIED')
    const written = parseFaxAddress(command.localPart)
    const key = command.address.toLowerCase()
    if (open.recipients.size >= limits.recipients && !open.recipients.has(key)) {
      throw new BridgeError('E_TOO_MANY_RECIPIENTS')
    }
    const numbers = new Map<string, FaxNumber | BridgeError>()
    for (const { country } of open.candidates) {
      if (!numbers.has(country)) numbers.set(country, this.#numberOrReason(written, country))
    }
    this.#mustBePossible(open, numbers)
    open.recipients.set(key, { address: command.address, dsn: command.dsn, numbers })
  }

  /** DATA: takes the whole mail from the stream, whatever comes, then resolves with the promise or throws the reason. */
  async receive(stream: AsyncIterable<Uint8Array>): Promise<Taken> {
    const open = this.#transaction()
    const mail = this.#deps.intake.begin(open.client.lineEndings)
    try {
      const facts = await this.#stream(stream, mail)
      const accepted = this.#decide(facts, open)
      const { submissionId, repeat } = await mail.commit(accepted)
      const faxes = accepted.recipients.length
      const { subscriberId: subscriber, from, evidence } = accepted
      this.#deps.log.info({ submissionId, repeat, subscriber, from, evidence, faxes }, 'mail accepted')
      return { submissionId, faxes }
    } catch (error) {
      await mail.abort().catch(cause => this.#deps.log.error({ error: cause }, 'could not forget a mail'))
      throw error
    } finally {
      this.#receiving = null
    }
  }

  /** RSET, EHLO, the end of a mail. */
  reset(): void {
    this.#open = null
  }

  #transaction(): Transaction {
    if (this.#open === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'no transaction' } })
    return this.#open
  }

  #mustBePossible(open: Transaction, numbers: ReadonlyMap<string, FaxNumber | BridgeError>): void {
    const trace = [...open.trace]
    let reason: BridgeError | null = null
    for (const subscriber of open.candidates) {
      const number = numbers.get(subscriber.country)
      if (isBridgeError(number)) reason ??= number
      else if (number !== undefined) {
        if (judge(subscriber, { ...unknowns(open.client), number }, trace).verdict !== 'fail') return
      }
    }
    throw reason ?? new BridgeError('E_SENDER_DENIED', { detail: { trace } })
  }

  /** After the first failure the rest is read and dropped, so that the client gets our reply and not a broken line. */
  async #stream(stream: AsyncIterable<Uint8Array>, mail: IncomingMail): Promise<MailFacts> {
    const { clock } = this.#deps.runtime
    const limit = this.#deps.config.current.smtp.limits.messageBytes
    const receiving = { since: clock.now(), bytes: 0, ownMs: 0 }
    this.#receiving = receiving
    let failure: unknown = null
    for await (const chunk of stream) {
      receiving.bytes += chunk.length
      if (receiving.bytes > limit) failure ??= tooBig(limit)
      if (receiving.bytes > limit * DRAIN_FACTOR) throw tooBig(limit, true)
      if (failure !== null) continue
      const from = clock.now()
      try {
        await mail.write(chunk)
      } catch (error) {
        failure = error
      }
      receiving.ownMs += clock.now() - from
    }
    this.#receiving = null
    if (failure !== null) throw failure
    return mail.end()
  }

  #decide(facts: MailFacts, open: Transaction): AcceptedMail {
    mustBePersonal(facts, this.#deps.config.current.smtp.limits.receivedHops)
    const { client, mail } = open
    const from = parseFrom(facts.from)
    const now = this.#deps.runtime.clock.now()
    const line = firstLine(facts.bodyHead)
    const lineDigest = line === null ? null : keyDigest(line)
    // Too many wrong keys from there: no further one is even looked at.
    const mayTry = client.login !== null || this.#deps.addressLimits.mayTry(client.address, now)
    const hasKey = (s: SubscriberRules) => mayTry && s.key !== null && sameDigest(lineDigest, s.key)
    const written = [...open.recipients.values()]
    const decision = decide(open.candidates, {
      peerAddress: client.address,
      authSubscriber: client.login?.subscriberId ?? null,
      from,
      keyMatches: hasKey,
      recipients: written.map(w => s => numberIn(w, s.country)),
    })
    if (!decision.accepted) {
      const detail = { trace: decision.trace, ambiguous: decision.ambiguous, from }
      if (decision.onlyKeyFailed && !mayTry) throw new BridgeError('E_TOO_MANY_FAILURES', { detail })
      if (decision.onlyKeyFailed && line !== null) this.#deps.addressLimits.failed(client.address, now)
      throw new BridgeError('E_SENDER_DENIED', { detail })
    }
    this.#deps.log.debug({ trace: decision.trace }, 'rules passed')
    const keyFound = hasKey(decision.subscriber)
    if (!facts.faxable(keyFound)) throw new BridgeError('E_NOTHING_TO_FAX')
    return {
      subscriberId: decision.subscriber.id,
      listener: client.listener,
      peerAddress: client.address,
      peerName: client.name,
      authUser: client.login?.user ?? null,
      evidence: decision.evidence,
      reversePath: mail.address,
      from,
      dsn: mail.dsn,
      ...divide(written, decision.numbers),
      keyDigest: keyFound && lineDigest !== null ? lineDigest.toString('hex') : null,
    }
  }

  #numberOrReason(written: ReturnType<typeof parseFaxAddress>, country: string) {
    try {
      return this.#deps.numbers.read(written, country)
    } catch (error) {
      if (isBridgeError(error)) return error
      throw error
    }
  }
}

function unknowns(client: Client) {
  const authSubscriber = client.login?.subscriberId ?? null
  return { peerAddress: client.address, authSubscriber, from: null, keyMatches: null }
}

function numberIn(written: Written, country: string): FaxNumber | null {
  const number = written.numbers.get(country)
  return typeof number === 'string' ? number : null
}

/** Bounces, automatic replies and list mail never become faxes (RFC 3834 §2). */
function mustBePersonal(facts: MailFacts, receivedHops: number): void {
  if (facts.receivedCount > receivedHops) throw new BridgeError('E_LOOP')
  const keyword = facts.autoSubmitted?.split(/[;(\s]/).find(word => word !== '')
  const automatic = facts.autoSubmitted !== null && keyword?.toLowerCase() !== 'no'
  const bulk = /^\s*(?:bulk|junk|list)\b/i.test(facts.precedence ?? '')
  if (automatic || bulk || facts.isList || facts.isReport) throw new BridgeError('E_AUTOMATIC_MAIL')
}

function divide(
  written: readonly Written[],
  numbers: readonly (FaxNumber | null)[],
): Pick<AcceptedMail, 'recipients' | 'refused'> {
  const recipients: Recipient[] = []
  const refused: { recipient: Recipient; code: ErrorCode }[] = []
  for (const [i, { address, dsn, numbers: readings }] of written.entries()) {
    const number = numbers[i]
    if (typeof number === 'string') {
      recipients.push({ address, dsn, number })
      continue
    }
    // It was a number for some subscriber, else RCPT would have been refused.
    const other = [...readings.values()].find(reading => typeof reading === 'string')
    if (typeof other !== 'string') continue
    refused.push({ recipient: { address, dsn, number: other }, code: 'E_DESTINATION_DENIED' })
  }
  return { recipients, refused }
}

/** `hangUp`: nothing more is to be read from this client. */
function tooBig(limit: number, hangUp = false): BridgeError {
  return new BridgeError('E_MESSAGE_TOO_BIG', { say: `The limit is ${limit} bytes.`, detail: { hangUp } })
}
