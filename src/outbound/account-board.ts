/**
 * How the provider accounts are doing, in memory: which may be called now, how many hand-overs run, which numbers are
 * being handed over. In charge of the circuit breaker: an account that cannot be reached is left alone for a while, one
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

interface Account {
  standing: AccountStanding
  failures: number
  refusals: number
  running: number
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

  running(account: string): number {
    return this.#of(account).running
  }

  /** True: this number is ours until `left`. False: another fax is being handed over to it. */
  enter(account: string, number: string): boolean {
    if (this.#numbers.has(number)) return false
    this.#numbers.add(number)
    this.#of(account).running++
    return true
  }

  left(account: string, number: string): void {
    this.#numbers.delete(number)
    this.#of(account).running--
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
    if (changed) this.#onChange(account, standing)
  }

  #of(account: string): Account {
    let entry = this.#accounts.get(account)
    if (entry === undefined) {
      entry = { standing: { kind: 'open' }, failures: 0, refusals: 0, running: 0 }
      this.#accounts.set(account, entry)
    }
    return entry
  }
}
