/**
 * Where a subscriber may fax to at all, before any rule about who asks: classes that are closed, prefixes that are
 * allowed or denied, the do-not-fax list. Everything that denies beats everything that opens. Pure.
 */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { DESTINATION_CLASSES } from '../fax/destination-class.ts'
import type { Destination } from './dial-plan.ts'

export interface DestinationPolicy {
  /** Calls within the own country are no high risk, wherever it is. */
  readonly home: string
  /** Names of classes, and prefixes with +. */
  readonly open: readonly string[]
  /** Each list wants one of its prefixes at the beginning of the number. */
  readonly allow: readonly (readonly string[])[]
  readonly deny: readonly string[]
  readonly doNotFax: ReadonlySet<string>
}

/** `doNotFax`: one set for all subscribers, as it may be long. */
export function destinationPolicy(
  subscriber: SubscriberConfig,
  { destinations }: Config,
  doNotFax: ReadonlySet<string>,
): DestinationPolicy {
  return {
    home: subscriber.country,
    open: [...destinations.open, ...subscriber.open_destinations],
    allow: [destinations.allow, subscriber.allow_destinations].filter(list => list.length > 0),
    deny: [...destinations.deny, ...subscriber.deny_destinations],
    doNotFax,
  }
}

/** A sentence for the sender on why this number is not faxed; null: it may be. */
export function destinationProblem(policy: DestinationPolicy, destination: Destination): string | null {
  const { number, country, class: kind } = destination
  const begins = (prefix: string) => prefix.startsWith('+') && number.startsWith(prefix)
  if (policy.doNotFax.has(number)) return 'It is on the list of numbers that must not be faxed.'
  const denied = policy.deny.find(begins)
  if (denied !== undefined) return `Numbers with ${denied} are closed here.`
  if (!policy.allow.every(list => list.some(begins))) return 'Only chosen destinations are open here.'
  if (kind === null || policy.open.includes(kind) || policy.open.some(begins)) return null
  const atHome = country === policy.home && (kind === 'caribbean' || kind === 'high_risk')
  return atHome ? null : `It is one of a closed kind: ${DESTINATION_CLASSES[kind]}.`
}
