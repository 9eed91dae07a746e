/**
 * Words of providers that are in none of our tables: each is logged once for an account, with the raw value, so that
 * somebody can add it; not at every look at every fax. What follows for the fax is decided elsewhere.
 */
import type { ProviderReport, SubmittedFax } from '../providers/provider.ts'
import type { Logger } from '../runtime.ts'

/** A provider that sends new words without end must not fill the memory. */
const MOST_WORDS = 1_000

export class UnknownWords {
  readonly #log: Logger
  readonly #told = new Set<string>()

  constructor(log: Logger) {
    this.#log = log
  }

  /** Logs the word of this report if it is unknown and new. */
  note(account: string, fax: SubmittedFax, report: ProviderReport): void {
    const word = unknownIn(report)
    if (word === null) return
    // The id of the fax in a word does not make it another word.
    const { providerRef, reference } = fax
    const key = `${account} ${[providerRef, reference].reduce<string>((text, id) => (id ? text.replaceAll(id, '…') : text), word)}`
    if (this.#told.has(key)) return
    if (this.#told.size >= MOST_WORDS) this.#told.clear()
    this.#told.add(key)
    this.#log.warn({ account, raw: word, reference }, 'a provider says something that we do not know')
  }
}

/** Also a final word: it then counts as a failure without a known reason. */
function unknownIn(report: ProviderReport): string | null {
  if (report.kind === 'unknown') return report.raw
  if (report.kind !== 'verdict' || report.outcome.kind !== 'failed') return null
  const { failure, providerCode, providerText } = report.outcome
  return failure === 'unknown' ? `${providerCode}: ${providerText}` : null
}
