/**
 * Handing a fax over: the pages are uploaded, which calls nobody, then one request with one destination puts them into
 * the outbox. Only that one starts a call, so only its answer can be lost.
 */
import type { FaxplusSettings } from '../../config/providers/faxplus.ts'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import { parseE164 } from '../../fax/fax-number.ts'
import type { EpochMs } from '../../fax/id.ts'
import type { Clock } from '../../runtime.ts'
import { type HttpResponse, parsedAs } from '../http.ts'
import type { SubmitReply, SubmitRequest, SubmittedFax } from '../provider.ts'
import { refused } from '../refusal.ts'
import { submitted, uploaded } from './api.ts'
import { type Client, isSuccess, vendorError } from './calls.ts'
import { find } from './find.ts'
import { writeSendTime } from './time.ts'
import { recordMeaning } from './words.ts'

export interface SubmitDeps {
  readonly settings: FaxplusSettings
  readonly client: Client
  readonly clock: Clock
}

/** Marks our faxes in the vendor's web pages. */
const TAG = 'faxbridge'
const TYPES = { pdf: 'application/pdf', tiff: 'image/tiff' } as const

export async function submit(
  deps: SubmitDeps,
  request: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const { settings, clock } = deps
  const { pages, to } = request
  if (parseE164(to) === null) return refused('number-invalid', 'number', `FAX.PLUS cannot dial ${to}`)
  if (pages.pageCount > settings.maxPages)
    return refused('too-long', 'maxPages', `more than ${settings.maxPages} pages`)
  const bytes = await pages.bytes(settings.format)
  if (bytes.length > settings.maxBytes)
    return refused('too-long', 'maxBytes', `${bytes.length} bytes are more than ${settings.maxBytes}`)
  const path = await upload(deps, bytes, request.reference, signal)
  if (path === null) return refused('too-long', '413', 'the document is too big for FAX.PLUS')
  if (signal.aborted) throw new BridgeError('E_PROVIDER_UNREACHABLE', { cause: signal.reason })
  const submittedAt = clock.now()
  const response = await deps.client.call(
    {
      method: 'POST',
      path: deps.client.own('outbox'),
      body: { json: payload(deps, request, path) },
      effect: 'submits',
    },
    signal,
  )
  if (isSuccess(response)) return taken(deps, request, response, submittedAt, signal)
  return declined(deps, response)
}

/** Gives where FAX.PLUS keeps the document for now; null: it is too big. */
async function upload(
  { settings, client }: SubmitDeps,
  bytes: Uint8Array,
  reference: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { format } = settings
  const file = { bytes, fileName: `${reference}.${format}`, type: TYPES[format] }
  const response = await client.call(
    {
      method: 'POST',
      path: client.own('files'),
      query: { format },
      body: { multipart: [{ name: 'fax_file', value: file }] },
      effect: 'nothing',
    },
    signal,
  )
  if (response.status === 413) return null
  if (!isSuccess(response)) throw client.errorOf(response, 'nothing')
  return parsedAs(response, uploaded, 'nothing')
}

function payload({ settings, clock }: SubmitDeps, request: SubmitRequest, path: string): object {
  const { retry, delaySeconds, coverPage, enhancement } = settings
  return {
    from: senderOf(settings, request),
    to: [request.to],
    files: [path],
    // FAX.PLUS has no invoice field; its list of faxes can be searched by tags.
    comment: { text: request.reference, tags: [TAG, ...billingTag(request)] },
    options: { enhancement, ...(retry === undefined ? {} : { retry }) },
    // Without it an answer names no id.
    return_ids: true,
    ...(delaySeconds === 0 ? {} : { send_time: writeSendTime(clock.now() + delaySeconds * 1000) }),
    ...(coverPage === undefined ? {} : { cover_page: coverPageOf(coverPage) }),
  }
}

function billingTag({ billingCode }: SubmitRequest): readonly string[] {
  return billingCode === undefined ? [] : [billingCode]
}

function senderOf({ from }: FaxplusSettings, request: SubmitRequest): string {
  if (from === 'subscriber') return request.from ?? 'no_number'
  return typeof from === 'string' ? from : from.join(',')
}

function coverPageOf({
  nameTo,
  nameFrom,
  subject,
  message,
  flags,
}: NonNullable<FaxplusSettings['coverPage']>) {
  return {
    name_to: nameTo,
    name_from: nameFrom,
    subject,
    flags,
    ...(message === undefined ? {} : { message }),
  }
}

/** It has the fax. Without an id in the answer the fax is looked for by its comment, once. */
async function taken(
  { client }: SubmitDeps,
  request: SubmitRequest,
  response: HttpResponse,
  submittedAt: EpochMs,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const providerRef = idIn(parsedAs(response, submitted, 'submits'), request.to)
  if (providerRef !== null) return { kind: 'taken', providerRef }
  const { reference, to, pages } = request
  const fax: SubmittedFax = {
    reference,
    providerRef: null,
    to,
    pageCount: pages.pageCount,
    submittedAt,
    watermark: null,
  }
  const say = 'It took the fax without telling an id.'
  try {
    const found = await find(client, fax, signal)
    if (found.kind === 'found') return { kind: 'taken', providerRef: found.providerRef }
  } catch (error) {
    if (!isBridgeError(error)) throw error
    throw new BridgeError('E_PROVIDER_NO_ANSWER', { say, cause: error })
  }
  throw new BridgeError('E_PROVIDER_NO_ANSWER', { say })
}

/** The key may be spelled otherwise than our number. With one destination there is one id. */
function idIn(answer: ReturnType<typeof submitted.parse>, to: string): string | null {
  const digits = (text: string) => text.replace(/\D/g, '')
  const entries = Object.entries(answer.ids ?? {})
  const [, value] =
    entries.find(([key]) => digits(key) === digits(to)) ?? (entries.length === 1 ? entries[0] : null) ?? []
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number') return String(value)
  return answer.id ?? null
}

/** Certainly not taken when it says so with a 4xx. A code that is a status word of a failed fax is a verdict. */
function declined({ client }: SubmitDeps, response: HttpResponse): SubmitReply {
  const { error, description } = vendorError(response)
  const meaning = response.status < 500 && error !== null ? recordMeaning(error) : null
  if (meaning?.kind === 'failed' && meaning.failure !== 'unknown' && meaning.failure !== 'provider-fault') {
    if (meaning.failure === 'no-credit') throw new BridgeError('E_PROVIDER_CREDIT')
    return refused(meaning.failure, error ?? '', description ?? '')
  }
  if (response.status === 413) return refused('too-long', '413', 'the fax is too big for FAX.PLUS')
  throw client.errorOf(response, 'submits')
}
