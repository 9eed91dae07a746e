/**
 * A RCPT to a distribution list: `team@lists.fax.local` or `list+team@fax.local`. In charge of finding the lists that
 * are meant and, at the end of DATA, of making one recipient of each member. From there on a member is a recipient like
 * any other: the rules look at each number. Not in charge of the lists themselves: they stand in the configuration.
 */
import type { Config } from '../config/schema.ts'
import { NO_PARTS } from '../fax/address-parts.ts'
import { BridgeError } from '../fax/error.ts'
import type { FaxNumber } from '../fax/fax-number.ts'
import type { RecipientDsn } from '../fax/job.ts'
import { checkAddressTags } from '../options/mail-options.ts'
import type { RcptCommand } from './command-line.ts'
import { isFaxDomain, parseFaxAddress } from './fax-address.ts'
import {
  type NumberContext,
  numberOrReason,
  type RecipientContext,
  readRecipient,
  type WrittenRecipient,
} from './recipient.ts'
import type { SubscriberRules } from './rule-book.ts'
import { judge } from './rules.ts'

/** A list as it was written in RCPT, with the members that it has for each subscriber who has one of this name. */
export interface WrittenList {
  readonly list: string
  readonly tags: readonly string[]
  readonly address: string
  readonly dsn: RecipientDsn
  readonly owners: readonly { readonly subscriber: SubscriberRules; readonly members: readonly Member[] }[]
}

/** One mail makes no more faxes of lists than one list may have; a client is told to send the rest in another mail. */
const MOST_FAXES = 1000

type Member = Config['subscribers'][number]['lists'][number]['members'][number]

/** As in the configuration. Begins with a letter, so that it is no number: `15555551212@lists.fax.local` names a line. */
const NAME = /^[a-z][a-z0-9._-]{0,31}$/

export interface ListAddress {
  /** In lower case. */
  readonly name: string
  /** Options as the address has them: `team+standard`. */
  readonly tags: readonly string[]
}

/** The list that is meant; null: it is no address of a list. */
export function listAddressOf(
  { localPart, domain }: Pick<RcptCommand, 'localPart' | 'domain'>,
  mailDomains: readonly string[],
): ListAddress | null {
  const [name = '', ...tags] = nameIn(localPart, domain, mailDomains)?.split('+') ?? []
  return NAME.test(name.toLowerCase()) ? { name: name.toLowerCase(), tags } : null
}

function nameIn(localPart: string, domain: string, mailDomains: readonly string[]): string | undefined {
  if (isFaxDomain(domain, mailDomains)) return /^list\+(.*)$/is.exec(localPart)?.[1]
  const [, parent = ''] = /^lists\.(.+)$/is.exec(domain) ?? []
  return isFaxDomain(parent, mailDomains) ? localPart : undefined
}

/** A recipient as it was written: one number, or a list of them. */
export type Addressee = WrittenRecipient | WrittenList

/** `config`: the one in force. Throws the reason when nobody could take a fax from this client to this address. */
export function readAddressee(
  command: RcptCommand,
  context: RecipientContext,
  config: Pick<Config, 'subscribers'>,
): Addressee {
  const list = listAddressOf(command, context.mailDomains)
  return list === null ? readRecipient(command, context) : readListRecipient(list, command, context, config)
}

/** Throws E_TOO_MANY_RECIPIENTS when a mail to all of these would make more faxes than a list may have. */
export function mustNotBeTooMany(all: readonly Addressee[]): void {
  const lists = all.filter(isList)
  if (lists.length < 2) return
  const faxes = lists.reduce((sum, entry) => sum + sizeOf(entry), 0)
  if (faxes > MOST_FAXES) throw new BridgeError('E_TOO_MANY_RECIPIENTS')
}

/** Throws E_SENDER_DENIED when this client may fax for nobody, E_LIST_UNKNOWN when none of those has this list. */
function readListRecipient(
  { name, tags }: ListAddress,
  command: RcptCommand,
  context: RecipientContext,
  config: Pick<Config, 'subscribers'>,
): WrittenList {
  checkAddressTags(tags)
  const trace = [...context.trace]
  // The numbers are not looked at yet: a member that may not be dialled is left out, the others go.
  const able = context.candidates.filter(
    s => judge(s, { ...context.known, number: null }, trace).verdict !== 'fail',
  )
  if (able.length === 0) throw new BridgeError('E_SENDER_DENIED', { detail: { trace } })
  const owners = able.flatMap(subscriber => {
    const lists = config.subscribers.find(({ id }) => id === subscriber.id)?.lists ?? []
    const list = lists.find(entry => entry.name === name)
    return list === undefined ? [] : [{ subscriber, members: list.members }]
  })
  if (owners.length === 0) throw new BridgeError('E_LIST_UNKNOWN', { detail: { list: name.slice(0, 100) } })
  return { list: name, tags, address: command.address, dsn: command.dsn, owners }
}

/** How many faxes it may become. */
function sizeOf({ owners }: WrittenList): number {
  return Math.max(...owners.map(({ members }) => members.length))
}

/**
 * Every recipient by itself, members of lists among them: each number once, and one that was named by itself is not
 * taken for a member.
 */
export function expandLists(all: readonly Addressee[], context: NumberContext): readonly WrittenRecipient[] {
  const single = all.filter(isSingle)
  const lists = all.filter(isList)
  if (lists.length === 0) return single
  const named = new Set(single.flatMap(({ numbers: readings }) => [...readings.values()].filter(isNumber)))
  const expanded = [...single]
  const seen = new Set<string>()
  for (const written of lists) {
    for (const { subscriber, members } of written.owners) {
      for (const member of members) {
        const key = `${subscriber.id} ${member.number}`
        if (seen.has(key) || named.has(member.number as FaxNumber)) continue
        seen.add(key)
        expanded.push(recipientOf(member, subscriber, written, context))
      }
    }
  }
  return expanded
}

function recipientOf(
  { number, name }: Member,
  subscriber: SubscriberRules,
  { list, tags, address, dsn }: WrittenList,
  context: NumberContext,
): WrittenRecipient {
  const written = parseFaxAddress(number)
  const fax = { ...written, tags, parts: { ...NO_PARTS, attention: name } }
  return {
    address,
    dsn,
    line: null,
    fax,
    numbers: new Map([[subscriber.id, numberOrReason(subscriber, fax, context)]]),
    member: { list, subscriberId: subscriber.id, number: number as FaxNumber },
    answers: null,
  }
}

const isList = (addressee: Addressee): addressee is WrittenList => 'owners' in addressee

/** Is it one number, and no list? */
export function isSingle(addressee: Addressee): addressee is WrittenRecipient {
  return !isList(addressee)
}

const isNumber = (reading: FaxNumber | BridgeError): reading is FaxNumber => typeof reading === 'string'
