/** A person throws a received fax away that nobody gets: it becomes junk, and its pages go as those of junk do (discard.ts). */
import { BridgeError } from '../fax/error.ts'
import type { EpochMs } from '../fax/id.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import type { NewTask } from '../fax/task.ts'
import type { InboundChange } from '../store/inbound-store.ts'
import { type InboundDeps, line } from './steps.ts'

const DAY_MS = 86_400_000

/** Throws E_WRONG_STATE for a fax that somebody gets. */
export function thrownAway(deps: InboundDeps, fax: InboundFax, atOnce: boolean, by: string): InboundChange {
  if (fax.state !== 'unrouted' && fax.state !== 'filed' && fax.state !== 'junk')
    throw new BridgeError('E_WRONG_STATE', {
      say: `It is ${fax.state}: only what nobody gets can be discarded.`,
    })
  if (fax.state === 'junk' && !atOnce)
    throw new BridgeError('E_WRONG_STATE', { say: 'It is junk already: its pages can be deleted at once.' })
  if (fax.state === 'junk' && fax.raw === null)
    throw new BridgeError('E_WRONG_STATE', { say: 'Its pages were deleted before.' })
  const now = deps.runtime.clock.now()
  const { junkDays } = deps.config.current.inbound
  const runAt = (atOnce ? now : now + junkDays * DAY_MS) as EpochMs
  const tasks: NewTask[] = [{ kind: 'discard', subjectId: fax.id, runAt }]
  // What was never fetched is only at the provider: it stays there.
  if (fax.acknowledgedAt === null && fax.raw !== null)
    tasks.push({ kind: 'acknowledge', subjectId: fax.id, runAt: now })
  const when = atOnce ? 'now' : `after ${junkDays} days`
  return {
    fax: { ...fax, state: 'junk', filed: 'junk' },
    tasks,
    history: line(deps, 'junk', `Discarded by ${by}: its pages are deleted ${when}.`),
    mails: [],
  }
}
