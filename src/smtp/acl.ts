/**
 * The access list of a subscriber in the form in which rules.ts asks about it: texts compiled once, each asked of a
 * whole value by an engine that takes linear time, since the patterns come from people and the values from strangers.
 * In charge of what an entry means. Not in charge of combining entries and proofs (rules.ts), nor of finding host names
 * (host-names.ts).
 */
import ipaddr from 'ipaddr.js'
import type { AclEntry } from '../config/schema.ts'
import { type AclKind, aclKind, effectivePattern, isHostName, mayBeHostName } from '../fax/acl-pattern.ts'
import type { SenderEvidence } from '../fax/submission.ts'
import { compiled, type Matcher, type Say, textMatcher, withoutPlus } from '../matching/text-matcher.ts'

/** A computer that the mail comes from. */
export interface PeerAddress {
  /** In the spelling of `plainIp`. */
  readonly address: string
  /** Its names in lower case, checked forward and back. Empty where nobody asks for names. */
  readonly names: readonly string[]
  /** False: DNS did not answer, there may be more. */
  readonly complete: boolean
}

/** An address whose names nobody asks for. */
export const unnamed = (address: string): PeerAddress => ({ address, names: [], complete: true })

/** Asks about where a mail comes from. Null: anywhere will do. */
export type PeerMatcher = {
  readonly pattern: string
  /** Whether the host's name can decide. */
  readonly wantsNames: boolean
  /** Null: it depends on a name that could not be found out. */
  matches(peer: PeerAddress): boolean | null
} | null

export interface RuleEntry {
  /** Position in the configuration, from 0. */
  readonly index: number
  readonly from: Matcher
  readonly peer: PeerMatcher
  readonly destination: Matcher
  /** What counts as proof of the sender; null: as usual. */
  readonly needs: readonly SenderEvidence[] | null
}

/** Makes the entries of one subscriber ready. `note` gets a sentence on what can never match. */
export function compileAcl(
  acl: readonly AclEntry[],
  note: (entry: number, text: string) => void,
): readonly RuleEntry[] {
  const toAddress = lastAddress()
  return acl.map((entry, index) => compileEntry(entry, index, toAddress, text => note(index, text)))
}

function compileEntry(entry: AclEntry, index: number, toAddress: ToAddress, say: Say): RuleEntry {
  // A contradiction is an error of the configuration and never gets here; should it, the narrower reading is taken.
  const kind = aclKind(entry) ?? 'exact'
  return {
    index,
    from: textMatcher(kind, entry.from_email, say),
    peer: peerMatcher(kind, entry.received_from, toAddress, say),
    destination: textMatcher(
      kind,
      entry.destination === null ? null : withoutPlus(kind, entry.destination),
      say,
    ),
    needs: entry.needs?.map(need => (need === 'from' ? 'from-only' : need)) ?? null,
  }
}

function peerMatcher(kind: AclKind, text: string | null, toAddress: ToAddress, say: Say): PeerMatcher {
  if (text === null || text === '') return null
  const pattern = effectivePattern(kind, text)
  if (kind !== 'exact') {
    const wantsNames = mayBeHostName(text)
    const fits = compiled(pattern, say)
    return {
      pattern,
      wantsNames,
      matches: peer => fits(peer.address) || (wantsNames && named(peer, fits)),
    }
  }
  const network = parseNetwork(text)
  if (network !== null) {
    const matches = (peer: PeerAddress) => inNetwork(toAddress(peer.address), network)
    return { pattern, wantsNames: false, matches }
  }
  const host = text.toLowerCase()
  if (isHostName(host)) return { pattern, wantsNames: true, matches: peer => named(peer, n => n === host) }
  say(
    `"${text}" is neither an address, a network nor a host name: write 192.0.2.7, 192.0.2.0/24 or mfp1.lan.`,
  )
  return { pattern, wantsNames: false, matches: () => false }
}

function named(peer: PeerAddress, fits: (name: string) => boolean): boolean | null {
  if (peer.names.some(fits)) return true
  return peer.complete ? false : null
}

type Address = ReturnType<typeof ipaddr.parse>

interface Network {
  readonly base: Address
  readonly bits: number
}

/** An address or a network; null: neither. */
function parseNetwork(text: string): Network | null {
  if (!ipaddr.isValid(text) && !ipaddr.isValidCIDR(text)) return null
  const [base, bits] = text.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), null]
  return unmapped(base, bits)
}

/** ::ffff:192.0.2.0/120 is 192.0.2.0/24. */
function unmapped(base: Address, bits: number | null): Network {
  const full = base.kind() === 'ipv4' ? 32 : 128
  if (base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && (bits ?? full) >= 96) {
    return { base: base.toIPv4Address(), bits: (bits ?? full) - 96 }
  }
  return { base, bits: bits ?? full }
}

function inNetwork(address: Address | null, { base, bits }: Network): boolean {
  return address !== null && address.kind() === base.kind() && address.match(base, bits)
}

type ToAddress = (text: string) => Address | null

/** One mail asks every entry about the same address: it is parsed once. */
function lastAddress(): ToAddress {
  let last: { readonly text: string; readonly address: Address | null } | null = null
  return text => {
    if (last?.text !== text) last = { text, address: ipaddr.isValid(text) ? ipaddr.process(text) : null }
    return last.address
  }
}

/** Asks whether an address lies in one of these networks. What is no network is in none. */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.map(parseNetwork).filter(network => network !== null)
  const toAddress = lastAddress()
  return address => parsed.some(network => inNetwork(toAddress(address), network))
}
