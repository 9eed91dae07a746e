/** Who may call the simulated FAX.PLUS: a personal access token, or OAuth tokens with the header x-fax-clientid. */
import { Refusal } from './faxplus-checks.ts'
import type { SimReply, SimRequest } from './simulator.ts'

export interface FaxplusCredentials {
  /** Personal access token; null: only OAuth is taken. */
  readonly token: string | null
  readonly oauth?: {
    readonly clientId: string
    readonly clientSecret: string
    readonly refreshToken: string
    /** Where the token request must have its parameters. Default: form. */
    readonly parametersIn?: 'form' | 'query'
    /** Life of an access token in seconds. Default: 3600. */
    readonly seconds?: number
    /** True: each refresh token works once. */
    readonly rotates?: boolean
  }
}

export class FaxplusLogin {
  readonly #credentials: FaxplusCredentials
  readonly #now: () => number
  readonly #until = new Map<string, number>()
  #refreshToken: string
  #issued = 0

  constructor(credentials: FaxplusCredentials, now: () => number) {
    this.#credentials = credentials
    this.#now = now
    this.#refreshToken = credentials.oauth?.refreshToken ?? ''
  }

  /** Throws a Refusal with 401. */
  check(request: SimRequest): void {
    const [scheme = '', token = ''] = (request.headers['authorization'] ?? '').split(' ')
    const { token: personal, oauth } = this.#credentials
    const refuse = (why: string): never => {
      throw new Refusal(401, 'unauthorized', why)
    }
    if (scheme !== 'Bearer' || token === '') refuse('no bearer token')
    if (personal !== null && token === personal) return
    const until = this.#until.get(token)
    if (until === undefined || until <= this.#now()) refuse('the token is not valid')
    if (request.headers['x-fax-clientid'] !== oauth?.clientId) refuse('x-fax-clientid is missing or wrong')
  }

  /** All access tokens of now end. */
  revoke(): void {
    this.#until.clear()
  }

  /** `POST /token`, RFC 6749 §6. */
  issue(request: SimRequest): SimReply {
    const { oauth } = this.#credentials
    if (oauth === undefined) return { status: 404, body: { error: 'not_found' } }
    const basic = Buffer.from(`${oauth.clientId}:${oauth.clientSecret}`).toString('base64')
    if (request.headers['authorization'] !== `Basic ${basic}`)
      return { status: 401, body: { error: 'invalid_client' } }
    const inForm = (oauth.parametersIn ?? 'form') === 'form'
    const given = inForm
      ? Object.fromEntries(new URLSearchParams(request.body.toString('utf8')))
      : request.query
    if (!/^application\/x-www-form-urlencoded\b/.test(request.headers['content-type'] ?? ''))
      return { status: 400, body: { error: 'invalid_request' } }
    if (given['grant_type'] !== 'refresh_token')
      return { status: 400, body: { error: 'unsupported_grant_type' } }
    if (given['refresh_token'] !== this.#refreshToken)
      return { status: 400, body: { error: 'invalid_grant' } }
    this.#issued++
    const seconds = oauth.seconds ?? 3600
    const token = `access-token-${this.#issued}`
    this.#until.set(token, this.#now() + seconds * 1000)
    if (oauth.rotates === true) this.#refreshToken = `${oauth.refreshToken}-${this.#issued}`
    return {
      status: 200,
      body: {
        access_token: token,
        expires_in: seconds,
        refresh_token: this.#refreshToken,
        token_type: 'bearer',
      },
    }
  }
}
