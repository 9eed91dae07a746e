/**
 * Which accounts can dial what an address wants beside the number (subaddress, extension, what is dialled after the
 * answer). An account that cannot is no candidate: the fax would reach somebody else. Asked at RCPT, so that the sender
 * hears of it, and at every hand-over, since configuration and address may be days apart.
 */
import type { Config, LiveConfig } from '../config/schema.ts'
import { type AddressParts, DIALED_PARTS, type DialedPart, dialedParts } from '../fax/address-parts.ts'
import type { FaxJob } from '../fax/job.ts'
import type { FaxProvider } from '../providers/provider.ts'
import { accountsFor, type CanDial } from './choose-account.ts'

/** What an account can dial beside the number. */
export type Dials = (account: string) => readonly DialedPart[]

/** As the providers themselves say. */
export const dialsOf =
  (providers: ReadonlyMap<string, FaxProvider>): Dials =>
  account =>
    providers.get(account)?.limits.dials ?? []

/** As far as the configuration says it, for whoever has no provider at hand: of all kinds only the built-in network can. */
export const dialsInConfig =
  (config: Config): Dials =>
  account => {
    const settings = config.providers[account]
    return settings?.type === 'loopback' ? settings.dials : []
  }

export const canDial =
  (dials: Dials): CanDial =>
  (account, parts) =>
    missing(dials, account, parts).length === 0

/** Most addresses want nothing: then nobody is asked. */
const missing = (dials: Dials, account: string, parts: AddressParts): readonly DialedPart[] => {
  const wanted = dialedParts(parts)
  return wanted.length === 0 ? wanted : wanted.filter(part => !dials(account).includes(part))
}

/**
 * What the account that can dial most of it cannot dial; empty: one of them can dial it all, or no route leads there,
 * which is said elsewhere.
 */
export function undialable(
  config: Config,
  dials: Dials,
  fax: Parameters<typeof accountsFor>[1],
): readonly DialedPart[] {
  const lacking = accountsFor(config, fax).map(account => missing(dials, account, fax.recipient.parts))
  return lacking.sort((a, b) => a.length - b.length)[0] ?? []
}

type Recipient = Parameters<typeof accountsFor>[1]['recipient']

/** `undialable` for whoever knows nothing of accounts. */
export const undialableIn =
  (config: LiveConfig, dials: Dials) => (subscriberId: string, recipient: Recipient) =>
    undialable(config.current, dials, { subscriberId, recipient })

/** Why no account is left for a fax, in the words of its report. */
export function noAccount(config: Config, dials: Dials, job: FaxJob): string {
  const lacking = undialable(config, dials, job)
  if (lacking.length === 0) return 'No route leads to this number.'
  return `No fax provider on this way can dial ${lacking.map(part => DIALED_PARTS[part]).join(' and ')}.`
}
