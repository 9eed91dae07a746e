/**
 * One address that answers HTTP: how it is opened, guarded and closed. In charge of TLS and its renewal, of which proxies
 * are believed, of what a client may cost, and of ending without cutting a running request. Not in charge of what is there.
 */
import type { Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import rateLimit, { normalizeIP } from '@fastify/rate-limit'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { HttpConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import type { Runtime } from '../runtime.ts'
import { answerBrokenRequests } from './broken-request.ts'
import { answerWithProblems } from './problem.ts'
import { certificateOf, watchCertificate } from './tls-files.ts'

export interface Door {
  readonly listen: string
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  readonly trustedProxies: readonly string[]
}

export interface DoorDeps {
  readonly limits: HttpConfig['limits']
  readonly runtime: Pick<Runtime, 'clock' | 'log'>
  /** Sockets from systemd: name → file descriptor. */
  readonly sockets: ReadonlyMap<string, number>
}

export interface OpenDoor {
  /** `127.0.0.1:8025` */
  readonly address: string
  /** Takes no new requests, lets the running ones end within `limits.stopSeconds`, closes. */
  stop(): Promise<void>
}

const MINUTE = 60_000
/** While stopping, how often connections are looked at. */
const SWEEP_MS = 50
/** As many addresses are counted at a time. */
const ADDRESSES = 20_000

/** A server with limits, which answers errors with problem documents. `key` (`http.listen`) names it in messages. */
export async function makeDoor(
  key: string,
  door: Door,
  bodyBytes: number,
  deps: DoorDeps,
): Promise<FastifyInstance> {
  const { limits, runtime } = deps
  const server = Fastify({
    logger: false,
    bodyLimit: bodyBytes,
    forceCloseConnections: 'idle',
    trustProxy: door.trustedProxies.length === 0 ? false : [...door.trustedProxies],
    requestTimeout: limits.requestSeconds * 1000,
    connectionTimeout: limits.idleSeconds * 1000,
    ...answerBrokenRequests(),
    ...serverOptions(key, door, limits),
  } as object) as FastifyInstance
  server.server.headersTimeout = Math.min(limits.requestSeconds, 60) * 1000
  server.server.maxConnections = limits.connections
  answerWithProblems(server, runtime.log)
  await server.register(rateLimit, { global: false, cache: ADDRESSES })
  const count = server.createRateLimit({
    max: limits.requestsPerMinute,
    timeWindow: MINUTE,
    // One customer has a whole network of 64 bits.
    keyGenerator: request => normalizeIP(peerOf(request), 64),
  })
  server.addHook('onRequest', async (request, reply) => {
    const counted = await count(request)
    if (counted.isAllowed || !counted.isExceeded) return
    reply.header('retry-after', counted.ttlInSeconds)
    throw new BridgeError('E_TOO_MANY_REQUESTS')
  })
  return server
}

function serverOptions(key: string, { tls }: Door, { headerBytes }: DoorDeps['limits']): object {
  const inner = { maxHeaderSize: headerBytes }
  // TLS 1.2 is the oldest that nobody has broken.
  if (tls !== undefined) return { https: { ...inner, ...certificateOf(key, tls), minVersion: 'TLSv1.2' } }
  return { http: inner }
}

/** Listens. Throws E_CONFIG when the address cannot be used. */
export async function openDoor(
  server: FastifyInstance,
  key: string,
  door: Door,
  deps: DoorDeps,
): Promise<OpenDoor> {
  const address = await listen(server, key, door.listen, deps.sockets)
  const watched = new AbortController()
  const { tls } = door
  const watching =
    tls === undefined
      ? Promise.resolve()
      : watchCertificate(key, tls, server.server as TlsServer, deps.runtime, watched.signal)
  return {
    address,
    async stop() {
      watched.abort()
      const raw: Server = server.server
      // A client keeps its connection after the answer that it waited for: nobody waits for that.
      const sweep = setInterval(() => raw.closeIdleConnections(), SWEEP_MS)
      const cut = setTimeout(() => raw.closeAllConnections(), deps.limits.stopSeconds * 1000)
      await server.close()
      clearInterval(sweep)
      clearTimeout(cut)
      await watching
    },
  }
}

async function listen(
  server: FastifyInstance,
  key: string,
  wanted: string,
  sockets: DoorDeps['sockets'],
): Promise<string> {
  try {
    const fd = wanted.startsWith('fd:') ? sockets.get(wanted.slice(3)) : undefined
    if (wanted.startsWith('fd:') && fd === undefined)
      throw new BridgeError('E_CONFIG', {
        say: `${key}: systemd handed over no socket named ${wanted.slice(3)}.`,
      })
    if (fd !== undefined) await server.listen({ fd } as never)
    else {
      const at = wanted.lastIndexOf(':')
      await server.listen({
        host: wanted.slice(0, at).replace(/^\[|\]$/g, ''),
        port: Number(wanted.slice(at + 1)),
      })
    }
  } catch (error) {
    await server.close()
    if (error instanceof BridgeError) throw error
    const reason =
      (error as { code?: string }).code === 'EADDRINUSE' ? 'another program has it' : String(error)
    throw new BridgeError('E_CONFIG', { cause: error, say: `${key} ${wanted} cannot be opened: ${reason}.` })
  }
  const [bound] = server.addresses()
  if (bound === undefined || typeof bound === 'string') return wanted
  return bound.family === 'IPv6' ? `[${bound.address}]:${bound.port}` : `${bound.address}:${bound.port}`
}

/** Who asks, as far as the proxies that we trust tell: the last hop that is none of them. */
export function peerOf(request: FastifyRequest): string {
  const told = request.ip
  if (ipaddr.isValid(told)) return ipaddr.process(told).toString()
  return request.socket.remoteAddress ?? 'unknown'
}

/** Whether it came over TLS, to us or to a proxy that we trust. */
export const isSecure = (request: FastifyRequest): boolean => request.protocol === 'https'
