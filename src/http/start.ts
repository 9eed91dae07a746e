/**
 * The HTTP side of the daemon: health and metrics on a TCP address, operations on a unix socket in the data directory
 * that only its owner can open. In charge of starting and stopping both. Neither knows how a fax is sent.
 */
import { chmod, rm } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import type { ReloadResult } from '../config/live-config.ts'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundDeps } from '../inbound/steps.ts'
import { type KeyOperateDeps, overdueKeys } from '../outbound/key-operations.ts'
import type { OperateDeps } from '../outbound/operate.ts'
import type { SenderLinkDeps } from '../outbound/sender-link.ts'
import type { Runtime } from '../runtime.ts'
import type { BackupNote } from '../store/backup.ts'
import type { SpoolSpace } from '../store/spool.ts'
import { addInboxOperations } from './inbox-operations.ts'
import { addKeyOperations } from './key-operations.ts'
import type { Metrics, Readings } from './metrics.ts'
import { addOperations, brokenNow } from './operations.ts'
import { answerWithProblems } from './problem.ts'
import { addProviderOperations } from './provider-operations.ts'
import { addReceivedLinks } from './received-link.ts'
import { addRefused } from './refused.ts'
import { addSenderLinks } from './sender-link.ts'
import { addWebhooks } from './webhooks.ts'

export interface HttpDeps {
  readonly outbound: OperateDeps & SenderLinkDeps & InboundDeps
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
  /** Sockets from systemd: name → file descriptor. */
  readonly sockets: ReadonlyMap<string, number>
}

export interface RunningHttp {
  /** `127.0.0.1:8025` */
  readonly address: string
  readonly controlSocket: string
  stop(): Promise<void>
}

/** An operator's question is small. */
const BODY_BYTES = 64 * 1024

/** Throws E_CONFIG when an address cannot be used. */
export async function startHttp(deps: HttpDeps): Promise<RunningHttp> {
  const control = controlServer(deps)
  const open = openServer(deps)
  const controlSocket = join(deps.config.current.dataDir, 'control.sock')
  // Left by a daemon that was killed: the lock says that it is gone.
  await rm(controlSocket, { force: true })
  try {
    await control.listen({ path: controlSocket })
    await chmod(controlSocket, 0o600)
  } catch (error) {
    const long =
      controlSocket.length > 100 ? ' The path is too long for a socket: choose a shorter dataDir.' : ''
    throw new BridgeError('E_CONFIG', { cause: error, say: `${controlSocket} cannot be opened.${long}` })
  }
  const address = await listen(open, deps).catch(async error => {
    await control.close()
    throw error
  })
  return {
    address,
    controlSocket,
    async stop() {
      await Promise.all([open.close(), control.close()])
    },
  }
}

async function readings({ outbound, runtime, spool, worker, keys }: HttpDeps): Promise<Readings> {
  const [counts, freeBytes] = await Promise.all([
    outbound.store.counts(runtime.clock.now()),
    spool.freeBytes(),
  ])
  return { counts, freeBytes, alive: worker.isAlive(), keysOverdue: overdueKeys(keys) }
}

/** Why no mail should be sent here now; empty: all is well. */
function reasonsAgainst({ freeBytes, alive }: Readings, deps: HttpDeps): string[] {
  const { freeDiskBytes } = deps.config.current.smtp.limits
  return [
    ...(alive ? [] : ['the queue stands still']),
    ...(freeBytes < freeDiskBytes ? [`only ${freeBytes} bytes are free on the disk`] : []),
  ]
}

function openServer(deps: HttpDeps): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: BODY_BYTES, forceCloseConnections: true })
  answerWithProblems(server, deps.runtime.log)
  const { outbound, config } = deps
  addWebhooks(server, { providers: outbound.providers, config, news: { ...outbound, look: deps.look } })
  addSenderLinks(server, outbound)
  addReceivedLinks(server, outbound)
  server.get('/health/live', async (_, reply) => {
    const alive = deps.worker.isAlive()
    return reply.code(alive ? 200 : 503).send({ alive })
  })
  server.get('/health/ready', async (_, reply) => {
    const reasons = await readings(deps).then(
      now => reasonsAgainst(now, deps),
      () => ['the database cannot be read'],
    )
    return reply.code(reasons.length === 0 ? 200 : 503).send({ ready: reasons.length === 0, reasons })
  })
  server.get('/metrics', async (_, reply) => {
    return reply.type(deps.metrics.contentType).send(await deps.metrics.text(await readings(deps)))
  })
  return server
}

function controlServer(deps: HttpDeps): FastifyInstance {
  const server = Fastify({ logger: false, bodyLimit: BODY_BYTES, forceCloseConnections: true })
  answerWithProblems(server, deps.runtime.log)
  addOperations(server, deps.outbound)
  addProviderOperations(server, deps.outbound)
  addInboxOperations(server, deps.outbound)
  addRefused(server, deps.outbound.store)
  addKeyOperations(server, deps.keys)
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

async function listen(server: FastifyInstance, deps: HttpDeps): Promise<string> {
  const { listen: wanted } = deps.config.current.http
  try {
    const fd = wanted.startsWith('fd:') ? deps.sockets.get(wanted.slice(3)) : undefined
    if (wanted.startsWith('fd:') && fd === undefined) {
      throw new BridgeError('E_CONFIG', {
        say: `http.listen: systemd handed over no socket named ${wanted.slice(3)}.`,
      })
    }
    if (fd !== undefined) await server.listen({ fd } as never)
    else {
      const at = wanted.lastIndexOf(':')
      await server.listen({
        host: wanted.slice(0, at).replace(/^\[|\]$/g, ''),
        port: Number(wanted.slice(at + 1)),
      })
    }
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const reason =
      (error as { code?: string }).code === 'EADDRINUSE' ? 'another program has it' : String(error)
    throw new BridgeError('E_CONFIG', {
      cause: error,
      say: `http.listen ${wanted} cannot be opened: ${reason}.`,
    })
  }
  const [bound] = server.addresses()
  if (bound === undefined || typeof bound === 'string') return wanted
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
}
