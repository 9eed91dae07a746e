/**
 * One client's mails, from MAIL to the decision at the end of DATA. In charge of judging each recipient on its own, of
 * streaming the mail to the intake and of telling it what was decided. Not in charge of the wire (connection.ts) nor
 * of the rules themselves (rules.ts).
 */
import type { ListenerConfig, LiveConfig } from '../config/schema.ts'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import type { AnswerDesk } from '../fax/answer.ts'
import type { BounceDesk } from '../fax/bounce.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import type { ReplyDesk } from '../fax/reply-order.ts'
import type { Logger, Runtime } from '../runtime.ts'
import { withAnswer } from './answer-address.ts'
import { BounceTray } from './bounce-address.ts'
import type { Client } from './client.ts'
import type { MailCommand, RcptCommand } from './command-line.ts'
import type { NumberReader } from './dial-plan.ts'
import type { DialableCheck } from './dialable.ts'
import { decideMail, type WholeEnvelope } from './end-of-data.ts'
import type { IncomingMail, MailIntake } from './intake.ts'
import type { KeyDesk } from './key-desk.ts'
import { type Addressee, expandLists, isSingle, mustNotBeTooMany, readAddressee } from './list-recipient.ts'
import { isLegacy, withFrom } from './old-device.ts'
import { mustBeAPerson, mustNotBePostmaster } from './personal-mail.ts'
import { ReplyTray } from './reply-address.ts'
import { takeReply } from './reply-mail.ts'
import type { RuleBook, SubscriberRules } from './rule-book.ts'
import { judge, type TraceLine } from './rules.ts'
import type { SenderChecks } from './sender-checks.ts'
import type { SessionTimes } from './session-limits.ts'
import type { Proofs } from './verdict.ts'

export interface SessionDeps {
  readonly listener: Pick<ListenerConfig, 'profile'>
  readonly intake: MailIntake
  readonly config: LiveConfig
  readonly rules: () => RuleBook
  readonly keys: KeyDesk
  readonly numbers: NumberReader
  readonly senders: SenderChecks
  readonly replies: ReplyDesk
  readonly bounces: BounceDesk
  readonly answers: AnswerDesk
  readonly dialable: DialableCheck
  readonly runtime: Runtime
  readonly log: Logger
}

interface Transaction {
  readonly client: Client
  readonly mail: MailCommand
  /** What the connection says about the sender. */
  readonly proofs: Proofs
  /** Subscribers that this client and login do not rule out. */
  readonly candidates: readonly SubscriberRules[]
  readonly trace: readonly TraceLine[]
  /** By address in lower case: a repeated RCPT replaces the one before. */
  readonly recipients: Map<string, Addressee>
  readonly reply: ReplyTray
  readonly bounce: BounceTray
}

/** What was promised with the 250. */
export interface Taken {
  /** Null: nothing was taken to be faxed. */
  readonly submissionId: SubmissionId | null
  /** Of a reply to a report: what became of it. */
  readonly reply?: string
  readonly faxes: number
  /** It was there already: the client had not seen our 250. */
  readonly repeat: boolean
}

/** The text of the 250. */
export function promiseText({ submissionId, faxes, repeat, reply }: Taken): string {
  if (submissionId === null) return `2.6.0 ${reply}`
  if (repeat) return `2.6.0 ${submissionId} is this very mail: it was taken before and is not faxed again`
  return `2.6.0 ${submissionId} accepted for ${faxes} ${faxes === 1 ? 'fax' : 'faxes'}`
}

const NO_DSN = { notify: null, originalRecipient: null }

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

  /** Addresses that were taken. */
  get recipients(): readonly string[] {
    return [...(this.#open?.recipients.values() ?? [])].map(({ address }) => address)
  }

  get recipientCount(): number {
    const open = this.#open
    if (open === null) return 0
    const others = [open.reply.token, open.bounce.token].filter(token => token !== null)
    return open.recipients.size + others.length
  }

  /** How it was found who may take the mail at all. */
  get trace(): readonly TraceLine[] {
    return this.#open?.trace ?? []
  }

  get receiving(): SessionTimes['receiving'] {
    return this.#receiving
  }

  /** MAIL. Throws when no mail can be taken now, or not of this size. */
  async begin(mail: MailCommand, client: Client): Promise<void> {
    const { config, intake, rules, senders } = this.#deps
    const { messageBytes } = config.current.smtp.limits
    if (mail.size !== null && mail.size > messageBytes) throw tooBig(messageBytes)
    await intake.room(mail.size)
    const trace: TraceLine[] = []
    const book = rules()
    const proofs = await senders.ofClient(client, book)
    const known = { ...unknowns(client, proofs), number: null }
    const candidates = book.subscribers.filter(s => judge(s, known, trace).verdict !== 'fail')
    const trays = { recipients: new Map(), reply: new ReplyTray(), bounce: new BounceTray() }
    this.#open = { client, mail, proofs, candidates, trace, ...trays }
  }

  /** Before `recipient`: an address that stands for the caller of a fax is looked up. Throws E_REPLY_UNKNOWN. */
  lookedUp(command: RcptCommand): Promise<RcptCommand> {
    const { config, answers } = this.#deps
    return withAnswer(command, config.current.smtp.mailDomains, answers)
  }

  /** RCPT. Throws the reason when nobody could take a fax from this client to this address. */
  recipient(command: RcptCommand): void {
    const open = this.#transaction()
    const { current } = this.#deps.config
    const { mailDomains, limits } = current.smtp
    mustNotBePostmaster(command, current)
    const others = open.recipients.size + (open.reply.token === null ? 0 : 1)
    const knows = (token: string) => this.#deps.bounces.knows(token)
    if (open.bounce.takes(command, mailDomains, { knows, others })) return
    if (open.reply.takes(command, mailDomains, open.recipients.size)) return
    mustBeAPerson(open.mail.address, current, open.client.login !== null)
    const key = command.address.toLowerCase()
    if (open.recipients.size >= limits.recipients && !open.recipients.has(key)) {
      throw new BridgeError('E_TOO_MANY_RECIPIENTS')
    }
    const before = [...open.recipients].flatMap(([other, addressee]) => (other === key ? [] : [addressee]))
    const addressee = this.#read(command, open, before)
    mustNotBeTooMany([...before, addressee])
    open.recipients.set(key, addressee)
  }

  /** DATA: takes the whole mail from the stream, whatever comes, then resolves with the promise or throws the reason. */
  async receive(stream: AsyncIterable<Uint8Array>): Promise<Taken> {
    const open = this.#transaction()
    const mail = this.#deps.intake.begin(open.client.lineEndings)
    try {
      const facts = await this.#stream(stream, mail)
      if (open.bounce.token !== null) return await this.#bounce(open.bounce.token, open, mail)
      open.reply.mustNotBeMixed()
      if (open.reply.token !== null) return await this.#reply(open.reply.token, facts, open, mail)
      const accepted = await this.#decide(facts, open, () => mail.raw())
      const { submissionId, repeat } = await mail.commit(accepted)
      const faxes = accepted.recipients.length
      const { subscriberId: subscriber, from, evidence } = accepted
      this.#deps.log.info({ submissionId, repeat, subscriber, from, evidence, faxes }, 'mail accepted')
      return { submissionId, faxes, repeat }
    } catch (error) {
      await mail.abort().catch(cause => this.#deps.log.error({ error: cause }, 'could not forget a mail'))
      throw error
    } finally {
      this.#receiving = null
    }
  }

  #decide(written: MailFacts, open: Transaction, raw: WholeEnvelope['raw']): Promise<AcceptedMail> {
    const { config, keys, listener, log, numbers, dialable, runtime, senders, rules } = this.#deps
    const { client, mail, candidates, recipients, proofs } = open
    const facts = isLegacy(listener) ? withFrom(written, mail.address) : written
    const now = runtime.clock.now()
    return decideMail(
      { config: config.current, keys, log, senders, book: rules() },
      {
        client,
        mail,
        candidates,
        addresses: [...recipients.keys()],
        written: expandLists([...recipients.values()], { numbers, dialable }),
        facts,
        proofs,
        raw,
        now,
      },
    )
  }

  /** What a bounce says is written down, and it is forgotten as a mail. */
  async #bounce(token: string, open: Transaction, mail: IncomingMail): Promise<Taken> {
    const { address: reversePath } = open.mail
    const reply = await this.#deps.bounces.take({ token, reversePath, raw: () => mail.raw() })
    await mail.abort()
    return { submissionId: null, faxes: 0, repeat: false, reply }
  }

  /** A reply to a report of ours is carried out, and forgotten as a mail. */
  async #reply(token: string, facts: MailFacts, open: Transaction, mail: IncomingMail): Promise<Taken> {
    const { replies: desk, config, log } = this.#deps
    const { mail: command, client, candidates } = open
    const [domain = ''] = config.current.smtp.mailDomains
    const reply = await takeReply(
      {
        desk,
        us: config.current,
        log,
        decide: async (about, subscriberId, localPart) => {
          const address = `${localPart}@${domain}`
          const own = { ...open, candidates: candidates.filter(({ id }) => id === subscriberId) }
          const written = this.#read({ address, localPart, domain, dsn: NO_DSN }, own, [])
          const asked = { ...own, recipients: new Map([[address, written]]) }
          return this.#decide(about, asked, () => mail.raw())
        },
      },
      { token, reversePath: command.address, loggedIn: client.login !== null, facts },
    )
    await mail.abort()
    return { submissionId: null, faxes: 0, repeat: false, reply }
  }

  /** `before`: other recipients of the same mail. */
  #read(command: RcptCommand, open: Transaction, before: readonly Addressee[]): Addressee {
    const { config, numbers, dialable } = this.#deps
    const { candidates, trace, client, proofs } = open
    const { mailDomains } = config.current.smtp
    const others = before.filter(isSingle)
    const known = unknowns(client, proofs)
    const context = { mailDomains, numbers, dialable, candidates, trace, known, others }
    return readAddressee(command, context, config.current)
  }

  /** RSET, EHLO, the end of a mail. */
  reset(): void {
    this.#open = null
  }

  #transaction(): Transaction {
    if (this.#open === null) throw new BridgeError('E_INTERNAL', { detail: { why: 'no transaction' } })
    return this.#open
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
}

function unknowns(client: Client, proofs: Proofs) {
  const authSubscriber = client.login?.subscriberId ?? null
  return { peerAddress: client.address, authSubscriber, from: null, keyMatches: null, proofs }
}

/** `hangUp`: nothing more is to be read from this client. */
function tooBig(limit: number, hangUp = false): BridgeError {
  return new BridgeError('E_MESSAGE_TOO_BIG', { say: `The limit is ${limit} bytes.`, detail: { hangUp } })
}
