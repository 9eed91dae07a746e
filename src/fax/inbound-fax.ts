import type { FaxNumber } from './fax-number.ts'
import type { EpochMs, InboundFaxId } from './id.ts'

export const INBOUND_STATES = [
  'seen',
  'fetched',
  'routed',
  'delivered',
  'acknowledged',
  'unrouted',
  'filed',
  'junk',
] as const
/**
 * seen: the provider lists it · fetched: its bytes are durable here · routed: we know whose it is ·
 * delivered: every destination that must have it has it · acknowledged: the provider knows · unrouted: nobody has the
 * number · filed: kept in the list, nobody gets it · junk: dropped by a rule, kept for a while.
 */
export type InboundState = (typeof INBOUND_STATES)[number]

/** Why nobody gets a fax, with the sentence for people. */
export const FILED_AS = {
  old: 'It was at the provider before faxbridge was started there.',
  empty: 'Not a single page came.',
  duplicate: 'The same bytes came under the same id before.',
  rule: 'A rule says so.',
  junk: 'A rule or the list of blocked callers says that it is junk.',
} as const
export type FiledAs = keyof typeof FILED_AS

/** What a provider says of a received fax. Its own identity strings are hostile text until printed safely. */
export interface InboundListing {
  /** The provider's id. May be reused after a reset, so it is never the key by itself. */
  readonly providerId: string
  /** 0: the provider does not say. */
  readonly receivedAt: EpochMs
  readonly calledNumber: FaxNumber | null
  readonly callerNumber: string | null
  readonly stationId: string | null
  readonly pageCount: number | null
  /** False when the call broke off: delivered all the same, and marked. */
  readonly complete: boolean
  /** T.33 subaddress, digits. Absent or null: not told. */
  readonly subaddress?: string | null
  /** The line or virtual fax that took the call, in the provider's own words. Absent or null: not told. */
  readonly line?: string | null
  /** True: certainly not a single page came, and there is nothing to fetch. Never guessed from a count of 0. */
  readonly empty?: boolean
}

/** Who is to get a fax. */
export interface InboundPlan {
  /** Mail addresses. */
  readonly mails: readonly string[]
  /** Names of destinations beside mail. */
  readonly places: readonly string[]
}

/** One fax received at a provider. */
export interface InboundFax extends Omit<InboundListing, 'empty'> {
  readonly id: InboundFaxId
  readonly account: string
  readonly state: InboundState
  readonly seenAt: EpochMs
  readonly subscriberId: string | null
  /** Spool reference of the bytes as fetched; null until then. */
  readonly raw: string | null
  readonly format: 'tiff' | 'pdf' | null
  readonly sha256: string | null
  readonly subaddress: string | null
  readonly line: string | null
  /** Faxes before it with the same account, id and time. */
  readonly twin: number
  /** Stays when a person has released it: it is then not filed again. */
  readonly filed: FiledAs | null
  /** Null: not decided yet, or by a release of faxbridge that wrote none. */
  readonly plan: InboundPlan | null
  readonly marks: readonly string[]
  /** How often it was given to its destinations on somebody's wish, from 1. */
  readonly round: number
  readonly acknowledgedAt: EpochMs | null
  readonly version: number
}

/** What a fax has when it is written down. */
export const NEW_INBOUND = {
  state: 'seen',
  subscriberId: null,
  raw: null,
  format: null,
  sha256: null,
  subaddress: null,
  line: null,
  twin: 0,
  filed: null,
  plan: null,
  marks: [],
  round: 1,
  acknowledgedAt: null,
  version: 0,
} as const satisfies Partial<InboundFax>

/** Numbers are written in many ways, with and without country code: these digits they have in common. */
const TELLING_DIGITS = 6

/**
 * May a listing with the same account, id and time be about this fax? Only facts that a change of settings or spelling
 * cannot change are compared: what looks different is fetched, and the bytes decide.
 */
export function looksLike(known: InboundListing, listed: InboundListing): boolean {
  if (known.complete !== listed.complete) return false
  if (known.pageCount !== null && listed.pageCount !== null && known.pageCount !== listed.pageCount)
    return false
  const [a, b] = [known, listed].map(({ callerNumber }) => (callerNumber ?? '').replace(/\D/g, ''))
  if (a === undefined || b === undefined || a.length < TELLING_DIGITS || b.length < TELLING_DIGITS)
    return true
  return a.slice(-TELLING_DIGITS) === b.slice(-TELLING_DIGITS)
}

/** The key of the mail that brings this fax, or part `n` of it, to an address: the same thing is never composed twice. */
export function mailKeyOf({ id, round }: Pick<InboundFax, 'id' | 'round'>, address: string, n = 1): string {
  const to = n === 1 ? address : `${address}#${n}`
  return round === 1 ? `received:${id}:${to}` : `received:${id}:${round}:${to}`
}

/** Does a mail with this key belong to the present round? No address has a colon. */
export function isOfRound({ id, round }: Pick<InboundFax, 'id' | 'round'>, mailKey: string): boolean {
  const [, , third = '', fourth] = mailKey.split(':')
  return (
    mailKey.startsWith(`received:${id}:`) && (round === 1 ? fourth === undefined : third === String(round))
  )
}

/** A mark that people or rules give a received fax. */
export const MARK = /^[\p{L}\p{N}][\p{L}\p{N} ._/-]{0,39}$/u
/** Where a received fax may be sent: a name from inbound.destinations, or what is written like a mail address. */
export const RECEIVER = /^(?:[A-Za-z0-9._-]{1,64}|[^\s@<>]{1,64}@[A-Za-z0-9.-]{1,253})$/
