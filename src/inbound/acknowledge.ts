/**
 * Step 5, acknowledge: tells the provider that a fax is safe, and only when it is: when every destination that must have
 * it has it, or when it was filed and nobody is to get it. Runs after each delivery has ended, and acts after the last.
 */
import { BridgeError } from '../fax/error.ts'
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import { type InboundFax, isOfRound } from '../fax/inbound-fax.ts'
import { INTERNET_FAX_KEY } from '../fax/outgoing-mail.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type InboundDeps, line } from './steps.ts'

/** Another fax with the same id at the provider is in the way: looked at again after this. */
const LOOK_AGAIN_MS = 60_000

export function makeAcknowledge(deps: InboundDeps): TaskHandler {
  const running = new Set<string>()
  return async (task, signal) => {
    // Two destinations that end together: the provider is told once.
    if (running.has(task.subjectId)) return (deps.runtime.clock.now() + LOOK_AGAIN_MS) as EpochMs
    running.add(task.subjectId)
    try {
      return await acknowledge(deps, task.subjectId as InboundFaxId, signal)
    } finally {
      running.delete(task.subjectId)
    }
  }
}

async function acknowledge(
  deps: InboundDeps,
  id: InboundFaxId,
  signal: AbortSignal,
): Promise<EpochMs | undefined> {
  const fax = await deps.store.inbound(id)
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

/** Nobody gets it, on purpose. */
const isKept = ({ state }: InboundFax) => state === 'filed' || state === 'junk'

/** True when nothing is left to wait for; the fax is then `delivered`. */
async function isDelivered(deps: InboundDeps, fax: InboundFax): Promise<boolean> {
  const all = await deps.store.mailsOf(fax.id)
  // Of an earlier round: on its way all the same.
  if (all.some(({ state, key }) => state === 'queued' && !key.startsWith(INTERNET_FAX_KEY))) return false
  const mails = all.filter(mail => isOfRound(fax, mail.key))
  const deliveries = (await deps.store.deliveriesOf(fax.id)).filter(({ round }) => round === fax.round)
  // Written down together with the plan's mails, one after the other: none of them may be missing yet.
  const { mails: to, places } = fax.plan ?? { mails: mails.map(mail => mail.to), places: [] }
  if (mails.length < to.length || deliveries.length < places.length) return false
  if (mails.length + deliveries.length === 0 || mails.some(mail => mail.state !== 'sent')) return false
  if (deliveries.some(({ required, state }) => required && state !== 'done')) return false
  // Where none must have it, one that has it will do.
  if (mails.length === 0 && !deliveries.some(({ state }) => state === 'done')) return false
  await deps.store.changeInbound(fax.id, current =>
    current.state !== 'routed'
      ? null
      : {
          fax: { ...current, state: 'delivered' },
          tasks: [],
          history: line(deps, 'delivered', 'Every destination that must have it has it.'),
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
