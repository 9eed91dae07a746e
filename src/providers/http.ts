/**
 * HTTP for all providers, in one place. In charge of time-outs, sizes, own certificate authorities, proxies, redaction,
 * and of one distinction above all: a request that certainly never left, against one that left and had no answer. It
 * never retries and knows no vendor.
 */
import { Agent, type Dispatcher, FormData, ProxyAgent, request as send } from 'undici'
import type { z } from 'zod'
import { BridgeError, type ErrorCode } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Clock } from '../runtime.ts'

export interface HttpOptions {
  /** `https://api.example.com/v1`; no slash at the end is needed. */
  readonly baseUrl: string
  readonly clock: Clock
  /** Extra certificate authorities, PEM. */
  readonly ca?: string
  /** Client certificate and key, PEM. */
  readonly clientCert?: { readonly cert: string; readonly key: string }
  /** `http://proxy.example.com:3128` */
  readonly proxy?: string
  /** Cut out of everything that gets into errors and logs. */
  readonly secrets: readonly string[]
  readonly timeouts?: { readonly connectMs: number; readonly answerMs: number }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Appended to baseUrl, or a whole URL of the same host. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: HttpBody
  /**
   * `nothing`: safe to repeat. `submits`: it may start a fax call, so a lost answer is ambiguous.
   */
  readonly effect: 'nothing' | 'submits'
  /** Longest answer in bytes. Default: 4 MiB; documents want more. */
  readonly maxBytes?: number
}

export type HttpBody =
  | { readonly json: unknown }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly multipart: readonly MultipartField[] }
  | { readonly bytes: Uint8Array; readonly type: string }

export interface MultipartField {
  readonly name: string
  readonly value: string | { readonly bytes: Uint8Array; readonly fileName: string; readonly type: string }
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Http {
  /**
   * Gives any answer, whatever its status. Throws E_PROVIDER_UNREACHABLE (certainly not taken), E_PROVIDER_NO_ANSWER
   * (effect `submits`: it left, and no whole answer came), E_PROVIDER_REPLY (the answer is too big).
   */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>
  close(): Promise<void>
}

const CONNECT_MS = 10_000
/** Vendors render before they answer: a minute is not rare. */
const ANSWER_MS = 60_000
const ANSWER_BYTES = 4 * 1024 * 1024
/** What of an answer is kept for the log. */
const SHOWN = 500

/** With these the connection was never made, so not one byte of the request can have arrived. */
const NEVER_LEFT =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|UND_ERR_INVALID_ARG|ERR_INVALID_URL|ERR_TLS_.*|CERT_.*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_.*|ERR_SSL_.*|HOSTNAME_MISMATCH)$/

/** The time-outs of an account. `answerSeconds`: as configured; undefined: a minute. */
export function timeoutsOf(answerSeconds: number | undefined): NonNullable<HttpOptions['timeouts']> {
  return {
    connectMs: CONNECT_MS,
    answerMs: answerSeconds === undefined ? ANSWER_MS : answerSeconds * 1000,
  }
}

export function makeHttp(options: HttpOptions): Http {
  const dispatcher = dispatcherFor(options)
  return {
    request: (request, signal) => exchange(options, dispatcher, request, signal),
    close: () => dispatcher.close(),
  }
}

function dispatcherFor({ ca, clientCert, proxy, timeouts }: HttpOptions): Dispatcher {
  const tls = { ...(ca === undefined ? {} : { ca }), ...clientCert }
  const common = {
    headersTimeout: timeouts?.answerMs ?? ANSWER_MS,
    bodyTimeout: timeouts?.answerMs ?? ANSWER_MS,
    // An idle connection that the other side has just closed would make a submission ambiguous without need.
    keepAliveTimeout: 1_000,
    pipelining: 1,
  }
  const connectTimeout = timeouts?.connectMs ?? CONNECT_MS
  if (proxy !== undefined) return new ProxyAgent({ uri: proxy, requestTls: tls, ...common })
  return new Agent({ ...common, connect: { ...tls, timeout: connectTimeout } })
}

async function exchange(
  options: HttpOptions,
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const url = urlOf(options.baseUrl, request)
  const { headers, body } = encoded(request.body)
  try {
    const reply = await send(url, {
      dispatcher,
      signal,
      method: request.method,
      headers: { 'user-agent': 'faxbridge', accept: 'application/json', ...headers, ...request.headers },
      ...(body === null ? {} : { body }),
    })
    return {
      status: reply.statusCode,
      headers: Object.fromEntries(
        Object.entries(reply.headers).map(([name, value]) => [name, String(value ?? '')]),
      ),
      body: await readBody(reply.body, request.maxBytes ?? ANSWER_BYTES),
    }
  } catch (error) {
    throw lost(error, request, url, options)
  }
}

function urlOf(baseUrl: string, { path, query = {} }: HttpRequest): URL {
  const url = new URL(
    /^https?:/.test(path) ? path : `${baseUrl.replace(/\/$/, '')}/${path.replace(/^\//, '')}`,
  )
  // An answer of the vendor must not send our credentials to somebody else.
  if (url.host !== new URL(baseUrl).host) {
    throw new BridgeError('E_PROVIDER_REPLY', { say: `It names an address of another host: ${url.host}.` })
  }
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value))
  return url
}

function encoded(body: HttpBody | undefined): {
  headers: Record<string, string>
  body: string | Buffer | FormData | null
} {
  if (body === undefined) return { headers: {}, body: null }
  if ('json' in body)
    return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body.json) }
  if ('form' in body) {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return { headers, body: new URLSearchParams(body.form).toString() }
  }
  if ('bytes' in body) return { headers: { 'content-type': body.type }, body: Buffer.from(body.bytes) }
  const form = new FormData()
  for (const { name, value } of body.multipart) {
    if (typeof value === 'string') form.append(name, value)
    else
      form.append(
        name,
        new Blob([value.bytes as Uint8Array<ArrayBuffer>], { type: value.type }),
        value.fileName,
      )
  }
  return { headers: {}, body: form }
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes)
      throw new BridgeError('E_PROVIDER_REPLY', { say: `It has more than ${maxBytes} bytes.` })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** What is known when no whole answer came. */
function lost(error: unknown, request: HttpRequest, url: URL, options: HttpOptions): BridgeError {
  const code = codeOf(error)
  const detail = { code, request: `${request.method} ${url.host}${url.pathname}` }
  const cause = new Error(redacted(error instanceof Error ? error.message : String(error), options.secrets))
  if (NEVER_LEFT.test(code)) {
    return new BridgeError('E_PROVIDER_UNREACHABLE', {
      cause,
      detail,
      say: `${url.host}: ${adviceFor(code)}`,
    })
  }
  if (request.effect === 'submits') return new BridgeError('E_PROVIDER_NO_ANSWER', { cause, detail })
  if (error instanceof BridgeError) return error
  return new BridgeError('E_PROVIDER_UNREACHABLE', {
    cause,
    detail,
    say: `${url.host} gave no answer (${code}).`,
  })
}

function codeOf(error: unknown): string {
  const { code, cause, name } = error as { code?: unknown; cause?: unknown; name?: unknown }
  if (typeof code === 'string') return code
  if (cause !== undefined && cause !== error) return codeOf(cause)
  return String(name ?? 'unknown')
}

function adviceFor(code: string): string {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'there is no such host: check baseUrl.'
  if (code === 'ECONNREFUSED') return 'nothing listens there: check host and port of baseUrl.'
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME/.test(code))
    return `its certificate is not trusted (${code}): name its authority with caFile.`
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS'))
    return `TLS failed (${code}): is it http instead of https?`
  return `no connection (${code}).`
}

/** The text with every secret cut out. */
export function redacted(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(secret => secret.length > 3)
  const forms = known.flatMap(secret => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ])
  return forms.reduce((out, secret) => out.replaceAll(secret, '•••'), text)
}

/**
 * The error for an answer whose status is no success, by the common meaning of the codes: 401, 403 credentials; 402
 * credit; 429 wait; 413 too big; other 4xx our request; 5xx trouble there, which after a submission is ambiguous.
 */
export function statusError(
  response: HttpResponse,
  effect: HttpRequest['effect'],
  options: Pick<HttpOptions, 'clock' | 'secrets'>,
): BridgeError {
  const { status, headers } = response
  // Cut after the redaction: half a secret at the end would not be known as one.
  const whole = redacted(response.body.toString('utf8', 0, 8 * SHOWN), options.secrets)
  const text = whole.replace(/\s+/g, ' ').slice(0, SHOWN)
  const retryAt = retryAfter(headers['retry-after'], options.clock.now())
  const more = { detail: { status, answer: text }, ...(retryAt === null ? {} : { retryAt }) }
  return new BridgeError(codeFor(status, effect), { ...more, say: `(HTTP ${status}) ${text}`.trim() })
}

function codeFor(status: number, effect: HttpRequest['effect']): ErrorCode {
  if (status === 401 || status === 403) return 'E_PROVIDER_CREDENTIALS'
  if (status === 402) return 'E_PROVIDER_CREDIT'
  if (status === 429) return 'E_PROVIDER_BUSY'
  if (status >= 400 && status < 500) return 'E_PROVIDER_REQUEST'
  if (effect === 'submits') return 'E_PROVIDER_NO_ANSWER'
  return status >= 500 ? 'E_PROVIDER_UNREACHABLE' : 'E_PROVIDER_REPLY'
}

/** RFC 9110 §10.2.3: seconds or a date. */
function retryAfter(value: string | undefined, now: EpochMs): number | null {
  if (value === undefined || value === '') return null
  const at = /^\d+$/.test(value) ? now + Number(value) * 1000 : Date.parse(value)
  return Number.isFinite(at) ? at : null
}

/**
 * The answer as JSON of the given shape. Throws E_PROVIDER_REPLY, or E_PROVIDER_NO_ANSWER after a submission: an answer
 * that nobody understands does not say whether the fax was taken.
 */
export function parsedAs<T extends z.ZodType>(
  response: HttpResponse,
  schema: T,
  effect: HttpRequest['effect'],
): z.output<T> {
  let why = ''
  try {
    const parsed = schema.safeParse(JSON.parse(response.body.toString('utf8')))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    why = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`
  } catch {
    why = `no JSON (${response.headers['content-type'] ?? 'no type'})`
  }
  throw new BridgeError(effect === 'submits' ? 'E_PROVIDER_NO_ANSWER' : 'E_PROVIDER_REPLY', {
    detail: { why, status: response.status },
  })
}
