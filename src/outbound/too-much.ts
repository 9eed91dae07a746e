/**
 * How often a document is tried that the renderer did not bear. In charge of telling its own fault from the machine's: too many
 * dots or files are so at every try, while its time and memory may have gone to other documents.
 */
import { BridgeError } from '../fax/error.ts'
import { CRASHES_ALLOWED } from '../fax/task.ts'

/** The second try is in a process of its own and counts the processor's time alone: what is too much there, always is. */
const LIMITS_ALLOWED = 2
/** The machine had no time for it. With the waits between them, these are some hours. */
const BUSY_ALLOWED = 12

/** So many tries an error like this may cost before the fax fails; 1: it fails at once. */
export function triesFor({ code, detail }: BridgeError): number {
  const { ranOut } = detail
  if (ranOut === 'processor') return BUSY_ALLOWED
  if (code === 'E_RENDER_CRASH') return CRASHES_ALLOWED
  return code === 'E_RENDER_LIMIT' && ranOut !== undefined ? LIMITS_ALLOWED : 1
}

/** The same as an error that the queue tries again, and counts as a crash. */
export function again(error: BridgeError): BridgeError {
  return error.kind === 'temporary'
    ? error
    : new BridgeError('E_RENDER_CRASH', { cause: error, say: error.message, detail: error.detail })
}
