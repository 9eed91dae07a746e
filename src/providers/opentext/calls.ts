/** Both ways to log in at OpenText: user id and password, or OAuth tokens. In charge of nothing else. */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import { BridgeError } from '../../fax/error.ts'
import { type AccessToken, TokenCache } from '../../oauth/access-token.ts'
import type { Clock } from '../../runtime.ts'
import { type Http, type HttpRequest, type HttpResponse, parsedAs, redacted, statusError } from '../http.ts'
import { TokenAnswer } from './api.ts'

export interface Connection {
  /** Any answer of the API, with our login in the request. */
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpResponse>
  /** The error for an answer that is no success; no secret is in it. */
  failure(response: HttpResponse, effect: HttpRequest['effect']): BridgeError
  /** The answer's text, without secrets, short enough for the history. */
  shown(response: HttpResponse): string
}

export interface ConnectionDeps {
  readonly settings: OpentextSettings
  readonly http: Http
  /** For `oauth.tokenUrl`, which is another host. Null without OAuth. */
  readonly tokenHttp: Http | null
  readonly clock: Clock
}

const SHOWN = 500

/** What may stand in no error. */
export function secretsOf({ username, password, oauth }: OpentextSettings): readonly string[] {
  const pairs = [
    [username, password],
    [oauth?.clientId, oauth?.clientSecret],
  ]
  // Basic sends both in one base64 text, in which the password alone cannot be found.
  return pairs.flatMap(([name, secret]) => (secret === undefined ? [] : [secret, `${name}:${secret}`]))
}

export function makeConnection(deps: ConnectionDeps): Connection {
  const { settings, http, clock } = deps
  const tokens =
    settings.oauth === undefined ? null : new TokenCache(signal => fetchToken(deps, signal), clock)
  const secrets = [...secretsOf(settings)]
  let newest: string | null = null
  const known = () => (newest === null ? secrets : [...secrets, newest])
  const withLogin = (request: HttpRequest, authorization: string): HttpRequest => ({
    ...request,
    headers: { ...request.headers, authorization },
  })
  return {
    async request(request, signal) {
      if (tokens === null)
        return http.request(withLogin(request, basic(settings.username, settings.password)), signal)
      const token = await tokens.get(signal)
      newest = token
      const response = await http.request(withLogin(request, `Bearer ${token}`), signal)
      if (response.status !== 401) return response
      // How long a token lives is not documented. A refused login is certainly not taken, so one more try is safe.
      tokens.forget(token)
      newest = await tokens.get(signal)
      return newest === token ? response : http.request(withLogin(request, `Bearer ${newest}`), signal)
    },
    failure: (response, effect) => statusError(response, effect, { clock, secrets: known() }),
    shown: ({ body }) =>
      redacted(body.toString('utf8', 0, SHOWN * 8), known())
        .replace(/\s+/g, ' ')
        .trim()
        .slice(0, SHOWN),
  }
}

const basic = (name = '', secret = '') => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

/** The client credentials grant. RFC 6749 §4.4 */
async function fetchToken(deps: ConnectionDeps, signal: AbortSignal): Promise<AccessToken> {
  const { settings, tokenHttp, clock } = deps
  if (settings.oauth === undefined || tokenHttp === null) throw new TypeError('no OAuth in the settings')
  const { tokenUrl, clientId, clientSecret } = settings.oauth
  const response = await tokenHttp.request(
    {
      method: 'POST',
      path: tokenUrl,
      headers: { authorization: basic(clientId, clientSecret) },
      body: { form: { grant_type: 'client_credentials' } },
      effect: 'nothing',
    },
    signal,
  )
  if (response.status < 200 || response.status > 299) {
    const error = statusError(response, 'nothing', { clock, secrets: secretsOf(settings) })
    if (error.code !== 'E_PROVIDER_REQUEST') throw error
    // RFC 6749 §5.2: a wrong client is a 400 at many servers.
    throw new BridgeError('E_PROVIDER_CREDENTIALS', {
      say: `Check oauth.tokenUrl, clientId and clientSecret (HTTP ${response.status}).`,
      detail: error.detail,
    })
  }
  const answer = parsedAs(response, TokenAnswer, 'nothing')
  return { token: answer.access_token, expiresIn: answer.expires_in }
}
