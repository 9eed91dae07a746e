/**
 * Calls of FAX.PLUS at our webhook address, and the hooks at FAX.PLUS that make it call. A call has no signature, so it
 * is never believed: it says which ids to read again.
 */
import type { Logger } from '../../runtime.ts'
import type { MaintainContext, WebhookCall, WebhookNews } from '../provider.ts'
import { createdHook, type Hook, hook, recordList, webhookBody } from './api.ts'
import { type Client, escaped, isSuccess } from './calls.ts'

/** `fax_sent` comes for failures too. `fax_page_received` must be ordered, so it is read but not set up. */
type HookEvent = 'fax_sent' | 'fax_received'
const ID = /^[A-Za-z0-9._:-]{1,128}$/

/** Takes both ids: the one under `hook` is of this try, the one under `data` of all tries together. */
export function decodeWebhook(call: WebhookCall): WebhookNews | null {
  if (call.method !== 'POST') return null
  const parsed = webhookBody.safeParse(jsonOf(call.body))
  if (!parsed.success) return null
  const { hook: own, data } = parsed.data
  const event = own.event.trim().toLowerCase()
  if (event === 'fax_received' || event === 'fax_page_received')
    return { providerRefs: [], references: [], received: true }
  if (event !== 'fax_sent') return null
  const ids = [data?.id, own.id].filter(id => typeof id === 'string').filter(id => ID.test(id))
  return { providerRefs: [...new Set(ids)], references: [], received: false }
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}

/**
 * Makes the missing hook for an event, then deletes ours that point elsewhere: those with an address that begins with
 * the prefix. Without an address all of ours go. Hooks of others stay. Safe to repeat.
 */
export async function maintainHook(
  client: Client,
  event: HookEvent,
  { webhookUrl, webhookPrefix }: MaintainContext,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const { items } = await client.list('hooks', { list: recordList, item: hook }, signal, { event })
  const own = items.filter(item => item.event == null || item.event === event)
  const current = own.filter(({ target }) => target === webhookUrl)
  if (webhookUrl !== null && current.length === 0) await create(client, webhookUrl, event, log, signal)
  const stale = own.filter(item => item.target !== webhookUrl && isOurs(item, webhookPrefix))
  for (const item of [...current.slice(1), ...stale]) await remove(client, item, log, signal)
}

/** The prefix ends with a slash, or account `a` would take the hooks of account `ab` away. */
function isOurs({ target }: Hook, prefix: string | null): boolean {
  if (prefix === null || !/^https?:\/\/[^/]+\/./.test(prefix)) return false
  return target.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`)
}

async function create(
  client: Client,
  target: string,
  event: string,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const response = await client.call(
    { method: 'POST', path: 'hooks', body: { json: { target, event } }, effect: 'nothing' },
    signal,
  )
  if (!isSuccess(response)) throw client.errorOf(response, 'nothing')
  const id = createdHook.safeParse(jsonOf(response.body)).data?.id ?? null
  log.info({ event, hook: id }, 'FAX.PLUS will call our webhook')
}

async function remove(client: Client, { id, event }: Hook, log: Logger, signal: AbortSignal): Promise<void> {
  const path = `hooks/${escaped(id)}`
  const response = await client.call({ method: 'DELETE', path, effect: 'nothing' }, signal)
  if (!isSuccess(response) && response.status !== 404) throw client.errorOf(response, 'nothing')
  log.info({ event, hook: id }, 'a stale webhook of ours was deleted at FAX.PLUS')
}
