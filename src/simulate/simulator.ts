/**
 * A simulated vendor over real HTTP. In charge of the socket and of faults: answers that hang, break off, or come out as
 * something else. What the vendor says is the vendor's own file; each is as strict as the vendor's document.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { SimulatedNetwork } from './network.ts'

export interface SimRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface SimReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object
  /** Played instead of a whole answer, after the vendor has done what was asked. */
  readonly fault?: Fault
}

/** hang: nothing comes. reset: half an answer, then the connection dies. */
export type Fault = 'hang' | 'reset'

export interface Vendor {
  /** Answers one request. Throws only for bugs of the simulator. */
  answer(request: SimRequest): Promise<SimReply>
}

/**
 * Faults by the last two digits of the number, for all vendors: what happens to the answer of a submission. `taken` says
 * whether the fax was taken all the same. They play once for each number; the next try gets an ordinary answer.
 */
export const FAULTS: Readonly<
  Record<string, { readonly taken: boolean; readonly reply: SimReply; readonly text: string }>
> = {
  '71': { taken: true, reply: { status: 0, fault: 'hang' }, text: 'takes it, then hangs' },
  '72': { taken: true, reply: { status: 0, fault: 'reset' }, text: 'takes it, then the connection breaks' },
  '73': {
    taken: true,
    reply: { status: 500, body: 'Internal Server Error' },
    text: 'takes it, then says 500',
  },
  '74': {
    taken: true,
    reply: { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id": "trunc' },
    text: 'takes it, with half an answer',
  },
  '75': {
    taken: false,
    reply: {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<html><h1>Bad Gateway</h1></html>',
    },
    text: 'does not take it: an HTML error page',
  },
  '76': {
    taken: false,
    reply: { status: 429, headers: { 'retry-after': '1' }, body: 'Too Many Requests' },
    text: 'does not take it: wait a second',
  },
}

/** The fault for this number, if it has one that was not played yet. `number`: digits. */
export function faultFor(network: SimulatedNetwork, number: string): (typeof FAULTS)[string] | null {
  const digits = number.replace(/\D/g, '')
  const fault = FAULTS[digits.slice(-2)]
  if (fault === undefined) return null
  const played = network.taken().some(fax => fax.number === digits) || network.declined(Number(digits)) > 0
  if (played) return null
  if (!fault.taken) network.note('declined', Number(digits), fault.text)
  return fault
}

export interface RunningSimulator {
  /** `http://127.0.0.1:8099` */
  readonly url: string
  /** Every request so far, with what was answered. */
  readonly requests: readonly { readonly request: SimRequest; readonly status: number }[]
  stop(): Promise<void>
}

/** A vendor takes at most this much in one request. */
const BODY_BYTES = 128 * 1024 * 1024

/** Starts the vendor on `host` and `port` (0: any). */
export async function startSimulator(vendor: Vendor, host: string, port: number): Promise<RunningSimulator> {
  const requests: { request: SimRequest; status: number }[] = []
  const server = createServer((incoming, outgoing) => {
    void serve(vendor, incoming, outgoing, requests).catch(error => {
      outgoing.destroy(error instanceof Error ? error : undefined)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${host}:${bound}`,
    requests,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function serve(
  vendor: Vendor,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  requests: { request: SimRequest; status: number }[],
): Promise<void> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_BYTES) return void outgoing.writeHead(413).end()
    chunks.push(chunk)
  }
  const url = new URL(incoming.url ?? '/', 'http://simulator')
  const request: SimRequest = {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: Buffer.concat(chunks),
  }
  const reply = await vendor.answer(request)
  requests.push({ request, status: reply.status })
  if (reply.fault === 'hang') return
  const json = typeof reply.body === 'object' && !Buffer.isBuffer(reply.body)
  const body = json ? JSON.stringify(reply.body) : (reply.body ?? '')
  if (reply.fault === 'reset') {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
    outgoing.write('{"')
    setImmediate(() => incoming.socket.destroy())
    return
  }
  outgoing
    .writeHead(reply.status, { ...(json ? { 'content-type': 'application/json' } : {}), ...reply.headers })
    .end(body)
}

/** The fields of a multipart or urlencoded form: text as text, files as bytes with name and type. */
export async function formOf(request: SimRequest): Promise<ReadonlyMap<string, string | SimFile>> {
  const type = request.headers['content-type'] ?? ''
  const form = await new Response(new Uint8Array(request.body), {
    headers: { 'content-type': type },
  }).formData()
  const fields = new Map<string, string | SimFile>()
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, value)
    else
      fields.set(name, { name: value.name, type: value.type, bytes: Buffer.from(await value.arrayBuffer()) })
  }
  return fields
}

export interface SimFile {
  readonly name: string
  readonly type: string
  readonly bytes: Buffer
}
