/**
 * A mail relay over real sockets that keeps what it gets, and misbehaves on request. Mails that were answered with a
 * 250 and mails whose answer was swallowed are both kept; `answered` tells them apart.
 */
import { once } from 'node:events'
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server'

export interface SinkMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
  /** Parameters of MAIL FROM, keys in upper case. */
  readonly mailArgs: Readonly<Record<string, string | true>>
  /** Parameters of the first RCPT TO. */
  readonly rcptArgs: Readonly<Record<string, string | true>>
  readonly secure: boolean
  readonly user: string | null
  readonly answered: boolean
}

/** An SMTP reply that is not 250. */
export interface SinkReply {
  readonly code: number
  readonly text: string
}

export interface SinkBehaviour {
  readonly atMail?: SinkReply
  readonly atRcpt?: SinkReply
  /** After the final dot. drop: the mail is taken, the connection dies, nobody gets an answer. */
  readonly atEnd?: SinkReply | 'drop'
}

export interface SinkOptions {
  /** 0, the default: any free port. */
  readonly port?: number
  readonly behaviour?: SinkBehaviour
  /** Mail is then taken after this login only. */
  readonly login?: { readonly user: string; readonly password?: string; readonly accessToken?: string }
  readonly lmtp?: boolean
  /** Path of a unix socket instead of a port. */
  readonly socket?: string
  /** STARTTLS is offered (or spoken at once with `implicitTls`). */
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly implicitTls?: boolean
  /** Default: true. */
  readonly offersDsn?: boolean
}

export interface MailSink {
  readonly host: string
  readonly port: number
  readonly url: string
  readonly mails: readonly SinkMail[]
  /** From now on. */
  behave(behaviour: SinkBehaviour): void
  /** The relay is away: its port is closed until `resume`. Mails that came stay. */
  pause(): Promise<void>
  resume(): Promise<void>
  /** Resolves as soon as `count` mails have come, also when they came before. */
  received(count: number): Promise<readonly SinkMail[]>
  close(): Promise<void>
}

export async function startMailSink(options: SinkOptions = {}): Promise<MailSink> {
  const mails: SinkMail[] = []
  const waiting = new Set<() => void>()
  let behaviour = options.behaviour ?? {}
  const makeServer = () => {
    const made: SMTPServer = new SMTPServer({
      ...offers(options),
      onAuth: (auth, _session, done) => {
        const { user, password, accessToken } = options.login ?? {}
        const rightWord =
          accessToken === undefined ? auth.password === password : auth.accessToken === accessToken
        const right = auth.username === user && rightWord
        // What a server says to a bad token before its 535.
        if (!right && auth.method === 'XOAUTH2') return done(null, { data: { status: '401', scope: 'mail' } })
        if (right) done(null, { user: auth.username })
        else done(refusal({ code: 535, text: `wrong password ${auth.password}` }))
      },
      onMailFrom: (_address, _session, done) => done(behaviour.atMail ? refusal(behaviour.atMail) : null),
      onRcptTo: (_address, _session, done) => done(behaviour.atRcpt ? refusal(behaviour.atRcpt) : null),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.once('end', () => {
          const { atEnd } = behaviour
          if (atEnd !== undefined && atEnd !== 'drop') return done(refusal(atEnd))
          mails.push(received(session, Buffer.concat(chunks), atEnd !== 'drop'))
          if (atEnd === 'drop') drop(made, session)
          else done(null, `taken as ${mails.length}`)
          for (const look of waiting) look()
        })
      },
    })
    // Clients that break off are part of what is tested here.
    made.on('error', () => {})
    return made
  }
  let server = makeServer()
  const listen = async (port: number) => {
    if (options.socket === undefined) server.listen(port, '127.0.0.1')
    else server.listen(options.socket)
    await once(server.server, 'listening')
  }
  await listen(options.port ?? 0)
  const address = server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    host: '127.0.0.1',
    port,
    url: urlOf(options, port),
    mails,
    behave: next => {
      behaviour = next
    },
    received: count =>
      new Promise(resolve => {
        const look = () => {
          if (mails.length < count) return
          waiting.delete(look)
          resolve(mails)
        }
        waiting.add(look)
        look()
      }),
    pause: () => new Promise(resolve => server.close(() => resolve())),
    resume: async () => {
      server = makeServer()
      await listen(port)
    },
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}

function urlOf({ lmtp = false, implicitTls = false, socket }: SinkOptions, port: number): string {
  const scheme = lmtp ? 'lmtp' : implicitTls ? 'smtps' : 'smtp'
  return `${scheme}://${socket ?? `127.0.0.1:${port}`}`
}

function offers(options: SinkOptions): SMTPServerOptions {
  const { login, tls, implicitTls = false, offersDsn = true, lmtp = false } = options
  return {
    name: 'relay.test',
    secure: implicitTls,
    lmtp,
    ...(login?.accessToken === undefined ? {} : { authMethods: ['PLAIN', 'LOGIN', 'XOAUTH2'] }),
    ...(tls ?? {}),
    disabledCommands: [
      ...(tls === undefined || implicitTls ? ['STARTTLS'] : []),
      ...(login === undefined ? ['AUTH'] : []),
    ],
    authOptional: login === undefined,
    allowInsecureAuth: tls === undefined,
    hideDSN: !offersDsn,
    size: 64 * 1024 * 1024,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    logger: false,
  }
}

function received(session: SMTPServerSession, raw: Buffer, answered: boolean): SinkMail {
  const { mailFrom, rcptTo } = session.envelope
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    raw,
    mailArgs: (mailFrom === false ? false : mailFrom.args) || {},
    rcptArgs: rcptTo[0]?.args || {},
    secure: session.secure,
    user: typeof session.user === 'string' ? session.user : null,
    answered,
  }
}

function refusal({ code, text }: SinkReply): Error {
  return Object.assign(new Error(text), { responseCode: code })
}

function drop(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) {
    if (connection.id === session.id) connection._socket.destroy()
  }
}
