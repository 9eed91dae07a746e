/**
 * Which line an address names: `frontdesk+15555551212@fax.local` or `15555551212@frontdesk.fax.local`. In charge of
 * finding the name and of narrowing the candidates by it. A name proves nothing: whoever is left must still accept.
 */
import { BridgeError } from '../fax/error.ts'
import type { RcptCommand } from './command-line.ts'
import { isFaxDomain } from './fax-address.ts'
import type { SubscriberRules } from './rule-book.ts'
import type { TraceLine } from './rules.ts'

export interface LineAddress {
  /** In lower case; null: no line is named. */
  readonly line: string | null
  /** What is left of the local part. */
  readonly localPart: string
}

/** Begins with a letter, so that it cannot be a number; what follows the + begins a number or FAX=. */
const LINE_AND_NUMBER = /^([A-Za-z][A-Za-z0-9._-]{0,63})\+(?=[^A-Za-z]|FAX=)(.+)$/is

const LABEL = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/

/** Throws E_RELAY_DENIED for a domain that is none of ours, E_SENDER_DENIED when two different lines are named. */
export function readLine(command: RcptCommand, mailDomains: readonly string[]): LineAddress {
  const byDomain = lineOfDomain(command.domain, mailDomains)
  const match = LINE_AND_NUMBER.exec(command.localPart)
  if (match === null) return { line: byDomain, localPart: command.localPart }
  const line = (match[1] ?? '').toLowerCase()
  if (byDomain !== null && byDomain !== line) {
    throw new BridgeError('E_SENDER_DENIED', { detail: { lines: [byDomain, line] } })
  }
  return { line, localPart: match[2] ?? '' }
}

/** Null: the mail domain itself. Any name in front of it is a line, so that nobody learns which lines there are. */
function lineOfDomain(domain: string, mailDomains: readonly string[]): string | null {
  if (isFaxDomain(domain, mailDomains)) return null
  for (let dot = domain.indexOf('.'); dot > 0; dot = domain.indexOf('.', dot + 1)) {
    const label = domain.slice(0, dot).toLowerCase()
    if (isFaxDomain(domain.slice(dot + 1), mailDomains) && LABEL.test(label)) return label
  }
  throw new BridgeError('E_RELAY_DENIED')
}

/** Those of the candidates that have this line. `trace` gets a line for each. */
export function byLine(
  candidates: readonly SubscriberRules[],
  line: string | null,
  trace: TraceLine[],
): readonly SubscriberRules[] {
  if (line === null) return candidates
  return candidates.filter(({ id, numbers }) => {
    const named = numbers.lines.has(line)
    trace.push({ subscriber: id, entry: null, field: 'line', result: named ? 'pass' : 'fail' })
    return named
  })
}

/** A mail is one subscriber's: what names another line comes in a mail of its own. Throws E_OTHER_LINE. */
export function mustBeOneMail(
  candidates: readonly SubscriberRules[],
  others: Iterable<{ readonly line: string | null }>,
): void {
  const lines = [...others].flatMap(({ line }) => (line === null ? [] : [line]))
  const together = candidates.some(({ numbers }) => lines.every(line => numbers.lines.has(line)))
  if (!together) throw new BridgeError('E_OTHER_LINE')
}
