/** Writes a received fax as the mail of a new one, so that it goes the way of every mail: pages attached, and no text. */
import type { InboundFax } from '../fax/inbound-fax.ts'
import { binaryPart, field, mailDate, message, multipart, textField } from './mime.ts'

export interface ForwardedFacts {
  readonly fax: InboundFax
  readonly delivery: { readonly id: string; readonly createdAt: number }
  readonly bytes: Uint8Array
  /** Where to. */
  readonly number: string
  readonly hostname: string
  /** `Fax <fax@example.com>`, from the configuration. */
  readonly from: string
}

/** The same bytes at every try. */
export function composeForwarded({
  fax,
  delivery,
  bytes,
  number,
  hostname,
  from,
}: ForwardedFacts): Uint8Array {
  return message(
    [
      field('From', from),
      textField('To', number),
      textField('Subject', `Fax ${fax.id}`),
      field('Date', mailDate(delivery.createdAt)),
      field('Message-ID', `<${delivery.id.replace('_', '-')}@${hostname}>`),
    ],
    multipart('mixed', [
      binaryPart({ type: 'image/tiff', fileName: `${fax.id}.tif`, bytes, contentId: null }),
    ]),
  )
}
