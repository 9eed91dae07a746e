/**
 * The fax journal of a simulated NGCP: a row for each attempt that is over, ids in the order in which they ended, and
 * the recordings. Plays both readings of what the vendor's document leaves open.
 */
import type { FaxFailure } from '../fax/failure.ts'
import type { SimulatedNetwork, TakenFax } from './network.ts'

/** What the document does not say, or where releases differ. */
export interface NgcpVariants {
  /** A row for each attempt, or one when the last is over. */
  readonly rows: 'perAttempt' | 'perFax'
  /** How often a number is dialled. */
  readonly attempts: number
  /** Whether reasons end with `[n/m]`. */
  readonly suffix: boolean
  /** How a list of one is written. */
  readonly single: 'array' | 'object'
  /** Counts as in releases of today, or as in the document. */
  readonly counts: 'number' | 'text'
  /** Whether DELETE on a journal row exists. */
  readonly deletes: boolean
  /** Releases without order_by give the oldest first. */
  readonly ordered: boolean
  /** How the platform shows a number to the subscriber. `digits`: with country code. */
  readonly shows: (digits: string) => string
  /** The zone of the server: what times are in without tz. */
  readonly zoneMinutes: number
  /** How far the clock of the platform is ahead. */
  readonly clockAheadMs: number
  /** A row is there so long before its pages can be fetched. */
  readonly recordingDelayMs: number
  /** The Community Edition: takes faxes, sends none. */
  readonly community: boolean
}

export const USUAL_VARIANTS: NgcpVariants = {
  rows: 'perAttempt',
  attempts: 3,
  suffix: true,
  single: 'array',
  counts: 'number',
  deletes: true,
  ordered: true,
  shows: digits => digits,
  zoneMinutes: 60,
  clockAheadMs: 0,
  recordingDelayMs: 0,
  community: false,
}

export interface SimRow {
  readonly id: number
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly caller: string
  readonly callee: string
  readonly reason: string
  readonly status: string
  readonly duration: number
  readonly pages: number
  readonly document: Buffer | null
}

type Words = readonly [cause: string, sip: string]
const REASONS: Readonly<Partial<Record<FaxFailure, Words>>> = {
  busy: ['User Busy', 'SIP 486 Busy Here'],
  'no-answer': ['No Answer', 'SIP 480 Temporarily Unavailable'],
  'not-a-fax': ['Incompatible Destination', 'SIP 488 Not Acceptable Here'],
  'line-error': ['Normal Clearing', 'SIP 200 OK'],
  'number-unallocated': ['Unallocated Number', 'SIP 404 Not Found'],
  'no-credit': ['Normal Unspecified', 'SIP 402 Payment Required'],
}
const SUCCESS: Words = ['Normal Clearing', 'SIP 200 OK']
/** A number with these last digits has no credit; the API itself has no word for it. */
const NO_CREDIT = '84'

export class NgcpJournal {
  readonly #network: SimulatedNetwork
  readonly #variants: NgcpVariants
  readonly #caller: string
  readonly #rows: SimRow[] = []
  readonly #written = new Map<number, number>()
  readonly #documents = new Map<number, Buffer>()
  #lastId: number

  constructor(options: {
    readonly network: SimulatedNetwork
    readonly variants: NgcpVariants
    readonly caller: string
    readonly firstId: number
  }) {
    this.#network = options.network
    this.#variants = options.variants
    this.#caller = options.caller
    this.#lastId = options.firstId - 1
  }

  /** Keeps the bytes of a fax that was taken, as its recording. */
  keep(n: number, document: Buffer): void {
    this.#documents.set(n, document)
  }

  /** Puts a received fax into the journal. Gives its id. */
  receive(document: Buffer, fax: { called: string; caller: string; pages: number; status?: string }): number {
    this.#settle()
    const { called, caller, pages, status = 'SUCCESS' } = fax
    const row = { direction: 'in', caller, callee: called, status, pages, document } as const
    return this.#add({
      ...row,
      at: this.#network.now,
      reason: this.#reason(SUCCESS, 1),
      duration: pages * 30,
    })
  }

  /** All rows of now, oldest first. */
  rows(): readonly SimRow[] {
    this.#settle()
    return this.#rows
  }

  /** False when there is no such row. */
  remove(id: number): boolean {
    const at = this.rows().findIndex(row => row.id === id)
    if (at < 0) return false
    this.#rows.splice(at, 1)
    this.#network.note('acknowledged', id)
    return true
  }

  #settle(): void {
    const due = this.#network.taken().flatMap(fax => {
      const rows = this.#attempts(fax).filter(row => row.at <= this.#network.now)
      const news = rows.slice(this.#written.get(fax.n) ?? 0)
      this.#written.set(fax.n, rows.length)
      return news
    })
    for (const row of due.sort((a, b) => a.at - b.at)) this.#add(row)
  }

  /** Every attempt at a fax whose first one is over, ended or not. */
  #attempts(fax: TakenFax): Omit<SimRow, 'id'>[] {
    const call = this.#network.standing(fax)
    if (call.kind !== 'delivered' && call.kind !== 'failed') return []
    const failure =
      call.kind === 'failed' ? call.failure : fax.number.endsWith(NO_CREDIT) ? 'no-credit' : null
    const row = {
      direction: 'out' as const,
      caller: this.#caller,
      callee: this.#variants.shows(fax.number),
      status: failure === null ? 'SUCCESS' : 'FAILED',
      duration: Math.ceil(call.seconds),
      pages: failure === null ? Number(fax.fields['counted'] ?? 0) : call.pages,
      document: this.#documents.get(fax.n) ?? null,
    }
    const { attempts, rows } = this.#variants
    const last = failure === null ? 1 : attempts
    const words = failure === null ? SUCCESS : (REASONS[failure] ?? SUCCESS)
    return Array.from({ length: last }, (_, i) => ({
      ...row,
      reason: this.#reason(words, i + 1),
      at: fax.at + (i + 1) * call.seconds * 1000,
    })).slice(rows === 'perFax' ? -1 : 0)
  }

  #reason([cause, sip]: Words, n: number): string {
    const { suffix, attempts } = this.#variants
    return `${cause} / ${sip}${suffix ? ` [${n}/${attempts}]` : ''}`
  }

  #add(row: Omit<SimRow, 'id'>): number {
    this.#lastId++
    this.#rows.push({ ...row, id: this.#lastId })
    return this.#lastId
  }
}
