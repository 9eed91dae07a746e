/**
 * Office documents to PDF by a Gotenberg server that the operator runs. In charge of one request, of its bounds, and of
 * telling a document that cannot be converted from a server that cannot now. What the server may reach is the operator's
 * matter: a document that is known to refer to something outside is not given to it.
 */
import { createWriteStream, openAsBlob } from 'node:fs'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FormData, fetch, type Response } from 'undici'
import type { DocumentsConfig } from '../../config/schema.ts'
import { BridgeError, isBridgeError } from '../../fax/error.ts'
import type { Clock } from '../../runtime.ts'
import { ProgramSlot } from '../sandbox/program-slot.ts'
import { Slots } from '../slots.ts'
import type { Office, OfficeRequest } from './office.ts'

export type GotenbergSettings = NonNullable<DocumentsConfig['office']['gotenberg']>

/** The route of Gotenberg 7 to 9 (gotenberg.dev, "How requests work": each file under `files`). */
const ROUTE = 'forms/libreoffice/convert'
/** As much as a program in our own sandbox may write. */
const LARGEST_PDF = 256 * 1024 * 1024
/** Of a plain-text complaint, for the log. */
const SHOWN = 300

/** `quick`: how many documents it gets at the same time, but for those that take long. */
export function byGotenberg(
  settings: GotenbergSettings,
  seconds: number,
  { quick, clock }: { readonly quick: number; readonly clock: Clock },
): Office {
  const make = () => new ProgramSlot(clock)
  // It takes none of our processors: who waits for nothing here gives way by that alone.
  const slots = new Slots<ProgramSlot>({ make, quick, clock, shortSeconds: Number.POSITIVE_INFINITY })
  return {
    toPdf: (request, signal, known = {}) =>
      slots.use(
        (_, began, own) => {
          began()
          return convert(settings, seconds, request, own)
        },
        known,
        signal,
      ),
    stop: () => slots.stop(),
  }
}

async function convert(
  settings: GotenbergSettings,
  seconds: number,
  { path, type, hasLinks, out }: OfficeRequest,
  signal: AbortSignal,
): Promise<void> {
  if (hasLinks)
    throw new BridgeError('E_DOCUMENT_TYPE', {
      say: 'It refers to something outside the file: save it as PDF and send that.',
    })
  const body = new FormData()
  // The type, which our own reader has found out, not the sender's name.
  body.append('files', await openAsBlob(path), `document.${type}`)
  const patience = AbortSignal.timeout(seconds * 1000)
  try {
    const answer = await fetch(addressOf(settings), {
      method: 'POST',
      body,
      headers: headersOf(settings),
      // A redirect would take the document to another server.
      redirect: 'error',
      signal: AbortSignal.any([signal, patience]),
    })
    if (answer.status !== 200) throw await refusal(answer)
    await pipeline(Readable.fromWeb(answer.body as never), bounded(), createWriteStream(out, { mode: 0o600 }))
  } catch (error) {
    if (isBridgeError(error)) throw error
    if (signal.aborted) throw new BridgeError('E_SHUTTING_DOWN')
    const say = patience.aborted ? `It gave no answer in ${seconds} seconds.` : ''
    throw new BridgeError('E_CONVERTER', { cause: error, say })
  }
}

function addressOf({ url }: GotenbergSettings): string {
  return new URL(ROUTE, url.endsWith('/') ? url : `${url}/`).href
}

function headersOf({ user, password }: GotenbergSettings): Record<string, string> {
  if (user === undefined) return {}
  return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` }
}

/** 400: the document; all else is about the server, and passes. */
async function refusal(answer: Response): Promise<BridgeError> {
  const { status } = answer
  const text = (await answer.text().catch(() => '')).slice(0, SHOWN)
  if (status === 400)
    return new BridgeError('E_DOCUMENT_DAMAGED', { say: 'Gotenberg cannot convert it.', detail: { text } })
  if (status === 413)
    return new BridgeError('E_RENDER_LIMIT', { say: 'It is larger than Gotenberg takes.', detail: { text } })
  return new BridgeError('E_CONVERTER', { say: `Gotenberg answers HTTP ${status}.`, detail: { text } })
}

function bounded(): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes <= LARGEST_PDF) done(null, chunk)
      else done(new BridgeError('E_RENDER_LIMIT', { say: 'It became larger than 256 MiB.' }))
    },
  })
}
