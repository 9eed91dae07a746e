/**
 * Requests to one NGCP platform: address, login, and what its refusals mean. Not in charge of what is asked. A login by
 * JWT that has ended is renewed and the request sent once more, as 401 and 403 prove that nothing was done.
 */
import { BridgeError } from '../../fax/error.ts'
import type { EpochMs } from '../../fax/id.ts'
import { TokenCache } from '../../oauth/access-token.ts'
import type { Clock } from '../../runtime.ts'
import { type Http, type HttpRequest, type HttpResponse, parsedAs, redacted, statusError } from '../http.ts'
import { errorReply, loginReply } from './api.ts'
import { LOGIN_REFUSALS, LOGIN_REFUSED, refusalFor, SETUP_REFUSALS } from './words.ts'

/** How requests prove who we are. A certificate is part of the connection. */
export type NgcpLogin =
  | { readonly kind: 'basic' | 'jwt'; readonly username: string; readonly password: string }
  | { readonly kind: 'certificate' }

export interface NgcpCalls {
  readonly clock: Clock
  /** Gives any answer that is neither a refused login nor a database that is down. Errors as in Http, and those. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>
  /** As send, and throws for every status that is not in `good`. */
  ask(request: HttpRequest, good: readonly number[], signal: AbortSignal): Promise<HttpResponse>
  /** The message in an error of NGCP, without secrets; empty when the answer is something else. */
  message(response: HttpResponse): string
  /** The error for an answer that does not fit. */
  error(response: HttpResponse, effect: HttpRequest['effect']): BridgeError
}

/** A ban grows with each try: not sooner than this, if somebody tries again by himself. */
const BAN_MS = 3_600_000
const UNAUTHORISED = 401
const FORBIDDEN = 403
const UNAVAILABLE = 503
const MESSAGE_CHARS = 300

export function makeCalls(options: {
  readonly http: Http
  readonly clock: Clock
  readonly login: NgcpLogin
}): NgcpCalls {
  const { http, clock, login } = options
  const secrets = secretsOf(login)
  const errorFor = (response: HttpResponse, effect: HttpRequest['effect']) =>
    errorOf(response, effect, clock, secrets)
  const tokens = new TokenCache(signal => logIn(http, login, errorFor, signal, clock), clock)
  async function once(request: HttpRequest, token: string | null, signal: AbortSignal) {
    const headers = { ...authorization(login, token), ...request.headers }
    return http.request({ ...request, headers }, signal)
  }
  async function send(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
    const token = login.kind === 'jwt' ? await tokens.get(signal) : null
    let response = await once(request, token, signal)
    if (token !== null && mayHaveEnded(response)) {
      tokens.forget(token)
      response = await once(request, await tokens.get(signal), signal)
    }
    const { status } = response
    if (status === UNAUTHORISED || status === FORBIDDEN || isDatabaseDown(response))
      throw errorFor(response, request.effect)
    return response
  }
  return {
    clock,
    send,
    message: response => shownMessage(response, secrets),
    error: errorFor,
    async ask(request, good, signal) {
      const response = await send(request, signal)
      if (good.includes(response.status)) return response
      throw errorFor(response, request.effect)
    },
  }
}

/** The instant at the platform: its clock, not ours, stands in the journal. Without a Date header it is ours. */
export function serverTime(response: HttpResponse, clock: Clock): EpochMs {
  const at = Date.parse(response.headers['date'] ?? '')
  return (Number.isFinite(at) ? at : clock.now()) as EpochMs
}

function authorization(login: NgcpLogin, token: string | null): Record<string, string> {
  if (token !== null) return { authorization: `Bearer ${token}` }
  return login.kind === 'basic' ? { authorization: `Basic ${basic(login)}` } : {}
}

const basic = ({ username, password }: { readonly username: string; readonly password: string }) =>
  Buffer.from(`${username}:${password}`).toString('base64')

/** What may not stand in an error. */
export function secretsOf(login: NgcpLogin): readonly string[] {
  return login.kind === 'certificate' ? [] : [login.password, basic(login)]
}

async function logIn(
  http: Http,
  login: NgcpLogin,
  errorFor: NgcpCalls['error'],
  signal: AbortSignal,
  clock: Clock,
) {
  if (login.kind === 'certificate') throw new TypeError('a certificate needs no token')
  const { username, password } = login
  const response = await http.request(
    { method: 'POST', path: '/login_jwt', body: { json: { username, password } }, effect: 'nothing' },
    signal,
  )
  if (response.status === 422)
    throw new BridgeError('E_PROVIDER_CREDENTIALS', { say: LOGIN_REFUSED, detail: { status: 422 } })
  if (response.status !== 200) throw errorFor(response, 'nothing')
  const { jwt, expires } = parsedAs(response, loginReply, 'nothing')
  const left = expires - serverTime(response, clock) / 1000
  return { token: jwt, expiresIn: left > 0 ? left : null }
}

/** A token that has ended gets 401 or, as a user without rights, a page with 403; a 403 with a known reason is none. */
function mayHaveEnded(response: HttpResponse): boolean {
  const { status } = response
  return (
    status === UNAUTHORISED ||
    (status === FORBIDDEN && refusalFor(messageOf(response), LOGIN_REFUSALS) === null)
  )
}

/** NGCP looks at its database before it reads the request; so with an empty body nothing was done. */
const isDatabaseDown = ({ status, body }: HttpResponse) => status === UNAVAILABLE && body.length === 0

function errorOf(
  response: HttpResponse,
  effect: HttpRequest['effect'],
  clock: Clock,
  secrets: readonly string[],
): BridgeError {
  const { status } = response
  const message = shownMessage(response, secrets)
  const detail = { status, message }
  if (status === UNAUTHORISED || status === FORBIDDEN) {
    const say = refusalFor(message, LOGIN_REFUSALS)?.say ?? LOGIN_REFUSED
    const banned = refusalFor(message, LOGIN_REFUSALS)?.message === 'banned'
    const retryAt = banned ? { retryAt: clock.now() + BAN_MS } : {}
    return new BridgeError('E_PROVIDER_CREDENTIALS', { say: `${said(message)}${say}`, detail, ...retryAt })
  }
  if (isDatabaseDown(response))
    return new BridgeError('E_PROVIDER_UNREACHABLE', { say: 'Its database is down.', detail })
  const setup = status === 404 || status === 422 ? refusalFor(message, SETUP_REFUSALS) : null
  if (setup !== null)
    return new BridgeError('E_PROVIDER_REQUEST', { say: `${said(message)}${setup.say}`, detail })
  return statusError(response, effect, { clock, secrets })
}

const said = (message: string) => (message === '' ? '' : `It says "${message}". `)

/** Cut after the secrets are, so that no half of one stays. */
const shownMessage = (response: HttpResponse, secrets: readonly string[]) =>
  redacted(messageOf(response), secrets).slice(0, MESSAGE_CHARS)

/** The message in an error of NGCP; empty when the answer is something else. */
function messageOf({ body }: HttpResponse): string {
  try {
    return errorReply.parse(JSON.parse(body.toString('utf8'))).message
  } catch {
    return ''
  }
}
