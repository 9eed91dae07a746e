/** Do address and login suffice? Nothing is sent. */
import { isBridgeError } from '../../fax/error.ts'
import type { HttpResponse } from '../http.ts'
import type { ProbeLine } from '../provider.ts'
import { askForJob } from './status.ts'
import type { Account } from './submit.ts'

/** Never given out by OpenText: its ids are domain, dash, number. */
const NO_SUCH_JOB = 'faxbridge-probe'

/** Asks for a job that does not exist: any answer but a refusal of the login will do. The queue is left alone. */
export async function probe(
  { settings, connection }: Account,
  signal: AbortSignal,
): Promise<readonly ProbeLine[]> {
  const what = 'credentials'
  try {
    const response = await askForJob(connection, NO_SUCH_JOB, signal)
    const { status } = response
    const bad = (text: string) => [{ ok: false, what, text }]
    if (status === 401 || status === 403 || status === 429 || status >= 500)
      return bad(connection.failure(response, 'nothing').message)
    if (!isJson(response)) {
      return bad(`${settings.baseUrl} answers (HTTP ${status}), but not as OpenText's API: check baseUrl.`)
    }
    const how = settings.oauth === undefined ? `user ${settings.username}` : 'OAuth'
    return [{ ok: true, what, text: `OpenText takes the login (${how}).` }]
  } catch (error) {
    if (!isBridgeError(error)) throw error
    return [{ ok: false, what, text: error.message }]
  }
}

function isJson({ body }: HttpResponse): boolean {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'))
    return typeof json === 'object' && json !== null
  } catch {
    return false
  }
}
