/** Cancelling, by what the UCX knows of the job at this moment. */
import { BridgeError } from '../../fax/error.ts'
import type { SubmittedFax } from '../provider.ts'
import type { UcxClient } from './calls.ts'
import type { DialRules } from './dial.ts'
import { jobCancel, jobStatus } from './methods.ts'
import { refOf, reportFor } from './status.ts'

/**
 * Cancels a fax that has not ended. The status is read first: HylaFAX deletes what it knows of a job that has ended
 * when it is told to remove it. What became of the fax is for `status` to find out, never for the text of the answer.
 */
export async function cancel(
  client: UcxClient,
  rules: DialRules,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<void> {
  const jobId = refOf(fax)
  if (jobId === null) throw new BridgeError('E_WRONG_STATE', { say: 'The UCX has not given it a job id.' })
  const job = await jobStatus(client, jobId, signal)
  if (job === null) return
  const report = reportFor(job, false, fax, rules)
  if (report.kind === 'verdict') return
  if (report.kind === 'unknown') {
    throw new BridgeError('E_WRONG_STATE', {
      say: `The UCX says "${report.raw}", which may mean that it has ended.`,
    })
  }
  await jobCancel(client, jobId, signal)
}
