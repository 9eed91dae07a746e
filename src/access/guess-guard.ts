/**
 * Stops the guessing of passwords: after some wrong ones a name, and an address, must wait, longer each time. A name is
 * counted whether it exists or not, so that the answer tells nothing. Kept in memory: a restart forgives.
 */
import ipaddr from 'ipaddr.js'
import type { EpochMs } from '../fax/id.ts'

/** A person mistypes; behind one address there may be a whole house. */
const FREE = { name: 5, address: 20 } as const
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 15 * 60_000
/** After this long without a wrong one it begins anew. */
const FORGET_MS = 24 * 3_600_000
/** Bounds memory; the oldest give way. */
const MOST = 50_000

interface Count {
  wrong: number
  /** It has been said since the last guess that there must be a wait. */
  told: boolean
  last: EpochMs
}

/** A guess that was let through: it counts as wrong until it is known to be right. */
export interface Guess {
  /** The name begins anew, and the address is not charged for it. */
  right(): void
}

export class GuessGuard {
  readonly #counts = new Map<string, Count>()

  /**
   * Whoever is let through is counted at once, so that many at the same time are no way around. `wait`: not now, for the
   * first time since the last guess; `wait-on`: still not.
   */
  admit(name: string, address: string, now: EpochMs): Guess | 'wait' | 'wait-on' {
    const keys = [`name ${name}`, `address ${groupOf(address)}`] as const
    const counts = keys.map(key => this.#count(key, now))
    const waits = [FREE.name, FREE.address].map((free, i) => waitLeft(counts[i] as Count, free, now))
    const late = counts.filter((_, i) => (waits[i] ?? 0) > 0)
    if (late.length > 0) {
      const told = late.every(count => count.told)
      for (const count of late) count.told = true
      return told ? 'wait-on' : 'wait'
    }
    for (const count of counts) {
      count.told = false
      count.wrong++
      count.last = now
    }
    return {
      right: () => {
        this.#counts.delete(keys[0])
        const own = this.#counts.get(keys[1])
        if (own !== undefined) own.wrong = Math.max(0, own.wrong - 1)
      },
    }
  }

  #count(key: string, now: EpochMs): Count {
    const known = this.#counts.get(key)
    this.#counts.delete(key)
    const count =
      known === undefined || now - known.last > FORGET_MS ? { wrong: 0, told: false, last: now } : known
    // The order of a Map is the order of use: the first is the one that was not used for longest.
    this.#counts.set(key, count)
    if (this.#counts.size > MOST) {
      const [oldest = ''] = this.#counts.keys()
      this.#counts.delete(oldest)
    }
    return count
  }
}

function waitLeft({ wrong, last }: Count, free: number, now: EpochMs): number {
  if (wrong < free) return 0
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(20, wrong - free))
  return Math.max(0, last + wait - now)
}

/** Whom an address stands for: one customer has a whole network of 64 bits. */
export function groupOf(address: string): string {
  if (!ipaddr.isValid(address)) return address
  const plain = ipaddr.process(address)
  return plain.kind() === 'ipv4' ? plain.toString() : plain.toByteArray().slice(0, 8).join('.')
}
