/**
 * Post-backs: Openfax calls once a fax is final. Its sample reads `$_REQUEST`, so the fields come as query, urlencoded or
 * multipart form. There is no signature: the account number must be ours, and the call only says what to read again.
 * `From` and `To` are header texts, not numbers: they are not used.
 */
import type { OpenfaxSettings } from '../../config/providers/openfax.ts'
import type { WebhookCall, WebhookDecoder, WebhookNews } from '../provider.ts'

/** Eight short fields: more than this is no post-back. */
const MAX_BYTES = 64 * 1024
const MAX_FIELDS = 100
const ID = /^(?=.*[1-9])[0-9]{1,40}$/

/** Gives the decoder for this account. */
export function makeDecoder({ accountId }: Pick<OpenfaxSettings, 'accountId'>): WebhookDecoder {
  return call => {
    const fields = fieldsOf(call)
    if (fields === null || withoutZeros(fields.get('accountid') ?? '') !== withoutZeros(accountId))
      return null
    const sent = fields.get('outtransid') ?? ''
    // Post-backs of received faxes are not described; the id of a received fax is known from an old client.
    const received = ID.test(fields.get('intransid') ?? '')
    if (!ID.test(sent) && !received) return null
    const news: WebhookNews = { providerRefs: ID.test(sent) ? [sent] : [], references: [], received }
    return news
  }
}

const withoutZeros = (text: string): string => text.replace(/^0+(?=.)/, '')

/** Names in lower case; a form field counts before one of the query. Null: too much, or not to be read. */
function fieldsOf(call: WebhookCall): ReadonlyMap<string, string> | null {
  const method = call.method.toUpperCase()
  if ((method !== 'GET' && method !== 'POST') || call.body.length > MAX_BYTES) return null
  const pairs = [...Object.entries(call.query), ...bodyPairs(call)]
  if (pairs.length > MAX_FIELDS) return null
  return new Map(pairs.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]))
}

function bodyPairs({ headers, body }: WebhookCall): [string, string][] {
  if (body.length === 0) return []
  const type = headers['content-type'] ?? ''
  const text = Buffer.from(body).toString('utf8')
  if (/^multipart\/form-data\b/i.test(type)) return multipartPairs(text, boundaryOf(type))
  if (/^application\/x-www-form-urlencoded\b/i.test(type) || type === '')
    return [...new URLSearchParams(text.trim())]
  return []
}

/** RFC 2046 §5.1.1: at most 70 characters, in quotes or not. */
function boundaryOf(type: string): string | null {
  const found = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type)
  return found?.[1] ?? found?.[2] ?? null
}

/** RFC 7578: the text fields of a form. Files are left out, as are parts that are not well formed. */
function multipartPairs(text: string, boundary: string | null): [string, string][] {
  if (boundary === null) return []
  const parts = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1, MAX_FIELDS + 2)
  return parts.flatMap(part => {
    const end = part.indexOf('\r\n\r\n')
    if (part.startsWith('--') || end < 0) return []
    const header = part.slice(0, end)
    const name = /^content-disposition\s*:[^\r\n]*?;\s*name\s*=\s*(?:"([^"\r\n]*)"|([^\s;"]+))/im.exec(header)
    if (name === null || /;\s*filename\s*\*?=/i.test(header)) return []
    return [[name[1] ?? name[2] ?? '', part.slice(end + 4)] as [string, string]]
  })
}
