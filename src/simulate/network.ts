/**
 * The telephone network behind every simulated vendor: what becomes of a call is decided by the last two digits of the
 * number, as with the built-in network. It keeps an append-only ledger of what it took, dialled and handed back, apart
 * from everything that the daemon knows.
 */
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { FaxFailure } from '../fax/failure.ts'
import type { Clock } from '../runtime.ts'

export interface TakenFax {
  readonly type: 'taken'
  readonly at: number
  /** Counts from 1. The vendor's own id is made of it. */
  readonly n: number
  /** Digits only. */
  readonly number: string
  /** Our reference, where the vendor has room for one. */
  readonly reference: string | null
  readonly bytes: number
  readonly sha256: string
  readonly pages: number
  /** Vendor fields worth keeping: sender number, resolution … */
  readonly fields: Readonly<Record<string, unknown>>
}

export type NetworkEntry =
  | TakenFax
  | {
      readonly type: 'cancelled' | 'acknowledged' | 'declined'
      readonly at: number
      readonly n: number
      readonly why?: string
    }

/** How a call stands by the clock. `failed` and `delivered` are final. */
export type CallStanding =
  | { readonly kind: 'queued' | 'dialling' | 'sending' | 'silent' }
  | { readonly kind: 'delivered'; readonly pages: number; readonly seconds: number }
  | {
      readonly kind: 'failed'
      readonly failure: FaxFailure
      readonly pages: number
      readonly seconds: number
    }
  | { readonly kind: 'cancelled' }

interface FailedCall {
  readonly failure: FaxFailure
  readonly pages: number
}

/** `takenBack`: the vendor says first the one, `slowSeconds` later for good the other. */
const CALLS: Readonly<Record<string, FailedCall | 'slow' | 'silent' | 'takenBack'>> = {
  '91': { failure: 'busy', pages: 0 },
  '92': { failure: 'no-answer', pages: 0 },
  '93': { failure: 'not-a-fax', pages: 0 },
  '95': { failure: 'line-error', pages: 1 },
  '96': { failure: 'number-unallocated', pages: 0 },
  '97': 'slow',
  '98': 'silent',
  '99': 'takenBack',
}
const NOT_SENT: FailedCall = { failure: 'not-a-fax', pages: 0 }

export const REMOTE_STATION = 'SIMULATED FAX'

export interface NetworkOptions {
  readonly clock: Clock
  /** Append-only file; null: kept in memory alone. */
  readonly ledgerFile: string | null
  readonly secondsPerPage: number
  readonly slowSeconds: number
}

export class SimulatedNetwork {
  readonly #options: NetworkOptions
  readonly #entries: NetworkEntry[] = []
  #past: number | null = null

  constructor(options: NetworkOptions) {
    this.#options = options
    if (options.ledgerFile !== null) this.#read(options.ledgerFile)
  }

  get now(): number {
    return this.#past ?? this.#options.clock.now()
  }

  /** Runs `work` as of this instant. */
  replay(at: number, work: () => void): void {
    this.#past = at
    try {
      work()
    } finally {
      this.#past = null
    }
  }

  /** The fax with this number was acknowledged, in this run or in one before. */
  isAcknowledged(n: number): boolean {
    return this.#entries.some(entry => entry.type === 'acknowledged' && entry.n === n)
  }

  entries(): readonly NetworkEntry[] {
    return this.#entries
  }

  taken(): readonly TakenFax[] {
    return this.#entries.filter((entry): entry is TakenFax => entry.type === 'taken')
  }

  fax(n: number): TakenFax | null {
    return this.taken().find(entry => entry.n === n) ?? null
  }

  take(fax: {
    readonly number: string
    readonly reference: string | null
    readonly document: Uint8Array
    readonly pages: number
    readonly fields?: Readonly<Record<string, unknown>>
  }): TakenFax {
    const { number, reference, document, pages, fields = {} } = fax
    const sha256 = createHash('sha256').update(document).digest('hex')
    const n = this.taken().length + 1
    return this.#write({
      type: 'taken',
      at: this.now,
      n,
      number: number.replace(/\D/g, ''),
      reference,
      bytes: document.length,
      sha256,
      pages,
      fields,
    })
  }

  note(type: 'cancelled' | 'acknowledged' | 'declined', n: number, why?: string): void {
    this.#write({ type, at: this.now, n, ...(why === undefined ? {} : { why }) })
  }

  /** Tries of a number that were declined so far: the first one of some numbers fails, the next does not. */
  declined(n: number): number {
    return this.#entries.filter(entry => entry.type === 'declined' && entry.n === n).length
  }

  standing(fax: TakenFax): CallStanding {
    if (this.#entries.some(entry => entry.type === 'cancelled' && entry.n === fax.n))
      return { kind: 'cancelled' }
    const { secondsPerPage, slowSeconds } = this.#options
    const elapsed = (this.now - fax.at) / 1000
    const told = CALLS[fax.number.slice(-2)]
    if (told === 'silent') return { kind: 'silent' }
    const usual = secondsPerPage * (1 + fax.pages)
    const call = told !== 'takenBack' || elapsed < usual + slowSeconds ? told : NOT_SENT
    const pages = typeof call === 'object' ? Math.min(call.pages, fax.pages - 1) : fax.pages
    const seconds = secondsPerPage * (1 + pages) + (call === 'slow' ? slowSeconds : 0)
    if (elapsed >= seconds) {
      if (typeof call === 'object') return { kind: 'failed', failure: call.failure, pages, seconds }
      return { kind: 'delivered', pages, seconds }
    }
    return {
      kind: elapsed < secondsPerPage / 2 ? 'queued' : elapsed < secondsPerPage ? 'dialling' : 'sending',
    }
  }

  #write<T extends NetworkEntry>(entry: T): T {
    this.#entries.push(entry)
    const { ledgerFile } = this.#options
    if (ledgerFile !== null) appendFileSync(ledgerFile, `${JSON.stringify(entry)}\n`)
    return entry
  }

  #read(file: string): void {
    mkdirSync(dirname(file), { recursive: true })
    let text = ''
    try {
      text = readFileSync(file, 'utf8')
    } catch {
      return
    }
    for (const line of text.split('\n')) if (line !== '') this.#entries.push(JSON.parse(line) as NetworkEntry)
  }
}
