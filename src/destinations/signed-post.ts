/**
 * One call of a webhook as Standard Webhooks 1.0.0 says: the same `webhook-id` at every try, and a signature over id, time
 * and body, so that the receiver knows us and doubles. Only to public addresses, or to networks that are allowed; never a
 * redirect. In charge of reaching nobody else; what is told, and when again, is the caller's.
 */
import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import { Agent, request } from 'undici'
import { BridgeError } from '../fax/error.ts'
import type { Clock } from '../runtime.ts'
import { guardedLookup, mayReach, type Resolve } from './public-address.ts'

export interface CallDeps {
  readonly clock: Clock
  readonly resolve?: Resolve
}

/** Where to, and the networks of one's own that this may lie in. */
export interface CallTarget {
  readonly url: string
  readonly allow: readonly string[]
}

interface Call {
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

const CONNECT_MS = 10_000
const ANSWER_MS = 30_000
/** What of an answer is read: nothing in it matters. */
const ANSWER_BYTES = 64 * 1024

/** Gives a sentence with the answer. Throws E_DESTINATION, temporary. */
export function postSigned(
  target: CallTarget & { readonly secret: string },
  deps: CallDeps,
  { id, body }: { readonly id: string; readonly body: string },
  signal: AbortSignal,
): Promise<string> {
  const signature = signatureOf(target.secret, id, deps.clock.now(), body)
  const headers = { 'content-type': 'application/json', ...signature }
  return call(target, deps, { method: 'POST', headers, body }, signal)
}

/** Calls it and waits for a 2xx. Throws E_DESTINATION, temporary. */
export async function call(
  { url, allow }: CallTarget,
  { clock, resolve }: CallDeps,
  { method, headers = {}, body }: Call,
  signal: AbortSignal,
): Promise<string> {
  const { host, hostname } = new URL(url)
  const literal = hostname.replace(/^\[|\]$/g, '')
  // net.connect asks no resolver about an address.
  if (isIP(literal) !== 0 && !mayReach(literal, allow))
    throw new BridgeError('E_DESTINATION', { say: `${literal} is not public: write its network in allow.` })
  const agent = new Agent({ connect: { lookup: guardedLookup(allow, resolve), timeout: CONNECT_MS } })
  try {
    const answer = await request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
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
      ...(Number.isFinite(after) ? { retryAt: clock.now() + after * 1000 } : {}),
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
