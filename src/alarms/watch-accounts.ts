/**
 * Watches provider accounts: reachable, credentials, credit. It knows what hand-overs and listings of received faxes have
 * shown, and tests an account that was bad, gently: one that refuses us is tested once after a restart, since some vendors
 * ban whoever keeps knocking.
 */
import type { LiveConfig } from '../config/schema.ts'
import type { AlarmKind } from '../fax/alarm.ts'
import type { EpochMs } from '../fax/id.ts'
import { safeText } from '../mail/safe-text.ts'
import type { AlarmBook } from '../store/alarms.ts'
import type { Pulse } from './pulse.ts'
import type { Sighting, Watch } from './watch.ts'

/** How hand-overs to an account go: `stopped` until a person has acted. */
export interface AccountHealth {
  readonly kind: 'open' | 'resting' | 'stopped'
  readonly since: EpochMs
  readonly why: string
  readonly code: string
  /** It may be called now. */
  readonly free: boolean
}

export interface AccountWatchDeps {
  readonly accounts: readonly string[]
  readonly health: (account: string) => AccountHealth
  /** Listings of received faxes, tests and hand-overs, by account. */
  readonly pulse: Pulse
  /** Looks at the account without sending anything; true: all is right. */
  readonly probe: (account: string) => Promise<boolean>
  readonly store: Pick<AlarmBook, 'alarms'>
}

const KINDS = ['provider-down', 'provider-credentials', 'provider-credit'] as const
type AccountKind = (typeof KINDS)[number]
/** A vendor that is down gets no more than this from us. */
const PROBE_MS = 5 * 60_000
/** One listing that fails is nothing. */
const LISTINGS = 3
const REFUSALS = 2

export function watchAccounts(deps: AccountWatchDeps): Watch {
  const probedAt = new Map<string, EpochMs>()
  return {
    kinds: KINDS,
    async look(now) {
      const open = await deps.store.alarms()
      const sightings: Sighting[] = []
      for (const account of deps.accounts) {
        const bad = troubleOf(deps, account)
        const alarmed = open.some(({ kind, about }) => about === account && isAccountKind(kind))
        const isBad = bad !== null || alarmed
        if (isBad && mayProbe(deps, account, bad, now, probedAt)) {
          probedAt.set(account, now)
          // Not waited for: a vendor that hangs must not keep other alarms waiting. What comes of it is in the pulse.
          void deps.probe(account).catch(() => {})
        }
        if (bad !== null) sightings.push(bad)
        else if (deps.pulse.of(account).kind !== 'good')
          for (const kind of KINDS) sightings.push({ kind, about: account, unknown: true })
      }
      return sightings
    },
  }
}

const isAccountKind = (kind: AlarmKind): boolean => (KINDS as readonly AlarmKind[]).includes(kind)

function mayProbe(
  { health }: AccountWatchDeps,
  account: string,
  bad: Sighting | null,
  now: EpochMs,
  probedAt: ReadonlyMap<string, EpochMs>,
): boolean {
  const last = probedAt.get(account)
  if (bad?.kind === 'provider-credentials') return false
  if (last === undefined) return health(account).free
  return health(account).free && (now - last >= PROBE_MS || now < last)
}

function troubleOf({ health, pulse }: AccountWatchDeps, account: string): Sighting | null {
  const { kind, since, why, code } = health(account)
  if (kind === 'stopped') return sighting(kindOf(code), account, why, since)
  if (kind === 'resting') return sighting('provider-down', account, why, since)
  const listing = pulse.of(listingOf(account))
  if (listing.kind !== 'bad') return null
  const enough = kindOf(listing.code) === 'provider-down' ? LISTINGS : REFUSALS
  if (listing.times < enough) return null
  return sighting(kindOf(listing.code), account, listing.why, listing.since)
}

/** Under which name listings of an account are kept in the pulse. */
export const listingOf = (account: string): string => `${account}/listing`

function kindOf(code: string): AccountKind {
  if (code === 'E_PROVIDER_CREDENTIALS') return 'provider-credentials'
  return code === 'E_PROVIDER_CREDIT' ? 'provider-credit' : 'provider-down'
}

function sighting(kind: AccountKind, account: string, why: string, since: EpochMs): Sighting {
  return { kind, about: account, facts: { account, why: safeText(why, 300) }, since }
}

export interface CreditWatchDeps {
  readonly config: LiveConfig
  /** In the vendor's own words; null: it cannot tell. */
  readonly balance: (account: string) => Promise<string | null>
}

/** What is left at accounts for which the configuration has a limit. */
export function watchCredit({ config, balance }: CreditWatchDeps): Watch {
  return {
    kinds: ['credit-low'],
    async look() {
      const limits = Object.entries(config.current.alarms.credit)
      const sightings: Sighting[] = []
      for (const [account, limit] of limits) {
        const left = await balance(account).catch(() => null)
        const amount = left === null ? null : amountIn(left)
        if (amount === null || left === null)
          sightings.push({ kind: 'credit-low', about: account, unknown: true })
        else if (amount < limit)
          sightings.push({
            kind: 'credit-low',
            about: account,
            facts: { account, left: safeText(left, 60), limit },
          })
      }
      return sightings
    },
  }
}

/** The first number of `12.50 USD`, `380 of 500 pages`, `1,234.50`; null: there is none. */
export function amountIn(text: string): number | null {
  const [found] = /-?\d[\d,]*(?:\.\d+)?/.exec(text) ?? []
  if (found === undefined) return null
  // One comma with other than three digits behind it is a decimal one.
  const plain = /^-?\d+,\d{1,2}$/.test(found) ? found.replace(',', '.') : found.replaceAll(',', '')
  return Number(plain)
}
