/**
 * OpenText Fax2Mail, also sold as OpenText Messaging (REST). In charge of translating a hand-over, a status question and
 * the queue of received faxes. Three things shape it: the state of a job says nothing about delivery (words.ts); after
 * a lost answer nobody can be asked, as there is no list and no search; and looking at a received document takes it
 * out of the queue for a while (inbound.ts). It cannot cancel, schedule or choose the sender's number: REST has no
 * field for any of them.
 */
import type { OpentextSettings } from '../../config/providers/opentext.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { connectionOf } from '../account-http.ts'
import { type Http, type HttpOptions, makeHttp } from '../http.ts'
import type { FaxProvider } from '../provider.ts'
import { makeConnection, secretsOf } from './calls.ts'
import { find } from './find.ts'
import { makeInbound } from './inbound.ts'
import { probe } from './probe.ts'
import { status } from './status.ts'
import { submit } from './submit.ts'
import { decodeWebhook } from './webhook.ts'

export interface OpentextDeps {
  readonly settings: OpentextSettings
  readonly http: Http
  /** For `oauth.tokenUrl`; null without OAuth. */
  readonly tokenHttp: Http | null
  readonly clock: Clock
  readonly log: Logger
}

/** No limit is documented; each carries a whole document in its body. */
const CONCURRENT = 4

export function makeOpentext(deps: OpentextDeps): FaxProvider {
  const { settings } = deps
  const connection = makeConnection(deps)
  const account = { settings, connection }
  return {
    limits: {
      maxPages: settings.maxPages,
      maxBytes: settings.maxBytes,
      visibilityMs: 0,
      concurrent: CONCURRENT,
      pollMs: settings.pollSeconds * 1000,
    },
    submit: (request, signal) => submit(account, request, signal),
    status: (fax, signal) => status(account, fax, signal),
    find: async fax => find(settings, fax),
    ...(settings.receive.enabled ? { inbound: makeInbound({ ...deps, connection }) } : {}),
    webhook: decodeWebhook,
    probe: signal => probe(account, signal),
  }
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
