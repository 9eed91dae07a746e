/** How a received fax looks to an operator: plain JSON, times as ISO strings, nothing that a program must interpret. */
import { deliveredIn } from '../fax/delivered-document.ts'
import type { Delivery } from '../fax/delivery.ts'
import type { HistoryEntry } from '../fax/history.ts'
import { FILED_AS, type InboundFax, isOfRound } from '../fax/inbound-fax.ts'
import type { LegalHold } from '../fax/legal-hold.ts'
import type { OutgoingMail } from '../fax/outgoing-mail.ts'

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

export function inboxView(fax: InboundFax) {
  return {
    id: fax.id,
    account: fax.account,
    providerId: fax.providerId,
    state: fax.state,
    filed: fax.filed,
    why: fax.filed === null ? null : FILED_AS[fax.filed],
    subscriber: fax.subscriberId,
    calledNumber: fax.calledNumber as string | null,
    callerNumber: fax.callerNumber,
    stationId: fax.stationId,
    subaddress: fax.subaddress,
    line: fax.line,
    pages: fax.pageCount,
    complete: fax.complete,
    marks: fax.marks,
    /** Null: the provider does not say. */
    receivedAt: fax.receivedAt > 0 ? iso(fax.receivedAt) : null,
    seenAt: iso(fax.seenAt),
    acknowledgedAt: isoOrNull(fax.acknowledgedAt),
  }
}
export type InboxView = ReturnType<typeof inboxView>

/** One destination of a fax, mail or not. */
export interface InboxDestination {
  readonly to: string
  readonly kind: 'mail' | 'place'
  readonly round: number
  /** waiting, done, failed */
  readonly state: string
  readonly required: boolean
  readonly attempts: number
  readonly lastError: string | null
  readonly result: string | null
  readonly endedAt: string | null
  /** Of the document that it was given; null: a link, or not yet. */
  readonly sha256: string | null
}

function mailDestination(fax: InboundFax, mail: OutgoingMail): InboxDestination {
  const [, , third = ''] = mail.key.split(':')
  const round = isOfRound(fax, mail.key) ? fax.round : /^\d+$/.test(third) ? Number(third) : 1
  return {
    to: mail.to,
    kind: 'mail',
    round,
    state: { queued: 'waiting', sent: 'done', failed: 'failed' }[mail.state],
    required: true,
    attempts: mail.attempts,
    lastError: mail.lastError,
    result: mail.state === 'sent' ? `The relay took it: ${mail.messageId}` : null,
    endedAt: isoOrNull(mail.sentAt),
    sha256: null,
  }
}

function placeDestination(delivery: Delivery): InboxDestination {
  const { place, round, state, required, attempts, lastError, result, endedAt } = delivery
  const text = state === 'done' ? null : lastError
  return {
    to: place,
    kind: 'place',
    round,
    state,
    required,
    attempts,
    lastError: text,
    result,
    endedAt: isoOrNull(endedAt),
    sha256: null,
  }
}

export interface InboxRows {
  readonly fax: InboundFax
  readonly mails: readonly OutgoingMail[]
  readonly deliveries: readonly Delivery[]
  readonly history: readonly HistoryEntry[]
  /** In force, on it or on its subscriber. */
  readonly legalHolds: readonly LegalHold[]
}

export function inboxDetail({ fax, mails, deliveries, history, legalHolds }: InboxRows) {
  const delivered = deliveredIn(history)
  const withHash = (one: InboxDestination): InboxDestination => {
    const given = delivered.findLast(({ to, round }) => to === one.to && round === one.round)
    return { ...one, sha256: given?.sha256 ?? null }
  }
  const traced = history.findLast(({ detail }) => Array.isArray(detail['trace']))
  return {
    ...inboxView(fax),
    format: fax.format,
    sha256: fax.sha256,
    hasDocument: fax.raw !== null,
    round: fax.round,
    goesTo: fax.plan === null ? [] : [...fax.plan.mails, ...fax.plan.places],
    trace: (traced?.detail['trace'] ?? []) as readonly string[],
    destinations: [...mails.map(mail => mailDestination(fax, mail)), ...deliveries.map(placeDestination)]
      .sort((a, b) => a.round - b.round)
      .map(withHash),
    /** Every document that was given to somebody, with its SHA-256; stays when the pages are deleted. */
    delivered,
    legalHolds: legalHolds.map(
      ({ reason, placedBy, placedAt }) => `${reason} (by ${placedBy}, ${iso(placedAt)})`,
    ),
    history: history.map(entry => ({ at: iso(entry.at), type: entry.type, text: entry.text })),
  }
}
export type InboxDetail = ReturnType<typeof inboxDetail>
