/** Deleting from the outbox, which is how FAX.PLUS cancels, and what that makes of a fax. */
import { BridgeError } from '../../fax/error.ts'
import type { Outcome } from '../../fax/outcome.ts'
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import { type Client, isSuccess } from './calls.ts'
import { NOWHERE } from './status.ts'

/** So many deleted faxes are remembered: far more than are open at a time. */
const DELETED = 1000

/** Possible until the fax has left the outbox; then the deletion finds nothing, and the verdict decides. */
export async function cancel(
  client: Client,
  fax: SubmittedFax,
  deleted: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const { providerRef } = fax
  if (providerRef === null) throw new BridgeError('E_WRONG_STATE', { say: 'FAX.PLUS has told no id of it.' })
  const path = client.own('outbox', providerRef)
  const response = await client.call({ method: 'DELETE', path, effect: 'nothing' }, signal)
  if (isSuccess(response)) {
    deleted.add(providerRef)
    const [oldest] = deleted
    if (deleted.size > DELETED && oldest !== undefined) deleted.delete(oldest)
    return
  }
  if (response.status === 404 && deleted.has(providerRef)) return
  if (response.status === 401 || response.status === 403 || response.status === 429 || response.status >= 500)
    throw client.errorOf(response, 'nothing')
  throw new BridgeError('E_WRONG_STATE', { say: `It is too late: FAX.PLUS has sent it or is done with it.` })
}

/** A fax that is in no list any more, and that we deleted from the outbox, is cancelled. */
export function afterDeletion(
  report: ProviderReport,
  { providerRef }: SubmittedFax,
  deleted: ReadonlySet<string>,
): ProviderReport {
  if (
    report.kind !== 'unknown' ||
    report.raw !== NOWHERE ||
    providerRef === null ||
    !deleted.has(providerRef)
  )
    return report
  const outcome: Outcome = {
    kind: 'failed',
    failure: 'cancelled',
    pagesSent: 0,
    remoteStationId: null,
    providerCode: 'deleted',
    providerText: 'FAX.PLUS deleted it from its outbox',
  }
  return { kind: 'verdict', outcome }
}
