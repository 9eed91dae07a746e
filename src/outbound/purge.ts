/**
 * Step 6, purge: deletes the mail and the pages of a fax when its retention is over. The row goes first, then the
 * bytes: a crash in between leaves bytes that no row needs, and the next start frees them.
 */
import type { EpochMs, SubmissionId } from '../fax/id.ts'
import { isFinal } from '../fax/job.ts'
import type { TaskHandler } from '../queue/worker.ts'
import type { OutboundDeps } from './steps.ts'

const DAY = 86_400_000
/** A fax that has not ended is looked at again this often. */
const LOOK_AGAIN_MS = DAY

export function makePurge(deps: OutboundDeps): TaskHandler {
  return async task => {
    const id = task.subjectId as SubmissionId
    const jobs = await deps.store.jobsOf(id)
    const now = deps.runtime.clock.now()
    if (jobs.some(job => !isFinal(job.state))) return (now + LOOK_AGAIN_MS) as EpochMs
    const lastEnd = Math.max(0, ...jobs.map(job => job.endedAt ?? 0))
    const due = lastEnd + deps.config.current.sending.keepDays * DAY
    if (now < due) return due as EpochMs
    const refs = await deps.store.forgetSubmission(id, now)
    deps.runtime.checkpoint('forgotten')
    for (const ref of refs) await deps.spool.remove(ref)
    return undefined
  }
}
