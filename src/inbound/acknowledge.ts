/**
 * Step 5, acknowledge: tells the provider that a fax is safe, and only when it is: when every destination that must have
 * it has it, or when it was filed and nobody is to get it. Runs after each delivery has ended, and acts after the last.
 */
import { BridgeError } from '../fax/error.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import { type InboundFax, isOfRound } from '../fax/inbound-fax.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type InboundDeps, line } from './steps.ts'

/** Another fax with the same id at the provider is in the way: looked at again after this. */
const LOOK_AGAIN_MS = 60_000

export function makeAcknowledge(deps: InboundDeps): TaskHandler {
  return async (task, signal) => {
    const fax = await deps.store.inbound(task.subjectId as InboundFaxId)
    if (fax === null || (isKept(fax) && fax.acknowledgedAt !== null)) return
    if (fax.state === 'routed' && !(await isDelivered(deps, fax))) return
    if (!isKept(fax) && fax.state !== 'routed' && fax.state !== 'delivered') return
    deps.runtime.checkpoint('inbound-delivered')
    if (await isIdInUse(deps, fax)) return (deps.runtime.clock.now() + LOOK_AGAIN_MS) as EpochMs
    if (fax.acknowledgedAt === null) {
      const source = deps.providers.get(fax.account)?.inbound
      if (source === undefined)
        throw new BridgeError('E_PROVIDER_UNREACHABLE', { say: `No account ${fax.account}.` })
      await source.acknowledge(fax.providerId, signal)
    }
    deps.runtime.checkpoint('inbound-acknowledged')
    const now = deps.runtime.clock.now()
    await deps.store.changeInbound(fax.id, current =>
      current.state !== 'delivered' && !isKept(current)
        ? null
        : {
            fax: {
              ...current,
              state: isKept(current) ? current.state : 'acknowledged',
              acknowledgedAt: current.acknowledgedAt ?? now,
            },
            tasks: [],
            history: line(deps, 'acknowledged', 'Acknowledged at the provider.'),
            mails: [],
          },
    )
    return
  }
}

/** Nobody gets it, on purpose. */
const isKept = ({ state }: InboundFax) => state === 'filed' || state === 'junk'

/** True when nothing is left to wait for; the fax is then `delivered`. */
async function isDelivered(deps: InboundDeps, fax: InboundFax): Promise<boolean> {
  const mails = (await deps.store.mailsOf(fax.id)).filter(mail => isOfRound(fax, mail.key))
  if (mails.length === 0 || mails.some(mail => mail.state !== 'sent')) return false
  await deps.store.changeInbound(fax.id, current =>
    current.state !== 'routed'
      ? null
      : {
          fax: { ...current, state: 'delivered' },
          tasks: [],
          history: line(deps, 'delivered', 'The relay took every mail.'),
          mails: [],
        },
  )
  return true
}

/**
 * The provider deletes by id. A fax with the same id whose bytes are not here yet would be gone for ever; and one that is
 * only another listing of this fax must not take it away before this one has arrived.
 */
async function isIdInUse(deps: InboundDeps, fax: InboundFax): Promise<boolean> {
  const others = (await deps.store.inboundWithId(fax.account, fax.providerId)).filter(
    ({ id }) => id !== fax.id,
  )
  const needed = fax.filed === 'duplicate' ? ['seen', 'fetched', 'routed', 'delivered', 'unrouted'] : ['seen']
  return others.some(({ state }) => needed.includes(state))
}
