/** Handing a fax over to the UCX: FileSend. */
import { BridgeError } from '../../fax/error.ts'
import type { SubmitReply, SubmitRequest } from '../provider.ts'
import { refused } from '../refusal.ts'
import type { UcxClient } from './calls.ts'
import { type DialRules, dialString } from './dial.ts'
import { fileSend } from './methods.ts'
import { refusalOf } from './words.ts'

/** What a hand-over needs of the account. */
export interface SubmitSettings {
  readonly dial: DialRules
  readonly faxId: string
  readonly format: 'tiff' | 'pdf'
  readonly maxBytes: number
}

/** Throws BridgeError as any call. */
export async function submit(
  client: UcxClient,
  { dial, faxId, format, maxBytes }: SubmitSettings,
  { reference, to, pages }: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const destination = dialString(to, dial)
  if (destination === null) return refused('number-invalid', 'dial', `No entry of dial fits ${to}.`)
  const bytes = await pages.bytes(format)
  if (bytes.length > maxBytes)
    return refused('document-rejected', 'maxBytes', `${bytes.length} bytes; at most ${maxBytes} are sent.`)
  if (signal.aborted) throw new BridgeError('E_PROVIDER_UNREACHABLE', { cause: signal.reason })
  const fileName = `${reference.replace(/[^A-Za-z0-9_-]/g, '_')}.${format === 'tiff' ? 'tif' : 'pdf'}`
  const answer = await fileSend(client, { faxId, destination, fileName, format, bytes }, signal)
  if (answer.kind === 'taken') {
    // Taken, but as which job? Looking for it tells.
    if (answer.jobId === null) throw new BridgeError('E_PROVIDER_NO_ANSWER', { say: 'It gave no job id.' })
    return { kind: 'taken', providerRef: answer.jobId }
  }
  const failure = answer.error.code === 'E_PROVIDER_REQUEST' ? refusalOf(answer.status, answer.message) : null
  if (failure === null) throw answer.error
  return refused(failure, `HTTP ${answer.status}`, answer.message)
}
