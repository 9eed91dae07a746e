/**
 * After the end: a provider may take back its final word for some time. When its webhook calls about a fax that has ended
 * (news.ts brings this task forward), or once later where the vendor is known for it, the standing is read from the
 * provider again, and only that reading counts. What follows, at most one correction, is decided by fax/correction.ts.
 */
import { isBridgeError } from '../fax/error.ts'
import type { EpochMs, FaxJobId } from '../fax/id.ts'
import { type FaxJob, isFinal } from '../fax/job.ts'
import type { FaxProvider } from '../providers/provider.ts'
import type { TaskHandler } from '../queue/worker.ts'
import { happened, type OutboundDeps, policyFrom } from './steps.ts'
import { asked, faxOf } from './track.ts'

/** Readings that fail in a row before the next call of the vendor is waited for. */
const TRIES = 5

export function makeRecheck(deps: OutboundDeps): TaskHandler {
  return async (task, signal) => {
    const job = await deps.store.job(task.subjectId as FaxJobId)
    const provider = deps.providers.get(job?.attempt?.account ?? '')
    if (job === null || provider === undefined || !isFinal(job.state) || job.endedAt === null) return
    const { correctionMs } = policyFrom(deps.config.current, provider)
    const end = (job.endedAt + correctionMs) as EpochMs
    if (deps.runtime.clock.now() >= end) return
    try {
      await readAgain(deps, job, provider, signal)
    } catch (error) {
      if (!isBridgeError(error) || signal.aborted || task.attempts < TRIES) throw error
      deps.runtime.log.warn({ fax: job.id, code: error.code }, 'an ended fax could not be read again')
    }
    return end
  }
}

async function readAgain(
  deps: OutboundDeps,
  job: FaxJob,
  provider: FaxProvider,
  signal: AbortSignal,
): Promise<void> {
  const { attempt } = job
  if (attempt === null) return
  const report = await asked(deps, job, () =>
    deps.desk.status(attempt.account, provider, faxOf(job, attempt), signal),
  )
  if (report?.kind !== 'verdict') return
  const event = { type: 'verdictAgain', outcome: report.outcome } as const
  const change = await happened(deps, job.id, event, provider)
  if (change !== null) deps.runtime.log.warn({ fax: job.id, account: attempt.account }, change.history.text)
}
