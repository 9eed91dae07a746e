/**
 * Asks a token endpoint for an access token: with the client's own credentials (RFC 6749 §4.4) or with a refresh token
 * (§6). The client's name and secret stand in the body (§2.3.1), which Microsoft and Google both take.
 */
import { Agent, request } from 'undici'
import type { AccessToken } from './access-token.ts'

/** Where a token comes from. */
export interface TokenSource {
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string
  /** Absent: the client's own credentials are all that is needed. */
  readonly refreshToken?: string | undefined
  readonly scope?: string | undefined
}

/** What came back. */
export interface GrantedToken extends AccessToken {
  /** A refresh token that takes the place of the one that was used. */
  readonly refreshToken: string | null
}

const ANSWER_MS = 30_000
/** A token has some kilobytes; what is larger is no answer of a token endpoint. */
const ANSWER_BYTES = 64 * 1024
/** What of a refusal is told. */
const SHOWN = 300

/** Throws Error with a sentence that says why there is no token; no secret stands in it. */
export async function fetchToken(source: TokenSource, signal: AbortSignal): Promise<GrantedToken> {
  const found = await asked(source, signal)
  if (typeof found === 'string') throw new Error(withoutSecrets(found, source))
  return found
}

/** The token, or why there is none. */
async function asked(source: TokenSource, signal: AbortSignal): Promise<GrantedToken | string> {
  const dispatcher = new Agent({ connect: { timeout: ANSWER_MS } })
  const { host } = new URL(source.tokenUrl)
  try {
    const reply = await request(source.tokenUrl, {
      dispatcher,
      signal,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(formOf(source)).toString(),
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
    })
    return grantedIn(reply.statusCode, await shortText(reply.body), host)
  } catch (error) {
    const { code = 'no answer' } = error as { code?: string }
    return `the token endpoint ${host} cannot be reached (${code})`
  } finally {
    await dispatcher.destroy()
  }
}

function formOf({ clientId, clientSecret, refreshToken, scope }: TokenSource): Record<string, string> {
  return {
    grant_type: refreshToken === undefined ? 'client_credentials' : 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    ...(scope === undefined ? {} : { scope }),
  }
}

async function shortText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > ANSWER_BYTES) break
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function grantedIn(status: number, text: string, host: string): GrantedToken | string {
  const answer = objectIn(text)
  const token = answer['access_token']
  if (status === 200 && typeof token === 'string' && token !== '') {
    const [expires, refresh] = [Number(answer['expires_in']), answer['refresh_token']]
    return {
      token,
      expiresIn: Number.isFinite(expires) && expires > 0 ? expires : null,
      refreshToken: typeof refresh === 'string' && refresh !== '' ? refresh : null,
    }
  }
  // RFC 6749 §5.2
  const why = [answer['error'], answer['error_description']].filter(word => typeof word === 'string')
  return `the token endpoint ${host} answers ${status}: ${why.join(': ').slice(0, SHOWN)}`
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function withoutSecrets(text: string, { clientSecret, refreshToken = '' }: TokenSource): string {
  return [clientSecret, refreshToken]
    .filter(secret => secret !== '')
    .reduce((clean, secret) => clean.replaceAll(secret, '•••'), text)
}
