/**
 * OpenText Fax2Mail, also sold as OpenText Messaging (REST). In charge of translating a hand-over, a status question and
 * the queue of received faxes. Three things shape it: the state of a job says nothing about delivery (words.ts); after
 * a lost answer nobody can be asked, as there is no list and no search; and looking at a received document takes it
 * out of the queue for a while (inbound.ts). It cannot cancel, schedule or choose the sender's number: REST has no
 * field for any of them.
 */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import type { FaxFailure } from '../../fax/failure.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { connectionOf } from '../account-http.ts'
import { type Http, type HttpOptions, type HttpResponse, makeHttp, parsedAs } from '../http.ts'
import type {
  FaxProvider,
  FindReply,
  ProbeLine,
  ProviderReport,
  SubmitReply,
  SubmitRequest,
  SubmittedFax,
} from '../provider.ts'
import { refused } from '../refusal.ts'
import { StatusAnswer, SubmitAnswer } from './api.ts'
import { type Connection, makeConnection, secretsOf } from './connection.ts'
import { makeInbound } from './inbound.ts'
import { toVendor } from './numbers.ts'
import { decodeWebhook } from './webhook.ts'
import { reportOf } from './words.ts'

export interface OpentextDeps {
  readonly settings: OpentextSettings
  readonly http: Http
  /** For `oauth.tokenUrl`; null without OAuth. */
  readonly tokenHttp: Http | null
  readonly clock: Clock
  readonly log: Logger
}

interface Parts {
  readonly settings: OpentextSettings
  readonly connection: Connection
}

/** The SOAP sibling's bound; it also has to be unique among all users of the service. */
const MESSAGE_ID_LENGTH = 80
/** No limit is documented; each carries a whole document in its body. */
const CONCURRENT = 4
/** Never given out by OpenText: its ids are domain, dash, number. */
const NO_SUCH_JOB = 'faxbridge-probe'

export function makeOpentext(deps: OpentextDeps): FaxProvider {
  const { settings } = deps
  const connection = makeConnection(deps)
  const parts = { settings, connection }
  const provider: FaxProvider = {
    limits: {
      maxPages: settings.maxPages,
      maxBytes: settings.maxBytes,
      visibilityMs: 0,
      concurrent: CONCURRENT,
      pollMs: settings.pollSeconds * 1000,
    },
    submit: (request, signal) => submit(parts, request, signal),
    status: (fax, signal) => status(parts, fax, signal),
    find: async fax => find(settings, fax),
    webhook: decodeWebhook,
    probe: signal => probe(parts, signal),
  }
  if (!settings.receive.enabled) return provider
  return { ...provider, inbound: makeInbound({ ...deps, connection }) }
}

/** Opens the account: reads `caFile`, makes the HTTP clients. Throws E_CONFIG when the file cannot be read. */
export async function openOpentext(
  settings: OpentextSettings,
  deps: Pick<OpentextDeps, 'clock' | 'log'> & { readonly timeouts?: HttpOptions['timeouts'] },
): Promise<FaxProvider> {
  const { clock, log, timeouts } = deps
  const { baseUrl, oauth } = settings
  const common = { ...connectionOf(settings, { clock, timeouts }), secrets: secretsOf(settings) }
  const http = makeHttp({ ...common, baseUrl })
  const tokenHttp = oauth === undefined ? null : makeHttp({ ...common, baseUrl: oauth.tokenUrl })
  return makeOpentext({ settings, http, tokenHttp, clock, log })
}

async function submit(parts: Parts, request: SubmitRequest, signal: AbortSignal): Promise<SubmitReply> {
  const { settings, connection } = parts
  const fax = toVendor(request.to, settings.numberFormat)
  if (fax === null) return refused('number-invalid', '', 'The number cannot be written as OpenText wants it.')
  const document = await request.pages.bytes(settings.documentType === 'PDF' ? 'pdf' : 'tiff')
  if (document.length > settings.maxBytes) {
    const text = `The document has ${document.length} bytes; maxBytes of this account is ${settings.maxBytes}.`
    return refused('document-rejected', '', text)
  }
  const json = submission(settings, request, fax, document)
  const response = await connection.request(
    { method: 'POST', path: '/outbound/faxes', body: { json }, effect: 'submits' },
    signal,
  )
  if (response.status >= 200 && response.status <= 299) {
    return { kind: 'taken', providerRef: parsedAs(response, SubmitAnswer, 'submits').job_id }
  }
  return notTaken(connection, response)
}

function messageIdOf({ messageIdPrefix }: OpentextSettings, reference: string): string {
  return `${messageIdPrefix}-${reference}`
}

/** The body of a submission. Nothing may stand in it that OpenText's documents do not name. */
function submission(
  settings: OpentextSettings,
  { reference, pages, billingCode = settings.billingCode }: SubmitRequest,
  fax: string,
  document: Uint8Array,
): object {
  const messageId = messageIdOf(settings, reference)
  if (messageId.length > MESSAGE_ID_LENGTH) {
    throw new BridgeError('E_PROVIDER_REQUEST', {
      say: 'The message_id is too long: shorten messageIdPrefix.',
    })
  }
  const { documentType, faxMode } = settings
  // Superfine is in no document; fine is the nearest that is.
  const mode = faxMode !== 'auto' ? faxMode : pages.resolution === 'standard' ? 'standard' : 'fine'
  return {
    destinations: [{ fax }],
    documents: [
      {
        name: `fax.${documentType === 'PDF' ? 'pdf' : 'tif'}`,
        type: documentType,
        data: Buffer.from(document).toString('base64'),
      },
    ],
    options: {
      message_id: messageId,
      customer_reference: reference,
      ...(billingCode === undefined ? {} : { billing_code: billingCode }),
      // The account's default is unknown, and an unwanted sheet would be a page that nobody wrote.
      coversheet: { enabled: false },
      ...(mode === 'account' ? {} : { translation_options: { fax_mode: mode } }),
    },
  }
}

/** Statuses that are about this one fax. Others are about the account or the address of the API. */
const REFUSALS: Readonly<Record<number, FaxFailure>> = {
  400: 'unknown',
  413: 'document-rejected',
  415: 'document-rejected',
  422: 'unknown',
}

/**
 * What a refusal means. How REST reports a message_id that it has seen before is not documented; the SOAP sibling says
 * 2050 for our own (the job exists) and 2051 for somebody else's (nothing was taken).
 */
function notTaken(connection: Connection, response: HttpResponse): SubmitReply {
  const { status } = response
  const text = connection.shown(response)
  const failure = REFUSALS[status]
  if (failure !== undefined || status === 409) {
    const existing = /\b2050\b/.test(text)
    if (existing) {
      const job = parsedAs(response, SubmitAnswer, 'submits')
      return { kind: 'taken', providerRef: job.job_id }
    }
    if (/\b2051\b/.test(text)) {
      const say = 'Another customer uses the same message_id: set messageIdPrefix to a text of your own.'
      throw new BridgeError('E_PROVIDER_REQUEST', { say, detail: { status, answer: text } })
    }
    if (status === 409 || /duplicate/i.test(text)) {
      throw new BridgeError('E_PROVIDER_NO_ANSWER', {
        say: `It speaks of a duplicate (HTTP ${status}).`,
        detail: { status, answer: text },
      })
    }
  }
  if (failure === undefined) throw connection.failure(response, 'submits')
  return refused(failure, `HTTP ${status}`, text)
}

/** Answers that say: there is no such job. Jobs are purged some days after their end, so that is no verdict. */
const GONE: readonly number[] = [400, 404, 410, 422]

async function status(parts: Parts, fax: SubmittedFax, signal: AbortSignal): Promise<ProviderReport> {
  const { settings, connection } = parts
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

function askForJob(connection: Connection, jobId: string, signal: AbortSignal): Promise<HttpResponse> {
  const query = { job_id: jobId }
  return connection.request(
    { method: 'GET', path: '/outbound/faxes/status', query, effect: 'nothing' },
    signal,
  )
}

/** Nobody can be asked: this is what a person needs to look for it. */
function find(settings: OpentextSettings, fax: SubmittedFax): FindReply {
  const at = new Date(fax.submittedAt).toISOString()
  const look =
    `OpenText has no search for faxes. Ask its support, or look into its reports, for customer reference ` +
    `${fax.reference}: a fax of ${fax.pageCount} pages to ${fax.to}, handed over at ${at}. ` +
    'If OpenText does not have it, release the fax as not taken.'
  if (!settings.duplicateDetection) return { kind: 'cannotTell', text: look }
  const repeat =
    ` faxbridge repeats nothing by itself. OpenText takes message_id ${messageIdOf(settings, fax.reference)} only ` +
    'once: a repetition by hand with this message_id gives the first job instead of a second call. ' +
    'A release as not taken uses a new message_id.'
  return { kind: 'cannotTell', text: look + repeat }
}

/** Asks for a job that does not exist: any answer but a refusal of the login will do. The queue is left alone. */
async function probe({ settings, connection }: Parts, signal: AbortSignal): Promise<readonly ProbeLine[]> {
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
