/**
 * How the provider accounts are doing, in memory: which may be called now, how many hand-overs run and how many began in
 * the last minute, which numbers are being handed over. In charge of the circuit breaker: an account that cannot be reached is left alone for a while, one
 * that refuses our credentials or has no credit until a person has acted. It decides about accounts, never about faxes.
 */
import { type BridgeError, isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Clock } from '../runtime.ts'

/** `open`: may be called. `resting`: again at `until`. `stopped`: a person must act first. */
export type AccountStanding =
  | { readonly kind: 'open' }
  | { readonly kind: 'resting'; readonly until: EpochMs; readonly why: string }
  | {
      readonly kind: 'stopped'
      readonly why: string
      readonly code: 'E_PROVIDER_CREDENTIALS' | 'E_PROVIDER_CREDIT'
    }

/** Failures in a row before an account is left alone: less could be bad luck. */
const FAILURES_ALLOWED = 3
const REFUSALS_ALLOWED = 2
const FIRST_REST_MS = 30_000
const LONGEST_REST_MS = 10 * 60_000

const MINUTE_MS = 60_000

/** What an account may be asked for: `ProviderLimits` has both. */
export interface AccountLimits {
  readonly concurrent: number
  readonly perMinute?: number
}

export interface AccountSpace {
  /** Hand-overs that may begin now. */
  readonly free: number
  /** When the rate lets the next one begin, if it is the rate that stops it now; else null. */
  readonly nextAt: EpochMs | null
}

interface Account {
  standing: AccountStanding
  /** Since when it has been of this kind. */
  since: EpochMs
  failures: number
  refusals: number
  running: number
  /** When hand-overs of the last minute began, oldest first. */
  started: number[]
}

export class AccountBoard {
  readonly #clock: Clock
  readonly #accounts = new Map<string, Account>()
  readonly #numbers = new Set<string>()
  /** Called when an account's standing changes, once for each change. */
  readonly #onChange: (account: string, standing: AccountStanding) => void

  constructor(clock: Clock, onChange: (account: string, standing: AccountStanding) => void) {
    this.#clock = clock
    this.#onChange = onChange
  }

  standing(account: string): AccountStanding {
    const { standing } = this.#of(account)
    // The rest is over: one call may try. Its end decides.
    return standing.kind === 'resting' && this.#clock.now() >= standing.until ? { kind: 'open' } : standing
  }

  /** What is known of it: as `standing`, but a rest that is over is no proof that it works again. */
  lastKnown(account: string): { readonly standing: AccountStanding; readonly since: EpochMs } {
    return this.#of(account)
  }

  running(account: string): number {
    return this.#of(account).running
  }

  /** `coming`: hand-overs to this account that are on their way here; those that have entered among them. */
  space(account: string, limits: AccountLimits, coming = 0): AccountSpace {
    const entry = this.#of(account)
    const now = this.#clock.now()
    entry.started = entry.started.filter(at => at > now - MINUTE_MS)
    const busy = Math.max(entry.running, coming)
    // After a rest a single call tries whether the account works again.
    const concurrent = entry.standing.kind === 'resting' ? 1 : limits.concurrent
    const byRate = (limits.perMinute ?? Number.POSITIVE_INFINITY) - entry.started.length
    const [oldest] = entry.started
    return {
      free: Math.max(0, Math.min(concurrent - busy, byRate - (busy - entry.running))),
      nextAt: byRate > 0 || oldest === undefined ? null : ((oldest + MINUTE_MS) as EpochMs),
    }
  }

  /** True: this number is ours until `left`. False: another fax is being handed over to it. */
  enter(account: string, number: string): boolean {
    if (this.#numbers.has(number)) return false
    this.#numbers.add(number)
    const entry = this.#of(account)
    entry.running++
    entry.started.push(this.#clock.now())
    return true
  }

  /** `began` false: the provider was not called, so it does not count for the rate. */
  left(account: string, number: string, began = true): void {
    this.#numbers.delete(number)
    const entry = this.#of(account)
    entry.running--
    if (!began) entry.started.pop()
  }

  succeeded(account: string): void {
    const entry = this.#of(account)
    entry.failures = 0
    entry.refusals = 0
    this.#set(account, { kind: 'open' })
  }

  /** What a call said of the account. Errors that are the fax's own change nothing. */
  failed(account: string, error: unknown): void {
    if (!isBridgeError(error)) return
    const { code } = error
    if (code === 'E_PROVIDER_CREDENTIALS' || code === 'E_PROVIDER_CREDIT') {
      this.#stop(account, code, error)
    } else if (code === 'E_PROVIDER_UNREACHABLE' || code === 'E_PROVIDER_NO_ANSWER') {
      this.#rest(account, error)
    }
  }

  /** A person has put it right: the next call tries. */
  reset(account: string): void {
    this.succeeded(account)
  }

  /** A single refusal may be about one number (403): only the second in a row is about the account. */
  #stop(account: string, code: 'E_PROVIDER_CREDENTIALS' | 'E_PROVIDER_CREDIT', error: BridgeError): void {
    const entry = this.#of(account)
    entry.refusals++
    if (entry.refusals >= REFUSALS_ALLOWED) this.#set(account, { kind: 'stopped', code, why: error.message })
  }

  #rest(account: string, error: BridgeError): void {
    const entry = this.#of(account)
    entry.failures++
    if (entry.failures < FAILURES_ALLOWED) return
    const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (entry.failures - FAILURES_ALLOWED))
    const until = (this.#clock.now() + rest) as EpochMs
    this.#set(account, { kind: 'resting', until, why: error.message })
  }

  #set(account: string, standing: AccountStanding): void {
    const entry = this.#of(account)
    const changed = entry.standing.kind !== standing.kind
    entry.standing = standing
    if (changed) entry.since = this.#clock.now()
    if (changed) this.#onChange(account, standing)
  }

  #of(account: string): Account {
    let entry = this.#accounts.get(account)
    if (entry === undefined) {
      const since = this.#clock.now()
      entry = { standing: { kind: 'open' }, since, failures: 0, refusals: 0, running: 0, started: [] }
      this.#accounts.set(account, entry)
    }
    return entry
  }
}
