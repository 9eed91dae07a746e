/**
 * Asks a token endpoint for an access token: with the client's own credentials (RFC 6749 §4.4), with a refresh token (§6), or
 * with what a service account has signed (RFC 7523 §2.1). The client's name and secret stand in the body (§2.3.1), which Microsoft and Google both take.
 */
import { Agent, request } from 'undici'
import type { AccessToken } from './access-token.ts'
import { signedAssertion } from './signed-assertion.ts'

/** Where a token comes from. */
export interface TokenSource {
  readonly tokenUrl: string
  readonly clientId: string
  /** Absent: there is a private key. */
  readonly clientSecret?: string | undefined
  /** PEM, of a service account whose address is `clientId`. */
  readonly privateKey?: string | undefined
  readonly keyId?: string | undefined
  /** The mailbox that a service account stands for. */
  readonly subject?: string | undefined
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

/** `now`: epoch ms. Throws Error with a sentence that says why there is no token; no secret stands in it. */
export async function fetchToken(
  source: TokenSource,
  signal: AbortSignal,
  now: number,
): Promise<GrantedToken> {
  const form = formOf(source, now)
  const found = await asked(source, form, signal)
  if (typeof found === 'string') throw new Error(withoutSecrets(found, source))
  return found
}

/** The token, or why there is none. */
async function asked(
  source: TokenSource,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<GrantedToken | string> {
  const dispatcher = new Agent({ connect: { timeout: ANSWER_MS } })
  const { host } = new URL(source.tokenUrl)
  try {
    const reply = await request(source.tokenUrl, {
      dispatcher,
      signal,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
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

function formOf(source: TokenSource, now: number): Readonly<Record<string, string>> {
  const { clientId, clientSecret = '', refreshToken, scope, privateKey, tokenUrl } = source
  if (privateKey !== undefined) {
    const { keyId, subject } = source
    const assertion = { issuer: clientId, audience: tokenUrl, privateKey, scope, keyId, subject }
    return {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: signedAssertion(assertion, now),
    }
  }
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

function withoutSecrets(text: string, { clientSecret = '', refreshToken = '' }: TokenSource): string {
  return [clientSecret, refreshToken]
    .filter(secret => secret !== '')
    .reduce((clean, secret) => clean.replaceAll(secret, '•••'), text)
}
