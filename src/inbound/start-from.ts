/**
 * Which faxes were at a provider before us. When faxbridge asks an account for the first time, years of faxes may lie
 * there: they are listed once and filed, so that no storm of mails comes. In charge of telling old from new. Pure.
 */
import type { EpochMs } from '../fax/id.ts'
import type { InboundListing } from '../fax/inbound-fax.ts'
import type { InboundAccount } from '../store/inbound-store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
/**
 * Vendors write times without their zone, and their clocks are wrong: what comes after the first listing is old only when
 * it is older than that by any reading. A fax that just came in must never be taken for an old one.
 */
const ANY_ZONE_MS = DAY

/** The instant before which faxes are old; null: none is. */
export function oldBefore(startFrom: string, startedAt: EpochMs): EpochMs | null {
  if (startFrom === 'all') return null
  if (startFrom === 'now') return startedAt
  const [, count, unit] = /^([0-9]+)([hd])$/.exec(startFrom) ?? []
  if (count !== undefined) return (startedAt - Number(count) * (unit === 'h' ? HOUR : DAY)) as EpochMs
  return Date.parse(`${startFrom}T00:00:00Z`) as EpochMs
}

/** A fax without a time is old when it is in the first listing of its account. */
export function isOld(
  { receivedAt }: Pick<InboundListing, 'receivedAt'>,
  startFrom: string,
  { startedAt, firstListedAt }: InboundAccount,
): boolean {
  const limit = oldBefore(startFrom, startedAt)
  if (limit === null) return false
  if (receivedAt <= 0) return firstListedAt === null
  return receivedAt < (firstListedAt === null ? limit : limit - ANY_ZONE_MS)
}
