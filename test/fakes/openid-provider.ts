/**
 * An identity provider that is as strict as OpenID Connect Core 1.0 wants: every parameter is checked, a code works once and
 * only with its PKCE verifier, redirect address and the client's credentials. A test can make it lie.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

export interface Person {
  readonly sub: string
  readonly [claim: string]: unknown
}

/** How it lies. */
export interface Lies {
  /** Over the claims of the ID token. */
  claims?: Record<string, unknown>
  /** Signs with a key that nobody published. */
  foreignKey?: boolean
  /** Claims that only /userinfo tells. */
  later?: readonly string[]
  userinfoSub?: string
  noSecret?: boolean
}

export const CLIENT = { id: 'faxbridge', secret: 'canary secret+/=%' }

interface Code {
  readonly nonce: string
  readonly challenge: string
  readonly redirectUri: string
}

export async function startOpenIdProvider(redirectUri: string) {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, Code>()
  const state = { person: { sub: '1' } as Person, lies: {} as Lies, wrong: [] as string[], asked: 0 }
  let issuer = ''

  const discovery = () => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    authorization_response_iss_parameter_supported: true,
  })

  const refuse = (why: string) => {
    state.wrong.push(why)
    return { status: 400, json: { error: 'invalid_request', error_description: why } }
  }

  const authorize = (query: URLSearchParams) => {
    const get = (name: string) => query.get(name) ?? ''
    if (get('client_id') !== CLIENT.id) return refuse('client_id')
    if (get('redirect_uri') !== redirectUri) return refuse('redirect_uri')
    if (get('response_type') !== 'code') return refuse('response_type')
    if (!get('scope').split(' ').includes('openid')) return refuse('scope')
    if (get('code_challenge_method') !== 'S256' || get('code_challenge').length !== 43) return refuse('PKCE')
    if (get('state').length < 22 || get('nonce').length < 22) return refuse('state, nonce')
    const code = `code-${codes.size}-${state.asked++}`
    codes.set(code, { nonce: get('nonce'), challenge: get('code_challenge'), redirectUri })
    const back = new URL(redirectUri)
    back.search = new URLSearchParams({ code, state: get('state'), iss: issuer }).toString()
    return { status: 302, location: back.href }
  }

  const token = async (request: IncomingMessage) => {
    // RFC 6749 §2.3.1: both are form-encoded before they are put together.
    const form = (value: string) => new URLSearchParams({ v: value }).toString().slice(2)
    const basic = Buffer.from(`${form(CLIENT.id)}:${form(CLIENT.secret)}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`) {
      state.wrong.push('client credentials')
      return { status: 401, json: { error: 'invalid_client' } }
    }
    const body = new URLSearchParams(await text(request))
    if (body.get('grant_type') !== 'authorization_code') return refuse('grant_type')
    const code = codes.get(body.get('code') ?? '')
    codes.delete(body.get('code') ?? '')
    if (code === undefined) return refuse('code')
    if (body.get('redirect_uri') !== code.redirectUri) return refuse('redirect_uri')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (challenge !== code.challenge) return refuse('code_verifier')
    const access = { access_token: 'an-access-token', token_type: 'Bearer', expires_in: 60 }
    return { status: 200, json: { ...access, id_token: idToken(code.nonce) } }
  }

  const idToken = (nonce: string) => {
    const now = Math.floor(Date.now() / 1000)
    const { person, lies } = state
    const own = Object.entries(person).filter(([name]) => lies.later?.includes(name) !== true)
    const claims = {
      iss: issuer,
      aud: CLIENT.id,
      iat: now,
      exp: now + 60,
      nonce,
      ...Object.fromEntries(own),
      ...lies.claims,
    }
    return jwt(claims, lies.foreignKey === true ? foreign.privateKey : privateKey)
  }

  const userinfo = (request: IncomingMessage) =>
    request.headers.authorization === 'Bearer an-access-token'
      ? { status: 200, json: { ...state.person, sub: state.lies.userinfoSub ?? state.person.sub } }
      : refuse('userinfo without a token')

  const answer = async (request: IncomingMessage) => {
    const url = new URL(request.url ?? '/', issuer)
    const route = `${request.method} ${url.pathname}`
    if (route === 'GET /.well-known/openid-configuration') return { status: 200, json: discovery() }
    if (route === 'GET /jwks')
      return {
        status: 200,
        json: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', use: 'sig', alg: 'RS256' }] },
      }
    if (route === 'GET /authorize') return authorize(url.searchParams)
    if (route === 'POST /token') return token(request)
    if (route === 'GET /userinfo') return userinfo(request)
    return { status: 404, json: {} }
  }
  const send = async (request: IncomingMessage, response: ServerResponse) => {
    const given: { status: number; json?: object; location?: string } = await answer(request)
    const location = given.location === undefined ? {} : { location: given.location }
    response.writeHead(given.status, { 'content-type': 'application/json', ...location })
    response.end(JSON.stringify(given.json ?? {}))
  }
  const server = createServer((request, response) => void send(request, response))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  return {
    issuer,
    state,
    close: () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type OpenIdProvider = Awaited<ReturnType<typeof startOpenIdProvider>>

function jwt(claims: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${part({ alg: 'RS256', typ: 'JWT', kid: '1' })}.${part(claims)}`
  return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`
}
