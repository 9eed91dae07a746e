/**
 * Openfax. Its traps: HTTP says nothing, the word in the body all; two names for the same field; the only status is a
 * report by date; nothing of ours comes back but a header text. The files beside this one each deal with one of them.
 */
import type { OpenfaxSettings } from '../../config/providers/openfax.ts'
import { isBridgeError } from '../../fax/error.ts'
import type { Clock, Logger } from '../../runtime.ts'
import { connectionOf } from '../account-http.ts'
import { type Http, type HttpOptions, makeHttp } from '../http.ts'
import type { FaxProvider, SubmittedFax } from '../provider.ts'
import { LIMITS } from './api.ts'
import type { OpenfaxDeps } from './calls.ts'
import { find } from './find.ts'
import { makeInbound } from './inbound.ts'
import { balanceOf, probe } from './probe.ts'
import { cursorOf, historyId, readReport } from './report.ts'
import { status, statusOfMany } from './status.ts'
import { submit } from './submit.ts'
import { makeDecoder } from './webhook.ts'

/** A lower bound is enough, so that a submission waits for few pages of a long report at most. */
const WATERMARK_PAGES = 3
/** The document names no limit; documents of up to 50 MB are on their way at once. */
const CONCURRENT = 4

export interface OpenOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly timeouts?: NonNullable<HttpOptions['timeouts']>
}

/** The adapter with connections of its own. Throws E_CONFIG when caFile cannot be read. */
export function openOpenfax(settings: OpenfaxSettings, { clock, log, timeouts }: OpenOptions): FaxProvider {
  const options = { ...connectionOf(settings, { clock, timeouts }), secrets: [settings.apiKey] }
  const hosts = new Map<string, Http>(
    settings.documentHosts.map(host => [host, makeHttp({ ...options, baseUrl: `https://${host}` })]),
  )
  const http = makeHttp({ ...options, baseUrl: settings.baseUrl })
  return makeOpenfax({ settings, http, documentHttp: host => hosts.get(host) ?? null, clock, log })
}

/** The adapter over the given connections. */
export function makeOpenfax(deps: OpenfaxDeps): FaxProvider {
  const { settings } = deps
  const traceable = settings.referenceInHeader !== 'none'
  return {
    limits: {
      maxPages: LIMITS.pages,
      maxBytes: LIMITS.pdfBytes,
      visibilityMs: settings.visibilitySeconds * 1000,
      concurrent: CONCURRENT,
      pollMs: settings.pollSeconds * 1000,
      onePerNumber: !traceable,
    },
    submit: (request, signal) => submit(deps, request, signal),
    status: (fax, signal) => status(deps, fax, signal),
    statusOfMany: (faxes, signal) => statusOfMany(deps, faxes, signal),
    ...(traceable ? { find: (fax: SubmittedFax, signal: AbortSignal) => find(deps, fax, signal) } : {}),
    watermark: makeWatermark(deps),
    ...(settings.experimentalInbound ? { inbound: makeInbound(deps) } : {}),
    webhook: makeDecoder(settings),
    balance: signal => balanceOf(deps, signal),
    probe: signal => probe(deps, signal),
  }
}

/**
 * The highest history id: every row of a later fax has a higher one, which keeps the later reports short. `0`: not
 * known, and then the date alone limits them; a submission never fails for it. What was seen is remembered for the next
 * time, as a token would be: without it the report is read from the beginning of the day.
 */
function makeWatermark(deps: OpenfaxDeps): (signal: AbortSignal) => Promise<string> {
  let seen: bigint | null = null
  return async signal => {
    try {
      const range = { since: deps.clock.now(), after: seen, maxPages: WATERMARK_PAGES }
      const { rows } = await readReport(deps, range, signal)
      for (const row of rows) {
        const id = historyId(row)
        if (id !== null && (seen === null || id > seen)) seen = id
      }
    } catch (error) {
      if (!isBridgeError(error) || signal.aborted) throw error
      deps.log.debug({ error }, 'the date report of Openfax could not be read before a submission')
    }
    return String(cursorOf(String(seen ?? 0)) ?? 0)
  }
}
