/**
 * Hostile text made safe. In charge of: texts from mails, fax machines and providers before they enter a header, a
 * body or a log of ours; the one strict grammar of mail addresses; the form of message ids. Not in charge of encoding
 * them for the wire: that is mime.ts. Nothing else in mail/ may print a text that came from outside.
 */
import { BridgeError } from '../fax/error.ts'

/** Longer texts say nothing more to a reader, and push what matters out of sight. */
export const SAFE_LENGTH = 200

/**
 * What never gets through: C0, DEL, C1 (with U+0085), the line and paragraph separators, bidirectional marks and
 * overrides, zero-width and invisible operators, byte-order marks, interlinear and tag characters, lone surrogates,
 * noncharacters and private use: all of them can hide or reorder what a person reads.
 */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu

/**
 * Gives the text on one line, trimmed, without characters that break or disguise it, at most `max` characters long.
 * Takes anything; an empty result means that nothing printable was in it.
 */
export function safeText(text: string, max: number = SAFE_LENGTH): string {
  // Cut first: a text of megabytes must not be searched to its end. Four times leaves room for what is removed.
  const clean = text
    .slice(0, max * 4)
    .replace(UNSAFE, ' ')
    .replace(/\s+/gu, ' ')
    .trim()
    .normalize('NFC')
  const characters = Array.from(clean)
  return characters.length <= max ? clean : `${characters.slice(0, max - 1).join('')}…`
}

/** As `safeText`, but null for a text that is absent or has nothing printable in it. */
export function safeTextOrNull(text: string | null, max: number = SAFE_LENGTH): string | null {
  const safe = text === null ? '' : safeText(text, max)
  return safe === '' ? null : safe
}

// RFC 5322 §3.2.3 atext, and letters, marks and digits of any script as RFC 6531 §3.3 allows. No quoted strings.
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{M}\\p{N}-]+"
const LABEL = '[A-Za-z0-9\\p{L}\\p{N}](?:[A-Za-z0-9\\p{L}\\p{M}\\p{N}-]{0,61}[A-Za-z0-9\\p{L}\\p{M}\\p{N}])?'
const LITERAL = '\\[(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})\\]'
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}(?:\\.${LABEL})*\\.?|${LITERAL})$`, 'u')
/** RFC 5321 §4.5.3.1.3: a path has 256 octets with its brackets. */
const ADDRESS_OCTETS = 254

/**
 * Gives back an address that is exactly one `local@domain`, nothing around it, or throws E_SENDER_SYNTAX. Every
 * address of an envelope or header of ours passes here, because the mail library's own parser picks an address out of
 * nearly anything, also out of text an attacker wrote.
 */
export function strictAddress(text: string): string {
  const fits = text.length <= ADDRESS_OCTETS && Buffer.byteLength(text) <= ADDRESS_OCTETS
  if (!fits || !ADDRESS.test(text) || text !== text.normalize('NFC')) {
    throw new BridgeError('E_SENDER_SYNTAX', { detail: { address: safeText(text) } })
  }
  return text
}

/** A display name (may be empty) and an address. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** Reads `Name <address>` or `address` as the operator wrote it. Throws E_SENDER_SYNTAX for anything else. */
export function strictMailbox(text: string): Mailbox {
  const match = /^([^<>]*)<([^<>]*)>\s*$/u.exec(text.slice(0, 1000))
  if (match === null) return { name: '', address: strictAddress(text.trim()) }
  const name = safeText(match[1] ?? '').replace(/^"(.*)"$/u, '$1')
  return { name: name.replace(/["\\]/gu, ''), address: strictAddress((match[2] ?? '').trim()) }
}

/** RFC 5322 §3.6.4 without comments and folding; 250 octets so that a header line never has to be cut. */
const MESSAGE_ID = /^<[!-;=?-~]{1,120}@[!-;=?-~]{1,120}>$/

/** Gives a message id in angle brackets, or null when the text is not one that may stand in a header of ours. */
export function safeMessageId(text: string | null): string | null {
  const trimmed = (text ?? '').slice(0, 1000).trim()
  const bracketed = trimmed.startsWith('<') ? trimmed : `<${trimmed}>`
  return MESSAGE_ID.test(bracketed) ? bracketed : null
}
