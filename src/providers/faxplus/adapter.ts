/**
 * FAX.PLUS (Alohi), API version 3, as one of the providers. In charge of putting the parts together; each call is in its
 * own file. It keeps nothing but the token and the ids of faxes that it has deleted from the outbox: FAX.PLUS says
 * nothing more of those, and its answer to the deletion is the only word there will ever be.
 */
import type { FaxplusSettings } from '../../config/providers/faxplus.ts'
import { BridgeError } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { connectionOf } from '../account-http.ts'
import { type Http, type HttpOptions, makeHttp } from '../http.ts'
import type { FaxProvider, MaintainContext } from '../provider.ts'
import { type Client, type ClientDeps, isSuccess, makeClient } from './calls.ts'
import { afterDeletion, cancel } from './cancel.ts'
import { find } from './find.ts'
import { makeInbound } from './inbound.ts'
import { probe, tokenLine } from './probe.ts'
import { status, statusOfMany } from './status.ts'
import { submit } from './submit.ts'
import { decodeWebhook, maintainHook } from './webhook.ts'

export interface FaxplusDeps {
  readonly settings: FaxplusSettings
  readonly http: Http
  /** For `oauth.tokenUrl`; null with a personal access token. */
  readonly tokenHttp: Http | null
  readonly clock: Clock
  readonly log: Logger
  /** What `http` and `tokenHttp` cut out of errors; tokens that are fetched are added to it. */
  readonly secrets: string[]
}

export interface FaxplusProvider extends FaxProvider {
  /** The confirmation report of a finished fax, a PDF. Throws E_NOT_FOUND while there is none. */
  confirmation(providerRef: string, signal: AbortSignal): Promise<Uint8Array>
}

/** FAX.PLUS has no quota on requests; each number of the account has a sending rate of its own there. */
const CONCURRENT = 4
/** Each of its tries may have a record of its own: after a failed one that was read as the last, another may succeed. */
const LATER_LOOK_MS = 3_600_000
export function makeFaxplus(deps: FaxplusDeps): FaxplusProvider {
  const { settings, clock } = deps
  const client = makeClient(deps satisfies ClientDeps)
  const own = { settings, client, clock }
  const deleted = new Set<string>()
  return {
    limits: {
      maxPages: settings.maxPages,
      maxBytes: settings.maxBytes,
      visibilityMs: settings.visibilitySeconds * 1000,
      concurrent: CONCURRENT,
      laterLookMs: LATER_LOOK_MS,
      pollMs: settings.pollSeconds * 1000,
    },
    submit: (request, signal) => submit(own, request, signal),
    status: async (fax, signal) => afterDeletion(await status(client, fax, signal), fax, deleted),
    async statusOfMany(faxes, signal) {
      const reports = new Map(await statusOfMany(client, faxes, signal))
      for (const fax of faxes) {
        const report = reports.get(fax.reference)
        if (report !== undefined) reports.set(fax.reference, afterDeletion(report, fax, deleted))
      }
      return reports
    },
    find: (fax, signal) => find(client, fax, signal),
    cancel: (fax, signal) => cancel(client, fax, deleted, signal),
    ...(settings.receive.enabled ? { inbound: makeInbound({ ...own, log: deps.log }) } : {}),
    webhook: decodeWebhook,
    probe: signal => probe(own, signal),
    maintain: (context, signal) => maintain(deps, client, context, signal),
    confirmation: (providerRef, signal) => confirmation(client, providerRef, signal),
  }
}

/** Makes the adapter for one account with its own connections. Throws E_CONFIG for an unreadable caFile. */
export function openFaxplus(
  settings: FaxplusSettings,
  options: Pick<FaxplusDeps, 'clock' | 'log'> & Pick<HttpOptions, 'timeouts'>,
): FaxplusProvider {
  const { clock, log, timeouts } = options
  const { baseUrl, token, oauth } = settings
  const basic =
    oauth === undefined ? [] : [Buffer.from(`${oauth.clientId}:${oauth.clientSecret}`).toString('base64')]
  const secrets = [token, oauth?.clientSecret, oauth?.refreshToken, ...basic].filter(own => own !== undefined)
  const common = { ...connectionOf(settings, { clock, timeouts }), secrets }
  const http = makeHttp({ ...common, baseUrl })
  const tokenHttp = oauth === undefined ? null : makeHttp({ ...common, baseUrl: oauth.tokenUrl })
  return makeFaxplus({ settings, http, tokenHttp, clock, log, secrets })
}

async function maintain(
  { settings, clock, log }: FaxplusDeps,
  client: Client,
  context: MaintainContext,
  signal: AbortSignal,
): Promise<void> {
  const token = tokenLine(settings, clock.now())
  if (token !== null && !token.ok)
    log.warn({ tokenExpires: settings.tokenExpires }, `FAX.PLUS token: ${token.text}`)
  if (!settings.manageWebhooks) return
  await maintainHook(client, 'fax_sent', context, log, signal)
  const received = settings.receive.enabled ? context : { ...context, webhookUrl: null }
  await maintainHook(client, 'fax_received', received, log, signal)
}

async function confirmation(client: Client, providerRef: string, signal: AbortSignal): Promise<Uint8Array> {
  const path = client.own('report', providerRef)
  const headers = { accept: 'application/pdf, application/json' }
  const response = await client.call({ method: 'GET', path, headers, effect: 'nothing' }, signal)
  if (response.status === 404)
    throw new BridgeError('E_NOT_FOUND', { say: 'FAX.PLUS has no report of it yet.' })
  if (!isSuccess(response)) throw client.errorOf(response, 'nothing')
  if (!response.body.subarray(0, 1024).includes('%PDF-'))
    throw new BridgeError('E_PROVIDER_REPLY', { say: 'The confirmation report is no PDF.' })
  return response.body
}
