/**
 * The one address of a From header, by a grammar stricter than RFC 5322. In charge of giving exactly one plain mailbox
 * or refusing: rules and reports rely on it, and every known trick (groups, comments, two mailboxes, look-alike
 * domains) is a header that two parsers read differently. So what could be read in two ways is not read at all.
 */
import { BridgeError } from '../fax/error.ts'

/** RFC 5321 §4.5.3.1: local part 64, path 254 without brackets. */
const MAX_LOCAL = 64
const MAX_ADDRESS = 254
/** A display name is seldom longer than a line; RFC 5322 §2.1.1 bounds lines at 998. */
const MAX_HEADER = 998

const ATEXT = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
const LOCAL = new RegExp(`^${ATEXT}+(?:\\.${ATEXT}+)*$`)
const DOMAIN =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*$/

/** Characters that have a meaning in addresses and so never stand bare in a display name that we accept. */
const SPECIALS = new Set('()<>[]:;@\\,')

/** Reads `ann@example.com` or `Ann <ann@example.com>`. Gives the address as written; throws E_SENDER_SYNTAX. */
export function parseFrom(header: string | null): string {
  if (header === null) refuse('The mail has no From header.')
  if (header.length > MAX_HEADER) refuse('The From header is too long.')
  if (/[\0-\x08\x0a-\x1f\x7f\x80-\x9f\u2028\u2029]/.test(header)) {
    refuse('The From header has control characters.')
  }
  const text = header.replace(/^[ \t]+|[ \t]+$/g, '')
  if (!text.endsWith('>')) return plainAddress(text)
  const open = text.lastIndexOf('<')
  if (open === -1) refuse('The From header is not one address.')
  const name = text.slice(0, open)
  if (!isDisplayName(name)) refuse('The From header is not exactly one name and one address.')
  return plainAddress(text.slice(open + 1, -1))
}

/** Is this one plain mailbox, safe to write to? */
export function isPlainAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  if (at < 1 || at > MAX_LOCAL || text.length > MAX_ADDRESS) return false
  return LOCAL.test(text.slice(0, at)) && DOMAIN.test(text.slice(at + 1))
}

/** Words and quoted strings. Scanned by hand: a regular expression for this is open to slow input. */
function isDisplayName(name: string): boolean {
  let quoted = false
  for (let i = 0; i < name.length; i++) {
    const character = name[i] ?? ''
    if (character === '"') quoted = !quoted
    else if (quoted && character === '\\') i++
    else if (!quoted && SPECIALS.has(character)) return false
  }
  return !quoted
}

function plainAddress(text: string): string {
  if (text === '') refuse('The From header is empty.')
  if (!isPlainAddress(text)) refuse('The From header must have exactly one plain address.')
  return text
}

function refuse(say: string): never {
  throw new BridgeError('E_SENDER_SYNTAX', { say })
}
