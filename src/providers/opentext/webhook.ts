/** OpenText's webhooks of both kinds. They only say what to read again; the body of a pushed document is not used. */
import type { WebhookCall, WebhookNews } from '../provider.ts'
import { InboundAnswer, StatusAnswer } from './api.ts'

/** One call about more faxes than this is not from OpenText. */
const MOST = 1000
const REFERENCE = /^[\x21-\x7e]{1,200}$/

/** Gives null for a call that is not OpenText's. Throws nothing. */
export function decodeWebhook(call: WebhookCall): WebhookNews | null {
  if (call.method !== 'POST' && call.method !== 'PUT') return null
  const items = itemsOf(call.body)
  if (items === null) return null
  const providerRefs: string[] = []
  const references: string[] = []
  let received = false
  for (const item of items) {
    if (isDocument(item)) {
      received = true
      continue
    }
    const status = StatusAnswer.safeParse(item)
    // A job id alone is not enough: a stranger's JSON has one as easily.
    if (!status.success || status.data.job_id === null) return null
    if (status.data.job_state.length === 0 && status.data.deliveries.length === 0) return null
    providerRefs.push(status.data.job_id)
    const reference = referenceOf(status.data.customer_reference_base64)
    if (reference !== null) references.push(reference)
  }
  return { providerRefs, references, received }
}

function itemsOf(body: Uint8Array): readonly unknown[] | null {
  let json: unknown
  try {
    json = JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
  const items = Array.isArray(json) ? json : [json]
  return items.length === 0 || items.length > MOST ? null : items
}

function isDocument(item: unknown): boolean {
  const document = InboundAnswer.safeParse(item)
  return document.success && (document.data.document_class !== null || document.data.document !== null)
}

/** What we gave as customer_reference; null for somebody else's. */
export function referenceOf(base64: string | null): string | null {
  const text = Buffer.from(base64 ?? '', 'base64')
    .toString('utf8')
    .trim()
  return REFERENCE.test(text) ? text : null
}
