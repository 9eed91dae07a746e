/**
 * Where a mail came to us from, when it came through relays of our own. In charge of reading Received lines only as far
 * as our own relays wrote them: whatever stands below the first line about a stranger, the stranger may have written.
 */
import ipaddr from 'ipaddr.js'

/** Headers in order of appearance, names in lower case. */
export type Headers = readonly { readonly name: string; readonly value: string }[]

/**
 * RFC 5321 §4.4: `from NAME (HOST [ADDRESS]) by …`; the name is what the client said, the rest what the relay saw.
 * Exchange writes the bare address in parentheses. What comes in any other form is not read: in some of them the client
 * writes what looks like an address.
 */
const CLIENT =
  /^from\s+[^\s()]+\s+\((?:(?:(?![EH]{2}LO\s)[\w.-]+\s+)?\[(?:IPv6:)?([0-9a-f.:]+)\](?=[\s):])|([0-9a-f.:]+)\))/i

/** The address of the client in a Received line, in the spelling of `plainIp`; null: it cannot be read for certain. */
export function receivedFrom(value: string): string | null {
  const [, bracketed, bare] = CLIENT.exec(value.trim()) ?? []
  const text = bracketed ?? bare
  return text !== undefined && ipaddr.isValid(text) && /[.:].*[.:]/.test(text)
    ? ipaddr.process(text).toString()
    : null
}

/**
 * Walks down from a peer that is a trusted relay. Gives whom the last trusted relay had the mail from (null: it does not
 * say), and the headers that only trusted relays can have written.
 */
export function walkReceived(
  headers: Headers,
  isTrusted: (address: string) => boolean,
): { readonly client: string | null; readonly ours: Headers } {
  for (const [i, { name, value }] of headers.entries()) {
    if (name !== 'received') continue
    const address = receivedFrom(value)
    if (address === null || !isTrusted(address)) return { client: address, ours: headers.slice(0, i) }
  }
  return { client: null, ours: [] }
}
