/**
 * The HTTP side of the daemon: health and metrics on one address, webhooks and links there too or on one of their own,
 * operations on a unix socket in the data directory that only its owner can open. In charge of starting and stopping them.
 * None knows how a fax is sent. The administration is in admin.ts.
 */
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { SessionDeps } from '../access/sessions.ts'
import type { ReloadResult } from '../config/live-config.ts'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { type KeyOperateDeps, overdueKeys } from '../outbound/key-operations.ts'
import type { OperateDeps } from '../outbound/operate.ts'
import type { SenderLinkDeps } from '../outbound/sender-link.ts'
import type { Runtime } from '../runtime.ts'
import type { AuditLog } from '../store/audit-chain.ts'
import type { BackupNote } from '../store/backup.ts'
import type { SpoolSpace } from '../store/spool.ts'
import { addAccessOperations } from './access-operations.ts'
import { addAlarmOperations } from './alarm-operations.ts'
import { addArchiveExport } from './archive-export.ts'
import { type ArchiveDeps, addArchiveOperations } from './archive-operations.ts'
import { auditControl } from './control-audit.ts'
import { type Door, makeDoor, openDoor } from './door.ts'
import { addInboxOperations } from './inbox-operations.ts'
import { addKeyOperations } from './key-operations.ts'
import type { Metrics, MoreReadings, Readings } from './metrics.ts'
import { addOperations, brokenNow } from './operations.ts'
import { answerWithProblems } from './problem.ts'
import { addProviderOperations } from './provider-operations.ts'
import { addReceivedLinks } from './received-link.ts'
import { addRefused } from './refused.ts'
import { addSenderLinks } from './sender-link.ts'
import { addWebhooks } from './webhooks.ts'

export interface HttpDeps {
  readonly outbound: OperateDeps & SenderLinkDeps & InboundDeps & ArchiveDeps
  readonly config: LiveConfig
  readonly runtime: Runtime
  readonly startedAt: EpochMs
  readonly version: string
  /** What documents are read in. */
  readonly sandbox: string
  readonly worker: { isAlive(): boolean }
  readonly spool: SpoolSpace
  readonly metrics: Metrics
  /** A fax may have come in at this account. */
  look(account: string): void
  reload(): ReloadResult
  backUp(folder: string): Promise<BackupNote>
  readonly keys: KeyOperateDeps
  /** Users and log-ins, and what everything that is done is written down with. */
  readonly sessions: SessionDeps
  readonly auditLog: AuditLog
  /** Sockets from systemd: name → file descriptor. */
  readonly sockets: ReadonlyMap<string, number>
}

export interface RunningHttp {
  /** Of health and metrics: `127.0.0.1:8025` */
  readonly address: string
  /** Of webhooks and links. */
  readonly publicAddress: string
  readonly controlSocket: string
  stop(): Promise<void>
}

/** An operator's question is small. */
const BODY_BYTES = 64 * 1024

/** Throws E_CONFIG when an address cannot be used. */
export async function startHttp(deps: HttpDeps): Promise<RunningHttp> {
  const controlSocket = join(deps.config.current.dataDir, 'control.sock')
  const control = controlServer(deps)
  const stops: (() => Promise<unknown>)[] = [() => control.close()]
  const stop = async () => {
    await Promise.all(stops.map(close => close()))
  }
  try {
    await listenOnSocket(control, controlSocket)
    const { listen, tls, trustedProxies, public: outside } = deps.config.current.http
    const open = async (key: string, door: Door, add: (server: FastifyInstance) => void) => {
      const doorDeps = { ...deps, limits: deps.config.current.http.limits }
      const server = await makeDoor(key, door, BODY_BYTES, doorDeps)
      add(server)
      const opened = await openDoor(server, key, door, doorDeps)
      stops.push(() => opened.stop())
      return opened.address
    }
    const own = outside.listen
    const address = await open('http.listen', { listen, tls, trustedProxies }, server => {
      addHealth(server, deps)
      if (own === undefined) addPublic(server, deps)
    })
    const publicAddress =
      own === undefined
        ? address
        : await open('http.public.listen', { ...outside, listen: own }, server => addPublic(server, deps))
    return { address, publicAddress, controlSocket, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function listenOnSocket(control: FastifyInstance, path: string): Promise<void> {
  // Left by a daemon that was killed: the lock says that it is gone.
  await rm(path, { force: true })
  try {
    await control.listen({ path })
    await chmod(path, 0o600)
  } catch (error) {
    const long = path.length > 100 ? ' The path is too long for a socket: choose a shorter dataDir.' : ''
    throw new BridgeError('E_CONFIG', { cause: error, say: `${path} cannot be opened.${long}` })
  }
}

/** The state of the house as numbers. */
export async function readings({ outbound, runtime, spool, worker, keys }: HttpDeps): Promise<Readings> {
  const [counts, freeBytes] = await Promise.all([
    outbound.store.counts(runtime.clock.now()),
    spool.freeBytes(),
  ])
  return { counts, freeBytes, alive: worker.isAlive(), keysOverdue: overdueKeys(keys) }
}

async function moreReadings(deps: HttpDeps): Promise<MoreReadings> {
  const { store, board, providers } = deps.outbound
  const now = deps.runtime.clock.now()
  const [plain, backlogs, alarms] = await Promise.all([
    readings(deps),
    store.backlogs(now, now),
    store.alarms(),
  ])
  const accounts = new Map([...providers.keys()].map(name => [name, board.standing(name).kind === 'open']))
  return { ...plain, now, backlogs, alarms: alarms.map(({ kind }) => kind), accounts }
}

/** Can mail be taken? What stands against it, and the alarms that are open, which alone do not. */
async function readiness(deps: HttpDeps) {
  try {
    const [now, alarms] = await Promise.all([readings(deps), deps.outbound.store.alarms()])
    const reasons = reasonsAgainst(now, deps)
    // Only what kind: names and addresses are nothing for whoever reaches this page.
    return { ready: reasons.length === 0, reasons, alarms: [...new Set(alarms.map(({ kind }) => kind))] }
  } catch {
    return { ready: false, reasons: ['the database cannot be read'], alarms: [] }
  }
}

/** Why no mail should be sent here now; empty: all is well. */
export function reasonsAgainst({ freeBytes, alive }: Readings, deps: HttpDeps): string[] {
  const { freeDiskBytes } = deps.config.current.smtp.limits
  return [
    ...(alive ? [] : ['the queue stands still']),
    ...(freeBytes < freeDiskBytes ? [`only ${freeBytes} bytes are free on the disk`] : []),
  ]
}

/** What is reached from outside. */
function addPublic(server: FastifyInstance, { outbound, config, look }: HttpDeps): void {
  addWebhooks(server, { providers: outbound.providers, config, news: { ...outbound, look } })
  addSenderLinks(server, outbound)
  addReceivedLinks(server, outbound)
}

function addHealth(server: FastifyInstance, deps: HttpDeps): void {
  server.get('/health/live', async (_, reply) => {
    const alive = deps.worker.isAlive()
    return reply.code(alive ? 200 : 503).send({ alive })
  })
  server.get('/health/ready', async (_, reply) => {
    const { ready, reasons, alarms } = await readiness(deps)
    return reply.code(ready ? 200 : 503).send({ ready, reasons, alarms })
  })
  server.get('/metrics', async (_, reply) => {
    return reply.type(deps.metrics.contentType).send(await deps.metrics.text(await moreReadings(deps)))
  })
}

function controlServer(deps: HttpDeps): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: BODY_BYTES, forceCloseConnections: true })
  answerWithProblems(server, deps.runtime.log)
  auditControl(server, deps.sessions.audit)
  addOperations(server, deps.outbound)
  addProviderOperations(server, deps.outbound)
  addInboxOperations(server, deps.outbound)
  addArchiveOperations(server, deps.outbound)
  addArchiveExport(server, deps.outbound, deps.version)
  addRefused(server, deps.outbound.store)
  addKeyOperations(server, deps.keys)
  addAccessOperations(server, { ...deps, store: deps.outbound.store })
  addAlarmOperations(server, deps.outbound)
  server.post('/backup', async request => {
    const { folder } = request.body as { folder?: unknown }
    if (typeof folder !== 'string' || !folder.startsWith('/'))
      throw new BridgeError('E_BAD_REQUEST', { say: 'Name the folder with its whole path.' })
    return deps.backUp(folder)
  })
  server.get('/status', async () => {
    const now = await readings(deps)
    return {
      version: deps.version,
      sandbox: deps.sandbox,
      pid: process.pid,
      startedAt: new Date(deps.startedAt).toISOString(),
      ready: reasonsAgainst(now, deps).length === 0,
      reasons: reasonsAgainst(now, deps),
      brokenAddresses: (await brokenNow(deps.outbound)).map(({ address }) => address),
      ...now,
    }
  })
  server.post('/reload', async () => {
    const { ok, problems, restart } = deps.reload()
    if (!ok) throw new BridgeError('E_CONFIG', { say: `The old one stays in force.\n${problems.join('\n')}` })
    return { restart }
  })
  return server
}
