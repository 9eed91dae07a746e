/**
 * Where vendors call us: `/webhooks/ACCOUNT/SECRET`, any method. The path is the secret, since no vendor signs its calls;
 * a login and an address list can be added. A call that is wrong in any way gets the same 404. What it says is only a
 * hint (outbound/news.ts).
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import type { LiveConfig } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { hear, type NewsDeps } from '../outbound/news.ts'
import type { FaxProvider, WebhookCall } from '../providers/provider.ts'
import { takeAnyBody } from './any-body.ts'
import { peerOf } from './door.ts'

export interface WebhookDeps {
  readonly news: NewsDeps
  readonly providers: ReadonlyMap<string, FaxProvider>
  readonly config: LiveConfig
}

/** News are short; a vendor that pushes whole documents has them read again from it. */
const BODY_BYTES = 1024 * 1024

export function addWebhooks(server: FastifyInstance, deps: WebhookDeps): void {
  void server.register(async inside => {
    // Every body as it came: the vendor's decoder knows what it is.
    takeAnyBody(inside, BODY_BYTES)
    inside.all<{ Params: { account: string; secret: string } }>(
      '/webhooks/:account/:secret',
      async (request, reply) => {
        const { account, secret } = request.params
        const provider = deps.providers.get(account)
        if (provider?.webhook === undefined || !mayCall(deps.config, account, secret, request))
          throw notHere()
        const news = provider.webhook(callOf(request))
        if (news === null) throw notHere()
        await hear(deps.news, account, news)
        return reply.code(200).send({ ok: true })
      },
    )
  })
}

const notHere = () => new BridgeError('E_NOT_FOUND')

function mayCall(config: LiveConfig, account: string, secret: string, request: FastifyRequest): boolean {
  const webhook = config.current.providers[account]?.webhook
  if (webhook === undefined || !same(webhook.secret, secret)) return false
  if (webhook.user !== undefined) {
    const wanted = `Basic ${Buffer.from(`${webhook.user}:${webhook.password ?? ''}`).toString('base64')}`
    if (!same(wanted, request.headers.authorization ?? '')) return false
  }
  return webhook.addresses.length === 0 || webhook.addresses.some(entry => isFrom(peerOf(request), entry))
}

/** In the same time for every wrong value. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/** `entry`: an address or a network. */
function isFrom(address: string, entry: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const peer = ipaddr.process(address)
  const [network, bits] = ipaddr.isValidCIDR(entry) ? ipaddr.parseCIDR(entry) : [ipaddr.process(entry), null]
  if (peer.kind() !== network.kind()) return false
  return peer.match(network, bits ?? (peer.kind() === 'ipv4' ? 32 : 128))
}

function callOf(request: FastifyRequest): WebhookCall {
  const single = (values: object) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        Array.isArray(value) ? String(value[0]) : String(value),
      ]),
    )
  return {
    method: request.method,
    query: single(request.query as object),
    headers: single(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(0),
  }
}
