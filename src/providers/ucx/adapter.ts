/**
 * E-MetroTel UCX with its Virtual Fax API. In charge of handing faxes over and of putting the parts together; words.ts
 * says what an answer means, find.ts what became of a lost one. The UCX dials again by itself (HylaFAX), gives no
 * reference back, and says with HTTP 200 that something failed.
 */
import type { Clock } from '../../runtime.ts'
import { connectionOf } from '../account-http.ts'
import { type Http, makeHttp } from '../http.ts'
import type { FaxProvider, ProviderLimits } from '../provider.ts'
import { UcxClient } from './calls.ts'
import { cancel } from './cancel.ts'
import { find, watermark } from './find.ts'
import { makeInbound } from './inbound.ts'
import { probe } from './probe.ts'
import { status, statusOfMany } from './status.ts'
import { submit } from './submit.ts'

/** The keys of the account, as src/config/providers/ucx.ts describes them. */
export interface UcxAccount {
  readonly baseUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly faxId: string
  readonly faxes: readonly { readonly id: string; readonly number: string }[]
  readonly calledNumberFrom: 'auto' | 'modem' | 'station'
  readonly dial: Readonly<Record<string, string>>
  readonly format: 'tiff' | 'pdf'
  readonly maxPages: number
  readonly maxBytes: number
  readonly receive: boolean
  readonly deleteReceived: boolean
  readonly pollSeconds: number
  /** A job is among the active ones at once; completed ones come from a database that may lag behind. */
  readonly visibilitySeconds: number
  readonly inboundPollSeconds: number
  readonly caFile?: string | undefined
  readonly proxy?: string | undefined
}

export interface UcxDeps {
  readonly settings: UcxAccount
  readonly http: Http
  readonly clock: Clock
}

/** Uploads at the same time: a UCX is one small machine, and queues the calls itself. */
const CONCURRENT = 2
/** The document gives the path and leaves the host to the customer. */
const API_PATH = '/restv1/efax'

/** The adapter. `http` must have the address of `apiAddress`. */
export function makeUcx({ settings, http, clock }: UcxDeps): FaxProvider {
  const { clientId, clientSecret, dial, faxId } = settings
  const client = new UcxClient({ http, clock, clientId, clientSecret })
  const inbound = makeInbound({ ...settings, client, pollMs: settings.inboundPollSeconds * 1000 })
  return {
    limits: limitsOf(settings),
    submit: (request, signal) => submit(client, settings, request, signal),
    status: (fax, signal) => status(client, dial, fax, signal),
    statusOfMany: (faxes, signal) => statusOfMany(client, dial, faxes, signal),
    find: (fax, signal) => find({ client, rules: dial, faxId }, fax, signal),
    watermark: signal => watermark(client, signal),
    cancel: (fax, signal) => cancel(client, dial, fax, signal),
    ...(settings.receive ? { inbound } : {}),
    probe: signal => probe({ ...settings, client }, signal),
  }
}

/** The adapter with an HTTP connection of its own. Throws E_CONFIG when `caFile` cannot be read. */
export async function openUcx(
  settings: UcxAccount,
  deps: {
    readonly clock: Clock
    readonly timeouts?: { readonly connectMs: number; readonly answerMs: number }
  },
): Promise<FaxProvider> {
  const { clientId, clientSecret } = settings
  const http = makeHttp({
    ...connectionOf(settings, deps),
    baseUrl: apiAddress(settings.baseUrl),
    secrets: [clientSecret, `${clientId}:${clientSecret}`],
  })
  return makeUcx({ settings, http, clock: deps.clock })
}

/** `https://ucx.example.com` is enough; an address with a path is taken as it is. */
export function apiAddress(baseUrl: string): string {
  const url = new URL(baseUrl)
  return url.pathname === '/' ? `${url.origin}${API_PATH}` : baseUrl
}

function limitsOf({ maxPages, maxBytes, pollSeconds, visibilitySeconds }: UcxAccount): ProviderLimits {
  const pollMs = pollSeconds * 1000
  return {
    maxPages,
    maxBytes,
    visibilityMs: visibilitySeconds * 1000,
    concurrent: CONCURRENT,
    pollMs,
    onePerNumber: true,
  }
}
