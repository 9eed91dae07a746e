/**
 * Jobs and records of a simulated UCX: what its HylaFAX would show of each fax. Everything about faxes sent is computed
 * from the ledger and the clock; received faxes and deletions are kept in memory.
 */
import type { FaxFailure } from '../fax/failure.ts'
import type { CallStanding, SimulatedNetwork, TakenFax } from './network.ts'

/** Both readings of what the document leaves open. */
export interface UcxVariants {
  /** How a bad token is refused. */
  readonly tokenRefusal: 'http401' | 'json200'
  /** HTTP status that comes with `result` Error. */
  readonly errorStatus: number
  readonly recordOrder: 'ascending' | 'descending'
  /** fax: `ttyIAX` and the id of the virtual fax. pool: any modem. */
  readonly modem: 'fax' | 'pool'
  /** Station of a received fax: the name of the virtual fax, or what the sender's machine says. */
  readonly station: 'name' | 'sender'
  readonly quotes: 'plain' | 'typographic'
  /** Do status texts keep their `{E001}`? */
  readonly codes: boolean
  readonly statusShape: 'object' | 'array'
  readonly counters: 'strings' | 'numbers'
  /** Does JobStatus know a job that has ended? */
  readonly finishedJobs: 'known' | 'forgotten'
  /** Is there a record of a job that was cancelled? */
  readonly cancelledJobs: 'recorded' | 'gone'
  /** Most records in one answer. */
  readonly recordsPerAnswer: number
  /** Bodies above this get HTTP 413. */
  readonly maxBytes: number
}

export const USUAL_UCX: UcxVariants = {
  tokenRefusal: 'http401',
  errorStatus: 200,
  recordOrder: 'ascending',
  modem: 'fax',
  station: 'name',
  quotes: 'plain',
  codes: true,
  statusShape: 'object',
  counters: 'strings',
  finishedJobs: 'known',
  cancelledJobs: 'recorded',
  recordsPerAnswer: 1000,
  maxBytes: 64 * 1024 * 1024,
}

export interface UcxSimFax {
  readonly id: string
  readonly extension: string
  readonly name: string
  /** Digits. */
  readonly number: string
}

export interface ReceivedSimFax {
  readonly id: string
  readonly at: number
  readonly fax: UcxSimFax
  readonly caller: string
  readonly document: Buffer
  readonly pages: number
  /** False: the call broke off. */
  readonly complete: boolean
}

/** HylaFAX numbers jobs for ever; nobody's UCX begins at 1. */
const FIRST_TX = 81
const MAX_DIALS = 12

const TEXTS: Readonly<Partial<Record<FaxFailure, string>>> = {
  busy: 'Busy signal detected {E001}; too many attempts to dial',
  'no-answer': 'No answer from remote {E003}; too many attempts to dial',
  'not-a-fax': 'No carrier detected {E002}; too many attempts to dial',
  // A PBX tells its modem no more than that the call did not come about.
  'number-unallocated': 'No carrier detected {E002}; too many attempts to dial',
  'line-error': 'No response to MPS repeated 3 tries {E150}; too many attempts to send',
}

export interface SimJob {
  readonly id: string
  readonly fax: TakenFax
  readonly standing: CallStanding
  readonly ended: boolean
}

export class UcxJobs {
  readonly #network: SimulatedNetwork
  readonly #variants: UcxVariants
  readonly #deleted = new Set<string>()
  readonly #received: ReceivedSimFax[] = []

  constructor(network: SimulatedNetwork, variants: UcxVariants) {
    this.#network = network
    this.#variants = variants
  }

  idOf(fax: TakenFax): string {
    return `TX${FIRST_TX + fax.n}`
  }

  /** Faxes handed over, those deleted excepted. */
  jobs(): SimJob[] {
    return this.#network
      .taken()
      .map(fax => {
        const standing = this.#network.standing(fax)
        const ended = ['delivered', 'failed', 'cancelled'].includes(standing.kind)
        return { id: this.idOf(fax), fax, standing, ended }
      })
      .filter(({ id, standing }) => {
        const gone = standing.kind === 'cancelled' && this.#variants.cancelledJobs === 'gone'
        return !gone && !this.#deleted.has(id)
      })
  }

  job(id: string): SimJob | null {
    const job = this.jobs().find(each => each.id === id)
    return job === undefined || (job.ended && this.#variants.finishedJobs === 'forgotten') ? null : job
  }

  received(): readonly ReceivedSimFax[] {
    return this.#received.filter(({ id }) => !this.#deleted.has(id))
  }

  /** Puts a received fax there. Gives its id. */
  receive(fax: Omit<ReceivedSimFax, 'id' | 'at'>): string {
    const n = 34 + this.#received.length
    const id = `RX${n}`
    if (this.#network.isAcknowledged(n)) this.#deleted.add(id)
    this.#received.push({ ...fax, id, at: this.#network.now })
    return id
  }

  cancel({ fax }: SimJob): void {
    this.#network.note('cancelled', fax.n)
  }

  /** False: there is no such record. */
  remove(id: string): boolean {
    const rx = this.received().find(each => each.id === id)
    const tx = this.jobs().find(each => each.id === id && each.ended)
    if (rx === undefined && tx === undefined) return false
    this.#deleted.add(id)
    if (rx !== undefined) this.#network.note('acknowledged', Number(id.slice(2)))
    return true
  }

  /** As JobStatus shows it. */
  statusRow({ fax, standing }: SimJob): object {
    const { state, text, attempts } = this.#words(standing)
    const time = new Date(fax.at).toISOString().slice(0, 19).replace('T', ' ')
    return this.#counted({
      time,
      destination: String(fax.fields['destination']),
      state,
      sent_pages: pagesOf(standing),
      total_pages: fax.pages,
      attempts,
      max_retries: MAX_DIALS,
      ...(state === 'Sleeping' ? { time_to_send: '21:01' } : {}),
      ...('seconds' in standing ? { duration: Math.round(standing.seconds) } : {}),
      status_text: text,
    })
  }

  /** As ActiveJobs shows it. */
  activeRow({ id, fax, standing }: SimJob): object {
    const { state, text, attempts } = this.#words(standing)
    return this.#counted({
      jobid: id,
      time: fax.at,
      destination: String(fax.fields['destination']),
      state,
      sent_pages: pagesOf(standing),
      total_pages: fax.pages,
      attempts,
      status_text: text,
      modem: this.#modem(String(fax.fields['faxId'])),
    })
  }

  /** Completed jobs as RecordsGet shows them, in its order. */
  records(kind: 'TX' | 'RX'): object[] {
    const rows =
      kind === 'RX'
        ? this.received().map(fax => this.#receivedRow(fax))
        : this.jobs()
            .filter(job => job.ended)
            .map(job => this.#sentRow(job))
    return this.#variants.recordOrder === 'ascending' ? rows : rows.reverse()
  }

  #sentRow({ id, fax, standing }: SimJob): object {
    const { state, text, attempts } = this.#words(standing)
    return this.#counted({
      jobid: id,
      time: fax.at,
      phone_number: String(fax.fields['destination']),
      cid_name: '',
      station_id: '',
      state,
      sent_pages: pagesOf(standing),
      total_pages: fax.pages,
      attempts,
      duration: 'seconds' in standing ? Math.round(standing.seconds) : 0,
      status_text: text,
      requestor: 'API',
      modem: this.#modem(String(fax.fields['faxId'])),
    })
  }

  #receivedRow({ id, at, fax, caller, pages, complete }: ReceivedSimFax): object {
    return this.#counted({
      jobid: id,
      time: at,
      phone_number: caller,
      cid_name: caller,
      station_id: this.#variants.station === 'name' ? fax.name : 'SENDER STATION',
      state: complete ? 'Done' : 'Failed',
      sent_pages: pages,
      total_pages: pages,
      attempts: 0,
      duration: 18,
      status_text: complete ? '' : 'T.30 T2 timeout, expected page not received {E248}',
      requestor: '',
      modem: this.#modem(fax.id),
    })
  }

  modemOf(faxId: string): string {
    return this.#modem(faxId)
  }

  #modem(faxId: string): string {
    return `ttyIAX${this.#variants.modem === 'fax' ? faxId : Number(faxId) + 1}`
  }

  #words(standing: CallStanding): { state: string; text: string; attempts: number } {
    const text = (words: string) => (this.#variants.codes ? words : words.replace(/ \{E[0-9]+\}/, ''))
    switch (standing.kind) {
      case 'queued':
        return { state: 'Ready', text: '', attempts: 0 }
      case 'dialling':
        return { state: 'Active', text: 'Dialing', attempts: 1 }
      case 'sending':
        return { state: 'Active', text: 'Sending', attempts: 1 }
      case 'silent':
        return { state: 'Sleeping', text: text('Busy signal detected {E001}'), attempts: 3 }
      case 'delivered':
        return { state: 'Done', text: '', attempts: 1 }
      case 'failed':
        return {
          state: 'Failed',
          text: text(TEXTS[standing.failure] ?? 'Unknown problem {E006}'),
          attempts: 3,
        }
      default:
        return { state: 'Failed', text: text('Job aborted by request {E345}'), attempts: 1 }
    }
  }

  /** Counters are strings in most samples; `time` of lists (given in ms here) is a number of seconds. */
  #counted(row: Readonly<Record<string, string | number>>): object {
    const asText = this.#variants.counters === 'strings'
    return Object.fromEntries(
      Object.entries(row).map(([key, value]) => {
        if (key === 'time') return [key, typeof value === 'number' ? Math.floor(value / 1000) : value]
        return [key, asText ? String(value) : value]
      }),
    )
  }
}

const pagesOf = (standing: CallStanding): number => ('pages' in standing ? standing.pages : 0)
