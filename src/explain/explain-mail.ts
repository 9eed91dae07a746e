/**
 * What would become of a mail: the session that the SMTP listener has, with an intake that keeps nothing. In charge of
 * playing the conversation and of putting together what it showed. Nothing is stored, sent or dialled; DNS is asked only
 * where the configuration has senders who are proven by it. Not in charge of any rule, nor of how it is shown.
 */
import type { Config, ListenerConfig } from '../config/schema.ts'
import { factsOf } from '../documents/mail/facts.ts'
import type { AcceptedMail } from '../fax/accepted-mail.ts'
import { type AnswerDesk, NO_ANSWERS } from '../fax/answer.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import { chosenOptions } from '../fax/fax-options.ts'
import { type RefusalTrace, wholeTrace } from '../fax/refusal.ts'
import { accountsFor } from '../outbound/choose-account.ts'
import { canDial, dialsInConfig, undialableIn } from '../outbound/dialable.ts'
import { type Logger, type Runtime, silentLogger } from '../runtime.ts'
import type { Client } from '../smtp/client.ts'
import type { MailIntake } from '../smtp/intake.ts'
import { makeHouse } from '../smtp/listener.ts'
import { lineEndingsOf, readMail, readRcpt } from '../smtp/old-device.ts'
import { makePeerList } from '../smtp/peer-list.ts'
import { replyOf, replyTo } from '../smtp/reply-codes.ts'
import { plainIp, type RuleBook } from '../smtp/rule-book.ts'
import { MailSession } from '../smtp/session.ts'
import {
  type ExplainedContents,
  type ExplainedPart,
  explainedParts,
  type Inside,
  type Unfaxable,
} from './explained-parts.ts'
import { LookingIntake, type Seen } from './looking-intake.ts'

/** The conversation that is played. */
export interface ExplainRequest {
  readonly listener: ListenerConfig
  readonly mail: AsyncIterable<Uint8Array>
  readonly from: string
  readonly to: readonly string[]
  readonly peer: string
  /** Login name; its password is not asked for. */
  readonly auth: string | null
  /** Absent: no received fax can be answered. */
  readonly answers?: AnswerDesk
}

/** One command and what the client would read. `code`: why it was not taken; null: it was. */
export interface ExplainedReply {
  readonly command: string
  readonly reply: string
  readonly code: ErrorCode | null
  readonly trace: readonly RefusalTrace[]
  /** Subscribers that would all take it. */
  readonly ambiguous: readonly string[]
}

export interface ExplainedFax {
  readonly address: string
  readonly number: string
  /** Accounts in the order in which they would be tried; empty: no route. */
  readonly accounts: readonly string[]
  /** What was chosen for it, under its names. */
  readonly options: Readonly<Record<string, string>>
  /** The distribution list that it is a member of. */
  readonly list: string | null
  /** Not faxed, while others of the same mail are: the sender gets a report. */
  readonly refused: ErrorCode | null
}

export interface Explanation {
  readonly accepted: boolean
  readonly listener: string
  readonly conversation: readonly ExplainedReply[]
  /** The rules at the end of the mail: what decided. Empty when it did not get there. */
  readonly trace: readonly RefusalTrace[]
  /** Subscribers that would all take it. */
  readonly ambiguous: readonly string[]
  /** The address of the From header, as far as it was read. */
  readonly headerFrom: string | null
  readonly subscriber: string | null
  readonly evidence: string | null
  /** The first line is a key and would be cut out. */
  readonly keyCut: boolean
  readonly parts: readonly ExplainedPart[]
  /** What makes the whole fax fail; null: nothing that can be seen without making pages. */
  readonly unfaxable: Unfaxable | null
  readonly faxes: readonly ExplainedFax[]
}

/** Plays the conversation. Throws E_BAD_REQUEST when the request itself makes no sense. */
export async function explainMail(
  config: Config,
  request: ExplainRequest,
  { runtime, inside }: { readonly runtime: Runtime; readonly inside: Inside },
): Promise<Explanation> {
  const seen: Seen = { accepted: null, index: null, raw: [], trace: [] }
  const live = { current: config }
  const { listener, answers = NO_ANSWERS } = request
  const intake = new LookingIntake(config, seen)
  const dialable = undialableIn(live, dialsInConfig(config))
  const house = makeHouse({ listener, config: live, intake, runtime, dialable, answers })
  const session = new MailSession({ ...house, log: listening(seen) })
  const client = clientOf(request, house.rules())
  const conversation: ExplainedReply[] = []
  const say = async (command: string, work: () => Promise<string>) => {
    conversation.push(await answered(command, work))
    return conversation.at(-1)?.code === null
  }
  const door = doorOf(request)
  if (door !== null) conversation.push(door)
  else if (await say(`MAIL FROM:<${request.from}>`, () => begin(session, request, client))) {
    for (const to of request.to)
      await say(`RCPT TO:<${to}>`, async () => recipient(session, request, to, config))
    if (session.recipientCount > 0)
      await say('DATA', async () => {
        const { faxes } = await session.receive(request.mail)
        return `250 2.6.0 … accepted for ${faxes} ${faxes === 1 ? 'fax' : 'faxes'}`
      })
  }
  if (seen.index === null)
    await lookAt(request.mail, new LookingIntake(config, seen), lineEndingsOf(listener))
  const contents = await explainedParts(config, seen, inside)
  return { ...summary(config, listener.name, conversation, { ...seen, atMail: session.trace }), ...contents }
}

/** A mail that was refused before it came is looked at all the same; one that cannot be read has no parts. */
async function lookAt(
  mail: AsyncIterable<Uint8Array>,
  intake: MailIntake,
  lineEndings: 'strict' | 'lenient',
): Promise<void> {
  const incoming = intake.begin(lineEndings)
  try {
    for await (const chunk of mail) await incoming.write(chunk)
    await incoming.end()
  } catch (error) {
    if (!isBridgeError(error)) throw error
  }
}

function clientOf({ listener, peer, auth }: ExplainRequest, rules: RuleBook): Client {
  const address = plainIp(peer)
  if (!/^[0-9a-f.:]+$/i.test(address))
    throw new BridgeError('E_BAD_REQUEST', { say: `"${peer}" is no address.` })
  const login = auth === null ? undefined : rules.logins.get(auth)
  if (auth !== null && login === undefined)
    throw new BridgeError('E_BAD_REQUEST', { say: `No subscriber has the login "${auth}".` })
  return {
    listener: listener.name,
    lineEndings: lineEndingsOf(listener),
    address,
    name: 'explain',
    login: auth === null || login === undefined ? null : { user: auth, subscriberId: login.subscriberId },
    certificate: [],
  }
}

function doorOf({ listener, peer }: ExplainRequest): ExplainedReply | null {
  if (makePeerList(listener.peers)(plainIp(peer))) return null
  const { code, text } = replyOf('E_PEER_DENIED')
  return { command: 'connect', reply: `${code} ${text}`, code: 'E_PEER_DENIED', trace: [], ambiguous: [] }
}

async function begin(
  session: MailSession,
  { listener, from }: ExplainRequest,
  client: Client,
): Promise<string> {
  if (listener.auth === 'required' && client.login === null) throw new BridgeError('E_AUTH_REQUIRED')
  await session.begin(readMail(listener, Buffer.from(`MAIL FROM:<${from}>`)), client)
  return '250 2.1.0 Sender taken.'
}

async function recipient(
  session: MailSession,
  { listener }: ExplainRequest,
  to: string,
  config: Config,
): Promise<string> {
  const { mailDomains } = config.smtp
  const around = { smtpUtf8: false, mailDomains: () => mailDomains, localAddress: undefined }
  session.recipient(await session.lookedUp(readRcpt(listener, Buffer.from(`RCPT TO:<${to}>`), around)))
  return '250 2.1.5 Recipient taken.'
}

async function answered(command: string, work: () => Promise<string>): Promise<ExplainedReply> {
  try {
    return { command, reply: await work(), code: null, trace: [], ambiguous: [] }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    const { code, text } = replyTo(error)
    const { ambiguous } = error.detail
    return {
      command,
      reply: `${code} ${text}`,
      code: error.code,
      trace: traceIn(error.detail),
      ambiguous: Array.isArray(ambiguous) ? ambiguous.map(String) : [],
    }
  }
}

function summary(
  config: Config,
  listener: string,
  conversation: readonly ExplainedReply[],
  seen: Seen & { readonly atMail: readonly RefusalTrace[] },
): Omit<Explanation, keyof ExplainedContents> {
  const { accepted, index } = seen
  const last = conversation.at(-1)
  return {
    accepted: accepted !== null,
    listener,
    conversation,
    trace: wholeTrace(seen.atMail, traceAtEnd(last, seen)),
    ambiguous: last?.ambiguous ?? [],
    headerFrom: accepted?.from ?? (index === null ? null : factsOf(index).from),
    subscriber: accepted?.subscriberId ?? null,
    evidence: accepted?.evidence ?? null,
    keyCut: accepted?.keyDigest != null,
    faxes: accepted === null ? [] : faxesOf(config, accepted),
  }
}

/** What is refused after the rules have passed, such as an option, has no trace of its own. */
function traceAtEnd(last: ExplainedReply | undefined, seen: Seen): readonly RefusalTrace[] {
  return last === undefined || last.trace.length === 0 ? seen.trace : last.trace
}

function faxesOf(config: Config, { subscriberId, recipients, refused }: AcceptedMail): ExplainedFax[] {
  const dials = canDial(dialsInConfig(config))
  const fax = (one: AcceptedMail['recipients'][number], code: ErrorCode | null): ExplainedFax => ({
    address: one.address,
    number: one.number,
    accounts: accountsFor(config, { subscriberId, recipient: one }, dials),
    options: chosenOptions(one.options),
    list: one.list,
    refused: code,
  })
  return [
    ...recipients.map(one => fax(one, null)),
    ...refused.map(({ recipient: one, code }) => fax(one, code)),
  ]
}

function traceIn(detail: Readonly<Record<string, unknown>>): readonly RefusalTrace[] {
  const { trace } = detail
  return Array.isArray(trace) ? (trace as readonly RefusalTrace[]) : []
}

/** The session tells the trace of an accepted mail to its log. */
function listening(seen: Seen): Logger {
  const log: Logger = {
    ...silentLogger,
    debug: facts => {
      const trace = traceIn(facts as Record<string, unknown>)
      if (trace.length > 0) seen.trace = trace
    },
    child: () => log,
  }
  return log
}
