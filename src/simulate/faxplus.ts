/**
 * A simulated FAX.PLUS (API version 3), as strict as its documents: unknown, missing and mistyped fields are refused. The
 * telephone network behind it decides what becomes of a fax. In the number of a fax, 83 at the end plays a token that is
 * refused, 84 an account without credit: FAX.PLUS tells that in the record of the fax.
 */
import {
  checked,
  formatQuery,
  jsonIn,
  listQuery,
  noQuery,
  type OutboxPayload,
  outboxChange,
  outboxPayload,
  pagesIn,
  Refusal,
  recordChange,
  uploadedIn,
} from './faxplus-checks.ts'
import { FaxplusHooks } from './faxplus-hooks.ts'
import { type FaxplusCredentials, FaxplusLogin } from './faxplus-login.ts'
import {
  accountJson,
  FAXPLUS_VARIANTS,
  type FaxplusVariants,
  fileOf,
  hookJson,
  numberJson,
  outboxId,
  outboxJson,
  type Place,
  pdfReply,
  placeOf,
  recordJson,
  type StoredFax,
  spaced,
  timeText,
} from './faxplus-records.ts'
import type { SimulatedNetwork, TakenFax } from './network.ts'
import { faultFor, type SimReply, type SimRequest, type Vendor } from './simulator.ts'

export interface FaxplusVendorOptions {
  readonly network: SimulatedNetwork
  readonly credentials: FaxplusCredentials
  /** Numbers of the account. Default: +15555550100. */
  readonly numbers?: readonly string[]
  /** Ids beside `self` that the caller may name. */
  readonly members?: readonly string[]
  readonly accountStatus?: string
  readonly variants?: Partial<FaxplusVariants>
  readonly countPages?: (document: Buffer) => number
  /** Bytes that an upload may have; more is answered with 413. Default: 150 MB. */
  readonly maxBytes?: number
}

export class FaxplusVendor implements Vendor {
  readonly login: FaxplusLogin
  readonly hooks = new FaxplusHooks()
  readonly #options: FaxplusVendorOptions
  readonly #network: SimulatedNetwork
  readonly #variants: FaxplusVariants
  readonly #uploads = new Map<string, Buffer>()
  readonly #documents = new Map<string, Buffer>()
  readonly #changes = new Map<string, { readonly comment: string; readonly isRead: boolean }>()
  readonly #removed = new Set<string>()
  readonly #told = new Set<string>()
  readonly #received: StoredFax[] = []
  #made = 0

  constructor(options: FaxplusVendorOptions) {
    this.#options = options
    this.#network = options.network
    this.#variants = { ...FAXPLUS_VARIANTS, ...options.variants }
    this.login = new FaxplusLogin(options.credentials, () => options.network.now)
  }

  async answer(request: SimRequest): Promise<SimReply> {
    try {
      if (request.path === '/token' && request.method === 'POST') return this.login.issue(request)
      if (!request.path.startsWith('/v3/')) throw new Refusal(404, 'not_found', 'no such address')
      this.login.check(request)
      return await this.#route(request, request.path.slice(4).split('/').map(decodeURIComponent))
    } catch (error) {
      if (error instanceof Refusal) return error.reply
      throw error
    }
  }

  /** A fax comes in. Gives its id. */
  receive(
    document: Buffer,
    call: { readonly called: string; readonly caller: string },
    more: Partial<StoredFax> = {},
  ): string {
    const id = `7f${(this.#received.length + 1).toString(16).padStart(22, '0')}`
    const pages = (this.#options.countPages ?? pagesIn)(document)
    const fax: StoredFax = {
      id,
      category: 'inbox',
      from: call.caller,
      to: call.called,
      pages,
      status: 'success',
      startTime: this.#network.now,
      duration: 30,
      comment: '',
      isRead: false,
      file: fileOf(id),
      ...more,
    }
    this.#received.push(fax)
    this.#documents.set(id, document)
    return id
  }

  /** A person at the web pages changes a record. */
  edit(id: string, change: { readonly comment?: string; readonly isRead?: boolean }): void {
    const { comment, isRead } = this.#record(id)
    this.#changes.set(id, { comment, isRead, ...change })
  }

  /** Calls at webhooks that are due: one for each finished fax and each hook for its event. */
  hookCalls(): readonly { readonly target: string; readonly body: object }[] {
    const due = this.#records().filter(fax => !this.#told.has(`${fax.id} ${fax.status}`))
    for (const fax of due) this.#told.add(`${fax.id} ${fax.status}`)
    return due.flatMap(fax => {
      const event = fax.category === 'sent' ? 'fax_sent' : 'fax_received'
      const hooks = this.hooks.all().filter(hook => hook.event === event)
      return hooks.map(({ target }) => ({ target, body: hookJson(fax, target, this.#variants) }))
    })
  }

  async #route(request: SimRequest, path: readonly string[]): Promise<SimReply> {
    const [top, user = '', what = '', id] = path
    if (top === 'hooks') return this.hooks.answer(request, path[1])
    if (top !== 'accounts' || path.length > 4) throw new Refusal(404, 'not_found', 'no such address')
    if (what === 'member-details') return { status: 200, body: { quota: 500, role: 'member' } }
    if (user !== 'self' && !(this.#options.members ?? []).includes(user))
      throw new Refusal(404, 'not_found', 'no such user')
    const key = `${request.method} ${what}${id === undefined ? '' : '/ID'}`
    const handler = this.#handlers[key]
    if (handler === undefined) throw new Refusal(404, 'not_found', key)
    return handler(request, id ?? '')
  }

  readonly #handlers: Readonly<
    Record<string, (request: SimRequest, id: string) => SimReply | Promise<SimReply>>
  > = {
    'GET ': () => ({ status: 200, body: accountJson(this.#options.accountStatus ?? 'active') }),
    'GET numbers': () => ({ status: 200, body: { numbers: this.#numbers.map(numberJson) } }),
    'POST files': request => this.#upload(request),
    'GET files/ID': (request, id) => this.#file(request, id),
    'GET report/ID': (_, id) => pdfReply(Buffer.from(`%PDF-1.4\nreport of ${this.#record(id).id}\n%%EOF\n`)),
    'POST outbox': request => this.#send(request),
    'GET outbox': request => {
      checked(request.query, noQuery)
      return { status: 200, body: { records: this.#unfinished().map(fax => this.#outboxItem(fax)) } }
    },
    'GET outbox/ID': (_, id) => ({ status: 200, body: this.#outboxItem(this.#inOutbox(id)) }),
    'PUT outbox/ID': (request, id) => {
      const { comment = '' } = jsonIn(request, outboxChange)
      this.#changes.set(this.#inOutbox(id).n.toString(), { comment, isRead: false })
      return { status: 204 }
    },
    'DELETE outbox/ID': (_, id) => {
      this.#network.note('cancelled', this.#inOutbox(id).n)
      return { status: 204 }
    },
    'GET faxes': request => this.#list(request),
    'GET faxes/ID': (_, id) => ({ status: 200, body: recordJson(this.#record(id), this.#variants) }),
    'PUT faxes/ID': (request, id) => this.#change(request, id),
    'DELETE faxes/ID': (_, id) => {
      this.#removed.add(this.#record(id).id)
      return { status: 204 }
    },
  }

  get #numbers(): readonly string[] {
    return this.#options.numbers ?? ['+15555550100']
  }

  async #upload(request: SimRequest): Promise<SimReply> {
    const document = await uploadedIn(request, this.#options.maxBytes ?? 150_000_000)
    const path = `/transient-${String(++this.#made).padStart(8, '0')}-eeff-45c1-9f4e-4ef5865a41df`
    this.#uploads.set(path, document)
    return { status: 200, body: { [this.#variants.uploadKey]: path } }
  }

  #send(request: SimRequest): SimReply {
    const payload = jsonIn(request, outboxPayload)
    const [to = ''] = payload.to
    if (payload.to.length > 1) throw new Refusal(400, 'not_simulated', 'one destination, please')
    if (payload.files.length > 10) throw new Refusal(400, 'too_many_files', 'at most 10 files')
    const own = payload.from.split(',').every(from => this.#numbers.includes(from))
    if (payload.from === 'no_number' ? this.#numbers.length > 0 : !own)
      throw new Refusal(400, 'invalid_from', 'from is not a number of this account')
    const documents = payload.files.map(path => this.#uploads.get(path))
    const [document] = documents
    if (document === undefined || documents.includes(undefined))
      throw new Refusal(400, 'invalid_files', 'files has a path that was not uploaded')
    if (to.endsWith('83')) throw new Refusal(401, 'unauthorized', 'the token is not valid')
    const fault = faultFor(this.#network, to)
    if (fault !== null && !fault.taken) return fault.reply
    const fax = this.#take(payload, to, document)
    if (fault !== null) return fault.reply
    const key = this.#variants.idKey === 'same' ? to : spaced(to)
    const told = payload.return_ids === true && this.#variants.ids === 'asked'
    return { status: 201, body: told ? { ids: { [key]: outboxId(fax.n) } } : {} }
  }

  #take(payload: OutboxPayload, to: string, document: Buffer): TakenFax {
    const { from, comment, options, send_time, cover_page, files } = payload
    const sendAt =
      send_time === undefined ? undefined : Date.parse(send_time.replace(' ', 'T').replace(' ', ''))
    const fax = this.#network.take({
      number: to,
      reference: comment?.text ?? null,
      document,
      pages: (this.#options.countPages ?? pagesIn)(document),
      fields: { from, tags: comment?.tags, path: files[0], sendAt, cover_page, ...options },
    })
    this.#documents.set(outboxId(fax.n), document)
    return fax
  }

  #place(fax: TakenFax): Place {
    const changes = this.#changes.get(fax.n.toString()) ?? { comment: fax.reference ?? '', isRead: true }
    return placeOf(this.#network, fax, this.#variants, changes)
  }

  #unfinished(): readonly TakenFax[] {
    return this.#network.taken().filter(fax => this.#place(fax).in === 'outbox')
  }

  #inOutbox(id: string): TakenFax {
    const fax = this.#unfinished().find(own => outboxId(own.n) === id)
    if (fax === undefined) throw new Refusal(404, 'not_found', 'no such fax in the outbox')
    return fax
  }

  #outboxItem(fax: TakenFax): object {
    const place = this.#place(fax)
    const comment = this.#changes.get(fax.n.toString())?.comment ?? fax.reference ?? ''
    return outboxJson(fax, place.in === 'outbox' ? place.status : '', comment)
  }

  #records(): readonly StoredFax[] {
    const sent = this.#network.taken().map(fax => this.#place(fax))
    const all = [...sent.flatMap(place => (place.in === 'records' ? [place.fax] : [])), ...this.#received]
    return all
      .filter(fax => !this.#removed.has(fax.id))
      .map(fax => ({ ...fax, ...this.#changes.get(fax.id) }))
  }

  #record(id: string): StoredFax {
    const fax = this.#records().find(own => own.id === id)
    if (fax === undefined) throw new Refusal(404, 'not_found', 'no such fax')
    return fax
  }

  #list(request: SimRequest): SimReply {
    const { category, after, before, limit } = checked(request.query, listQuery)
    const found = this.#records().filter(fax => {
      const at = timeText(fax.startTime)
      const inTime = (after === undefined || at > after) && (before === undefined || at < before)
      return inTime && (category === undefined || fax.category === category)
    })
    const sign = this.#variants.order === 'newest' ? -1 : 1
    const sorted = [...found].sort((a, b) => sign * (a.startTime - b.startTime))
    const records = sorted.slice(0, limit).map(fax => recordJson(fax, this.#variants))
    return { status: 200, body: { data: { records } } }
  }

  #change(request: SimRequest, id: string): SimReply {
    const { comment, is_read } = jsonIn(request, recordChange)
    const fax = this.#record(id)
    this.#changes.set(fax.id, { comment, isRead: is_read })
    const n = this.#received.findIndex(own => own.id === id) + 1
    if (n > 0 && is_read) this.#network.note('acknowledged', n)
    return { status: 204 }
  }

  #file(request: SimRequest, id: string): SimReply {
    checked(request.query, formatQuery.partial())
    const fax = this.#records().find(own => (this.#variants.fileBy === 'fax' ? own.id : own.file) === id)
    const document = fax === undefined ? undefined : this.#documents.get(fax.id)
    if (document === undefined) throw new Refusal(404, 'not_found', 'no such file')
    return document.subarray(0, 4).toString('latin1') === '%PDF'
      ? pdfReply(document)
      : { status: 200, headers: { 'content-type': 'image/tiff' }, body: document }
  }
}

export function makeFaxplusVendor(options: FaxplusVendorOptions): FaxplusVendor {
  return new FaxplusVendor(options)
}
