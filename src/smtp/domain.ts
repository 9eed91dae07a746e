/** Domains of senders and what stands in the header of a mail about them. Pure. */
import type { Headers } from './received.ts'

/** What stands behind the last @; a text without one is a domain itself. In lower case, without a dot at its end. */
export function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .toLowerCase()
    .replace(/\.$/, '')
}

export function sameDomain(a: string, b: string): boolean {
  return a !== '' && a.toLowerCase() === b.toLowerCase()
}

/** Could these be of one organisation? Only a first look: the last two labels are the same. */
export function mayBeRelated(a: string, b: string): boolean {
  const tail = (domain: string) => domain.split('.').slice(-2).join('.')
  return sameDomain(a, b) || sameDomain(tail(a), tail(b))
}

/**
 * Do To and Cc name all these recipients? A mail that was meant for somebody else and is sent on by whoever has it
 * still has its good signature: without this he could fax it anywhere.
 */
export function namesAll(headers: Headers, recipients: readonly string[]): boolean {
  const named = headers
    .filter(({ name }) => name === 'to' || name === 'cc')
    .map(({ value }) => value.replace(/["\\]/g, '').toLowerCase())
  return recipients.every(recipient => {
    const wanted = recipient.replace(/["\\]/g, '').toLowerCase()
    return named.some(text => standsIn(text, wanted))
  })
}

/** As a whole address: 5551212@x does not stand in 15555551212@x, nor in 5551212@x.test. */
function standsIn(text: string, address: string): boolean {
  for (let at = text.indexOf(address); at !== -1; at = text.indexOf(address, at + 1)) {
    const before = text[at - 1] ?? ' '
    const after = text[at + address.length] ?? ' '
    if (/[\s<,;:]/.test(before) && /[\s>,;(]/.test(after)) return true
  }
  return false
}
