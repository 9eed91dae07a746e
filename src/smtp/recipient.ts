/**
 * One RCPT: from the address on the wire to what it may become for each subscriber who could take it. In charge of
 * refusing what cannot become a fax for anybody, with the reason. Not in charge of the grammar (fax-address.ts), the
 * numbers (dial-plan.ts, destinations.ts), the lines (line.ts) nor the rules (rules.ts).
 */
import { dialedParts, maskPostDial } from '../fax/address-parts.ts'
import type { AnsweredFax } from '../fax/answer.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { RecipientDsn } from '../fax/job.ts'
import { checkAddressTags } from '../options/mail-options.ts'
import { byAnswer } from './answer-address.ts'
import type { RcptCommand } from './command-line.ts'
import { destinationProblem } from './destinations.ts'
import type { Destination, NumberReader } from './dial-plan.ts'
import { type DialableCheck, partsProblem } from './dialable.ts'
import { type FaxAddress, parseFaxAddress } from './fax-address.ts'
import { byLine, mustBeOneMail, readLine } from './line.ts'
import type { SubscriberRules } from './rule-book.ts'
import { judge, type MailKnowledge, type TraceLine } from './rules.ts'

/** A recipient that somebody may take. */
export interface WrittenRecipient {
  /** As received, access codes masked: it stands in reports, logs and the history. The codes are in `fax.parts`. */
  readonly address: string
  readonly dsn: RecipientDsn
  /** The line that it names, in lower case; null: none. */
  readonly line: string | null
  readonly fax: FaxAddress
  /** By id of the subscriber: the number as it would be dialled, or why not. */
  readonly numbers: ReadonlyMap<string, FaxNumber | BridgeError>
  /** As a member of which list it is there; null: it was written by itself. */
  readonly member: Membership | null
  /** Null: it is no answer to a received fax. */
  readonly answers: AnsweredFax | null
}

/** A member of a distribution list of one subscriber. */
export interface Membership {
  readonly list: string
  readonly subscriberId: string
  readonly number: FaxNumber
}

/** What a number is read against. */
export interface NumberContext {
  readonly numbers: NumberReader
  readonly dialable: DialableCheck
}

/** What a recipient is read against. */
export interface RecipientContext extends NumberContext {
  readonly mailDomains: readonly string[]
  /** Subscribers that this client and login do not rule out, and how that was found. */
  readonly candidates: readonly SubscriberRules[]
  readonly trace: readonly TraceLine[]
  readonly known: Omit<MailKnowledge, 'number'>
  /** The recipients before this one. */
  readonly others: Iterable<WrittenRecipient>
}

/** Throws the reason when nobody could take a fax from this client to this address. */
export function readRecipient(command: RcptCommand, context: RecipientContext): WrittenRecipient {
  const { answers = null } = command
  const { line, localPart } = answers === null ? readLine(command, context.mailDomains) : byNumber(answers)
  const fax = parseFaxAddress(localPart)
  checkAddressTags(fax.tags)
  const trace = [...context.trace]
  const candidates = byAnswer(byLine(context.candidates, line, trace), answers, trace)
  const findings = candidates.map(subscriber => ({
    subscriber,
    ...numberFound(subscriber, fax, context, trace),
  }))
  mustBePossible(findings, context.known, trace)
  if (line !== null) mustBeOneMail(candidates, context.others)
  const numbers = new Map(findings.map(found => [found.subscriber.id, outcomeOf(found)]))
  return {
    address: maskPostDial(command.address),
    dsn: masked(command.dsn),
    line,
    fax,
    numbers,
    member: null,
    answers,
  }
}

const byNumber = ({ number }: AnsweredFax) => ({ line: null, localPart: number })

/** The number as this subscriber would dial it; null: he may not, or cannot. */
export function numberFor(written: WrittenRecipient, subscriber: SubscriberRules): FaxNumber | null {
  const number = written.numbers.get(subscriber.id)
  return typeof number === 'string' ? number : null
}

function masked(dsn: RecipientDsn): RecipientDsn {
  if (dsn.originalRecipient === null) return dsn
  return { ...dsn, originalRecipient: maskPostDial(dsn.originalRecipient) }
}

/** `number` null: it cannot be read; with a number and a problem it can be read, but not be faxed to. */
type Found =
  | { readonly number: FaxNumber; readonly problem: BridgeError | null }
  | { readonly number: null; readonly problem: BridgeError }

function outcomeOf(found: Found): FaxNumber | BridgeError {
  return found.number === null ? found.problem : (found.problem ?? found.number)
}

/** The number of this address for one subscriber, or why he cannot fax to it. */
export function numberOrReason(
  subscriber: SubscriberRules,
  fax: FaxAddress,
  context: NumberContext,
): FaxNumber | BridgeError {
  return outcomeOf(numberFound(subscriber, fax, context, []))
}

function numberFound(
  { id, numbers }: SubscriberRules,
  fax: FaxAddress,
  context: NumberContext,
  trace: TraceLine[],
): Found {
  const failed = (field: TraceLine['field'], note: string) =>
    void trace.push({ subscriber: id, entry: null, field, result: 'fail', note })
  let destination: Destination
  try {
    destination = context.numbers.read(fax.number, numbers.plan)
  } catch (error) {
    if (!isBridgeError(error)) throw error
    failed('number', error.message)
    return { number: null, problem: error }
  }
  const { number } = destination
  const closed = destinationProblem(numbers.destinations, destination)
  if (closed !== null) {
    failed('closed', closed)
    return { number, problem: new BridgeError('E_DESTINATION_DENIED', { say: closed }) }
  }
  if (dialedParts(fax.parts).length === 0) return { number, problem: null }
  const problem = partsProblem(context.dialable(id, { number, parts: fax.parts }))
  if (problem !== null) failed('dialable', problem.message)
  return { number, problem }
}

/** Why a destination is closed is told to those only who could fax to it otherwise. */
function mustBePossible(
  findings: readonly (Found & { readonly subscriber: SubscriberRules })[],
  known: RecipientContext['known'],
  trace: TraceLine[],
): void {
  let reason: BridgeError | null = null
  for (const { subscriber, number, problem } of findings) {
    if (number !== null && judge(subscriber, { ...known, number }, trace).verdict === 'fail') continue
    if (problem === null) return
    reason ??= problem
  }
  throw reason ?? new BridgeError('E_SENDER_DENIED', { detail: { trace } })
}
