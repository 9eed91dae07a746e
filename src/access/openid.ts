/**
 * Log-in at an identity provider: OpenID Connect with an authorization code, PKCE (RFC 7636), state and nonce. In charge of
 * sending the browser there, of making sure that who comes back is who was sent, and of the user that follows. A log-in is
 * bound to the browser that began it, and works once.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from 'openid-client'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { StoredUser } from '../store/access-store.ts'
import {
  type Claims,
  type Mapped,
  mapClaims,
  neededClaims,
  type OpenIdConfig,
  refusal,
} from './openid-rules.ts'
import { beginSession, type Session, type SessionDeps } from './sessions.ts'

/** What is remembered of a browser that was sent away. */
interface Journey {
  readonly nonce: string
  readonly verifier: string
  /** Where it wanted to go. */
  readonly next: string
  readonly until: EpochMs
}

/** RFC 7636 §4.1 wants 43 to 128 signs; of five bits each these are 260. */
const LETTERS = 52
const JOURNEY_MS = 10 * 60_000
/** Bounds memory; the oldest give way. */
const MOST_JOURNEYS = 10_000
/** A provider changes its keys, and sometimes its addresses. */
const FRESH_MS = 3_600_000
const TIMEOUT_SECONDS = 15

export class OpenId {
  readonly #deps: SessionDeps
  readonly #journeys = new Map<string, Journey>()
  #found: { readonly client: Configuration; readonly until: number; readonly for: OpenIdConfig } | null = null

  constructor(deps: SessionDeps) {
    this.#deps = deps
  }

  /** Where to send the browser, and what it must bring back. Throws E_NOT_FOUND and E_OPENID_DOWN. */
  async start(next: string, returnUrl: string): Promise<{ readonly url: string; readonly state: string }> {
    const { ids, clock } = this.#deps.runtime
    const config = this.#config()
    const client = await this.#client(config)
    const [state, nonce, verifier] = [ids.token(LETTERS), ids.token(LETTERS), ids.token(LETTERS)]
    const url = buildAuthorizationUrl(client, {
      redirect_uri: returnUrl,
      scope: config.scopes.join(' '),
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    })
    this.#journeys.set(state, { nonce, verifier, next, until: (clock.now() + JOURNEY_MS) as EpochMs })
    if (this.#journeys.size > MOST_JOURNEYS) {
      const [oldest = ''] = this.#journeys.keys()
      this.#journeys.delete(oldest)
    }
    return { url: url.href, state }
  }

  /**
   * The browser is back at `url`, with the state that it was given (null: none). Throws E_OPENID with what to do, and
   * E_OPENID_DOWN; both are written down.
   */
  async finish(
    url: URL,
    state: string | null,
    visit: { readonly from: string; readonly replaces: string | null },
  ): Promise<{ readonly session: Session; readonly next: string }> {
    const { audit } = this.#deps
    const journey = this.#taken(state)
    let claims: Claims = {}
    try {
      if (state === null || journey === null)
        throw refusal('The log-in took too long, or began in another browser: begin it again.')
      const config = this.#config()
      claims = await this.#claims(config, url, state, journey)
      const user = await this.#user(config, claims, visit.from)
      const session = await beginSession(this.#deps, user, { ...visit, by: 'openid' })
      return { session, next: journey.next }
    } catch (error) {
      if (!isBridgeError(error)) throw error
      const detail = { by: 'openid', why: error.message, subject: String(claims['sub'] ?? '') }
      await audit({ who: 'nobody', from: visit.from, action: 'access.login-failed', object: '', detail })
      throw error
    }
  }

  #config(): OpenIdConfig {
    const { oidc } = this.#deps.config.current.http.admin
    if (oidc === undefined)
      throw new BridgeError('E_NOT_FOUND', { say: 'There is no log-in of this kind here.' })
    return oidc
  }

  /** The journey of this state, once. */
  #taken(state: string | null): Journey | null {
    const journey = this.#journeys.get(state ?? '')
    this.#journeys.delete(state ?? '')
    return journey === undefined || journey.until <= this.#deps.runtime.clock.now() ? null : journey
  }

  async #client(config: OpenIdConfig): Promise<Configuration> {
    const now = this.#deps.runtime.clock.now()
    if (this.#found !== null && this.#found.until > now && this.#found.for === config)
      return this.#found.client
    const client = await discovered(config).catch(cause => {
      throw new BridgeError('E_OPENID_DOWN', { cause })
    })
    this.#found = { client, until: now + FRESH_MS, for: config }
    return client
  }

  async #claims(config: OpenIdConfig, url: URL, state: string, journey: Journey): Promise<Claims> {
    const client = await this.#client(config)
    const { log } = this.#deps.runtime
    try {
      const tokens = await authorizationCodeGrant(client, url, {
        expectedState: state,
        expectedNonce: journey.nonce,
        pkceCodeVerifier: journey.verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new Error('there is no ID token')
      const missing = neededClaims(config).some(name => claims[name] === undefined)
      if (!missing || client.serverMetadata().userinfo_endpoint === undefined) return claims
      return { ...(await fetchUserInfo(client, tokens.access_token, claims.sub)), ...claims }
    } catch (error) {
      const { code, message, error: said } = error as { code?: string; message?: string; error?: string }
      log.warn({ code, reason: message, said }, 'a log-in at the identity provider did not succeed')
      throw refusal('Begin it again; if that does not help, tell your fax administrator.', error)
    }
  }

  /** The user of this identity, as the rules say he is now. */
  async #user(config: OpenIdConfig, claims: Claims, from: string): Promise<StoredUser> {
    const { store, audit, config: live, runtime } = this.#deps
    const { name, fields } = mapClaims(
      config,
      claims,
      live.current.subscribers.map(({ id }) => id),
    )
    const federated = `${String(claims['iss'])} ${String(claims['sub'])}`
    const known = (await store.users()).find(user => user.federated === federated)
    const now = runtime.clock.now()
    const detail = { by: 'openid', role: fields.role, subscribers: fields.subscribers?.join(', ') ?? 'all' }
    if (known === undefined) {
      const times = { createdAt: now, changedAt: now, lastLoginAt: null }
      const user = { name, password: null, federated, ...fields, disabled: false, ...times }
      await audit({ who: `user:${name}`, from, action: 'access.user-add', object: name, detail })
      if (await store.addUser(user)) return user
      throw refusal(`There is another user "${name}" here already. Ask your fax administrator.`)
    }
    if (known.disabled) throw refusal('This user is switched off. Ask your fax administrator.')
    if (sameFields(known, { name, fields })) return known
    const changed = { ...known, ...fields, changedAt: now }
    await audit({ who: `user:${known.name}`, from, action: 'access.user-change', object: known.name, detail })
    await store.changeUser(changed)
    return changed
  }
}

const sameFields = ({ role, subscribers, rights }: StoredUser, { fields }: Mapped): boolean =>
  JSON.stringify([role, subscribers, rights]) ===
  JSON.stringify([fields.role, fields.subscribers, fields.rights])

/** Asks the provider how it is to be talked to. Without TLS only on this machine (the configuration is checked for that). */
async function discovered({ issuer, clientId, clientSecret }: OpenIdConfig): Promise<Configuration> {
  const plain = issuer.startsWith('http:')
  const found = await discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    execute: plain ? [allowInsecureRequests] : [],
  })
  const server = found.serverMetadata()
  // OpenID Connect Discovery 1.0 §3: what is not said is client_secret_basic.
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  const auth = methods.includes('client_secret_basic') ? ClientSecretBasic : ClientSecretPost
  const client = new Configuration(server, clientId, undefined, auth(clientSecret))
  client.timeout = TIMEOUT_SECONDS
  if (plain) allowInsecureRequests(client)
  // The signature of the ID token is checked too, although it came over our own connection.
  enableNonRepudiationChecks(client)
  return client
}
