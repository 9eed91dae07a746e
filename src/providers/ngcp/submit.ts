/** Handing a fax over to NGCP: a multipart post, answered by an empty 201. */
import type { NgcpSettings } from '../../config/providers/ngcp.ts'
import { digitsOf } from '../../fax/fax-number.ts'
import type { HttpResponse } from '../http.ts'
import type { DocumentFormat, SubmitReply, SubmitRequest } from '../provider.ts'
import { refused } from '../refusal.ts'
import type { NgcpCalls } from './calls.ts'
import { highestId } from './journal.ts'
import { placeText } from './place.ts'
import { fieldFailure } from './words.ts'

/** The vendor's limit for `faxfile`. */
export const FILE_BYTES = 67_108_864
const TYPES: Readonly<Record<DocumentFormat, string>> = { pdf: 'application/pdf', tiff: 'image/tiff' }

/** Throws BridgeError as any call. */
export async function submit(
  calls: NgcpCalls,
  settings: NgcpSettings,
  { to, pages }: SubmitRequest,
  signal: AbortSignal,
): Promise<SubmitReply> {
  const { subscriberId, document, dialPrefix } = settings
  const bytes = await pages.bytes(document)
  if (bytes.length > FILE_BYTES) {
    const text = `The document has ${bytes.length} bytes; NGCP takes at most ${FILE_BYTES}.`
    return refused('document-rejected', 'TOO_BIG', text)
  }
  // Read here too, just before: the reference must hold without anything that is kept elsewhere.
  const { id: watermark, serverNow } = await highestId(calls, subscriberId, signal)
  const fax = { destination: `${dialPrefix}${digitsOf(to)}`, subscriber_id: subscriberId }
  const file = { bytes, fileName: `fax.${document === 'pdf' ? 'pdf' : 'tif'}`, type: TYPES[document] }
  const response = await calls.send(
    {
      method: 'POST',
      path: '/api/faxes/',
      body: {
        multipart: [
          { name: 'json', value: JSON.stringify(fax) },
          { name: 'faxfile', value: file },
        ],
      },
      effect: 'submits',
    },
    signal,
  )
  return replyOf(calls, response, placeText({ watermark, since: serverNow }))
}

/** 201 with an empty body is the one and only yes. */
function replyOf(calls: NgcpCalls, response: HttpResponse, providerRef: string): SubmitReply {
  const { status } = response
  if (status === 201) return { kind: 'taken', providerRef }
  if (status === 422) {
    const message = calls.message(response)
    const failure = fieldFailure(message)
    if (failure !== null) return refused(failure, '422', message)
  }
  throw calls.error(response, 'submits')
}
