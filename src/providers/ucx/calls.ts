/**
 * One request to the UCX: bearer token, the envelope of every answer, and what is known when it is no success. In
 * charge of fetching a new token once when the UCX refuses the old one; not of what the methods mean (methods.ts).
 */
import type { z } from 'zod'
import { BridgeError } from '../../fax/error.ts'
import { type AccessToken, TokenCache } from '../../oauth/access-token.ts'
import type { Clock } from '../../runtime.ts'
import { type Http, type HttpRequest, type HttpResponse, redacted, statusError } from '../http.ts'
import { envelope, lines, tokenAnswer } from './api.ts'
import { plain } from './fields.ts'

/**
 * success: HTTP 2xx and `result` Success. error: the UCX says that it did not do it. other: anything else, a file of
 * FileDownload among it; `saysSuccess`: `result` Success with another HTTP status.
 */
export type UcxAnswer =
  | { readonly kind: 'success'; readonly response: HttpResponse; readonly json: unknown }
  | { readonly kind: 'error'; readonly response: HttpResponse; readonly message: string }
  | { readonly kind: 'other'; readonly response: HttpResponse; readonly saysSuccess: boolean }

export interface UcxClientDeps {
  readonly http: Http
  readonly clock: Clock
  readonly clientId: string
  readonly clientSecret: string
}

/** The one message that the document gives, and what a token is refused with elsewhere. It may come with HTTP 200. */
const TOKEN_REFUSED =
  /authentication failed|^unauthori[sz]ed|(?:invalid|missing|expired) token|token (?:is )?(?:invalid|missing|expired)/i
const LICENCE = /licen[cs]e/i
/** The document's own example is `Job not found`. */
const NOT_FOUND = /not found|no such|does not exist|unknown (?:job|id)/i

const CHECK_LOGIN =
  'Compare clientId and clientSecret with System - Licenses of the UCX, and check that the licence of the Fax API is valid.'

export class UcxClient {
  readonly #deps: UcxClientDeps
  readonly #token: TokenCache
  /** Cut out of every text of the UCX: it may repeat what we sent. The token comes in at the end. */
  #secrets: readonly string[]

  constructor(deps: UcxClientDeps) {
    this.#deps = deps
    this.#secrets = [deps.clientSecret, `${deps.clientId}:${deps.clientSecret}`]
    this.#token = new TokenCache(signal => this.#fetchToken(signal), deps.clock)
  }

  /** A token that may be one from before. Throws E_PROVIDER_CREDENTIALS. */
  token(signal: AbortSignal): Promise<string> {
    return this.#token.get(signal)
  }

  /**
   * Sends the request with a token. A refused token is fetched anew, once: the refusal proves that nothing was done, so
   * that this is right for FileSend too. Throws what Http throws, and E_PROVIDER_CREDENTIALS.
   */
  async ask(request: HttpRequest, signal: AbortSignal): Promise<UcxAnswer> {
    let token = await this.#token.get(signal)
    let answer = await this.#once(request, token, signal)
    if (!isTokenRefused(answer)) return answer
    this.#token.forget(token)
    token = await this.#token.get(signal)
    answer = await this.#once(request, token, signal)
    if (!isTokenRefused(answer)) return answer
    this.#token.forget(token)
    throw new BridgeError('E_PROVIDER_CREDENTIALS', {
      say: `The UCX refuses a new token as well. ${CHECK_LOGIN}`,
      detail: { status: answer.response.status },
    })
  }

  /** As `ask`, and gives the answer in the shape of `schema`. Throws for everything that is no success. */
  async get<T extends z.ZodType>(request: HttpRequest, schema: T, signal: AbortSignal): Promise<z.output<T>> {
    const answer = await this.ask(request, signal)
    if (answer.kind !== 'success') throw this.failure(answer, request.effect)
    return this.shaped(answer, schema, request.effect)
  }

  /** The answer in the shape of `schema`; throws E_PROVIDER_REPLY, or E_PROVIDER_NO_ANSWER after a submission. */
  shaped<T extends z.ZodType>(
    { json, response }: Extract<UcxAnswer, { kind: 'success' }>,
    schema: T,
    effect: HttpRequest['effect'],
  ): z.output<T> {
    const parsed = schema.safeParse(json)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const why = plain(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
    throw new BridgeError(effect === 'submits' ? 'E_PROVIDER_NO_ANSWER' : 'E_PROVIDER_REPLY', {
      detail: { why, status: response.status },
    })
  }

  /** The error for an answer that is no success. */
  failure(answer: Exclude<UcxAnswer, { kind: 'success' }>, effect: HttpRequest['effect']): BridgeError {
    const { response } = answer
    const { status, headers } = response
    const context = { clock: this.#deps.clock, secrets: this.#secrets }
    if (answer.kind === 'error') return this.#told(answer, effect)
    if (answer.saysSuccess || (status >= 200 && status < 300)) {
      const why = answer.saysSuccess
        ? 'Success and an error code'
        : plain(headers['content-type'] ?? 'no type')
      const code = effect === 'submits' ? 'E_PROVIDER_NO_ANSWER' : 'E_PROVIDER_REPLY'
      return new BridgeError(code, { say: `(HTTP ${status})`, detail: { status, why } })
    }
    // RFC 9110 §15.4: with these the request was not done here. 302 and 303 may also follow a request that was.
    if ([301, 307, 308].includes(status) || (status < 400 && effect === 'nothing')) {
      const where = this.safe(headers['location'] ?? 'nowhere')
      const say = `(HTTP ${status}) The UCX sends us to ${where}: write the right address in baseUrl.`
      return new BridgeError('E_PROVIDER_REQUEST', { say, detail: { status } })
    }
    if (status === 404) {
      const say =
        '(HTTP 404) The Fax API is not at this address: check baseUrl, and the licence of the Fax API.'
      return new BridgeError('E_PROVIDER_REQUEST', { say, detail: { status } })
    }
    return statusError(response, effect, context)
  }

  #told(
    { response, message }: Extract<UcxAnswer, { kind: 'error' }>,
    effect: HttpRequest['effect'],
  ): BridgeError {
    const { status } = response
    const text = this.safe(message)
    const detail = { status, answer: text }
    // With 5xx the handler broke; how far it had come, it does not say: after a submission that is ambiguous.
    if (status >= 500 || status === 403 || status === 429)
      return statusError(response, effect, { clock: this.#deps.clock, secrets: this.#secrets })
    const say = `The UCX says: ${text || 'Error'}`
    return new BridgeError(LICENCE.test(text) ? 'E_PROVIDER_CREDENTIALS' : 'E_PROVIDER_REQUEST', {
      say,
      detail,
    })
  }

  async #once(request: HttpRequest, token: string, signal: AbortSignal): Promise<UcxAnswer> {
    const headers = { ...request.headers, authorization: `Bearer ${token}` }
    return readAnswer(await this.#deps.http.request({ ...request, headers }, signal))
  }

  async #fetchToken(signal: AbortSignal): Promise<AccessToken> {
    const { http, clientId, clientSecret } = this.#deps
    const basic = Buffer.from(`${clientId}:${clientSecret}`, 'utf8').toString('base64')
    const headers = { authorization: `Basic ${basic}` }
    const response = await http.request({ method: 'GET', path: 'token', headers, effect: 'nothing' }, signal)
    const answer = readAnswer(response)
    if (
      isTokenRefused(answer) ||
      (answer.kind === 'error' && response.status < 500 && response.status !== 429)
    ) {
      const message = answer.kind === 'error' ? `The UCX says: ${this.safe(answer.message) || 'Error'}. ` : ''
      throw new BridgeError('E_PROVIDER_CREDENTIALS', {
        say: `${message}${CHECK_LOGIN}`,
        detail: { status: response.status },
      })
    }
    if (answer.kind !== 'success') throw this.failure(answer, 'nothing')
    const { token } = this.shaped(answer, tokenAnswer, 'nothing')
    this.#secrets = [...this.#secrets.slice(0, 2), token]
    // It lives as long as the licence, and nobody says how long that is.
    return { token, expiresIn: null }
  }

  /** A text of the UCX without anything secret, on one line, short. */
  safe(text: string): string {
    return plain(redacted(text, this.#secrets))
  }
}

/** Did the UCX say that there is no such job or record? HTTP 404 without its JSON is a wrong address instead. */
export function isNotFound(answer: UcxAnswer): boolean {
  return answer.kind === 'error' && (answer.response.status === 404 || NOT_FOUND.test(answer.message))
}

function isTokenRefused(answer: UcxAnswer): boolean {
  if (answer.kind === 'success') return false
  if (answer.kind === 'error') return answer.response.status === 401 || TOKEN_REFUSED.test(answer.message)
  return answer.response.status === 401 && !answer.saysSuccess
}

/** Sorts an answer by `result` and the HTTP status together; where they contradict each other it is `other`. */
export function readAnswer(response: HttpResponse): UcxAnswer {
  const json = jsonOf(response)
  const parsed = envelope.safeParse(json)
  const result = parsed.success ? parsed.data.result.trim().toLowerCase() : ''
  const fine = response.status >= 200 && response.status < 300
  if (result === 'success' && fine) return { kind: 'success', response, json }
  if (!parsed.success || result !== 'error')
    return { kind: 'other', response, saysSuccess: result === 'success' }
  return { kind: 'error', response, message: parsed.data.message || lines.parse(parsed.data.status) }
}

/** Longest answer that is searched for JSON: lists of thousands of records are long. */
const JSON_BYTES = 32 * 1024 * 1024

/**
 * The JSON of an answer, undefined when it has none. The examples of the document are printed with typographic quotes;
 * should a UCX really send them, they count as quotes, but only where the text is no JSON as it stands.
 */
function jsonOf({ body }: HttpResponse): unknown {
  if (body.length > JSON_BYTES || !/^[\s\uFEFF]*[{[]/.test(body.subarray(0, 64).toString('utf8')))
    return undefined
  const text = body.toString('utf8').replace(/^\uFEFF/, '')
  for (const attempt of [text, text.replace(/[\u201c\u201d\u201e\u201f\u2033]/g, '"')]) {
    try {
      return JSON.parse(attempt)
    } catch {
      // The next spelling, or none.
    }
  }
  return undefined
}
