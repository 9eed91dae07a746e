/**
 * A webhook of one's own, called as Standard Webhooks 1.0.0 says: the same `webhook-id` at every try, and a signature
 * over id, time and body, so that the receiver knows us and doubles. Only https to public addresses, or to networks that
 * the configuration allows; never a redirect.
 */
import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import { Agent, request } from 'undici'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { MEDIA_TYPES, type Parcel } from './destination.ts'
import { fileNameOf } from './file-name.ts'
import { guardedLookup, mayReach, type Resolve } from './public-address.ts'

export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  /** Whether the document goes along. */
  readonly content: boolean
  readonly name: string
  readonly allow: readonly string[]
}

export interface WebhookDeps {
  readonly clock: Clock
  readonly resolve?: Resolve
}

const CONNECT_MS = 10_000
const ANSWER_MS = 30_000
/** What of an answer is read: nothing in it matters. */
const ANSWER_BYTES = 64 * 1024

export async function carryToWebhook(
  settings: WebhookSettings,
  { clock, resolve }: WebhookDeps,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<string> {
  const { url, allow } = settings
  const { host, hostname } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  // net.connect asks no resolver about an address.
  if (isIP(literal) !== 0 && !mayReach(literal, allow))
    throw new BridgeError('E_DESTINATION', { say: `${literal} is not public: write its network in allow.` })
  const now = clock.now()
  const body = bodyOf(settings, parcel)
  const agent = new Agent({ connect: { lookup: guardedLookup(allow, resolve), timeout: CONNECT_MS } })
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signatureOf(settings.secret, parcel.delivery.id, now, body),
      },
      body,
      dispatcher: agent,
      headersTimeout: ANSWER_MS,
      bodyTimeout: ANSWER_MS,
      maxRedirections: 0,
      signal,
    } as Parameters<typeof request>[1])
    await answer.body.dump({ limit: ANSWER_BYTES }).catch(() => {})
    if (answer.statusCode >= 200 && answer.statusCode <= 299) return `${host} took it (${answer.statusCode}).`
    const after = Number(answer.headers['retry-after'])
    throw new BridgeError('E_DESTINATION', {
      say: `${host} answered ${answer.statusCode}.`,
      ...(Number.isFinite(after) ? { retryAt: now + after * 1000 } : {}),
    })
  } catch (error) {
    if (error instanceof BridgeError) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new BridgeError('E_DESTINATION', { cause: error, say: `${host} cannot be reached: ${why}` })
  } finally {
    await agent.destroy()
  }
}

/** Standard Webhooks §signature scheme: HMAC-SHA256 of `id.timestamp.body`; a secret `whsec_…` is base64. */
export function signatureOf(secret: string, id: string, now: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(now / 1000))
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

const iso = (at: number): string => new Date(at).toISOString()

function bodyOf(settings: WebhookSettings, { fax, delivery, document }: Parcel): string {
  const { format, bytes, sha256 } = document
  const file = {
    name: fileNameOf(settings.name, fax, format).replace(/^.*\//, ''),
    type: MEDIA_TYPES[format],
    size: bytes.length,
    sha256,
  }
  return JSON.stringify({
    type: 'fax.received',
    timestamp: iso(delivery.createdAt),
    data: {
      id: fax.id,
      delivery: delivery.id,
      account: fax.account,
      providerId: fax.providerId,
      subscriber: fax.subscriberId,
      calledNumber: fax.calledNumber,
      callerNumber: fax.callerNumber,
      stationId: fax.stationId,
      subaddress: fax.subaddress,
      line: fax.line,
      pages: fax.pageCount,
      complete: fax.complete,
      marks: fax.marks,
      receivedAt: fax.receivedAt > 0 ? iso(fax.receivedAt) : null,
      document: settings.content ? { ...file, base64: Buffer.from(bytes).toString('base64') } : file,
    },
  })
}
