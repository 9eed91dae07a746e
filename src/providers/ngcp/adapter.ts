/**
 * The adapter for Sipwise NGCP. NGCP takes a fax with an empty answer and no id, and keeps no reference of ours: what
 * became of it is read from the subscriber's journal, from the highest id before the hand-over on. It can neither cancel
 * nor call us, and has no balance.
 */
import type { NgcpSettings } from '../../config/providers/ngcp.ts'
import { digitsOf } from '../../fax/fax-number.ts'
import type { Clock } from '../../runtime.ts'
import { connectionOf, pemOf } from '../account-http.ts'
import { type Http, type HttpOptions, type HttpResponse, makeHttp } from '../http.ts'
import type { DocumentFormat, FaxProvider, SubmitReply, SubmitRequest } from '../provider.ts'
import { refused } from '../refusal.ts'
import { makeCalls, type NgcpCalls, type NgcpLogin, secretsOf } from './calls.ts'
import { makeInbound } from './inbound.ts'
import { highestId } from './journal.ts'
import { probeAccount } from './probe.ts'
import { makeSettingsApi, type NgcpSettingsApi } from './settings-api.ts'
import { findFax, placeText, readReports } from './tracking.ts'
import { fieldFailure } from './words.ts'

/** The vendor's limit for `faxfile`. */
const FILE_BYTES = 67_108_864
/** A PDF is a little bigger than the TIFF that the daemon measures. */
const PDF_ROOM = 1024 * 1024
/** The vendor says nothing of pages. */
const MOST_PAGES = 1000
/** The platform is a telephone exchange, mostly a small one. */
const CONCURRENT = 4
const TYPES: Readonly<Record<DocumentFormat, string>> = { pdf: 'application/pdf', tiff: 'image/tiff' }

/** A provider that talks through `http`, which must have the settings' address and certificates. */
export function makeNgcp(options: {
  readonly settings: NgcpSettings
  readonly http: Http
  readonly clock: Clock
}): FaxProvider {
  const { settings, http, clock } = options
  const calls = makeCalls({ http, clock, login: loginOf(settings) })
  const { subscriberId, journalMinutes, pollSeconds } = settings
  return {
    limits: {
      maxPages: MOST_PAGES,
      maxBytes: FILE_BYTES - PDF_ROOM,
      visibilityMs: journalMinutes * 60_000,
      concurrent: CONCURRENT,
      pollMs: pollSeconds * 1000,
      onePerNumber: true,
    },
    submit: (request, signal) => submit(calls, settings, request, signal),
    async status(fax, signal) {
      const reports = await readReports(calls, settings, [fax], signal)
      return reports.get(fax.reference) ?? { kind: 'unknown', raw: '' }
    },
    statusOfMany: (faxes, signal) => readReports(calls, settings, faxes, signal),
    find: (fax, signal) => findFax(calls, settings, fax, signal),
    async watermark(signal) {
      return String((await highestId(calls, subscriberId, signal)).id)
    },
    probe: signal => probeAccount(calls, settings, signal),
    ...(settings.receive ? { inbound: makeInbound(calls, settings) } : {}),
  }
}

/** Reads the certificates and makes the provider. Throws E_CONFIG for a file that cannot be read. */
export async function openNgcp(
  settings: NgcpSettings,
  deps: { readonly clock: Clock; readonly timeouts?: HttpOptions['timeouts'] },
): Promise<FaxProvider> {
  return makeNgcp({ settings, clock: deps.clock, http: await openNgcpHttp(settings, deps) })
}

/** The subscriber's settings there, for a person who changes them. `close` ends the connection. */
export async function openNgcpSettings(
  settings: NgcpSettings,
  deps: { readonly clock: Clock },
): Promise<{ readonly api: NgcpSettingsApi; close(): Promise<void> }> {
  const http = await openNgcpHttp(settings, deps)
  const calls = makeCalls({ http, clock: deps.clock, login: loginOf(settings) })
  return { api: makeSettingsApi(calls, settings.subscriberId), close: () => http.close() }
}

/** The connection of an account, for the adapter and for the settings. */
export async function openNgcpHttp(
  settings: NgcpSettings,
  deps: { readonly clock: Clock; readonly timeouts?: HttpOptions['timeouts'] },
): Promise<Http> {
  const { clientCert, clientKey } = settings
  const pair =
    settings.auth === 'certificate' && clientCert !== undefined && clientKey !== undefined
      ? { cert: pemOf('clientCert', clientCert), key: pemOf('clientKey', clientKey) }
      : undefined
  return makeHttp({
    baseUrl: settings.baseUrl.replace(/\/(?:api\/?)?$/, ''),
    ...connectionOf(settings, deps),
    secrets: secretsOf(loginOf(settings)),
    ...(pair === undefined ? {} : { clientCert: pair }),
  })
}

/** How the settings say to log in. */
export function loginOf({ auth, username = '', password = '' }: NgcpSettings): NgcpLogin {
  return auth === 'certificate' ? { kind: 'certificate' } : { kind: auth, username, password }
}

async function submit(
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
