/**
 * Deletes the pages of junk when its time is over. The row goes first, then the bytes: a crash in between leaves bytes
 * that no row needs, and the next start frees them. The fax stays in the list, with its history.
 */
import type { InboundFaxId } from '../fax/id.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { type InboundDeps, line } from './steps.ts'

export function makeDiscard(deps: InboundDeps): TaskHandler {
  return async task => {
    const fax = await deps.store.inbound(task.subjectId as InboundFaxId)
    // Released in the meantime: then it is like any other fax.
    if (fax === null || fax.state !== 'junk' || fax.raw === null) return
    const { raw } = fax
    const change = await deps.store.changeInbound(fax.id, current =>
      current.state !== 'junk' || current.raw !== raw
        ? null
        : {
            fax: { ...current, raw: null },
            tasks: [],
            history: line(deps, 'discarded', 'Its pages were deleted: nobody has released it.'),
            mails: [],
          },
    )
    deps.runtime.checkpoint('junk-discarded')
    if (change !== null) await deps.spool.remove(raw)
    return
  }
}
