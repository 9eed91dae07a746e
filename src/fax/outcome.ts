import type { FaxFailure } from './failure.ts'

/** The verdict on a call. Only a provider's own final word about our own reference makes one. */
export type Outcome =
  | {
      readonly kind: 'delivered'
      readonly pagesSent: number
      readonly remoteStationId: string | null
      readonly callSeconds: number | null
    }
  | {
      readonly kind: 'failed'
      readonly failure: FaxFailure
      readonly pagesSent: number
      readonly remoteStationId: string | null
      /** The provider's own code and words, kept as they came. */
      readonly providerCode: string
      readonly providerText: string
    }
