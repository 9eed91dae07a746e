/**
 * The pages of one fax for its hand-over, or what becomes of the fax when they cannot be made. Nothing has been handed over
 * yet, so all of this may be repeated. Making them is finish.ts.
 */
import type { FaxDocument } from '../fax/document.ts'
import { type ErrorCode, isBridgeError } from '../fax/error.ts'
import type { FaxJob } from '../fax/job.ts'
import { CRASHES_ALLOWED } from '../fax/task.ts'
import type { FaxPages } from '../providers/provider.ts'
import { finishedPages } from './finish.ts'
import { happened, type OutboundDeps } from './steps.ts'
import { again } from './too-much.ts'

/** The renderer did not bear it. Not the form's own fault for certain: a machine that is too busy looks the same. */
const TOO_MUCH: readonly ErrorCode[] = ['E_RENDER_CRASH', 'E_RENDER_LIMIT']

/**
 * Null: the fax has failed or waits for a person. `crashes`: earlier ones. A cover page that cannot be made is the operator's to mend: the fax
 * waits, it does not go out without. One that takes the renderer down is tried three times, and then fails the fax.
 */
export async function pagesOrStop(
  deps: OutboundDeps,
  fax: { readonly job: FaxJob; readonly document: FaxDocument; readonly crashes: number },
  signal: AbortSignal,
): Promise<FaxPages | null> {
  const { job, document, crashes } = fax
  try {
    return await finishedPages(deps, job, document, signal, { suspect: crashes > 0 })
  } catch (error) {
    if (signal.aborted || !isBridgeError(error)) throw error
    const tooMuch = TOO_MUCH.includes(error.code)
    // Temporary, so that the queue tries it again.
    if (tooMuch && crashes + 1 < CRASHES_ALLOWED) throw again(error)
    if (!tooMuch && error.kind !== 'permanent') throw error
    if (tooMuch) {
      const text = `The cover page or header line cannot be made. ${error.message}`
      deps.runtime.log.error({ fax: job.id, code: error.code }, text)
      await happened(deps, job.id, { type: 'unsendable', failure: 'document-rejected', text })
    } else {
      const reason = `the cover page cannot be made: ${error.message}`
      deps.runtime.log.error({ fax: job.id, code: error.code }, reason)
      await happened(deps, job.id, { type: 'holdAsked', by: 'faxbridge', reason })
    }
    return null
  }
}
