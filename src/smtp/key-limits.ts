/**
 * How often a secret key may be guessed: per address, per network and per sender. In charge of counting wrong keys and of
 * saying when no further one is looked at. A sender who has shown the right key from a network is counted there for
 * himself alone, so that a stranger who uses his name, or a colleague behind the same relay, cannot lock him out.
 * Not in charge of passwords (session-limits.ts). Bounded in memory; all time comes from the caller.
 */
import type { SmtpLimits } from '../config/schema.ts'
import type { EpochMs } from '../fax/id.ts'
import { groupOf } from './session-limits.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** More than this of each kind are not remembered at a time: the ones longest untouched give way. */
const MOST = 10_000

/** A right key makes a sender known at a network for so long after its last use. */
const KNOWN_MS = 30 * DAY

/** A network of 256 addresses holds an office: it may err more often than one desk. */
const NETWORK_FACTOR = 4

/** Where a key comes from. */
export interface KeySource {
  /** In the spelling of plainIp. */
  readonly address: string
  /** Address of the From header. */
  readonly sender: string
}

/** Keys of a map, the one longest untouched first. */
function touch<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= MOST) return
  for (const oldest of map.keys()) {
    map.delete(oldest)
    return
  }
}

export class KeyLimits {
  readonly #limits: () => SmtpLimits
  /** What counted, to the instants of its wrong keys. */
  readonly #failures = {
    address: new Map<string, readonly EpochMs[]>(),
    network: new Map<string, readonly EpochMs[]>(),
    sender: new Map<string, readonly EpochMs[]>(),
    known: new Map<string, readonly EpochMs[]>(),
  }
  /** Sender at a network, to the instant of his last right key. */
  readonly #known = new Map<string, EpochMs>()

  constructor(limits: () => SmtpLimits) {
    this.#limits = limits
  }

  /** May a key from there be looked at? */
  mayTry(source: KeySource, now: EpochMs): boolean {
    return this.#counters(source, now).every(({ kind, key, factor }) => {
      const { authFailuresPerDay, authFailuresPerMinute } = this.#limits()
      const failures = (this.#failures[kind].get(key) ?? []).filter(at => now - at < DAY)
      const lately = failures.filter(at => now - at < MINUTE).length
      return failures.length < factor * authFailuresPerDay && lately < factor * authFailuresPerMinute
    })
  }

  /** A wrong key came from there. */
  failed(source: KeySource, now: EpochMs): void {
    for (const { kind, key, factor } of this.#counters(source, now)) {
      const most = factor * this.#limits().authFailuresPerDay
      const before = (this.#failures[kind].get(key) ?? []).filter(at => now - at < DAY)
      touch(this.#failures[kind], key, [...before, now].slice(-most))
    }
  }

  /** The right key came from there. */
  proven(source: KeySource, now: EpochMs): void {
    touch(this.#known, pairOf(source), now)
  }

  #counters(source: KeySource, now: EpochMs) {
    const pair = pairOf(source)
    const known = this.#known.get(pair)
    if (known !== undefined && now - known < KNOWN_MS)
      return [{ kind: 'known', key: pair, factor: 1 }] as const
    return [
      { kind: 'address', key: groupOf(source.address), factor: 1 },
      { kind: 'network', key: networkOf(source.address), factor: NETWORK_FACTOR },
      { kind: 'sender', key: source.sender.toLowerCase(), factor: 1 },
    ] as const
  }
}

const pairOf = ({ address, sender }: KeySource): string => `${networkOf(address)} ${sender.toLowerCase()}`

/** The /24 of an IPv4 address, the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  return address.includes(':') ? groupOf(address) : `${address.replace(/\.[^.]*$/, '')}.0/24`
}
