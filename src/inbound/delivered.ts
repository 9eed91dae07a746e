/** Proof of what somebody was given of a received fax: the hash of the very bytes, for the history. */
import { createHash } from 'node:crypto'
import type { DeliveredDocument } from '../fax/delivered-document.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'

interface Given {
  readonly format: string
  readonly bytes: Uint8Array
}

export function deliveredTo(
  to: string,
  { round }: Pick<InboundFax, 'round'>,
  { format, bytes }: Given,
): DeliveredDocument {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { to, format, bytes: bytes.length, sha256, round }
}
