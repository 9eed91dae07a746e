/**
 * A simulated E-MetroTel UCX with the Virtual Fax API. As strict as its document: Basic for the token and a bearer token
 * for the rest, the verb and the parameters of each method, and errors as JSON with an HTTP status that nobody promises.
 */
import { createHash } from 'node:crypto'
import type { SimulatedNetwork } from './network.ts'
import { countPages } from './page-count.ts'
import { faultFor, formOf, type SimReply, type SimRequest, type Vendor } from './simulator.ts'
import { UcxJobs, type UcxSimFax, type UcxVariants, USUAL_UCX } from './ucx-jobs.ts'

export interface UcxVendorOptions {
  readonly network: SimulatedNetwork
  readonly clientId: string
  readonly clientSecret: string
  readonly faxes?: readonly UcxSimFax[]
  readonly variants?: Partial<UcxVariants>
  /** Pages of a document that cannot be counted. */
  readonly uncountedPages?: number
}

export interface UcxVendor extends Vendor {
  /** Puts a received fax there. `called`: the number of a virtual fax. Gives its id. Throws for another number. */
  receive(
    document: Uint8Array,
    fax: { readonly called: string; readonly caller: string; readonly complete?: boolean },
  ): string
  /** The licence is renewed: the token so far is refused from now on. */
  renewLicence(): void
}

/** The virtual faxes of the document's example. */
export const SIM_FAXES: readonly UcxSimFax[] = [
  { id: '1', extension: '599', name: 'Sales', number: '14695551111' },
  { id: '2', extension: '598', name: 'Support', number: '15555550100' },
]

interface Box {
  readonly options: UcxVendorOptions
  readonly faxes: readonly UcxSimFax[]
  readonly variants: UcxVariants
  readonly jobs: UcxJobs
  token(): string
}

type Params = Readonly<Record<string, unknown>>
type Handler = (box: Box, request: SimRequest) => Promise<SimReply> | SimReply

interface Method {
  readonly verb: 'GET' | 'PUT' | 'POST'
  readonly required: readonly string[]
  readonly optional: readonly string[]
  readonly handle: Handler
}

const PATH = '/restv1/efax/'

export function makeUcxVendor(options: UcxVendorOptions): UcxVendor {
  const { network, clientId, clientSecret, faxes = SIM_FAXES, uncountedPages = 1 } = options
  const variants = { ...USUAL_UCX, ...options.variants }
  let licence = 1
  const token = () =>
    createHash('sha256').update(`${clientId}:${clientSecret}:${licence}`).digest('hex').slice(0, 32)
  const box: Box = { options, faxes, variants, jobs: new UcxJobs(network, variants), token }
  return {
    answer: async request => spelled(await route(box, request), variants),
    receive(document, { called, caller, complete = true }) {
      const fax = faxes.find(({ number }) => number === called.replace(/\D/g, ''))
      if (fax === undefined) throw new Error(`no virtual fax is called at ${called}`)
      const bytes = Buffer.from(document)
      const pages = countPages(bytes) || uncountedPages
      return box.jobs.receive({ fax, caller, document: bytes, pages, complete })
    },
    renewLicence: () => {
      licence++
    },
  }
}

const METHODS: Readonly<Record<string, Method>> = {
  token: { verb: 'GET', required: [], optional: [], handle: box => success({ token: box.token() }) },
  faxlist: { verb: 'GET', required: [], optional: [], handle: faxList },
  faxusage: { verb: 'GET', required: [], optional: ['fax_id'], handle: faxUsage },
  filesend: { verb: 'POST', required: [], optional: [], handle: fileSend },
  jobstatus: { verb: 'GET', required: ['job_id'], optional: [], handle: jobStatus },
  jobcancel: { verb: 'PUT', required: ['job_id'], optional: [], handle: jobCancel },
  activejobs: { verb: 'GET', required: ['type'], optional: [], handle: activeJobs },
  recordcount: {
    verb: 'GET',
    required: ['type'],
    optional: [],
    handle: (box, request) => success({ count: box.jobs.records(kindOf(request)).length }),
  },
  recordsget: { verb: 'GET', required: ['type'], optional: ['limit', 'offset'], handle: recordsGet },
  recorddelete: { verb: 'PUT', required: ['job_id'], optional: [], handle: recordDelete },
  filedownload: { verb: 'GET', required: ['job_id'], optional: [], handle: fileDownload },
}

async function route(box: Box, request: SimRequest): Promise<SimReply> {
  const name = request.path.startsWith(PATH) ? request.path.slice(PATH.length) : ''
  const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined
  if (method === undefined || method.verb !== request.method)
    return { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' }
  if (!isAuthorized(box, name, request)) return tokenRefused(box)
  if (!/application\/json/.test(request.headers['accept'] ?? ''))
    return { status: 400, body: 'Bad Request: Accept' }
  const params = paramsOf(method, request)
  if (params === null) return { status: 400, body: 'Bad Request: application/json wanted' }
  const problem = problemOf(method, params)
  return problem === null ? method.handle(box, request) : failure(box, problem)
}

function isAuthorized(box: Box, name: string, { headers }: SimRequest): boolean {
  const { clientId, clientSecret } = box.options
  const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`
  return headers['authorization'] === (name === 'token' ? basic : `Bearer ${box.token()}`)
}

/** GET: the query. PUT: a JSON object. POST has a form of its own. Null: not what the document asks for. */
function paramsOf({ verb }: Method, request: SimRequest): Params | null {
  if (verb !== 'PUT') return request.query
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return null
  try {
    const json: unknown = JSON.parse(request.body.toString('utf8'))
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Params) : null
  } catch {
    return null
  }
}

function problemOf({ required, optional }: Method, params: Params): string | null {
  const missing = required.find(name => typeof params[name] !== 'string' || params[name] === '')
  if (missing !== undefined) return `Missing parameter ${missing}`
  const unknown = Object.keys(params).find(name => !required.includes(name) && !optional.includes(name))
  if (unknown !== undefined) return `Unknown parameter ${unknown}`
  if (required.includes('type') && params['type'] !== 'TX' && params['type'] !== 'RX') return 'Invalid type'
  const numbers = ['limit', 'offset'].filter(name => name in params)
  if (numbers.some(name => !/^[0-9]+$/.test(String(params[name])))) return 'Invalid limit or offset'
  return 'offset' in params && !('limit' in params) ? 'offset is valid only with limit' : null
}

function faxList({ faxes }: Box): SimReply {
  const rows = faxes.map(({ id, extension, name, number }) => ({
    id,
    extension,
    name,
    cidnumber: number,
    cidname: `EMT ${name}`,
  }))
  return success({ count: rows.length, faxes: rows })
}

function faxUsage(box: Box, { query }: SimRequest): SimReply {
  const asked = query['fax_id']
  const chosen = box.faxes.filter(({ id }) => asked === undefined || id === asked)
  if (chosen.length === 0) return failure(box, 'Invalid fax_id')
  const active = box.jobs.jobs().filter(job => !job.ended)
  const rows = chosen.map(({ id }) => {
    const jobCount = active.filter(({ fax }) => fax.fields['faxId'] === id).length
    return { id, state: jobCount === 0 ? 'Running and idle' : 'Waiting for modem to come ready', jobCount }
  })
  return success({ count: box.faxes.length, faxes: rows })
}

const SEND_FIELDS = ['fax_id', 'destination', 'attachment']

async function fileSend(box: Box, request: SimRequest): Promise<SimReply> {
  const { network, uncountedPages = 1 } = box.options
  if (request.body.length > box.variants.maxBytes) return { status: 413, body: 'Request Entity Too Large' }
  if (!/^multipart\/form-data;/.test(request.headers['content-type'] ?? ''))
    return { status: 400, body: 'Bad Request: multipart/form-data wanted' }
  const form = await formOf(request)
  const unknown = [...form.keys()].find(name => !SEND_FIELDS.includes(name))
  if (unknown !== undefined) return failure(box, `Unknown parameter ${unknown}`)
  const [faxId, destination, attachment] = SEND_FIELDS.map(name => form.get(name))
  if (typeof faxId !== 'string' || !box.faxes.some(({ id }) => id === faxId))
    return failure(box, 'Invalid fax_id')
  if (typeof destination !== 'string' || !/^[0-9*#+]{3,40}$/.test(destination))
    return failure(box, 'Invalid destination')
  if (typeof attachment !== 'object' || attachment.bytes.length === 0 || attachment.name === '')
    return failure(box, 'Missing attachment')
  if (!isSupported(attachment.bytes)) return failure(box, 'Unsupported file type')
  if (destination.endsWith('83')) return tokenRefused(box)
  const fault = faultFor(network, destination)
  if (fault !== null && !fault.taken) return fault.reply
  const fax = network.take({
    number: destination,
    reference: null,
    document: attachment.bytes,
    pages: countPages(attachment.bytes) || uncountedPages,
    fields: { faxId, destination, fileName: attachment.name },
  })
  if (fault !== null) return fault.reply
  return success({ device: box.jobs.modemOf(faxId), destination, job_id: box.jobs.idOf(fax) })
}

/** PostScript, TIFF, PDF; ASCII text in place of the rest. */
function isSupported(bytes: Buffer): boolean {
  const head = bytes.subarray(0, 4).toString('latin1')
  return ['%PDF', 'II*\0', 'MM\0*'].includes(head) || head.startsWith('%!') || /^[\t\n\r -~]+$/.test(head)
}

function jobStatus(box: Box, { query }: SimRequest): SimReply {
  const job = box.jobs.job(query['job_id'] ?? '')
  if (job === null) return failure(box, 'Job not found')
  const row = box.jobs.statusRow(job)
  return success({ status: box.variants.statusShape === 'array' ? [row] : row })
}

/** On a job that has ended, HylaFAX's tool deletes what is known of it. */
function jobCancel(box: Box, request: SimRequest): SimReply {
  const id = jobIdIn(request)
  const job = box.jobs.jobs().find(each => each.id === id)
  if (job === undefined) return failure(box, 'Job not found')
  const number = id.slice(2)
  if (!job.ended) box.jobs.cancel(job)
  else box.jobs.remove(id)
  return success({ status: `Job ${number} removed${job.ended ? ' (from doneq)' : ''}.` })
}

function activeJobs(box: Box, request: SimRequest): SimReply {
  const active = kindOf(request) === 'RX' ? [] : box.jobs.jobs().filter(job => !job.ended)
  return success({ count: active.length, list: active.map(job => box.jobs.activeRow(job)) })
}

function recordsGet(box: Box, request: SimRequest): SimReply {
  const { limit, offset = '0' } = request.query
  const most = Math.min(
    limit === undefined ? Number.POSITIVE_INFINITY : Number(limit),
    box.variants.recordsPerAnswer,
  )
  const records = box.jobs.records(kindOf(request)).slice(Number(offset), Number(offset) + most)
  return success({ count: records.length, records })
}

function recordDelete(box: Box, request: SimRequest): SimReply {
  const id = jobIdIn(request)
  return box.jobs.remove(id) ? success({ status: `ID ${id} deleted` }) : failure(box, 'Job not found')
}

function fileDownload(box: Box, { query }: SimRequest): SimReply {
  const fax = box.jobs.received().find(({ id }) => id === query['job_id'])
  if (fax === undefined) return { status: 404, body: { result: 'Error', message: 'Job not found' } }
  const extension = fax.document.subarray(0, 4).toString('latin1') === '%PDF' ? 'pdf' : 'tif'
  const headers = { 'content-disposition': `attachment; filename="${fax.id}.${extension}"` }
  return { status: 200, headers: { ...headers, 'content-type': 'text/html' }, body: fax.document }
}

const kindOf = ({ query }: SimRequest): 'TX' | 'RX' => (query['type'] === 'RX' ? 'RX' : 'TX')

function jobIdIn({ body }: SimRequest): string {
  return String((JSON.parse(body.toString('utf8')) as { job_id: unknown }).job_id)
}

const success = (data: object): SimReply => ({ status: 200, body: { result: 'Success', ...data } })

const failure = ({ variants }: Box, message: string): SimReply => ({
  status: variants.errorStatus,
  body: { result: 'Error', message },
})

function tokenRefused({ variants }: Box): SimReply {
  if (variants.tokenRefusal === 'json200')
    return { status: 200, body: { result: 'Error', message: 'Authentication failed' } }
  return { status: 401, body: 'Unauthorized' }
}

/** The examples of the document are printed with typographic quotes. */
function spelled(reply: SimReply, { quotes }: UcxVariants): SimReply {
  if (quotes === 'plain' || typeof reply.body !== 'object' || Buffer.isBuffer(reply.body)) return reply
  const body = JSON.stringify(reply.body).replaceAll('"', '”')
  return { ...reply, headers: { 'content-type': 'application/json; charset=utf-8', ...reply.headers }, body }
}
