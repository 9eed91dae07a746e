/**
 * `faxbridge inbox preview`: lists received faxes at every provider account and says what the daemon would make of each,
 * by its own rules. For the time before the first start: nothing is written, fetched or acknowledged, no daemon is asked.
 */
import { configOrThrow, loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { BridgeError } from '../fax/error.ts'
import { type InboundListing, NEW_INBOUND } from '../fax/inbound-fax.ts'
import { makeDecide } from '../inbound/decide.ts'
import { isOld } from '../inbound/start-from.ts'
import { openProviders } from '../providers/open-accounts.ts'
import { makeIds, noCheckpoint, silentLogger, systemClock } from '../runtime.ts'
import { localTime, say, sayJson, table } from './print.ts'

export interface PreviewOptions {
  readonly config: string
  readonly json?: boolean
  readonly account?: string
}

export interface PreviewRow {
  readonly account: string
  readonly providerId: string
  readonly receivedAt: string | null
  readonly calledNumber: string | null
  readonly callerNumber: string | null
  readonly pages: number | null
  /** `filed: old`, `junk`, or who gets it. */
  readonly becomes: string
  readonly trace: readonly string[]
}

/** A vendor that has not answered after this long does not. */
const PATIENCE_MS = 120_000
/** Rows that are printed; --json has all of them. */
const SHOWN = 40

export async function previewInbox(options: PreviewOptions): Promise<void> {
  const { config } = configOrThrow(loadConfig(options.config, process.env))
  const runtime = {
    clock: systemClock,
    ids: makeIds(systemClock),
    log: silentLogger,
    checkpoint: noCheckpoint,
  }
  const providers = await openProviders({ current: config }, runtime)
  if (options.account !== undefined && !providers.has(options.account))
    throw new BridgeError('E_NOT_FOUND', { say: `No account has the name "${options.account}".` })
  const rows: PreviewRow[] = []
  for (const [account, { inbound }] of providers) {
    if (inbound === undefined || (options.account ?? account) !== account) continue
    rows.push(...previewed(config, account, await inbound.list(AbortSignal.timeout(PATIENCE_MS))))
  }
  if (options.json === true) return sayJson(rows)
  say(previewText(rows))
}

/** What would become of each, were the account asked for the first time now. */
export function previewed(
  config: Config,
  account: string,
  listings: readonly InboundListing[],
): readonly PreviewRow[] {
  const now = systemClock.now()
  const source = { account, startedAt: now, firstListedAt: null }
  const decide = makeDecide(config)
  return listings.map(({ empty = false, ...listing }) => {
    const decision = decide(
      { ...NEW_INBOUND, ...listing, subaddress: null, line: null, account, seenAt: now },
      false,
    )
    const filed = isOld(listing, config.inbound.startFrom, source) ? 'old' : empty ? 'empty' : null
    const goes =
      decision.kind === 'deliver'
        ? [...decision.plan.mails, ...decision.plan.places].join(', ')
        : decision.kind
    return {
      account,
      providerId: listing.providerId,
      receivedAt: listing.receivedAt > 0 ? new Date(listing.receivedAt).toISOString() : null,
      calledNumber: listing.calledNumber,
      callerNumber: listing.callerNumber,
      pages: listing.pageCount,
      becomes: filed === null ? goes : `filed: ${filed}`,
      trace: filed === null ? decision.trace : [],
    }
  })
}

export function previewText(rows: readonly PreviewRow[]): string {
  if (rows.length === 0) return 'No provider account has a received fax.'
  const sums = new Map<string, number>()
  for (const { account, becomes } of rows) {
    const key = `${account}: ${becomes}`
    sums.set(key, (sums.get(key) ?? 0) + 1)
  }
  const shown = rows
    .slice(-SHOWN)
    .map(row => [
      row.account,
      row.providerId,
      row.receivedAt === null ? '' : localTime(row.receivedAt),
      row.calledNumber ?? '',
      row.callerNumber ?? '',
      String(row.pages ?? ''),
      row.becomes,
    ])
  const rest = rows.length > SHOWN ? `\n… and ${rows.length - SHOWN} more: --json has them all` : ''
  const counted = [...sums].map(([key, count]) => `${String(count).padStart(6)}  ${key}`).join('\n')
  const heading = ['ACCOUNT', 'PROVIDER ID', 'RECEIVED', 'CALLED', 'CALLER', 'PAGES', 'WOULD GO TO']
  return `${table(heading, shown)}${rest}\n\n${counted}\n\nA running daemon knows most of them already: "faxbridge inbox list".`
}
