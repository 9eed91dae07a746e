/**
 * One SMTP connection: the library's protocol machine with our own commands where it is too lenient, too chatty or
 * picks the reply code by itself. In charge of the wire: EHLO, MAIL, RCPT, AUTH rules, reply codes, time-outs, and of
 * knowing whether the client has seen our 250. Not in charge of who may send what (session.ts).
 * It relies on private members of smtp-server, pinned; test/smtp/connection.test.ts holds them.
 */
import type { Socket } from 'node:net'
import type { Readable } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { SMTPConnection, type SMTPConnectionOptions } from 'smtp-server/lib/smtp-connection.js'
import type { SMTPServer } from 'smtp-server/lib/smtp-server.js'
import type { SMTPStream } from 'smtp-server/lib/smtp-stream.js'
import type { ListenerConfig, SmtpLimits } from '../config/schema.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { Clock } from '../runtime.ts'
import { BareLineStream } from './bare-line-stream.ts'
import { certificateNames } from './client-certificate.ts'
import { DataStream, READ_AHEAD } from './data-stream.ts'
import { ehloLines } from './greeting.ts'
import type { MailIntake } from './intake.ts'
import { LastReply } from './last-reply.ts'
import type { Identity } from './login.ts'
import { isLegacy, lineEndingsOf, readHello, readMail, readRcpt } from './old-device.ts'
import { noteRefusal, type RefusalDeps } from './refusal-log.ts'
import { hasEnhancedCode, replyOf, replyTo, toReplyError } from './reply-codes.ts'
import { plainIp } from './rule-book.ts'
import { type MailSession, promiseText } from './session.ts'
import { overdue } from './session-limits.ts'

export interface ConnectionDeps extends RefusalDeps {
  readonly listener: ListenerConfig
  readonly limits: () => SmtpLimits
  readonly mailDomains: () => readonly string[]
  readonly session: MailSession
  readonly intake: Pick<MailIntake, 'confirm' | 'lost'>
  readonly clock: Clock
}

/** RFC 5321 §4.5.3.1.4 wants 512; DSN and AUTH add to it. */
const MAX_COMMAND = 4096

export class BridgeConnection extends SMTPConnection {
  readonly #deps: ConnectionDeps
  readonly #lastReply: LastReply
  readonly #startedAt: EpochMs
  /** In the spelling of plainIp. */
  readonly #address: string
  #lastCommandAt: EpochMs
  #errors = 0
  /** DATA began, our reply to it is not out yet. */
  #inData = false

  constructor(
    server: SMTPServer,
    socket: Socket | TLSSocket,
    options: SMTPConnectionOptions | null | undefined,
    deps: ConnectionDeps,
  ) {
    super(server, socket, options ?? {})
    this.#deps = deps
    this.#lastReply = new LastReply(deps.intake)
    this.#startedAt = deps.clock.now()
    this.#lastCommandAt = this.#startedAt
    this.#address = plainIp(this.remoteAddress)
    // The library's constructor has made one already, when nothing was known of the listener.
    if (isLegacy(deps.listener)) this._parser = this._createParser()
  }

  /** Who logged in. The library keeps what the login handler gave it here, and clears it at STARTTLS. */
  get #login(): Identity | null {
    const user: Identity | undefined | false = this.session.user
    return user === undefined || user === false ? null : user
  }

  /** Greets at once: the library waits 100 ms for clients that talk too soon, which costs every mail as much. */
  override init(): void {
    this._setListeners(() => {
      if (!this.secure) this._socket.once('data', (chunk: Buffer) => this.#refuseTlsHello(chunk))
      setImmediate(() => this.connectionReady())
    })
  }

  override _createParser(): SMTPStream {
    const options = { maxCommandLength: MAX_COMMAND, highWaterMark: READ_AHEAD }
    const legacy = #deps in this && isLegacy(this.#deps.listener)
    const parser = legacy ? new BareLineStream(options) : new DataStream(options)
    parser.oncommand = (command, callback) => this._onCommand(command, callback)
    parser.on('error', () => this.send(421, '4.5.2 The command line is too long.'))
    return parser
  }

  /** Printers set to "SSL" on a plain port are a common riddle: the log says it in words. RFC 8446 §5.1: 22, 3. */
  #refuseTlsHello(chunk: Buffer): void {
    if (chunk[0] !== 0x16 || chunk[1] !== 0x03) return
    this.#deps.log.warn(
      { peer: this.#address },
      'the client began with TLS, but this listener begins without: set the client to STARTTLS or give it a listener with tls: implicit',
    )
    this.bye('E_TLS_UNEXPECTED')
  }

  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    const own = typeof data === 'string' && hasEnhancedCode(data)
    super.send(code, data, own ? false : context)
    // Too many recipients is no error of the client: RFC 5321 §4.5.3.1.10.
    if (code >= 400 && code !== 421 && code !== 452) this.#countError()
  }

  #countError(): void {
    this.#errors++
    if (this.#errors >= this.#deps.limits().errors) this.bye('E_TOO_MANY_ERRORS')
  }

  /** Closes the session with a reason. */
  bye(code: ErrorCode): void {
    if (this._closing || this._closed) return
    this.#deps.onRefused(code)
    const reply = replyOf(code)
    this.send(reply.code, reply.text)
    this.close()
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    this.#lastCommandAt = this.#deps.clock.now()
    this.#lastReply.heard(this._socket)
    super._onCommand(command, callback)
  }

  /** Called by the listener from time to time. */
  checkTime(now: EpochMs): void {
    const { receiving } = this.#deps.session
    const busy = this._handlerPending || (this.#inData && receiving === null)
    const times = { startedAt: this.#startedAt, lastCommandAt: this.#lastCommandAt, busy, receiving }
    const code = overdue(times, this.#deps.limits(), now)
    if (code === null) return
    this.#deps.log.info({ peer: this.#address, code }, 'closing a session that took too long')
    this.bye(code)
  }

  /** The listener stops: an idle client is told now, one in the middle of a mail after it. */
  shutDown(): void {
    if (!this.#inData && !this._handlerPending) this.bye('E_SHUTTING_DOWN')
  }

  // Commands

  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.#hello(command, () => {
      const { listener, limits } = this.#deps
      const { messageBytes } = limits()
      const loggedIn = this.#login !== null
      const offer = { name: this.name, listener, secure: this.secure, loggedIn, messageBytes }
      this.send(250, ehloLines(offer), false)
    })
    callback()
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    this.#hello(command, () => this.send(250, this.name, false))
    callback()
  }

  #hello(command: Buffer, reply: () => void): void {
    const name = readHello(this.#deps.listener, command)
    if (name === null) {
      this.send(501, '5.5.4 Write the command and the name of your computer.')
      return
    }
    this.hostNameAppearsAs = name
    // RFC 5321 §4.1.4: it also ends a mail that had begun.
    this._resetSession()
    reply()
  }

  override handler_MAIL(command: Buffer, callback: () => void): void {
    this.emitConnection()
    this.#answer(command, callback, async () => {
      const { listener } = this.#deps
      const { tls, auth, name } = listener
      if (tls === 'required' && !this.secure) throw new BridgeError('E_TLS_REQUIRED')
      if (auth === 'required' && this.#login === null) throw new BridgeError('E_AUTH_REQUIRED')
      if (this.#deps.session.mail !== null) return this.send(503, '5.5.1 There is a mail already: send RSET.')
      const mail = readMail(listener, command)
      await this.#deps.session.begin(mail, {
        listener: name,
        lineEndings: lineEndingsOf(listener),
        address: this.#address,
        name: this.hostNameAppearsAs === false ? '' : this.hostNameAppearsAs,
        login: this.#login,
        certificate: certificateNames(this._socket),
      })
      this.send(250, '2.1.0 Sender taken.')
    })
  }

  override handler_RCPT(command: Buffer, callback: () => void): void {
    this.#answer(command, callback, async () => {
      const { session } = this.#deps
      if (session.mail === null) return this.send(503, '5.5.1 Send MAIL first.')
      const { listener, mailDomains } = this.#deps
      const from = { smtpUtf8: session.mail.smtpUtf8, mailDomains, localAddress: this._socket.localAddress }
      const recipient = await session.lookedUp(readRcpt(listener, command, from))
      session.recipient(recipient)
      // The library's DATA looks here for whether there is a recipient at all.
      const { rcptTo } = this.session.envelope
      if (rcptTo.length === 0) rcptTo.push({ address: recipient.address, args: false })
      this.send(250, '2.1.5 Recipient taken.')
    })
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    if (this.#deps.session.recipientCount > 0) this.#inData = true
    super.handler_DATA(command, callback)
  }

  /** Takes the mail of a DATA command; the library calls it through `onData`. */
  async receive(stream: Readable, done: (error: Error | null, text?: string) => void): Promise<void> {
    const { session, clock } = this.#deps
    let endedAt = clock.now()
    stream.once('end', () => {
      endedAt = clock.now()
    })
    try {
      const taken = await session.receive(stream)
      const { submissionId } = taken
      if (submissionId !== null) this.#lastReply.promised(submissionId, this._socket, clock.now() - endedAt)
      this.#dataDone()
      done(null, promiseText(taken))
    } catch (error) {
      this.#dataDone()
      done(toReplyError(error, this.#note(error, null)))
      if (isBridgeError(error) && error.detail['hangUp'] === true) this.close()
    }
  }

  #dataDone(): void {
    this.#inData = false
    this.#lastCommandAt = this.#deps.clock.now()
  }

  override handler_AUTH(command: Buffer, callback: () => void): void {
    // RFC 4954 §4: not in the middle of a mail.
    const inMail = this.#deps.session.mail !== null
    const mayLogIn = this.secure || this.#deps.listener.insecureAuth
    if (mayLogIn && !inMail) {
      super.handler_AUTH(command, callback)
      return
    }
    if (inMail) this.send(503, '5.5.1 Finish the mail or send RSET first.')
    else this.#reject(new BridgeError('E_AUTH_NEEDS_TLS'), command)
    callback()
  }

  handler_EXPN(_command: Buffer, callback: () => void): void {
    this.send(502, '5.5.1 EXPN is not offered.')
    callback()
  }

  /** RFC 5321 §3.5.3: says nothing about which numbers may be used. */
  override handler_VRFY(_command: Buffer, callback: () => void): void {
    this.send(252, '2.0.0 Send the mail to find out.')
    callback()
  }

  override _resetSession(): void {
    super._resetSession()
    this.#deps.session.reset()
  }

  override _onCloseEvent(hadError?: boolean): void {
    this.#lastReply.closed(this._socket, hadError === true)
    super._onCloseEvent(hadError)
  }

  // Help for the above

  /** Runs a command; whatever it throws becomes the reply. */
  #answer(command: Buffer, callback: () => void, work: () => Promise<void>): void {
    work().then(callback, error => {
      this.#reject(error, command)
      callback()
    })
  }

  #reject(error: unknown, command: Buffer): void {
    const { code, text } = replyTo(error, this.#note(error, command))
    this.send(code, text)
  }

  /** `command`: null at the end of a mail. Gives the reference for the reply. */
  #note(error: unknown, command: Buffer | null): string | null {
    const [peer, user, gone] = [this.#address, this.#login?.user, this._closed]
    return noteRefusal(this.#deps, { peer, user, gone, command }, error)
  }
}
