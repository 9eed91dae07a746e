/**
 * The adapter for Sipwise NGCP. NGCP takes a fax with an empty answer and no id, and keeps no reference of ours: what
 * became of it is read from the subscriber's journal, from the highest id before the hand-over on. It can neither cancel
 * nor call us, and has no balance.
 */
import type { NgcpSettings } from '../../config/providers/ngcp.ts'
import type { Clock } from '../../runtime.ts'
import { connectionOf, pemOf } from '../account-http.ts'
import { type Http, type HttpOptions, makeHttp } from '../http.ts'
import type { FaxProvider } from '../provider.ts'
import { makeCalls, type NgcpLogin, secretsOf } from './calls.ts'
import { find } from './find.ts'
import { makeInbound } from './inbound.ts'
import { highestId } from './journal.ts'
import { probe } from './probe.ts'
import { makeSettingsApi, type NgcpSettingsApi } from './settings-api.ts'
import { status, statusOfMany } from './status.ts'
import { FILE_BYTES, submit } from './submit.ts'

/** A PDF is a little bigger than the TIFF that the daemon measures. */
const PDF_ROOM = 1024 * 1024
/** The vendor says nothing of pages. */
const MOST_PAGES = 1000
/** The platform is a telephone exchange, mostly a small one. */
const CONCURRENT = 4

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
    status: (fax, signal) => status(calls, settings, fax, signal),
    statusOfMany: (faxes, signal) => statusOfMany(calls, settings, faxes, signal),
    find: (fax, signal) => find(calls, settings, fax, signal),
    async watermark(signal) {
      return String((await highestId(calls, subscriberId, signal)).id)
    },
    ...(settings.receive ? { inbound: makeInbound(calls, settings) } : {}),
    probe: signal => probe(calls, settings, signal),
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
