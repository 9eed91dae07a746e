/**
 * SMTP listeners: takes connections on one address and gives each a session. In charge of the socket, TLS, the limits
 * per address, time-outs and a stop that loses nothing. Not in charge of the protocol (connection.ts), of mails
 * (session.ts) nor of who may send (rules.ts). It touches neither store nor spool: mails go to the intake.
 */
import type { AddressInfo, Server } from 'node:net'
import { SMTPServer, type SMTPServerAuthentication, type SMTPServerSession } from 'smtp-server'
import type { ListenerConfig, LiveConfig } from '../config/schema.ts'
import { type AnswerDesk, NO_ANSWERS } from '../fax/answer.ts'
import { type BounceDesk, NO_BOUNCES } from '../fax/bounce.ts'
import { BridgeError, type ErrorCode, isBridgeError } from '../fax/error.ts'
import { NO_REPLIES, type ReplyDesk } from '../fax/reply-order.ts'
import type { Logger, Runtime } from '../runtime.ts'
import { readCertificate } from './certificate.ts'
import { BridgeConnection } from './connection.ts'
import { NumberReader } from './dial-plan.ts'
import { type DialableCheck, nothingIsDialable } from './dialable.ts'
import { turnAwayAtTheDoor } from './door.ts'
import type { MailIntake } from './intake.ts'
import { KeyDesk } from './key-desk.ts'
import { whereToListen } from './listen-target.ts'
import { checkLogin, type Logins, openLogins } from './login.ts'
import { tlsVersionsOf } from './old-device.ts'
import type { RefusalNotes } from './refusal-desk.ts'
import { loginRefused } from './refusal-log.ts'
import { toReplyError } from './reply-codes.ts'
import { makeRuleBook, plainIp, type RuleBook } from './rule-book.ts'
import { SenderChecks } from './sender-checks.ts'
import { MailSession } from './session.ts'
import { AddressLimits } from './session-limits.ts'

/** For metrics. */
export interface SmtpCounters {
  connected(listener: string): void
  refused(listener: string, code: ErrorCode): void
}

export interface ListenerDeps {
  readonly listener: ListenerConfig
  readonly config: LiveConfig
  readonly intake: MailIntake
  readonly runtime: Runtime
  /** Sockets from systemd: name → file descriptor. */
  readonly sockets?: ReadonlyMap<string, number>
  /** Share one between listeners to count an address once for all of them. */
  readonly addressLimits?: AddressLimits
  /** Likewise: share one, so that a key cannot be guessed at every listener anew. */
  readonly keys?: KeyDesk
  /** Share one between listeners so that they share what DNS has said. */
  readonly senders?: SenderChecks
  /** Absent: replies to reports are not known. */
  readonly replies?: ReplyDesk
  /** Absent: no return path is known. */
  readonly bounces?: BounceDesk
  /** Absent: no received fax can be answered. */
  readonly answers?: AnswerDesk
  readonly counters?: SmtpCounters
  /** Absent: nothing but the number can be dialled. */
  readonly dialable?: DialableCheck
  /** Absent: no refusal is kept. */
  readonly refusals?: RefusalNotes
}

export interface Listener {
  readonly name: string
  /** Resolves when connections are taken. Throws E_CONFIG when the address or the certificate cannot be used. */
  start(): Promise<{ readonly address: string; readonly port: number }>
  /** Takes no more connections; mails whose DATA runs are taken to their end, everybody else is told to come back. */
  stop(): Promise<void>
  /** Reads the certificate again. A bad one is logged and the old one kept. */
  reload(): void
}

/** How often the clocks of all sessions are looked at: one timer for all instead of one for each. */
const CHECK_MS = 1_000

/** Commands of the library that are jokes, or that let a client say who it is. */
const NOT_OFFERED = ['WIZ', 'SHELL', 'KILL', 'XCLIENT', 'XFORWARD']

/** Makes the listeners of the configuration: they share what they count and what they remember. */
export function makeListeners(deps: Omit<ListenerDeps, 'listener'>): Listener[] {
  const { config, runtime } = deps
  const limits = () => config.current.smtp.limits
  const shared = {
    addressLimits: deps.addressLimits ?? new AddressLimits(limits),
    keys: deps.keys ?? new KeyDesk(limits),
    senders: deps.senders ?? new SenderChecks({ config, clock: runtime.clock }),
  }
  return config.current.smtp.listeners.map(listener => makeListener({ ...deps, ...shared, listener }))
}

/** Makes a listener; nothing is opened before `start`. */
export function makeListener(deps: ListenerDeps): Listener {
  const house = makeHouse(deps)
  const { log, rules } = house
  const stopping = new AbortController()
  let server: SMTPServer | null = null
  return {
    name: deps.listener.name,
    async start() {
      for (const problem of rules().problems)
        log.warn({ problem }, 'this entry of the configuration never matches')
      server = makeServer(house)
      const bound = await listen(server, deps)
      void watchTime(server, house, stopping.signal)
      log.info({ ...bound, tls: deps.listener.tls }, 'listening for mail')
      return bound
    },
    async stop() {
      stopping.abort()
      const running = server
      server = null
      if (running === null) return
      const closed = new Promise<void>(resolve => running.close(resolve))
      for (const connection of [...running.connections]) {
        if (connection instanceof BridgeConnection) connection.shutDown()
      }
      await closed
      log.info({}, 'no longer listening')
    },
    reload() {
      if (server === null || deps.listener.tls === 'off') return
      const { name } = deps.listener
      const current = deps.config.current.smtp.listeners.find(l => l.name === name) ?? deps.listener
      try {
        server.updateSecureContext({ ...readCertificate(current) })
      } catch (error) {
        const reason = isBridgeError(error) ? error.message : String(error)
        log.error({ reason }, 'the certificate could not be read again: the old one stays')
      }
    },
  }
}

/** What all sessions of a listener work with. */
export type House = ListenerDeps &
  Required<
    Pick<ListenerDeps, 'addressLimits' | 'keys' | 'senders' | 'dialable' | 'replies' | 'bounces' | 'answers'>
  > & {
    readonly log: Logger
    readonly rules: () => RuleBook
    readonly numbers: NumberReader
    readonly logins: Logins
  }

/** Makes what is not given. */
export function makeHouse(deps: ListenerDeps): House {
  const limits = () => deps.config.current.smtp.limits
  return {
    ...deps,
    log: deps.runtime.log.child({ listener: deps.listener.name }),
    rules: makeRuleBook(deps.config),
    addressLimits: deps.addressLimits ?? new AddressLimits(limits),
    keys: deps.keys ?? new KeyDesk(limits),
    senders: deps.senders ?? new SenderChecks({ config: deps.config, clock: deps.runtime.clock }),
    dialable: deps.dialable ?? nothingIsDialable,
    replies: deps.replies ?? NO_REPLIES,
    bounces: deps.bounces ?? NO_BOUNCES,
    answers: deps.answers ?? NO_ANSWERS,
    numbers: new NumberReader(),
    logins: openLogins(),
  }
}

function makeServer(house: House): SMTPServer {
  const { listener, config, log } = house
  const { tls, auth } = listener
  const starttls = tls === 'starttls' || tls === 'required'
  const open = new WeakMap<SMTPServerSession, BridgeConnection>()
  const server = new SMTPServer({
    ...(tls === 'off' ? {} : readCertificate(listener)),
    name: config.current.hostname,
    banner: 'faxbridge',
    heloResponse: '%s',
    secure: tls === 'implicit',
    // A client without one, or with one that we do not know, is a client like any other.
    ...(listener.clientCa === undefined ? {} : { requestCert: true, rejectUnauthorized: false }),
    ...tlsVersionsOf(listener),
    // Kept from RFC 3461: parsed by our own command parser, which also needs the library not to hide the rest.
    hideDSN: false,
    hideENHANCEDSTATUSCODES: false,
    disabledCommands: [
      ...NOT_OFFERED,
      ...(starttls ? [] : ['STARTTLS']),
      ...(auth === 'off' ? ['AUTH'] : []),
    ],
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: true,
    allowInsecureAuth: true, // our own AUTH command decides
    disableReverseLookup: true,
    socketTimeout: config.current.smtp.limits.commandSeconds * 1000,
    logger: false,
    onData: (stream, session, callback) => {
      const connection = open.get(session)
      if (connection === undefined) callback(new Error('no connection for this session'))
      else void connection.receive(stream, callback)
    },
    onAuth: (credentials, session, callback) => {
      logIn(house, credentials, session).then(
        user => callback(null, { user }),
        error => callback(error),
      )
    },
  })
  server.connect = (socket, options) => {
    const connection = openConnection(house, server, socket, options)
    open.set(connection.session, connection)
    server.connections.add(connection)
    connection.init()
  }
  turnAwayAtTheDoor(server, house)
  server.on('error', error => log.info({ error: error.message, ...metaOf(error) }, 'a connection failed'))
  return server
}

type Connect = SMTPServer['connect']

function openConnection(
  house: House,
  server: SMTPServer,
  socket: Parameters<Connect>[0],
  options: Parameters<Connect>[1],
): BridgeConnection {
  const { listener, config, intake, runtime, counters } = house
  const log = house.log.child({ session: options?.id })
  const session = new MailSession({ ...house, log })
  const connection = new BridgeConnection(server, socket, options, {
    listener,
    limits: () => config.current.smtp.limits,
    mailDomains: () => config.current.smtp.mailDomains,
    session,
    intake,
    clock: runtime.clock,
    log,
    onRefused: code => counters?.refused(listener.name, code),
    refusals: house.refusals,
  })
  connection.on('error', error =>
    log.info({ error: error.message, peer: connection.remoteAddress }, 'a session failed'),
  )
  return connection
}

/** Rejects with the reply. */
function logIn(house: House, credentials: SMTPServerAuthentication, session: SMTPServerSession) {
  const { username = '', password, authzid = '', authcid = '' } = credentials
  // Some clients write their name into the wrong field: then it is not somebody else they want to act for.
  const actsFor = authcid === '' ? '' : authzid
  return checkLogin(
    { ...house, ...house.logins, clock: house.runtime.clock },
    plainIp(session.remoteAddress),
    {
      username,
      password: password ?? '',
      authzid: actsFor,
    },
  ).catch(error => {
    const code = isBridgeError(error) ? error.code : 'E_INTERNAL'
    house.counters?.refused(house.listener.name, code)
    const [peer, user] = [plainIp(session.remoteAddress), username.slice(0, 64)]
    const ref = house.refusals?.note(loginRefused(house.listener.name, peer, user, code)) ?? null
    house.log.warn({ peer, user, code, ref: ref ?? undefined }, 'login refused')
    throw toReplyError(error, ref)
  })
}

async function watchTime(server: SMTPServer, { runtime }: House, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await runtime.clock.sleep(CHECK_MS, stopping)
    const now = runtime.clock.now()
    for (const connection of [...server.connections]) {
      if (connection instanceof BridgeConnection) connection.checkTime(now)
    }
  }
}

async function listen(server: SMTPServer, deps: ListenerDeps): Promise<{ address: string; port: number }> {
  const target = whereToListen(deps)
  const socket: Server = server.server
  await new Promise<void>((resolve, reject) => {
    const failed = (cause: Error) => {
      const say = `Listener ${deps.listener.name} cannot listen on ${deps.listener.listen}: ${cause.message}.`
      reject(new BridgeError('E_CONFIG', { say, cause }))
    }
    socket.once('error', failed)
    server.listen(target, () => {
      socket.removeListener('error', failed)
      resolve()
    })
  })
  const bound = socket.address()
  const info: Partial<AddressInfo> = typeof bound === 'object' && bound !== null ? bound : {}
  return { address: info.address ?? deps.listener.listen, port: info.port ?? 0 }
}

function metaOf(error: Error): { readonly peer?: string } {
  const { meta } = error as { meta?: { remoteAddress?: string } }
  return meta?.remoteAddress === undefined ? {} : { peer: meta.remoteAddress }
}
