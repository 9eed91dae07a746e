/**
 * Step 3, route: finds whose fax it is, by the called number. A fax for a number that no subscriber has is kept as
 * `unrouted`, shown to the operator, and never acknowledged to the provider: it is not lost, it waits.
 */
import type { Config } from '../config/schema.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type InboundDeps, line } from './steps.ts'

/** An unrouted fax is looked at again this often: the operator may have added the number. */
const LOOK_AGAIN_MS = 60_000

export function makeRoute(deps: InboundDeps): TaskHandler {
  return async task => {
    const subscriberId = (fax: InboundFax) => ownerOf(deps.config.current, fax)
    const change = await deps.store.changeInbound(task.subjectId as InboundFaxId, fax => {
      if (fax.state !== 'fetched' && fax.state !== 'unrouted') return null
      const owner = subscriberId(fax)
      const now = deps.runtime.clock.now()
      if (owner !== null) {
        return {
          fax: { ...fax, state: 'routed', subscriberId: owner },
          tasks: [{ kind: 'deliver', subjectId: fax.id, runAt: now }],
          history: line(deps, 'routed', `For subscriber ${owner}.`, { subscriberId: owner }),
          mails: [],
        }
      }
      if (fax.state === 'unrouted') return null
      const text = `No subscriber has the number ${fax.calledNumber ?? '(not given)'}, or it has no address for received faxes.`
      return {
        fax: { ...fax, state: 'unrouted' },
        tasks: [],
        history: line(deps, 'unrouted', text),
        mails: [],
      }
    })
    if (change?.fax.state === 'unrouted') {
      deps.runtime.log.error(
        { inbound: change.fax.id, number: change.fax.calledNumber },
        'a received fax belongs to nobody',
      )
    }
    const fax = change?.fax ?? (await deps.store.inbound(task.subjectId as InboundFaxId))
    if (fax?.state !== 'unrouted') return
    return (deps.runtime.clock.now() + LOOK_AGAIN_MS) as EpochMs
  }
}

function ownerOf(config: Config, fax: InboundFax): string | null {
  const owner = config.subscribers.find(
    subscriber => fax.calledNumber !== null && subscriber.numbers.includes(fax.calledNumber),
  )
  return owner === undefined || owner.received.length === 0 ? null : owner.id
}
