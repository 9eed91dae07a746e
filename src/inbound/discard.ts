/**
 * Deletes the pages of junk when its time is over. The row goes first, then the bytes: a crash in between leaves bytes
 * that no row needs, and the next start erases them. The fax stays in the list, with its history.
 */
import type { EpochMs, InboundFaxId } from '../fax/id.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { InboundDeps } from './steps.ts'

/** Junk under a legal hold is looked at again this often. */
const LOOK_AGAIN_MS = 86_400_000

export function makeDiscard(deps: InboundDeps): TaskHandler {
  return async task => {
    const id = task.subjectId as InboundFaxId
    const now = deps.runtime.clock.now()
    const refs = await deps.store.forgetJunk(id, now)
    deps.runtime.checkpoint('junk-discarded')
    for (const ref of refs) await deps.spool.remove(ref)
    if (refs.length > 0) return
    const fax = await deps.store.inbound(id)
    // Released in the meantime: then it is like any other fax.
    return fax?.state === 'junk' && fax.raw !== null ? ((now + LOOK_AGAIN_MS) as EpochMs) : undefined
  }
}
