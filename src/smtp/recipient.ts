/**
 * One RCPT: from the address on the wire to what it may become for each subscriber who could take it. In charge of
 * refusing what cannot become a fax for anybody, with the reason. Not in charge of the grammar (fax-address.ts), the
 * numbers (dial-plan.ts) nor the rules (rules.ts).
 */
import { DIALED_PARTS, dialedParts, maskPostDial } from '../fax/address-parts.ts'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { RecipientDsn } from '../fax/job.ts'
import type { RcptCommand } from './command-line.ts'
import type { NumberReader } from './dial-plan.ts'
import { type FaxAddress, isFaxDomain, parseFaxAddress } from './fax-address.ts'
import type { SubscriberRules } from './rule-book.ts'
import { judge, type MailKnowledge, type TraceLine } from './rules.ts'
import { refuse, show } from './written-number.ts'

/** A recipient that somebody may take. */
export interface WrittenRecipient {
  /** As received, access codes masked: it stands in reports, logs and the history. The codes are in `fax.parts`. */
  readonly address: string
  readonly dsn: RecipientDsn
  readonly fax: FaxAddress
  /** The number by country, where it is one there. */
  readonly numbers: ReadonlyMap<string, FaxNumber | BridgeError>
}

/** What a recipient is read against. */
export interface RecipientContext {
  readonly mailDomains: readonly string[]
  readonly numbers: NumberReader
  /** Subscribers that this client and login do not rule out, and how that was found. */
  readonly candidates: readonly SubscriberRules[]
  readonly trace: readonly TraceLine[]
  readonly known: Omit<MailKnowledge, 'number'>
}

/** Throws the reason when nobody could take a fax from this client to this address. */
export function readRecipient(command: RcptCommand, context: RecipientContext): WrittenRecipient {
  if (!isFaxDomain(command.domain, context.mailDomains)) throw new BridgeError('E_RELAY_DENIED')
  const fax = parseFaxAddress(command.localPart)
  mustBeSimple(fax)
  const numbers = new Map<string, FaxNumber | BridgeError>()
  for (const { country } of context.candidates) {
    if (!numbers.has(country)) numbers.set(country, numberOrReason(context.numbers, fax, country))
  }
  mustBePossible(context, numbers)
  return { address: maskPostDial(command.address), dsn: masked(command.dsn), fax, numbers }
}

function masked(dsn: RecipientDsn): RecipientDsn {
  if (dsn.originalRecipient === null) return dsn
  return { ...dsn, originalRecipient: maskPostDial(dsn.originalRecipient) }
}

/** Nothing that was written is left out silently: neither an option nor what must be dialled. */
function mustBeSimple({ number, parts, tags }: FaxAddress): void {
  const [tag] = tags
  if (tag !== undefined) refuse(`The option ${show(tag)} is not known.`)
  const [part] = dialedParts(parts)
  if (part !== undefined) {
    throw new BridgeError('E_RECIPIENT_UNDIALABLE', { say: `Nothing here can dial ${DIALED_PARTS[part]}.` })
  }
  if (number.dialString !== null) {
    throw new BridgeError('E_RECIPIENT_UNDIALABLE', { say: 'A pause (p, w) stands inside the number.' })
  }
}

/** The number as this subscriber would dial it; null: it is none there. */
export function numberFor(written: WrittenRecipient, subscriber: SubscriberRules): FaxNumber | null {
  const number = written.numbers.get(subscriber.country)
  return typeof number === 'string' ? number : null
}

function mustBePossible(
  { candidates, trace: before, known }: RecipientContext,
  numbers: ReadonlyMap<string, FaxNumber | BridgeError>,
): void {
  const trace = [...before]
  let reason: BridgeError | null = null
  for (const subscriber of candidates) {
    const number = numbers.get(subscriber.country)
    if (isBridgeError(number)) reason ??= number
    else if (number !== undefined) {
      if (judge(subscriber, { ...known, number }, trace).verdict !== 'fail') return
    }
  }
  throw reason ?? new BridgeError('E_SENDER_DENIED', { detail: { trace } })
}

function numberOrReason(numbers: NumberReader, fax: FaxAddress, country: string): FaxNumber | BridgeError {
  try {
    return numbers.read(fax.number, country)
  } catch (error) {
    if (isBridgeError(error)) return error
    throw error
  }
}
