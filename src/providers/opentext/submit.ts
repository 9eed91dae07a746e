/** Handing a fax over to OpenText, and what a refusal means. */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import { BridgeError } from '../../fax/error.ts'
import type { FaxFailure } from '../../fax/failure.ts'
import { type HttpResponse, parsedAs } from '../http.ts'
import type { SubmitReply, SubmitRequest } from '../provider.ts'
import { refused } from '../refusal.ts'
import { SubmitAnswer } from './api.ts'
import type { Connection } from './calls.ts'
import { toVendor } from './numbers.ts'

/** What every call needs. */
export interface Account {
  readonly settings: OpentextSettings
  readonly connection: Connection
}

/** The SOAP sibling's bound; it also has to be unique among all users of the service. */
const MESSAGE_ID_LENGTH = 80

/** Throws BridgeError as any call. */
export async function submit(
  account: Account,
  request: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const { settings, connection } = account
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

/** Our reference as OpenText gets it. */
export function messageIdOf({ messageIdPrefix }: OpentextSettings, reference: string): string {
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
