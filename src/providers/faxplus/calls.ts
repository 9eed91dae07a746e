/**
 * The calls to FAX.PLUS v3: login, paths, and what the status codes of its answers mean. Not in charge of faxes.
 * Authentication is a personal access token, or OAuth with the header x-fax-clientid beside it.
 */
import type { z } from 'zod'
import type { FaxplusSettings } from '../../config/providers/faxplus.ts'
import { BridgeError } from '../../fax/error.ts'
import { TokenCache } from '../../oauth/access-token.ts'
import type { Clock } from '../../runtime.ts'
import { type Http, type HttpRequest, type HttpResponse, parsedAs, redacted, statusError } from '../http.ts'
import { apiError, tokenAnswer } from './api.ts'

export interface ClientDeps {
  readonly settings: FaxplusSettings
  readonly http: Http
  /** For the token address, which is on another host. Needed with OAuth alone. */
  readonly tokenHttp: Http | null
  readonly clock: Clock
  /** The very list that `http` cuts out of errors: tokens that come later are added to it. */
  readonly secrets: string[]
}

export interface Listed<T> {
  readonly items: readonly T[]
  /** Entries without even an id: one of them may be the fax that is looked for. */
  readonly unreadable: number
}

export interface Client {
  /** A path under the account: `outbox/ID`. Each part is escaped. */
  own(...parts: readonly string[]): string
  /** Gives any answer, whatever its status. An OAuth token that was refused is renewed and the call made once more. */
  call(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>
  /** Reads one thing; null: there is none (404). */
  read<T extends z.ZodType>(
    path: string,
    shape: T,
    signal: AbortSignal,
    query?: Query,
  ): Promise<z.output<T> | null>
  /** Reads a list, each entry by itself: a strange one does not hide the others. */
  list<T extends z.ZodType>(
    path: string,
    shapes: { readonly list: z.ZodType<unknown[]>; readonly item: T },
    signal: AbortSignal,
    query?: Query,
  ): Promise<Listed<z.output<T>>>
  /** The error that an answer without success is. */
  errorOf(response: HttpResponse, effect: HttpRequest['effect']): BridgeError
}

type Query = NonNullable<HttpRequest['query']>

export const isSuccess = ({ status }: HttpResponse) => status >= 200 && status < 300

export function makeClient(deps: ClientDeps): Client {
  const { settings, http } = deps
  const login = makeLogin(deps)
  const errorOf = (response: HttpResponse, effect: HttpRequest['effect']) => refusal(deps, response, effect)
  const call: Client['call'] = async (request, signal) => {
    const { headers, renew } = await login(signal)
    const send = (more: Headers) =>
      http.request({ ...request, headers: { ...request.headers, ...more } }, signal)
    const response = await send(headers)
    // 401 is an answer before anything is done, so the same request may go out again, whatever its effect.
    if (response.status !== 401 || renew === null) return response
    return send(await renew(signal))
  }
  const get = async (path: string, signal: AbortSignal, query: Query) => {
    const response = await call({ method: 'GET', path, query, effect: 'nothing' }, signal)
    if (response.status === 404) return null
    if (!isSuccess(response)) throw errorOf(response, 'nothing')
    return response
  }
  return {
    own: (...parts) => ['accounts', settings.userId, ...parts].map(escaped).join('/'),
    call,
    errorOf,
    async read(path, shape, signal, query = {}) {
      const response = await get(path, signal, query)
      return response === null ? null : parsedAs(response, shape, 'nothing')
    },
    async list(path, { list, item }, signal, query = {}) {
      const response = await get(path, signal, query)
      if (response === null)
        throw new BridgeError('E_PROVIDER_REQUEST', { say: `FAX.PLUS has no ${path} (HTTP 404).` })
      const entries = parsedAs(response, list, 'nothing').map(entry => item.safeParse(entry))
      const items = entries.flatMap(entry => (entry.success ? [entry.data] : []))
      return { items, unreadable: entries.length - items.length }
    },
  }
}

/** One part of a path. `.` and `..` would lead to another address, escaped or not. */
export function escaped(part: string): string {
  if (/^\.{0,2}$/.test(part)) throw new BridgeError('E_PROVIDER_REPLY', { say: `"${part}" is no id.` })
  return encodeURIComponent(part)
}

type Headers = Readonly<Record<string, string>>
type Login = (signal: AbortSignal) => Promise<{
  readonly headers: Headers
  readonly renew: ((signal: AbortSignal) => Promise<Headers>) | null
}>

function makeLogin(deps: ClientDeps): Login {
  const { token, oauth } = deps.settings
  if (oauth === undefined) {
    const headers = { authorization: `Bearer ${token ?? ''}` }
    return async () => ({ headers, renew: null })
  }
  const cache = tokenCache(deps, oauth)
  const headersOf = (access: string) => ({
    authorization: `Bearer ${access}`,
    'x-fax-clientid': oauth.clientId,
  })
  return async signal => {
    const access = await cache.get(signal)
    return {
      headers: headersOf(access),
      async renew(again) {
        cache.forget(access)
        return headersOf(await cache.get(again))
      },
    }
  }
}

/** RFC 6749 §6. A new refresh token in an answer replaces the old one as long as the process lives. */
function tokenCache(deps: ClientDeps, oauth: NonNullable<FaxplusSettings['oauth']>): TokenCache {
  const { tokenHttp, clock, secrets } = deps
  const known = secrets.length
  let refreshToken = oauth.refreshToken
  return new TokenCache(async signal => {
    if (tokenHttp === null) throw new BridgeError('E_INTERNAL', { say: 'There is no connection for tokens.' })
    const parameters = { grant_type: 'refresh_token', refresh_token: refreshToken }
    const basic = Buffer.from(`${oauth.clientId}:${oauth.clientSecret}`).toString('base64')
    const response = await tokenHttp.request(
      {
        method: 'POST',
        path: oauth.tokenUrl,
        headers: { authorization: `Basic ${basic}` },
        effect: 'nothing',
        ...(oauth.parametersIn === 'query'
          ? { query: parameters, body: { form: {} } }
          : { body: { form: parameters } }),
      },
      signal,
    )
    if (!isSuccess(response)) throw loginError(deps, response)
    const { access_token, expires_in, refresh_token } = parsedAs(response, tokenAnswer, 'nothing')
    refreshToken = refresh_token ?? refreshToken
    secrets.splice(known, Number.POSITIVE_INFINITY, access_token, refreshToken)
    return { token: access_token, expiresIn: expires_in ?? null }
  }, clock)
}

/** RFC 6749 §5.2: a refused refresh token is a 400. */
function loginError(deps: ClientDeps, response: HttpResponse): BridgeError {
  const base = statusError(response, 'nothing', deps)
  if (response.status < 400 || response.status >= 500 || response.status === 429) return base
  const say =
    `It gives no access token (HTTP ${response.status}): check oauth.clientId, clientSecret and refreshToken, ` +
    'or log in once more for a new refresh token.'
  return new BridgeError('E_PROVIDER_CREDENTIALS', { say, detail: base.detail })
}

function refusal(deps: ClientDeps, response: HttpResponse, effect: HttpRequest['effect']): BridgeError {
  const base = statusError(response, effect, deps)
  const advice =
    response.status === 401
      ? 'The token is wrong, deleted or at its end: make a new one in FAX.PLUS under Profile, Integrations.'
      : response.status === 403
        ? 'The token lacks a scope, or the plan does not have the API: check the scopes of the token.'
        : null
  if (advice === null) return base
  const say = `(HTTP ${response.status}) ${advice} ${said(response, deps.secrets)}`.trim()
  return new BridgeError(base.code, { say, detail: base.detail })
}

/** The vendor's own code and words in an answer without success; empty when it has none. */
export function said(response: HttpResponse, secrets: readonly string[]): string {
  const { error, description } = vendorError(response)
  const words = [error, description].filter(word => word !== null && word !== '').join(': ')
  return words === '' ? '' : `It says: ${redacted(words, secrets).slice(0, SAID)}`
}

const SAID = 300

/** The body `{error, description}` of an answer without success. */
export function vendorError(response: HttpResponse): { error: string | null; description: string | null } {
  try {
    const parsed = apiError.safeParse(JSON.parse(response.body.toString('utf8')))
    if (parsed.success)
      return { error: parsed.data.error ?? null, description: parsed.data.description ?? null }
  } catch {
    // An error page of something in between.
  }
  return { error: null, description: null }
}
