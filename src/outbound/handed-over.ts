/** Notes the SHA-256 of the pages that a provider gets, in the very form in which it gets them. */
import { createHash } from 'node:crypto'
import type { DocumentFormat, FaxPages } from '../providers/provider.ts'

/** The bytes of one form, as an adapter asked for them. */
export interface HandedOver {
  readonly format: DocumentFormat
  readonly bytes: number
  readonly sha256: string
}

/** Pages that write down what is taken of them. `taken`: each form once. */
export function noting(pages: FaxPages): { readonly pages: FaxPages; taken(): readonly HandedOver[] } {
  const taken = new Map<DocumentFormat, HandedOver>()
  return {
    pages: {
      pageCount: pages.pageCount,
      resolution: pages.resolution,
      async bytes(format) {
        const bytes = await pages.bytes(format)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        taken.set(format, { format, bytes: bytes.length, sha256 })
        return bytes
      },
    },
    taken: () => [...taken.values()],
  }
}
