/** How a fax stands at OpenText: one question for one fax, as there is no list. */
import { BridgeError } from '../../fax/error.ts'
import { type HttpResponse, parsedAs } from '../http.ts'
import type { ProviderReport, SubmittedFax } from '../provider.ts'
import { StatusAnswer } from './api.ts'
import type { Connection } from './calls.ts'
import type { Account } from './submit.ts'
import { reportOf } from './words.ts'

/** Answers that say: there is no such job. Jobs are purged some days after their end, so that is no verdict. */
const GONE: readonly number[] = [400, 404, 410, 422]

/** Throws BridgeError as any call. */
export async function status(
  account: Account,
  fax: SubmittedFax,
  signal: AbortSignal,
): Promise<ProviderReport> {
  const { settings, connection } = account
  const { providerRef } = fax
  if (providerRef === null) return { kind: 'unknown', raw: 'no job id' }
  const response = await askForJob(connection, providerRef, signal)
  if (GONE.includes(response.status)) {
    return { kind: 'unknown', raw: `HTTP ${response.status} ${connection.shown(response)}`.trim() }
  }
  if (response.status < 200 || response.status > 299) throw connection.failure(response, 'nothing')
  const answer = parsedAs(response, StatusAnswer, 'nothing')
  if (answer.job_id !== null && answer.job_id !== providerRef) {
    throw new BridgeError('E_PROVIDER_REPLY', { say: 'It is about another job than we asked for.' })
  }
  return reportOf(answer, fax, settings)
}

/** The answer to a status question, whatever it is. */
export function askForJob(connection: Connection, jobId: string, signal: AbortSignal): Promise<HttpResponse> {
  const query = { job_id: jobId }
  return connection.request(
    { method: 'GET', path: '/outbound/faxes/status', query, effect: 'nothing' },
    signal,
  )
}
