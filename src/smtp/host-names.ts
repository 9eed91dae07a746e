/**
 * The names of a computer, checked forward and back: DNS must name the address, and the name must lead to the address
 * again, since who owns an address may write any name to it. In charge of bounds: time, number of names, a cache that
 * does not grow. Not in charge of who may send.
 */
import ipaddr from 'ipaddr.js'
import { isHostName } from '../fax/acl-pattern.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Clock } from '../runtime.ts'
import { type PeerAddress, unnamed } from './acl.ts'
import { type Dns, isAbsent, within } from './dns.ts'

/** RFC 7208 §4.6.4 looks at ten names of an address, too: more are a trick. */
const MOST_NAMES = 10
/** Names change seldom; what is not there yet is asked again sooner, what failed very soon. */
const KEEP_MS = { found: 300_000, none: 60_000, failed: 30_000 }
/** An office has some dozens of senders. */
const MOST_ADDRESSES = 1_000

export interface HostNameDeps {
  readonly dns: Dns
  readonly clock: Clock
  /** Longest time for one address, in ms. */
  readonly patience: () => number
}

interface Kept {
  readonly until: EpochMs
  readonly peer: PeerAddress
}

export class HostNames {
  readonly #deps: HostNameDeps
  readonly #kept = new Map<string, Kept>()
  /** Several mails of one sender at the same time ask once. */
  readonly #asking = new Map<string, Promise<PeerAddress>>()

  constructor(deps: HostNameDeps) {
    this.#deps = deps
  }

  /** `address`: in the spelling of `plainIp`. Never throws. */
  async of(address: string): Promise<PeerAddress> {
    if (!ipaddr.isValid(address)) return unnamed(address)
    const kept = this.#kept.get(address)
    if (kept !== undefined && kept.until > this.#deps.clock.now()) return kept.peer
    const asked = this.#asking.get(address) ?? this.#ask(address)
    this.#asking.set(address, asked)
    try {
      return await asked
    } finally {
      this.#asking.delete(address)
    }
  }

  async #ask(address: string): Promise<PeerAddress> {
    const { dns, clock, patience } = this.#deps
    const nothing: PeerAddress = { address, names: [], complete: false }
    const peer = await within(clock, patience(), verifiedNames(dns, address), nothing)
    const keep = !peer.complete ? KEEP_MS.failed : peer.names.length > 0 ? KEEP_MS.found : KEEP_MS.none
    this.#kept.delete(address)
    this.#kept.set(address, { until: (clock.now() + keep) as EpochMs, peer })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_ADDRESSES && oldest !== undefined) this.#kept.delete(oldest)
    return peer
  }
}

async function verifiedNames(dns: Dns, address: string): Promise<PeerAddress> {
  const parsed = ipaddr.process(address)
  let complete = true
  const ask = async (name: string, type: string): Promise<string[]> => {
    try {
      return (await dns(name, type)).filter(answer => typeof answer === 'string')
    } catch (error) {
      if (!isAbsent(error)) complete = false
      return []
    }
  }
  const claimed = (await ask(reverseName(parsed), 'PTR'))
    .map(name => name.replace(/\.$/, '').toLowerCase())
    .filter(isHostName)
    .slice(0, MOST_NAMES)
  const type = parsed.kind() === 'ipv4' ? 'A' : 'AAAA'
  const checked = await Promise.all(
    claimed.map(async name => (await ask(name, type)).some(answer => isSame(answer, parsed))),
  )
  return { address, names: claimed.filter((_, i) => checked[i]), complete }
}

type Address = ReturnType<typeof ipaddr.process>

function isSame(text: string, address: Address): boolean {
  return ipaddr.isValid(text) && ipaddr.process(text).toNormalizedString() === address.toNormalizedString()
}

/** RFC 1035 §3.5, RFC 3596 §2.5. */
function reverseName(address: Address): string {
  if (address.kind() === 'ipv4') return `${address.toByteArray().reverse().join('.')}.in-addr.arpa`
  const nibbles = address.toByteArray().flatMap(byte => [byte >> 4, byte & 15])
  return `${nibbles
    .reverse()
    .map(nibble => nibble.toString(16))
    .join('.')}.ip6.arpa`
}
