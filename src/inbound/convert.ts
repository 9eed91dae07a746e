/**
 * A received fax in the formats that somebody wants, or the word that it cannot be had: what the renderer cannot bear goes
 * as it came, since nobody may wait for ever for a fax that is here. For mails (deliver.ts) and destinations (carry.ts).
 */
import type { ReceivedParts, ReceivedRequest } from '../documents/render/job.ts'
import { isBridgeError } from '../fax/error.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { CRASHES_ALLOWED } from '../fax/task.ts'
import type { Task } from '../store/store.ts'
import type { InboundDeps } from './steps.ts'

/** Of the task: attempts with this one, crashes before it. */
export type Tries = Required<Pick<Task, 'attempts' | 'crashes'>>

export const triesOf = ({ attempts, crashes = 0 }: Task): Tries => ({ attempts, crashes })

/** Its files; or why there are none. Throws what another try may mend, and when `signal` says so. */
export async function converted(
  { renderer, runtime }: Pick<InboundDeps, 'renderer' | 'runtime'>,
  fax: InboundFax,
  { request, tries }: { readonly request: ReceivedRequest; readonly tries: Tries },
  signal: AbortSignal,
): Promise<ReceivedParts | { readonly why: string }> {
  try {
    return await renderer.received(request, signal, { suspect: tries.crashes > 0 })
  } catch (error) {
    if (signal.aborted || !isBridgeError(error) || error.code === 'E_SHUTTING_DOWN') throw error
    const failures = error.code === 'E_RENDER_CRASH' ? tries.crashes + 1 : tries.attempts
    if (error.kind === 'temporary' && failures < CRASHES_ALLOWED) throw error
    const { code, message } = error
    runtime.log.warn({ fax: fax.id, code }, 'a received fax cannot be converted: it goes as it came')
    return { why: message }
  }
}
