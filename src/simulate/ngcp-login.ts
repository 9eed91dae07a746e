/** The login of a simulated NGCP: Basic and JWT, and the ban after failed logins. */
import type { SimReply, SimRequest } from './simulator.ts'

export interface NgcpLoginOptions {
  readonly username: string
  readonly password: string
  readonly now: () => number
  /** Life of a JWT in seconds. */
  readonly tokenSeconds: number
  /** Failed logins before the user is banned, and for how long. */
  readonly banAfter: number
  readonly banSeconds: number
}

export const apiError = (code: number, message: string): SimReply => ({
  status: code,
  body: { code, message },
})

export class NgcpLogin {
  readonly #options: NgcpLoginOptions
  readonly #tokens = new Map<string, number>()
  #failed = 0
  #bannedUntil = 0

  constructor(options: NgcpLoginOptions) {
    this.#options = options
  }

  /** Null when the request may pass. */
  check(request: SimRequest): SimReply | null {
    const header = request.headers['authorization'] ?? ''
    if (header.startsWith('Bearer ')) {
      const until = this.#tokens.get(header.slice('Bearer '.length)) ?? 0
      if (this.#options.now() < until) return null
      return { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>Permission denied</html>' }
    }
    if (header === '') return this.#required()
    const { username, password } = this.#options
    const right = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
    return this.#verdict(header === right) ?? null
  }

  /** `POST /login_jwt` */
  issue(request: SimRequest, subscriberId: number): SimReply {
    const given = jsonOf(request)
    if (typeof given?.['username'] !== 'string' || typeof given['password'] !== 'string')
      return apiError(422, 'No username or password given')
    const { username, password, now, tokenSeconds } = this.#options
    const refused = this.#verdict(given['username'] === username && given['password'] === password)
    if (refused !== null) return refused.status === 401 ? apiError(403, 'User not found') : refused
    const jwt = `eyJ.${subscriberId}.${this.#tokens.size + 1}`
    this.#tokens.set(jwt, now() + tokenSeconds * 1000)
    const expires = Math.floor(now() / 1000) + tokenSeconds
    return { status: 200, body: { jwt, subscriber_id: subscriberId, expires } }
  }

  #verdict(isRight: boolean): SimReply | null {
    const { now, banAfter, banSeconds } = this.#options
    if (now() < this.#bannedUntil) return apiError(403, 'Banned')
    if (isRight) {
      this.#failed = 0
      return null
    }
    this.#failed++
    if (this.#failed >= banAfter) this.#bannedUntil = now() + banSeconds * 1000
    return this.#required()
  }

  #required(): SimReply {
    return {
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="api_subscriber_http"', 'content-type': 'text/plain' },
      body: 'Authorization required.',
    }
  }
}

/** The body as a JSON object; null for anything else. */
export function jsonOf(request: SimRequest): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
