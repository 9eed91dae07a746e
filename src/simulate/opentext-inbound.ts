/** Received documents at the simulated OpenText: a queue that hides each document it gives until it is deleted or its time is over. */
import type { SimulatedNetwork } from './network.ts'
import { type OpentextVariants, trouble } from './opentext-answers.ts'
import type { SimReply, SimRequest } from './simulator.ts'

export interface OpentextCall {
  /** In E.164, or as it should stand in the answer. */
  readonly called: string
  readonly caller: string
  readonly documentClass?: string
  readonly group?: string
  readonly domain?: string
}

export interface OpentextInbound {
  /** Puts a document into the queue; gives its doc_id. */
  receive(document: Uint8Array, call: OpentextCall): string
  next(request: SimRequest): SimReply
  remove(docId: string): SimReply
  news(): readonly object[]
}

export interface OpentextInboundDeps {
  readonly network: SimulatedNetwork
  readonly options: OpentextVariants
  readonly pagesOf: (document: Uint8Array) => number
}

interface Waiting {
  readonly n: number
  readonly docId: string
  readonly call: OpentextCall
  readonly body: object
  lockedUntil: number
}

const QUERY = ['hold_sec', 'group_no', 'customer', 'domain']
const HOLD = { least: 5, most: 3600, usual: 900 }

export function makeOpentextInbound(deps: OpentextInboundDeps): OpentextInbound {
  const { network, options } = deps
  const waiting: Waiting[] = []
  const untold: object[] = []
  let count = 0
  return {
    receive(document, call) {
      const n = ++count
      // Ids are told to be of any form: these have a slash, a plus and an equals sign.
      const docId = Buffer.from(`xsiqa3|${n}|>>>???|qdoc-pull-${n}`).toString('base64')
      if (network.isAcknowledged(n)) return docId
      const body = documentBody(deps, { n, docId, document, call })
      waiting.push({ n, docId, call, body, lockedUntil: 0 })
      untold.push(body)
      return docId
    },
    next(request) {
      const hold = holdOf(request)
      if (typeof hold !== 'number') return hold
      const { group_no: group, domain } = request.query
      const found = waiting.find(
        ({ lockedUntil, call }) =>
          lockedUntil <= network.now &&
          (group === undefined || call.group === group) &&
          (domain === undefined || call.domain === domain),
      )
      if (found === undefined) return { status: 204 }
      found.lockedUntil = network.now + hold * 1000
      return { status: 200, body: found.body }
    },
    remove(docId) {
      const at = waiting.findIndex(entry => entry.docId === docId)
      const entry = waiting[at]
      if (entry === undefined) return trouble(404, 'no such document')
      if (options.deleteNeedsLock && entry.lockedUntil <= network.now)
        return trouble(409, 'the document is not locked')
      waiting.splice(at, 1)
      network.note('acknowledged', entry.n)
      return { status: 204 }
    },
    news: () => untold.splice(0),
  }
}

/** Seconds to hide a document, or the refusal of a query that is in no document. */
function holdOf({ query }: SimRequest): number | SimReply {
  const unknown = Object.keys(query).find(key => !QUERY.includes(key))
  if (unknown !== undefined) return trouble(400, `unknown parameter ${unknown}`)
  if (query['customer'] !== undefined && !['true', 'yes'].includes(query['customer']))
    return trouble(400, 'customer must be true or yes')
  const { hold_sec: text = String(HOLD.usual) } = query
  const hold = Number(text)
  if (!/^\d+$/.test(text) || hold < HOLD.least || hold > HOLD.most)
    return trouble(400, 'hold_sec must be from 5 to 3600')
  return hold
}

interface Received {
  readonly n: number
  readonly docId: string
  readonly document: Uint8Array
  readonly call: OpentextCall
}

function documentBody({ network, pagesOf }: OpentextInboundDeps, received: Received): object {
  const { n, docId, document, call } = received
  const bytes = Buffer.from(document)
  const isPdf = bytes.subarray(0, 5).toString('latin1') === '%PDF-'
  const name = `fax-${n}.${isPdf ? 'pdf' : 'tif'}`
  return {
    doc_id: docId,
    document_class: call.documentClass ?? 'Inbound Fax',
    job_id: `xsi-${2_000_000_000 + n}`,
    user_id: 'simulated',
    transaction_info: {
      fax_mode: 'STANDARD',
      tsid: 'SIMULATED SENDER     ',
      ani: nationalOf(call.caller),
      dnis: nationalOf(call.called),
      call_date: new Date(network.now).toISOString(),
      connect_time: 8,
      baud_rate: 14_400,
      page_count: pagesOf(document),
      internal_fax_id: `fax1-${String(n).padStart(9, '0')}`,
    },
    document: {
      type: isPdf ? 'PDF' : 'TIFF',
      name_base64: Buffer.from(name).toString('base64'),
      data: bytes.toString('base64'),
    },
  }
}

/** As the samples write numbers: ten digits, or 011 and the country code. */
function nationalOf(number: string): string {
  if (/^\+1\d{10}$/.test(number)) return number.slice(2)
  return number.startsWith('+') ? `011${number.slice(1)}` : number
}
