/**
 * Access tokens of OAuth 2.0: kept while they hold, fetched once however many ask at the same time (TokenCache), and asked for
 * at a token endpoint (token-endpoint.ts). In charge of nothing else: who logs in with one, at a vendor or at a mail relay, is
 * decided there.
 */
import type { Clock } from '../runtime.ts'

/** An access token as its issuer gave it. */
export interface AccessToken {
  readonly token: string
  /** Lifetime in seconds; null: not said, kept until it is refused. */
  readonly expiresIn: number | null
}

/** Renewed when this part of its life is over, so that no request goes out with one that ends on the way. */
const RENEW_AT = 0.9

/** Keeps a token until shortly before it ends. */
export class TokenCache {
  readonly #fetch: (signal: AbortSignal) => Promise<AccessToken>
  readonly #clock: Clock
  #kept: { readonly token: string; readonly until: number } | null = null
  #coming: Promise<string> | null = null

  constructor(fetch: (signal: AbortSignal) => Promise<AccessToken>, clock: Clock) {
    this.#fetch = fetch
    this.#clock = clock
  }

  get(signal: AbortSignal): Promise<string> {
    if (this.#kept !== null && this.#clock.now() < this.#kept.until) return Promise.resolve(this.#kept.token)
    this.#coming ??= this.#renew(signal).finally(() => {
      this.#coming = null
    })
    return this.#coming
  }

  /** The vendor refused this token: the next one who asks gets another. */
  forget(token: string): void {
    if (this.#kept?.token === token) this.#kept = null
  }

  async #renew(signal: AbortSignal): Promise<string> {
    const { token, expiresIn } = await this.#fetch(signal)
    const life = expiresIn === null ? Number.POSITIVE_INFINITY : expiresIn * 1000 * RENEW_AT
    this.#kept = { token, until: this.#clock.now() + life }
    return token
  }
}
