/**
 * Did a person, or a device of his, send this mail to be faxed? In charge of refusing what programs write of their own
 * accord (bounces, automatic replies, list mail), replies to our own reports, and mail that comes round in a circle:
 * none of them may ever become a fax (RFC 3834 §2, RFC 3965 §5.2.3). Pure. Not in charge of who may send (rules.ts).
 */
import type { Config } from '../config/schema.ts'
import type { MailFacts } from '../fax/accepted-mail.ts'
import { BridgeError } from '../fax/error.ts'

/** What we know of ourselves. */
export type Ourselves = Pick<Config, 'hostname' | 'relay'> & {
  readonly smtp: { readonly limits: { readonly receivedHops: number } }
}

/** RFC 3834 §2 and the words that list servers and answering machines use. */
const BULK = /^\s*(?:bulk|junk|list|auto_?reply)\b/i

/**
 * Our own mails with a reply of their own kind: reports (fax-…, sub-…) and notices. Received faxes (inb-…) are not among
 * them: to answer one by a fax is what a person would do.
 */
const OUR_NOTICES = /^(?:fax|sub|alarm|digest|notice|key|refused)-[0-9a-z]{16,}(?:\.[^@]*)?@/i

/**
 * A mail server in front of us may bear our name, and a content filter makes a mail pass it several times; one that has
 * passed it more often than this comes round in a circle.
 */
const OWN_HOPS = 4

/** RFC 3834 §2: the senders that list servers and mail systems use for what they send by themselves. */
const MAIL_SYSTEMS = /^mailer-daemon$/i
const SERVICES = /^(?:owner-.*|postmaster|.*-(?:request|owner|bounces?)(?:\+.*)?)$/i

/**
 * The sender's address, as MAIL FROM or From has it. `loggedIn`: the operator has given this very sender a login, so
 * that a department may be called records-request. Throws E_SENDER_NULL, E_AUTOMATIC_MAIL or E_LOOP.
 */
export function mustBeAPerson(address: string, us: Pick<Ourselves, 'relay'>, loggedIn: boolean): void {
  // RFC 5321 §4.5.5: a null sender is a bounce; it is taken at MAIL and refused where it would become a fax.
  if (address === '') throw new BridgeError('E_SENDER_NULL')
  const local = address.slice(0, address.lastIndexOf('@'))
  if (ownAddresses(us).includes(address.toLowerCase())) {
    loop('It was written by this fax server itself.', { address })
  }
  if (MAIL_SYSTEMS.test(local) || (SERVICES.test(local) && !loggedIn)) {
    automatic(`${local} is the sender of a mail system or a mailing list.`, { address })
  }
}

/** RFC 5321 §4.5.1 wants mail to the postmaster to be taken; we say who reads it. Throws E_POSTMASTER. */
export function mustNotBePostmaster(
  { localPart, domain }: { readonly localPart: string; readonly domain: string },
  { hostname, operator, smtp }: Pick<Config, 'hostname' | 'operator' | 'smtp'>,
): void {
  const ours = ['', hostname, ...smtp.mailDomains]
  if (!/^postmaster$/i.test(localPart) || !ours.includes(domain.toLowerCase())) return
  const whom = operator.mail ?? `those who run ${hostname}`
  throw new BridgeError('E_POSTMASTER', { say: `Write to ${whom}.` })
}

/** The whole mail, at the end of DATA. Throws E_LOOP, E_AUTOMATIC_MAIL, E_SENDER_NULL or E_REPLY_TO_REPORT. */
export function mustBePersonal(facts: MailFacts, us: Ourselves): void {
  const { origin } = facts
  if (facts.receivedCount > us.smtp.limits.receivedHops) {
    loop(`It has ${facts.receivedCount} Received lines.`, { received: facts.receivedCount })
  }
  const hostname = us.hostname.toLowerCase()
  const own = origin.receivedBy.filter(host => host === hostname).length
  if (own > OWN_HOPS) loop(`It has passed ${hostname} ${own} times.`, { own })
  if (origin.faxId !== null) loop('It was written by this fax server itself.', { faxId: origin.faxId })
  const answered = origin.references.find(id => isOurNotice(id, hostname))
  if (answered !== undefined) throw new BridgeError('E_REPLY_TO_REPORT', { detail: { answered } })
  if (origin.returnPath === '') throw new BridgeError('E_SENDER_NULL', { detail: { header: 'Return-Path' } })
  mustNotBeAutomatic(facts)
}

function mustNotBeAutomatic(facts: MailFacts): void {
  const { origin } = facts
  if (facts.autoSubmitted !== null && keywordOf(facts.autoSubmitted) !== 'no') {
    automatic('Its header Auto-Submitted says so.', { autoSubmitted: facts.autoSubmitted.slice(0, 100) })
  }
  if (BULK.test(facts.precedence ?? '')) automatic('Its header Precedence says so.')
  if (facts.isList) automatic('It has the header of a mailing list.')
  if (facts.isReport) automatic('It is a report of a mail system.')
  if (origin.responder !== null) automatic(`Its header ${origin.responder} says so.`)
}

/** RFC 3834 §5: a keyword, then perhaps parameters; comments may stand anywhere (RFC 5322 §3.2.2). */
function keywordOf(value: string): string {
  return (/^[^\s;]*/.exec(withoutComments(value).trim())?.[0] ?? '').toLowerCase()
}

/** By hand: comments nest. */
function withoutComments(value: string): string {
  let text = ''
  let depth = 0
  for (let i = 0; i < value.length; i++) {
    const character = value[i] ?? ''
    if (depth > 0 && character === '\\') i++
    else if (character === '(') depth++
    else if (character === ')' && depth > 0) depth--
    else if (depth === 0) text += character
  }
  return text
}

function isOurNotice(id: string, hostname: string): boolean {
  return id.toLowerCase().endsWith(`@${hostname}`) && OUR_NOTICES.test(id)
}

/** The addresses that stand as sender on what we send. */
function ownAddresses({ relay }: Pick<Ourselves, 'relay'>): readonly string[] {
  const from = /<([^<>]*)>\s*$/.exec(relay.from)?.[1] ?? relay.from
  return [from, relay.returnPath ?? from].map(address => address.trim().toLowerCase())
}

function loop(say: string, detail: Readonly<Record<string, unknown>>): never {
  throw new BridgeError('E_LOOP', { say, detail })
}

function automatic(say: string, detail: Readonly<Record<string, unknown>> = {}): never {
  throw new BridgeError('E_AUTOMATIC_MAIL', { say, detail })
}
