/**
 * How much one address and one session may ask of us. In charge of counting: open and new connections, failed logins
 * and keys, and the time a session has taken. Not in charge of closing anything. All time comes from the caller's clock.
 */
import type { SmtpLimits } from '../config/schema.ts'
import type { ErrorCode } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** More addresses than this are not remembered at a time: the oldest give way. Bounds memory against an IPv6 flood. */
const MAX_ADDRESSES = 20_000

interface AddressRecord {
  open: number
  minute: number
  newInMinute: number
  failures: EpochMs[]
}

/** Counts per peer address, for all sessions of one or more listeners. */
export class AddressLimits {
  readonly #limits: () => SmtpLimits
  readonly #records = new Map<string, AddressRecord>()

  constructor(limits: () => SmtpLimits) {
    this.#limits = limits
  }

  /** A connection has come: gives null and counts it as open, or the reason to refuse it. */
  admit(address: string, now: EpochMs): ErrorCode | null {
    const { connectionsPerAddress, connectionsPerMinute } = this.#limits()
    const record = this.#record(address)
    const minute = Math.floor(now / MINUTE)
    if (record.minute !== minute) {
      record.minute = minute
      record.newInMinute = 0
    }
    if (record.open >= connectionsPerAddress || record.newInMinute >= connectionsPerMinute) {
      return 'E_TOO_MANY_CONNECTIONS'
    }
    record.open++
    record.newInMinute++
    return null
  }

  /** An admitted connection has closed. */
  release(address: string): void {
    const record = this.#records.get(groupOf(address))
    if (record === undefined) return
    record.open = Math.max(0, record.open - 1)
  }

  /** A wrong password or key came from there. */
  failed(address: string, now: EpochMs): void {
    const { failures } = this.#record(address)
    failures.push(now)
    if (failures.length > this.#limits().authFailuresPerDay) failures.shift()
  }

  /** May a password or key from there still be looked at? */
  mayTry(address: string, now: EpochMs): boolean {
    const { authFailuresPerMinute, authFailuresPerDay } = this.#limits()
    const record = this.#records.get(groupOf(address))
    if (record === undefined) return true
    record.failures = record.failures.filter(at => now - at < DAY)
    const lately = record.failures.filter(at => now - at < MINUTE).length
    return record.failures.length < authFailuresPerDay && lately < authFailuresPerMinute
  }

  #record(address: string): AddressRecord {
    const group = groupOf(address)
    const known = this.#records.get(group)
    if (known !== undefined) return known
    if (this.#records.size >= MAX_ADDRESSES) this.#forget()
    const record = { open: 0, minute: 0, newInMinute: 0, failures: [] }
    this.#records.set(group, record)
    return record
  }

  /** Drops the oldest record that nobody is connected under, better one without failures. */
  #forget(): void {
    let fallback: string | null = null
    for (const [group, record] of this.#records) {
      if (record.open > 0) continue
      if (record.failures.length === 0) {
        this.#records.delete(group)
        return
      }
      fallback ??= group
    }
    if (fallback !== null) this.#records.delete(fallback)
  }
}

/** A household has a /64 of IPv6 addresses: it counts as one. `address`: in the spelling of plainIp. */
export function groupOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  const words = [...left, ...Array<string>(zeros).fill('0'), ...right]
  return `${words.slice(0, 4).join(':')}::/64`
}

/** Where a session stands in time. Instants in epoch ms. */
export interface SessionTimes {
  readonly startedAt: EpochMs
  /** The last command came, or we last answered. */
  readonly lastCommandAt: EpochMs
  /** We owe an answer: the client's clock does not run. */
  readonly busy: boolean
  /** While a mail comes in; null else. */
  readonly receiving: {
    readonly since: EpochMs
    readonly bytes: number
    /** Time in which we, not the client, held the mail up. In ms. */
    readonly ownMs: number
  } | null
}

/** Has the client's time run out? Gives the reason or null. */
export function overdue(times: SessionTimes, limits: SmtpLimits, now: EpochMs): ErrorCode | null {
  if (times.busy) return null
  if (now - times.startedAt > limits.sessionSeconds * 1000) return 'E_SESSION_TIMEOUT'
  const patience = limits.commandSeconds * 1000
  if (times.receiving === null) return now - times.lastCommandAt > patience ? 'E_SESSION_TIMEOUT' : null
  if (limits.bytesPerSecond === 0) return null
  // As Postfix does: a fixed start plus what the bytes so far have earned.
  const { since, bytes, ownMs } = times.receiving
  const earned = patience + (bytes / limits.bytesPerSecond) * 1000
  return now - since - ownMs > earned ? 'E_TOO_SLOW' : null
}
