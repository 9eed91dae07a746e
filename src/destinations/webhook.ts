/** A webhook of one's own that is called for every received fax. How it is called safely is in signed-post.ts. */
import { MEDIA_TYPES, type Parcel } from './destination.ts'
import { fileNameOf } from './file-name.ts'
import { type CallDeps, postSigned } from './signed-post.ts'

export interface WebhookSettings {
  readonly url: string
  readonly secret: string
  /** Whether the document goes along. */
  readonly content: boolean
  readonly name: string
  readonly allow: readonly string[]
}

export type WebhookDeps = CallDeps

export function carryToWebhook(
  settings: WebhookSettings,
  deps: WebhookDeps,
  parcel: Parcel,
  signal: AbortSignal,
): Promise<string> {
  return postSigned(settings, deps, { id: parcel.delivery.id, body: bodyOf(settings, parcel) }, signal)
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
