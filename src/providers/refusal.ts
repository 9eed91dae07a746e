/** A fax that was certainly not taken, with the reason: what an adapter answers to a hand-over that it, or the vendor, refuses. */
import type { FaxFailure } from '../fax/failure.ts'
import type { SubmitReply } from './provider.ts'

/** `providerCode` and `providerText` as the vendor says them; the code is '' when the adapter refuses by itself. */
export function refused(failure: FaxFailure, providerCode: string, providerText: string): SubmitReply {
  const none = { pagesSent: 0, remoteStationId: null }
  return { kind: 'refused', outcome: { kind: 'failed', failure, ...none, providerCode, providerText } }
}
