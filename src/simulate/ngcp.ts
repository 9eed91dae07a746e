/**
 * A simulated Sipwise NGCP, for one subscriber. As strict as the platform: trailing slashes, logins and the ban, forms,
 * an empty 201. Answers to times without `tz` in its own zone, so that whoever forgets it is hours off.
 */
import type { SimulatedNetwork } from './network.ts'
import { NgcpJournal, type NgcpVariants, type SimRow, USUAL_VARIANTS } from './ngcp-journal.ts'
import { apiError, NgcpLogin } from './ngcp-login.ts'
import { NgcpSettingsStore } from './ngcp-settings.ts'
import { countPages } from './page-count.ts'
import { faultFor, formOf, type SimReply, type SimRequest, type Vendor } from './simulator.ts'

export interface NgcpVendorOptions {
  readonly network: SimulatedNetwork
  readonly username: string
  readonly password: string
  readonly subscriberId: number
  /** The subscriber's primary number, digits; null: faxes come from `webfax`. */
  readonly number?: string | null
  readonly variants?: Partial<NgcpVariants>
  readonly tokenSeconds?: number
  readonly banAfter?: number
  readonly banSeconds?: number
}

export interface NgcpVendor extends Vendor {
  /** Puts a received fax into the journal. Gives its id. */
  receive(
    document: Uint8Array,
    fax: { readonly called: string; readonly caller: string; readonly status?: string },
  ): number
}

/** What the vendor's shipped configuration says of a subscriber's JWT. */
const TOKEN_SECONDS = 36_000
const BAN_AFTER = 10
const BAN_SECONDS = 300
/** Journals of real platforms do not begin at 1. */
const FIRST_ID = 41
const FILE_BYTES = 67_108_864
const USUAL_ROWS = 10
const FORMATS = ['ps', 'pdf', 'pdf14']

interface Platform {
  readonly options: NgcpVendorOptions
  readonly variants: NgcpVariants
  readonly login: NgcpLogin
  readonly journal: NgcpJournal
  readonly settings: NgcpSettingsStore
}

export function makeNgcpVendor(options: NgcpVendorOptions): NgcpVendor {
  const { network, username, password, tokenSeconds = TOKEN_SECONDS } = options
  const { banAfter = BAN_AFTER, banSeconds = BAN_SECONDS, number = '15555550100' } = options
  const variants = { ...USUAL_VARIANTS, ...options.variants }
  const now = () => network.now
  const platform: Platform = {
    options: { ...options, number },
    variants,
    login: new NgcpLogin({ username, password, now, tokenSeconds, banAfter, banSeconds }),
    journal: new NgcpJournal({ network, variants, caller: number ?? 'webfax', firstId: FIRST_ID }),
    settings: new NgcpSettingsStore(now),
  }
  return {
    async answer(request) {
      const reply = await route(platform, request)
      const date = new Date(network.now + variants.clockAheadMs).toUTCString()
      return { ...reply, headers: { date, ...reply.headers } }
    },
    receive(document, { called, caller, status }) {
      const bytes = Buffer.from(document)
      const pages = countPages(bytes)
      return platform.journal.receive(bytes, {
        called: variants.shows(called.replace(/\D/g, '')),
        caller: caller.replace(/\D/g, ''),
        pages,
        ...(status === undefined ? {} : { status }),
      })
    },
  }
}

async function route(platform: Platform, request: SimRequest): Promise<SimReply> {
  const { options, login, settings } = platform
  if (request.path === '/login_jwt' && request.method === 'POST')
    return login.issue(request, options.subscriberId)
  const [, resource = '', id] = /^\/api\/([a-z]+)\/(\d+)?$/.exec(request.path) ?? []
  const refused = login.check(request)
  if (refused !== null) return refused
  const isOwn = Number(id) === options.subscriberId
  switch (`${resource}/${id === undefined ? '' : 'id'}`) {
    case 'faxes/':
      return faxes(platform, request)
    case 'faxes/id':
      return faxRow(platform, request, Number(id))
    case 'faxrecordings/id':
      return recording(platform, request, Number(id))
    case 'faxserversettings/id':
    case 'mailtofaxsettings/id':
      if (!isOwn) return apiError(404, `Entity '${resource}' not found.`)
      return settings.answer(request, resource as 'faxserversettings' | 'mailtofaxsettings')
    case 'subscribers/id':
      return isOwn ? subscriber(platform) : apiError(404, "Entity 'subscriber' not found.")
    case 'capabilities/':
      return capabilities(platform)
    default:
      return apiError(404, 'Path not found')
  }
}

async function faxes(platform: Platform, request: SimRequest): Promise<SimReply> {
  if (request.method === 'GET') return collection(platform, request)
  if (request.method === 'POST') return send(platform, request)
  return apiError(405, 'Method not allowed')
}

const invalid = (field: string, error: string) =>
  apiError(422, `Validation failed. field='${field}', input='', errors='${error}'`)

async function send(platform: Platform, request: SimRequest): Promise<SimReply> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/.test(type)) return apiError(415, `Unsupported media type '${type}'`)
  const form = await formOf(request)
  const json = form.get('json')
  const fax = typeof json === 'string' ? objectOf(json) : null
  if (fax === null) return apiError(400, "The entity is not a well-formed JSON document in 'json'.")
  const { destination, subscriber_id: subscriberId } = fax
  if (typeof destination !== 'string' || !/[0-9]/.test(destination))
    return invalid('destination', 'Destination Number field is required')
  if (typeof subscriberId !== 'number' || !Number.isInteger(subscriberId) || subscriberId < 1)
    return invalid('subscriber_id', 'Value must be a positive integer')
  const file = form.get('faxfile')
  if (typeof file !== 'object' || file.bytes.length === 0)
    return invalid('faxfile', 'You need to specify a file to fax, if no text is entered in the content field')
  if (file.bytes.length > FILE_BYTES) return invalid('faxfile', 'File is too big')
  if (subscriberId !== platform.options.subscriberId) return apiError(422, 'Fax subscriber not found.')
  if (!platform.settings.active) return apiError(422, 'Invalid subscriber fax preferences')
  return take(platform, destination, file.bytes)
}

function take({ options, variants, journal }: Platform, destination: string, document: Buffer): SimReply {
  const { network } = options
  const number = (destination.split('@')[0] ?? '').replace(/\D/g, '').replace(/^00/, '')
  if (number.endsWith('83'))
    return { status: 401, headers: { 'content-type': 'text/plain' }, body: 'Authorization required.' }
  const fault = faultFor(network, number)
  if (fault?.taken !== false && !variants.community) {
    const counted = countPages(document)
    const fields = { counted, destination }
    const pages = Math.max(1, counted)
    journal.keep(network.take({ number, reference: null, document, pages, fields }).n, document)
  }
  return fault?.reply ?? { status: 201 }
}

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

function collection({ options, variants, journal }: Platform, { query }: SimRequest): SimReply {
  const page = Number(query['page'] ?? 1)
  const rows = Number(query['rows'] ?? USUAL_ROWS)
  if (!(page > 0 && rows > 0))
    return apiError(400, "Query parameters 'page' and 'rows', when specified, must be greater than 0.")
  const { subscriber_id: wanted = options.subscriberId, order_by, order_by_direction, tz } = query
  const all = Number(wanted) === options.subscriberId ? [...journal.rows()] : []
  const isDescending = order_by === 'id' && order_by_direction?.toLowerCase() === 'desc'
  if (isDescending && variants.ordered) all.reverse()
  const shown = all.slice((page - 1) * rows, page * rows).map(row => rowJson(options, variants, row, tz))
  const more = all.length > page * rows
  const next = more ? { next: { href: `/api/faxes/?page=${page + 1}&rows=${rows}` } } : {}
  const [one] = shown
  const embedded = shown.length === 1 && variants.single === 'object' ? one : shown
  const count = query['no_count'] === '1' ? {} : { total_count: all.length }
  return hal({
    _links: { self: { href: `/api/faxes/?page=${page}&rows=${rows}` }, ...next },
    ...(shown.length === 0 ? {} : { _embedded: { 'ngcp:faxes': embedded } }),
    ...count,
  })
}

const hal = (body: object): SimReply => ({
  status: 200,
  headers: { 'content-type': 'application/hal+json; profile="http://purl.org/sipwise/ngcp-api/"' },
  body,
})

function rowJson(options: NgcpVendorOptions, variants: NgcpVariants, row: SimRow, tz?: string): object {
  const { document: _, at, ...rest } = row
  const zone = tz === 'UTC' ? 0 : variants.zoneMinutes * 60_000
  const time = new Date(at + variants.clockAheadMs + zone).toISOString().slice(0, 19).replace('T', ' ')
  const counts = { duration: row.duration, pages: row.pages, signal_rate: 14_400 }
  const shown =
    variants.counts === 'number'
      ? counts
      : Object.fromEntries(Object.entries(counts).map(([key, value]) => [key, String(value)]))
  return {
    ...rest,
    ...shown,
    time,
    subscriber_id: options.subscriberId,
    quality: '8031x7700',
    filename: `d9799276-b7d9-454f-98c3-${String(row.id).padStart(12, '0')}.tif`,
    _links: { 'ngcp:faxrecordings': { href: `/api/faxrecordings/${row.id}` } },
  }
}

function faxRow({ options, variants, journal }: Platform, request: SimRequest, id: number): SimReply {
  const { method, query } = request
  if (method === 'DELETE' && variants.deletes)
    return journal.remove(id) ? { status: 204 } : apiError(404, "Entity 'fax' not found.")
  if (method !== 'GET') return apiError(405, 'Method not allowed')
  const row = journal.rows().find(one => one.id === id)
  if (row === undefined) return apiError(404, "Entity 'fax' not found.")
  return hal(rowJson(options, variants, row, query['tz']))
}

function recording({ options, variants, journal }: Platform, request: SimRequest, id: number): SimReply {
  if (request.method !== 'GET') return apiError(405, 'Method not allowed')
  const row = journal.rows().find(one => one.id === id)
  if (row === undefined) return apiError(404, `Fax recording ${id} was not found.`)
  const { format } = request.query
  if (format !== undefined && !FORMATS.includes(format)) return apiError(422, 'Unknown fax recording format')
  if (row.document === null || options.network.now < row.at + variants.recordingDelayMs)
    return apiError(500, `Error processing fax recording ${id}`)
  const extension = format === undefined ? 'tif' : format.slice(0, 3)
  const headers = {
    // As the platform writes it: the closing quote is missing.
    'content-disposition': `attachment; filename="${id}-d9799276.${extension}`,
    'content-type': 'application/octet-stream',
  }
  return { status: 200, headers, body: row.document }
}

function subscriber({ options }: Platform): SimReply {
  const { number, subscriberId: id } = options
  const primary =
    number === null ? null : { cc: number?.slice(0, 1), ac: number?.slice(1, 4), sn: number?.slice(4) }
  return hal({ id, username: 'fax', domain: 'pbx.example.com', primary_number: primary })
}

function capabilities({ variants }: Platform): SimReply {
  const named = [
    { id: 1, name: 'cloudpbx', enabled: true },
    { id: 3, name: 'faxserver', enabled: !variants.community },
  ]
  return hal({ _embedded: { 'ngcp:capabilities': named }, total_count: named.length })
}
