/**
 * Hands one finished mail to the relay over SMTP. In charge of: the connection, TLS, login, time-outs, and telling a
 * refusal from a trouble that passes. Not in charge of what stands in the mail, of when it is tried again, nor of
 * keeping it (dispatch.ts). It speaks through the low-level client, so that no address parser stands between the
 * envelope we were given and the one that is sent.
 */
import { Readable } from 'node:stream'
import SMTPConnection, { type SMTPEnvelope } from 'nodemailer/lib/smtp-connection'
import { BridgeError } from '../fax/error.ts'
import { isPrivateRelay } from '../fax/private-relay.ts'
import type { Runtime } from '../runtime.ts'
import {
  connectionOptions,
  loggedIn,
  RELAY_TIMEOUTS,
  type RelaySettings,
  type RelayTimeouts,
} from './relay-connection.ts'
import { loginSecrets, relayError } from './relay-error.ts'
import type { RelayTokens } from './relay-token.ts'
import { safeText, strictAddress } from './safe-text.ts'

/** A mail with its envelope. `reversePath` may be empty; `raw` is what is sent, byte for byte. */
export interface RelayMail {
  readonly reversePath: string
  readonly to: string
  readonly raw: AsyncIterable<Uint8Array> | Uint8Array
  /** Bytes of `raw`. A stream that turns out shorter or longer is not sent to its end. */
  readonly size: number
  /** It holds a secret: it is not sent where others can read it on the way. */
  readonly confidential?: boolean
  /** Reports are asked for whatever becomes of it (RFC 3461); a relay that offers none is asked nothing. */
  readonly wantsProof?: boolean
}

export interface MailRelay {
  /**
   * Resolves with the relay's answer when it has taken the mail. Throws E_RELAY_REFUSED when it will never take this
   * mail, E_RELAY_TEMPORARY when it may later (also when nobody knows whether it has), E_SENDER_SYNTAX for an address
   * that is none. `detail.response` holds the relay's words, `detail.about` what the trouble is with (relay-error.ts).
   */
  send(mail: RelayMail, signal: AbortSignal): Promise<{ readonly response: string }>
  /** Connects and logs in, sends nothing. Throws as `send` does. */
  verify(signal: AbortSignal): Promise<void>
  /** Breaks open connections off. */
  close(): void
}

export interface RelayDeps {
  /** Asked for every mail, since it can change at run time. */
  readonly config: () => RelaySettings
  /** Our name in EHLO. */
  readonly hostname: string
  readonly runtime: Pick<Runtime, 'log'>
  readonly tokens: RelayTokens
  readonly timeouts?: RelayTimeouts
}

export function makeRelay(deps: RelayDeps): MailRelay {
  const open = new Set<SMTPConnection>()

  async function session<T>(signal: AbortSignal, talk: (talking: Talking) => Promise<T>): Promise<T> {
    const settings = deps.config()
    const progress: Progress = { ready: false, allSent: false, token: null }
    const { hostname, tokens, timeouts = RELAY_TIMEOUTS } = deps
    const connection = new SMTPConnection(await connectionOptions(settings, { hostname, timeouts }))
    open.add(connection)
    try {
      return await inTime(connection, signal, async () => {
        await connected(connection)
        await loggedIn(connection, settings, { tokens, signal, got: token => (progress.token = token) })
        progress.ready = true
        return talk({ connection, progress })
      })
    } catch (error) {
      throw relayError(error, { ...progress, secrets: loginSecrets({ ...settings, token: progress.token }) })
    } finally {
      open.delete(connection)
      connection.close()
    }
  }

  return {
    async send(mail, signal) {
      const envelope = envelopeOf(mail)
      mustBePrivate(mail, deps.config())
      const response = await session(signal, talking => sent(talking, envelope, mail))
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
  throw new BridgeError('E_RELAY_TEMPORARY', { say, detail: { about: 'mail' } })
}

/** How far a session has come; it changes while we talk. */
interface Progress {
  ready: boolean
  allSent: boolean
  token: string | null
}

interface Talking {
  readonly connection: SMTPConnection
  readonly progress: Progress
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

function sent({ connection, progress }: Talking, envelope: SMTPEnvelope, mail: RelayMail): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.send(envelope, Readable.from(exactly(mail, progress)), (error, info) => {
      if (error) return reject(error)
      // LMTP answers for each recipient (RFC 2033 §4.2); ours has one, whose refusal the client tells beside its success.
      const [refusal] = info.rejectedErrors ?? []
      if (refusal !== undefined) return reject(refusal)
      connection.quit()
      resolve(safeText(info.response))
    })
  })
}

/** The bytes, all of them or an error: a mail that is cut short in the spool must not end with a final dot. */
async function* exactly(mail: RelayMail, progress: Progress): AsyncGenerator<Uint8Array> {
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
    progress.allSent = true
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
    ...(mail.wantsProof === true && !report ? { dsn: { notify: 'SUCCESS,FAILURE,DELAY', ret: 'HDRS' } } : {}),
  }
}
