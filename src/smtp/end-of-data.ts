/**
 * The decision on a whole mail, when its last byte has come: is it personal, whose is it, what may be faxed. In charge
 * of putting facts and rules together into an AcceptedMail or the reason why not. Not in charge of the rules themselves
 * (rules.ts) nor of reading the mail (documents/).
 */
import type { Config } from '../config/schema.ts'
import type { AcceptedMail, MailFacts } from '../fax/accepted-mail.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import { type FaxOptions, NO_OPTIONS } from '../fax/fax-options.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Recipient } from '../fax/job.ts'
import { optionsFor } from '../options/mail-options.ts'
import type { Logger } from '../runtime.ts'
import { asAnswer, byAnswer } from './answer-address.ts'
import type { Client } from './client.ts'
import type { MailCommand } from './command-line.ts'
import type { KeyDesk } from './key-desk.ts'
import { byLine } from './line.ts'
import { mustBeAPerson, mustBePersonal } from './personal-mail.ts'
import { numberFor, type WrittenRecipient } from './recipient.ts'
import type { RuleBook, SubscriberRules } from './rule-book.ts'
import { type Decision, decide, type TraceLine, type WholeMail } from './rules.ts'
import { parseFrom } from './sender.ts'
import type { SenderChecks } from './sender-checks.ts'
import type { Proofs } from './verdict.ts'

/** A mail and all that is known about it. */
export interface WholeEnvelope {
  readonly client: Client
  readonly mail: MailCommand
  readonly candidates: readonly SubscriberRules[]
  /** As they were received, in lower case. */
  readonly addresses: readonly string[]
  readonly written: readonly WrittenRecipient[]
  readonly facts: MailFacts
  /** What the connection says about the sender. */
  readonly proofs: Proofs
  /** The mail as it came. */
  readonly raw: () => AsyncIterable<Uint8Array>
  readonly now: EpochMs
}

export interface DecisionDeps {
  readonly config: Config
  readonly keys: KeyDesk
  readonly senders: SenderChecks
  readonly book: RuleBook
  readonly log: Logger
}

/** Throws the reason when it is not accepted. */
export async function decideMail(deps: DecisionDeps, envelope: WholeEnvelope): Promise<AcceptedMail> {
  const { client, mail, candidates, written, now } = envelope
  const answered = written.flatMap(({ answers }) => (answers === null ? [] : [answers]))
  const facts = asAnswer(envelope.facts, answered)
  mustBePersonal(facts, deps.config)
  const from = parseFrom(facts.from)
  mustBeAPerson(from, deps.config, client.login !== null)
  const { address } = client
  const key = deps.keys.trial({ ...facts, address, sender: from, loggedIn: client.login !== null, now })
  const trace: TraceLine[] = []
  const named = narrowed(candidates, written, trace)
  const decision = await decideProven(
    deps,
    { ...envelope, candidates: named },
    {
      peerAddress: client.address,
      authSubscriber: client.login?.subscriberId ?? null,
      from,
      keyMatches: subscriber => key.opens(subscriber),
      recipients: written.map(recipient => s => numberFor(recipient, s)),
    },
  )
  if (!decision.accepted) {
    const { ambiguous } = decision
    const detail = { trace: [...trace, ...decision.trace], ambiguous, from }
    if (ambiguous.length > 0)
      throw new BridgeError('E_LINE_AMBIGUOUS', { say: namesOf(named, ambiguous), detail })
    const code = key.refused()
    throw new BridgeError(decision.open && code === 'E_SENDER_DENIED' ? 'E_SENDER_UNDECIDED' : code, {
      detail,
    })
  }
  deps.log.debug({ trace: [...trace, ...decision.trace] }, 'rules passed')
  const found = key.found(decision.subscriber)
  if (!facts.faxable(found.keyDigest !== null)) throw new BridgeError('E_NOTHING_TO_FAX')
  const texts = {
    subject: facts.subject,
    headers: facts.faxHeaders,
    tags: written.map(({ fax }) => fax.tags),
  }
  const sender = { subscriberId: decision.subscriber.id, proven: decision.evidence !== 'from-only' }
  const { options, subject } = optionsFor(deps.config, sender, texts, now)
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
    subject,
    ...divide(written, decision.numbers, { options, subscriberId: decision.subscriber.id }),
    ...found,
    answers: answered.map(({ id }) => id),
  }
}

/** Those of whom all recipients can be: an address may name a line, or answer the fax of one subscriber. */
function narrowed(
  candidates: readonly SubscriberRules[],
  written: readonly WrittenRecipient[],
  trace: TraceLine[],
): readonly SubscriberRules[] {
  return written.reduce(
    (left, { line, answers }) => byAnswer(byLine(left, line, trace), answers, trace),
    candidates,
  )
}

/** Whoever has passed the rules of two subscribers may know their names. */
function namesOf(candidates: readonly SubscriberRules[], ids: readonly string[]): string {
  const lines = candidates.filter(({ id }) => ids.includes(id)).map(({ numbers }) => [...numbers.lines][0])
  return `Write LINE+NUMBER, where LINE is ${lines.join(' or ')}.`
}

/** The domain of From is looked at last, and only when it would decide: that asks DNS and reads the mail again. */
async function decideProven(
  { senders, book, log }: DecisionDeps,
  { candidates, mail, addresses: recipients, facts, proofs: before, raw, now }: WholeEnvelope,
  known: Omit<WholeMail, 'proofs'>,
): Promise<Decision> {
  const { from } = known
  const question = { from, reversePath: mail.address, headers: facts.headers, recipients, raw, now }
  const proofs = await senders.ofHeaders(before, question, book)
  const decision = decide(candidates, { ...known, proofs })
  if (!decision.wantsDomain || (decision.accepted && decision.evidence !== 'link')) return decision
  const { proven, note } = await senders.ofDomain(proofs, question, book)
  log.info({ from, domain: proven, note }, 'the domain of the sender was looked at')
  return decide(candidates, { ...known, proofs: { ...proofs, domain: proven } })
}

function divide(
  written: readonly WrittenRecipient[],
  numbers: readonly (FaxNumber | null)[],
  { options, subscriberId }: { readonly options: readonly FaxOptions[]; readonly subscriberId: string },
): Pick<AcceptedMail, 'recipients' | 'refused'> {
  const recipients: Recipient[] = []
  const refused: { recipient: Recipient; code: ErrorCode }[] = []
  for (const [i, { address, dsn, fax, numbers: readings, member }] of written.entries()) {
    // Somebody else has a list of this name.
    if (member !== null && member.subscriberId !== subscriberId) continue
    const number = numbers[i]
    const list = member?.list ?? null
    const rest = { address, parts: fax.parts, options: options[i] ?? NO_OPTIONS, dsn, list }
    if (typeof number === 'string') {
      recipients.push({ ...rest, number })
      continue
    }
    // It was a number for some subscriber, else RCPT would have been refused.
    const other = member?.number ?? [...readings.values()].find(reading => typeof reading === 'string')
    if (typeof other !== 'string') continue
    const reason = [...readings.values()].find(isBridgeError)
    const code = member === null ? 'E_DESTINATION_DENIED' : (reason?.code ?? 'E_DESTINATION_DENIED')
    refused.push({ recipient: { ...rest, number: other }, code })
  }
  return { recipients, refused }
}
