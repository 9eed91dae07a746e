/**
 * Hands one finished mail to the relay over SMTP. In charge of: the connection, TLS, login, time-outs, and telling a
 * refusal from a trouble that passes. Not in charge of what stands in the mail, of when it is tried again, nor of
 * keeping it (dispatch.ts). It speaks through the low-level client, so that no address parser stands between the
 * envelope we were given and the one that is sent.
 */
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ConnectionOptions } from 'node:tls'
import SMTPConnection, { type SMTPConnectionOptions, type SMTPEnvelope } from 'nodemailer/lib/smtp-connection'
import { BridgeError, isBridgeError } from '../fax/error.ts'
import { isLoopback, isPrivateRelay } from '../fax/private-relay.ts'
import type { Runtime } from '../runtime.ts'
import { safeText, strictAddress } from './safe-text.ts'

/** The part of the configuration that this needs. */
export interface RelaySettings {
  /** `smtp://HOST[:PORT]` or `smtps://HOST[:PORT]`. */
  readonly url: string
  readonly user?: string | undefined
  readonly password?: string | undefined
  /** auto: STARTTLS when offered, always outside loopback. required: never without. off: never. */
  readonly tls: 'auto' | 'required' | 'off'
  /** PEM file with a certificate authority of the operator's own. */
  readonly caFile?: string | undefined
}

/** A mail with its envelope. `reversePath` may be empty; `raw` is what is sent, byte for byte. */
export interface RelayMail {
  readonly reversePath: string
  readonly to: string
  readonly raw: AsyncIterable<Uint8Array> | Uint8Array
  /** Bytes of `raw`. A stream that turns out shorter or longer is not sent to its end. */
  readonly size: number
  /** It holds a secret: it is not sent where others can read it on the way. */
  readonly confidential?: boolean
}

export interface MailRelay {
  /**
   * Resolves with the relay's answer when it has taken the mail. Throws E_RELAY_REFUSED when it will never take this
   * mail, E_RELAY_TEMPORARY when it may later (also when nobody knows whether it has), E_SENDER_SYNTAX for an address
   * that is none. `detail.response` holds the relay's words.
   */
  send(mail: RelayMail, signal: AbortSignal): Promise<{ readonly response: string }>
  /** Connects and logs in, sends nothing. Throws as `send` does. */
  verify(signal: AbortSignal): Promise<void>
  /** Breaks open connections off. */
  close(): void
}

export interface RelayTimeouts {
  readonly connectMs: number
  readonly greetingMs: number
  readonly silenceMs: number
}

/** RFC 5321 §4.5.3.2: a relay may take 10 minutes to answer the final dot. A greeting takes it no half minute. */
export const RELAY_TIMEOUTS: RelayTimeouts = { connectMs: 30_000, greetingMs: 30_000, silenceMs: 600_000 }

export interface RelayDeps {
  /** Asked for every mail, since it can change at run time. */
  readonly config: () => RelaySettings
  /** Our name in EHLO. */
  readonly hostname: string
  readonly runtime: Pick<Runtime, 'log'>
  readonly timeouts?: RelayTimeouts
}

export function makeRelay(deps: RelayDeps): MailRelay {
  const open = new Set<SMTPConnection>()

  async function session<T>(signal: AbortSignal, talk: (talking: Talking) => Promise<T>): Promise<T> {
    const settings = deps.config()
    const connection = new SMTPConnection(await connectionOptions(deps, settings))
    open.add(connection)
    try {
      return await inTime(connection, signal, async () => {
        await connected(connection)
        await loggedIn(connection, settings)
        return talk({ connection, settings })
      })
    } catch (error) {
      throw relayError(error, settings)
    } finally {
      open.delete(connection)
      connection.close()
    }
  }

  return {
    async send(mail, signal) {
      const envelope = envelopeOf(mail)
      mustBePrivate(mail, deps.config())
      const response = await session(signal, ({ connection }) => sent(connection, envelope, mail))
      deps.runtime.log.debug({ size: mail.size, response }, 'the relay took a mail')
      return { response }
    },
    async verify(signal) {
      await session(signal, async ({ connection }) => connection.quit())
    },
    close() {
      // The client tells nobody that it was closed from our side: the error ends the session that waits for it.
      for (const connection of open) connection.emit('error', new Error('the connection was closed by us'))
    },
  }
}

/** The configuration may have changed since the mail was written. */
function mustBePrivate({ confidential = false }: RelayMail, settings: RelaySettings): void {
  if (!confidential || isPrivateRelay(settings)) return
  const say = 'The mail holds a secret key, and the relay is reached without TLS: set relay.tls.'
  throw new BridgeError('E_RELAY_TEMPORARY', { say })
}

interface Talking {
  readonly connection: SMTPConnection
  readonly settings: RelaySettings
}

/** Settles with `talk`, or fails as soon as the connection breaks or the signal aborts. */
function inTime<T>(connection: SMTPConnection, signal: AbortSignal, talk: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const aborted = () => reject(new Error('the hand-over was broken off by us'))
    connection.on('error', reject)
    connection.once('end', () => reject(new Error('the relay closed the connection')))
    if (signal.aborted) return aborted()
    signal.addEventListener('abort', aborted, { once: true })
    const done = () => signal.removeEventListener('abort', aborted)
    talk().then(resolve, reject).finally(done).catch(reject)
  })
}

function connected(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.connect(error => (error ? reject(error) : resolve()))
  })
}

async function loggedIn(connection: SMTPConnection, settings: RelaySettings): Promise<void> {
  const { user, password } = settings
  if (user === undefined || password === undefined) return
  await new Promise<void>((resolve, reject) => {
    connection.login({ user, pass: password }, error => (error ? reject(error) : resolve()))
  })
}

function sent(connection: SMTPConnection, envelope: SMTPEnvelope, mail: RelayMail): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, Readable.from(exactly(mail)), (error, info) => {
      if (error) return reject(error)
      connection.quit()
      resolve(safeText(info.response))
    })
  })
}

/** The bytes, all of them or an error: a mail that is cut short in the spool must not end with a final dot. */
async function* exactly(mail: RelayMail): AsyncGenerator<Uint8Array> {
  let seen = 0
  try {
    for await (const chunk of mail.raw instanceof Uint8Array ? [mail.raw] : mail.raw) {
      seen += chunk.length
      yield chunk
    }
    if (seen !== mail.size) {
      const detail = { why: 'an outgoing mail has not its size', size: mail.size, seen }
      throw new BridgeError('E_STORE', { detail })
    }
  } catch (cause) {
    // Wrapped, since the client writes its own code over that of the error it gets.
    throw new Error('the mail could not be read', { cause })
  }
}

function envelopeOf(mail: RelayMail): SMTPEnvelope {
  const report = mail.reversePath === ''
  return {
    from: report ? false : strictAddress(mail.reversePath),
    to: [strictAddress(mail.to)],
    size: mail.size,
    // RFC 3461 §6.1: no report about a report. The client sends it only to relays that offer DSN.
    ...(report ? { dsn: { notify: 'NEVER' } } : {}),
  }
}

async function connectionOptions(deps: RelayDeps, settings: RelaySettings): Promise<SMTPConnectionOptions> {
  const url = new URL(settings.url)
  const secure = url.protocol === 'smtps:'
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const local = isLoopback(host)
  const timeouts = deps.timeouts ?? RELAY_TIMEOUTS
  const tls: ConnectionOptions = { minVersion: 'TLSv1.2' }
  if (settings.caFile !== undefined) tls.ca = await caOf(settings.caFile)
  // On loopback plain text would do as well, so the self-made certificate of a local Postfix is no reason to stop.
  else if (local && settings.tls === 'auto' && !secure) tls.rejectUnauthorized = false
  return {
    host,
    // RFC 5321 §4.5.4.2 and RFC 8314 §7.3
    port: url.port === '' ? (secure ? 465 : 25) : Number(url.port),
    secure,
    name: deps.hostname,
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

async function caOf(file: string): Promise<Buffer> {
  return readFile(file).catch(cause => {
    throw new BridgeError('E_RELAY_TEMPORARY', {
      cause,
      say: 'The file named in relay.caFile is not readable.',
    })
  })
}

/** What the mail library adds to its errors. */
interface SmtpTrouble {
  readonly code?: string
  readonly command?: string
  readonly response?: string
  readonly responseCode?: number
}

/** A 5xx to these is about this mail; to anything else it is about us or the relay, and may be put right. */
const ABOUT_THE_MAIL = new Set(['MAIL FROM', 'RCPT TO', 'DATA'])
/** Must log in, use TLS, or use another way to log in: the configuration is wrong, not the mail (RFC 4954 §6). */
const ABOUT_THE_LOGIN = new Set([530, 534, 535, 538])

function relayError(error: unknown, settings: RelaySettings): BridgeError {
  if (isBridgeError(error)) return error
  if (error instanceof Error && isBridgeError(error.cause)) return error.cause
  const { code, command, response, responseCode } = (error instanceof Error ? error : {}) as SmtpTrouble
  const words = response ?? (error instanceof Error ? error.message : String(error))
  const detail = { response: safeText(withoutPassword(words, settings)), command, code }
  const reply = responseCode ?? 0
  // EMESSAGE without a reply: the mail is larger than the relay says it takes.
  const tooBig = code === 'EMESSAGE' && command === 'MAIL FROM' && reply === 0
  const final = reply >= 500 && ABOUT_THE_MAIL.has(command ?? '') && !ABOUT_THE_LOGIN.has(reply)
  // No `cause`: the library's error may quote what we sent.
  return new BridgeError(final || tooBig ? 'E_RELAY_REFUSED' : 'E_RELAY_TEMPORARY', { detail })
}

/** Relays have been seen to quote a failed login. */
function withoutPassword(text: string, settings: RelaySettings): string {
  const { user = '', password } = settings
  if (password === undefined || password === '') return text
  const forms = [
    password,
    Buffer.from(password).toString('base64'),
    Buffer.from(`\0${user}\0${password}`).toString('base64'),
  ]
  return forms.reduce((clean, form) => clean.replaceAll(form, '•••'), text)
}
