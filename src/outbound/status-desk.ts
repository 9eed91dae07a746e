/**
 * Asks providers for the standing of faxes. Where a vendor answers for many in one request, those who ask at the same
 * time share one: a hundred open faxes cost one request, not a hundred. It keeps no answers.
 */
import type { FaxProvider, ProviderReport, SubmittedFax } from '../providers/provider.ts'
import type { Clock } from '../runtime.ts'

/** How long the first one waits for others. */
const GATHER_MS = 50
const NO_NEWS: ProviderReport = { kind: 'progress', text: 'The provider has no news yet.' }

interface Asking {
  readonly fax: SubmittedFax
  readonly resolve: (report: ProviderReport) => void
  readonly reject: (error: unknown) => void
}

export class StatusDesk {
  readonly #clock: Clock
  readonly #asking = new Map<string, Asking[]>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** As `FaxProvider.status`, and throws what it throws. */
  status(
    account: string,
    provider: FaxProvider,
    fax: SubmittedFax,
    signal: AbortSignal,
  ): Promise<ProviderReport> {
    if (provider.statusOfMany === undefined) return provider.status(fax, signal)
    return new Promise((resolve, reject) => {
      const asking = this.#asking.get(account)
      if (asking !== undefined) return void asking.push({ fax, resolve, reject })
      this.#asking.set(account, [{ fax, resolve, reject }])
      void this.#ask(account, provider, signal)
    })
  }

  async #ask(account: string, provider: FaxProvider, signal: AbortSignal): Promise<void> {
    await this.#clock.sleep(GATHER_MS, signal)
    const asking = this.#asking.get(account) ?? []
    this.#asking.delete(account)
    try {
      const reports = await provider.statusOfMany?.(
        asking.map(({ fax }) => fax),
        signal,
      )
      for (const { fax, resolve } of asking) resolve(reports?.get(fax.reference) ?? NO_NEWS)
    } catch (error) {
      for (const { reject } of asking) reject(error)
    }
  }
}
