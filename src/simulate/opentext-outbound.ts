/** Faxes that go out at the simulated OpenText: submissions and their status. Jobs are rows of the network's ledger. */
import { z } from 'zod'
import type { FaxFailure } from '../fax/failure.ts'
import type { SimulatedNetwork, TakenFax } from './network.ts'
import { REMOTE_STATION } from './network.ts'
import { type OpentextVariants, trouble, unauthorised } from './opentext-answers.ts'
import { faultFor, type SimReply, type SimRequest } from './simulator.ts'

export interface OpentextOutboundDeps {
  readonly network: SimulatedNetwork
  readonly options: OpentextVariants
  readonly pagesOf: (document: Uint8Array) => number
}

export interface OpentextOutbound {
  submit(request: SimRequest): SimReply
  status(request: SimRequest): SimReply
  news(): readonly object[]
}

/** Document types of the SOAP sibling; REST shows only `text` and `PDF`. */
const TYPES =
  'BMP GIF HTML HTMLLITE JPEG MPP MSW PCL PDF PNG PPT PS PUB RTF text TIFF VSD WAV XAR XLS XMF empty unspec'.split(
    ' ',
  )

/** 2004 is public. The others are this simulator's own, so that `gammaCodes` can be tried. */
export const SIMULATED_GAMMA: Readonly<Partial<Record<FaxFailure, number>>> = {
  'number-unallocated': 2004,
  busy: 9001,
  'no-answer': 9002,
  'not-a-fax': 9003,
  'line-error': 9004,
}

const base64 = z
  .string()
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'no base64')

const Submission = z.strictObject({
  destinations: z
    .array(
      z.strictObject({
        fax: z.string(),
        ref: z.string().optional(),
        inserts: z.array(z.strictObject({ id: z.string(), value: z.string() })).optional(),
      }),
    )
    .min(1),
  documents: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        type: z.string(),
        data: base64.min(1),
        charset: z.string().optional(),
      }),
    )
    .min(1),
  options: z
    .strictObject({
      message_id: z.string().min(1).max(80).optional(),
      billing_code: z.string().optional(),
      customer_reference: z.string().optional(),
      end_time: z.iso.datetime().optional(),
      coversheet: z
        .strictObject({
          enabled: z.boolean(),
          from: z.string().optional(),
          name: z.string().optional(),
          subject: z.string().optional(),
        })
        .optional(),
      translation_options: z
        .strictObject({
          fax_mode: z.enum(['standard', 'fine']).optional(),
          page_orientation: z.enum(['portrait', 'landscape']).optional(),
        })
        .optional(),
      pilot_line: z.strictObject({ text: z.string() }).optional(),
    })
    .optional(),
  reports: z.strictObject({ type: z.string(), report_destinations: z.array(z.unknown()) }).optional(),
})

type Submission = z.output<typeof Submission>

export function makeOpentextOutbound(deps: OpentextOutboundDeps): OpentextOutbound {
  const told = new Set<string>()
  const word = (fax: TakenFax) => `${fax.n} ${deps.network.standing(fax).kind}`
  return {
    submit: request => submit(deps, request),
    status: request => status(deps, request),
    news() {
      const ended = deps.network.taken().filter(fax => isEnded(deps, fax) && !told.has(word(fax)))
      for (const fax of ended) told.add(word(fax))
      return ended.map(fax => statusBody(deps, fax))
    },
  }
}

function submit(deps: OpentextOutboundDeps, request: SimRequest): SimReply {
  const { network, options } = deps
  const read = readSubmission(request, options)
  if ('status' in read) return read
  const [destination] = read.destinations
  const number = destination?.fax ?? ''
  if (number.endsWith('83')) return unauthorised()
  const twin = network
    .taken()
    .find(
      fax => read.options?.message_id !== undefined && fax.fields['messageId'] === read.options.message_id,
    )
  const duplicates = options.duplicates ?? 'none'
  if (twin !== undefined && duplicates !== 'none') {
    const more = { job_id: jobIdOf(twin), code: 2050 }
    if (duplicates === 'existing') return { status: 200, body: more }
    return trouble(409, 'message_id was used before', { code: 2050 })
  }
  const fault = faultFor(network, number)
  if (fault !== null && !fault.taken) return fault.reply
  const document = Buffer.concat(read.documents.map(({ data }) => Buffer.from(data, 'base64')))
  const fax = network.take({
    number,
    reference: read.options?.customer_reference ?? null,
    document,
    pages: deps.pagesOf(document),
    fields: {
      messageId: read.options?.message_id ?? null,
      billingCode: read.options?.billing_code ?? null,
      faxMode: read.options?.translation_options?.fax_mode ?? null,
      type: read.documents[0]?.type ?? null,
      as: number,
    },
  })
  return fault?.reply ?? { status: 200, body: { job_id: jobIdOf(fax) } }
}

function readSubmission(request: SimRequest, options: OpentextVariants): Submission | SimReply {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? ''))
    return trouble(415, 'Content-Type must be application/json')
  let json: unknown
  try {
    json = JSON.parse(request.body.toString('utf8'))
  } catch {
    return trouble(400, 'the body is not JSON')
  }
  const read = Submission.safeParse(json)
  if (!read.success) {
    const [issue] = read.error.issues
    return trouble(400, `${issue?.path.join('.')}: ${issue?.message}`)
  }
  const number = options.plusInNumbers ? /^\+?\d{10,18}$/ : /^\d{10,18}$/
  const wrong = read.data.destinations.find(({ fax }) => !number.test(fax))
  if (wrong !== undefined) return trouble(400, `bad fax number ${wrong.fax}`)
  const known = (type: string) =>
    TYPES.some(name => name === type || (options.anyCaseOfType && name.toLowerCase() === type.toLowerCase()))
  const strange = read.data.documents.find(({ type }) => !known(type))
  if (strange !== undefined) return trouble(415, `unknown document type ${strange.type}`)
  return read.data
}

/** Domain, dash, job number. */
const jobIdOf = (fax: TakenFax) => `xsi-${1_000_000_000 + fax.n}`

function status(deps: OpentextOutboundDeps, request: SimRequest): SimReply {
  const { job_id: jobId, ...others } = request.query
  if (jobId === undefined || jobId === '') return trouble(400, 'job_id is missing')
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) return trouble(400, `unknown parameter ${unknown}`)
  const fax = deps.network.taken().find(entry => jobIdOf(entry) === jobId)
  if (fax === undefined || isPurged(deps, fax)) return trouble(404, 'no such job')
  return { status: 200, body: statusBody(deps, fax) }
}

function isEnded({ network }: OpentextOutboundDeps, fax: TakenFax): boolean {
  return ['delivered', 'failed', 'cancelled'].includes(network.standing(fax).kind)
}

function isPurged({ network, options }: OpentextOutboundDeps, fax: TakenFax): boolean {
  const standing = network.standing(fax)
  const { purgeSeconds = null } = options
  if (purgeSeconds === null || !('seconds' in standing)) return false
  return network.now >= fax.at + (standing.seconds + purgeSeconds) * 1000
}

function statusBody(deps: OpentextOutboundDeps, fax: TakenFax): object {
  const { options } = deps
  const { states, attempts } = standingOf(deps, fax)
  const all = options.redials && attempts.length > 0 ? [failedAttempt(fax), ...attempts] : attempts
  const listed = options.attemptOrder === 'newestFirst' ? all.toReversed() : all
  const base64Of = (value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString('base64') : undefined
  const body = {
    job_id: jobIdOf(fax),
    entry_time: new Date(fax.at).toISOString(),
    job_state: states,
    billing_code_base64: base64Of(fax.fields['billingCode']),
    customer_reference_base64: base64Of(fax.reference),
    deliveries: [{ fax: fax.fields['as'] ?? fax.number, delivery_attempts: listed }],
  }
  const asText = (_: string, value: unknown) => (typeof value === 'number' ? String(value) : value)
  return options.numbersAsText ? JSON.parse(JSON.stringify(body, asText)) : body
}

/** The first try of a call that is dialled again. */
function failedAttempt(fax: TakenFax): object {
  const at = new Date(fax.at).toISOString()
  return { state: 'Error', gamma_code: 9001, first_attempt: at, delivery_time: at, pages_delivered: 0 }
}

function standingOf(
  { network }: OpentextOutboundDeps,
  fax: TakenFax,
): { states: readonly string[]; attempts: readonly object[] } {
  const standing = network.standing(fax)
  const first = { first_attempt: new Date(fax.at + 1).toISOString() }
  switch (standing.kind) {
    case 'queued':
      return { states: ['AwaitingDelivery'], attempts: [] }
    case 'dialling':
      return { states: ['Delivering'], attempts: [{ state: 'Submitted', ...first }] }
    case 'sending':
    case 'silent':
      return { states: ['Delivering', 'Posted'], attempts: [{ state: 'InProcess', ...first }] }
    case 'cancelled':
      return { states: ['Complete', 'Cancelled'], attempts: [] }
    default: {
      const { pages, seconds } = standing
      const end = {
        ...first,
        delivery_time: new Date(fax.at + seconds * 1000).toISOString(),
        delivery_sec: Math.round(seconds),
        pages_delivered: pages,
        baud_rate: 14_400,
        rcsid: `${REMOTE_STATION}  `,
      }
      const states = ['Complete', 'Posted']
      if (standing.kind === 'delivered') return { states, attempts: [{ state: 'Sent', ...end }] }
      const gamma = SIMULATED_GAMMA[standing.failure]
      const code = gamma === undefined ? {} : { gamma_code: gamma }
      return { states, attempts: [{ state: 'Error', ...code, ...end }] }
    }
  }
}
