/**
 * A client of the admin API for programs in TypeScript and JavaScript: one method for each operation, typed from the OpenAPI
 * document. In charge of addresses, tokens, repeats that are safe, and errors as values with a code. It needs nothing but
 * fetch: Node 20, browsers, Deno. What the operations are stands in generated.ts.
 */
import { OPERATIONS, type Operations } from './generated.ts'

export interface ClientOptions {
  /** Where the admin listener is reached: `https://fax.example.com:8443`. */
  readonly server: string
  /** From `faxbridge tokens add`. */
  readonly token: string
  /** Default: the platform's. */
  readonly fetch?: typeof fetch
  /** How long an answer may take. Default: a minute. */
  readonly timeoutMs?: number
}

/** What every operation may be given beside its own. */
export interface CallOptions {
  readonly signal?: AbortSignal
  /** The same key with the same request gets the same answer, and nothing is done twice. For POST only. */
  readonly idempotencyKey?: string
  /** The ETag that was read: the change is refused when somebody was quicker. */
  readonly ifMatch?: string
}

/** A file, as it came. */
export interface FileAnswer {
  readonly type: string
  readonly bytes: Uint8Array
}

/** Why something was not done (RFC 9457). */
export interface ProblemAnswer {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: string
  readonly detail: string
}

/** What the methods throw when the server says no. */
export interface ApiError extends Error {
  readonly problem: ProblemAnswer
}

export const isApiError = (error: unknown): error is ApiError =>
  error instanceof Error && 'problem' in error && error.name === 'ApiError'

/** `etag`: of the answer, where it has one. */
export type Answer<T> = T & { readonly etag?: string }

type Parts<K extends keyof Operations> = Omit<Operations[K], 'answer'>
type Needed<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] }
/** Nothing to say: the argument may be left out. */
type Argument<T> = Record<never, never> extends T ? [input?: T & CallOptions] : [input: T & CallOptions]

export type Client = {
  readonly [K in keyof Operations]: (...input: Argument<Needed<Parts<K>>>) => Promise<Operations[K]['answer']>
}

interface Input extends CallOptions {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}

interface Operation {
  readonly method: string
  readonly path: string
  /** Content type of the body; null: none. */
  readonly takes: string | null
  readonly gives: 'json' | 'file' | 'events' | 'nothing'
}

const TIMEOUT_MS = 60_000

/** The client. It opens nothing before the first call. */
export function makeClient(options: ClientOptions): Client {
  const calls = Object.entries(OPERATIONS as Record<string, Operation>).map(([name, operation]) => [
    name,
    (input: Input = {}) => call(options, operation, input),
  ])
  return Object.fromEntries(calls) as Client
}

async function call(options: ClientOptions, operation: Operation, input: Input): Promise<unknown> {
  const { server, token, fetch: ask = fetch, timeoutMs = TIMEOUT_MS } = options
  const { method, takes, gives } = operation
  const headers: Record<string, string> = { authorization: `Bearer ${token}` }
  if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey
  if (input.ifMatch !== undefined) headers['if-match'] = input.ifMatch
  const body = bodyOf(takes, input.body, headers)
  const signals = [...(input.signal === undefined ? [] : [input.signal])]
  if (gives !== 'events') signals.push(AbortSignal.timeout(timeoutMs))
  const answer = await ask(addressOf(server, operation.path, input), {
    method,
    headers,
    signal: AbortSignal.any(signals),
    ...(body === undefined ? {} : { body }),
  })
  if (!answer.ok) throw await problemOf(answer)
  if (gives === 'events') return answer
  if (gives === 'nothing') return undefined
  if (gives === 'json') return withTag(await answer.json(), answer.headers.get('etag'))
  return {
    type: answer.headers.get('content-type') ?? 'application/octet-stream',
    bytes: new Uint8Array(await answer.arrayBuffer()),
  } satisfies FileAnswer
}

function bodyOf(
  takes: string | null,
  body: unknown,
  headers: Record<string, string>,
): string | FormData | undefined {
  if (takes === null || body === undefined) return undefined
  // fetch writes the boundary itself.
  if (body instanceof FormData) return body
  headers['content-type'] = takes
  return JSON.stringify(body)
}

function addressOf(server: string, path: string, { params = {}, query = {} }: Input): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  const search = new URLSearchParams(
    asked.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString()
  return `${server.replace(/\/+$/, '')}${filled}${search === '' ? '' : `?${search}`}`
}

/** Not enumerable: the answer is what the document says, and can be sent back as it is. */
function withTag(value: unknown, etag: string | null): unknown {
  if (etag === null || typeof value !== 'object' || value === null) return value
  return Object.defineProperty(value, 'etag', { value: etag, enumerable: false })
}

async function problemOf(answer: Response): Promise<ApiError> {
  const { status, statusText } = answer
  const text = await answer.text().catch(() => '')
  let problem: ProblemAnswer
  try {
    problem = JSON.parse(text) as ProblemAnswer
  } catch {
    // Something between us and the server has answered.
    problem = { type: 'about:blank', title: statusText, status, code: 'E_INTERNAL', detail: `HTTP ${status}` }
  }
  return Object.assign(new Error(problem.detail), { name: 'ApiError', problem })
}
