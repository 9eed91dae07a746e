/** Opens a connection to one relay as it is configured: SMTP or LMTP, TLS, time-outs, login. */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SMTPConnectionAuth, SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection'
import { BridgeError } from '../fax/error.ts'
import { isLoopback } from '../fax/private-relay.ts'
import type { TokenSource } from '../oauth/token-endpoint.ts'
import { bearerAuth, OAUTHBEARER } from './oauth-bearer.ts'
import { xoauth2 } from './relay-error.ts'
import type { RelayTokens } from './relay-token.ts'

/** The part of the configuration that one relay needs. */
export interface RelaySettings {
  /** `smtp://HOST[:PORT]`, `smtps://HOST[:PORT]`, `lmtp://HOST[:PORT]` or `lmtp:///PATH` of a unix socket. */
  readonly url: string
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** Logs in with an access token from here instead of a password. */
  readonly oauth?: (TokenSource & { readonly mechanism?: 'xoauth2' | 'oauthbearer' }) | undefined
  /** auto: STARTTLS when offered, always outside loopback. required: never without. off: never. */
  readonly tls: 'auto' | 'required' | 'off'
  /** PEM file with a certificate authority of the operator's own. */
  readonly caFile?: string | undefined
}

export interface RelayTimeouts {
  readonly connectMs: number
  readonly greetingMs: number
  readonly silenceMs: number
}

/** RFC 5321 §4.5.3.2: a relay may take 10 minutes to answer the final dot. A greeting takes it no half minute. */
export const RELAY_TIMEOUTS: RelayTimeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 600_000 }

/** RFC 5321 §4.5.4.2, RFC 8314 §7.3; LMTP has no port of its own but must not use 25 (RFC 2033 §5), 24 is for private mail. */
const PORTS: Readonly<Record<string, number>> = { 'smtp:': 25, 'smtps:': 465, 'lmtp:': 24 }

/** Throws E_RELAY_TEMPORARY when caFile cannot be read or the unix socket not be opened. */
export async function connectionOptions(
  settings: RelaySettings,
  { hostname, timeouts }: { readonly hostname: string; readonly timeouts: RelayTimeouts },
): Promise<SMTPConnectionOptions> {
  const { protocol, hostname: written, port, pathname } = new URL(settings.url)
  const secure = protocol === 'smtps:'
  const host = written.replace(/^\[(.*)\]$/, '$1')
  const local = host === '' || isLoopback(host)
  const tls: ConnectionOptions = { minVersion: 'TLSv1.2' }
  if (settings.caFile !== undefined) tls.ca = await caOf(settings.caFile)
  // On loopback plain text would do as well, so the self-made certificate of a local Postfix is no reason to stop.
  else if (local && settings.tls === 'auto' && !secure) tls.rejectUnauthorized = false
  return {
    ...(host === '' ? { connection: await unixSocket(decodeURIComponent(pathname)) } : { host }),
    port: port === '' ? PORTS[protocol] : Number(port),
    secure,
    lmtp: protocol === 'lmtp:',
    customAuth: bearerAuth,
    name: hostname,
    ignoreTLS: settings.tls === 'off',
    requireTLS: !secure && (settings.tls === 'required' || (settings.tls === 'auto' && !local)),
    tls,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.silenceMs,
    // A peer that is slow to close must not keep the daemon from stopping.
    socketCloseTimeout: 1_000,
    // A reply of more than this is not meant for us.
    maxResponseSize: 64 * 1024,
    allowInternalNetworkInterfaces: true,
    logger: false,
  }
}

async function unixSocket(path: string): Promise<Socket> {
  const socket = connect({ path })
  try {
    await once(socket, 'connect')
    return socket
  } catch (cause) {
    const { code } = cause as { code?: string }
    const say = `The socket ${path} cannot be opened (${code}).`
    throw new BridgeError('E_RELAY_TEMPORARY', { cause, say, detail: { about: 'relay' } })
  }
}

async function caOf(file: string): Promise<Buffer> {
  return readFile(file).catch(cause => {
    const say = `The file ${file}, named as caFile of the relay, is not readable.`
    throw new BridgeError('E_RELAY_TEMPORARY', { cause, say, detail: { about: 'relay' } })
  })
}

/** Logs in, where the settings say so. `got` is told the access token, so that no error repeats it. */
export async function loggedIn(
  connection: SMTPConnection,
  settings: RelaySettings,
  { tokens, signal, got }: { tokens: RelayTokens; signal: AbortSignal; got: (token: string) => void },
): Promise<void> {
  const { user, password, oauth } = settings
  if (user === undefined || (password === undefined && oauth === undefined)) return
  if (oauth === undefined) return login(connection, { user, pass: password })
  if (oauth.mechanism === 'oauthbearer') return bearerLogin(connection, user, { oauth, tokens, signal, got })
  let current: string | null = null
  const getToken = (renew: boolean, done: (error: Error | null, token?: string) => void) => {
    if (renew && current !== null) tokens.forget(oauth, current)
    tokens.get(oauth, signal).then(token => {
      current = token
      got(token)
      done(null, token)
    }, done)
  }
  const buildXOAuth2Token = (token: string) => Buffer.from(xoauth2(user, token)).toString('base64')
  // The library's own generator asks over HTTP without a limit of ours, and keeps what it gets by itself.
  const oauth2 = { getToken, buildXOAuth2Token } as unknown as NonNullable<SMTPConnectionAuth['oauth2']>
  try {
    await login(connection, { user, method: 'XOAUTH2', oauth2 })
  } catch (error) {
    if (current !== null) tokens.forget(oauth, current)
    throw error
  }
}

interface TokenUse {
  readonly oauth: TokenSource
  readonly tokens: RelayTokens
  readonly signal: AbortSignal
  readonly got: (token: string) => void
}

/** A token that is refused may have ended: another one is tried once, in the same session. */
async function bearerLogin(
  connection: SMTPConnection,
  user: string,
  { oauth, tokens, signal, got }: TokenUse,
  isRetry = false,
): Promise<void> {
  const token = await tokens.get(oauth, signal)
  got(token)
  try {
    await login(connection, { user, pass: token, method: OAUTHBEARER })
  } catch (error) {
    tokens.forget(oauth, token)
    if (isRetry) throw error
    await bearerLogin(connection, user, { oauth, tokens, signal, got }, true)
  }
}

function login(connection: SMTPConnection, auth: SMTPConnectionAuth): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.login(auth, error => (error ? reject(error) : resolve()))
  })
}
