/** What a subscriber's configuration says about numbers and lines, in the form in which RCPT asks for it. */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import { type DestinationPolicy, destinationPolicy } from './destinations.ts'
import { makePlan, type NumberPlan } from './dial-plan.ts'

export interface NumberRules {
  readonly plan: NumberPlan
  readonly destinations: DestinationPolicy
  /** Names in lower case by which an address can name this subscriber. */
  readonly lines: ReadonlySet<string>
}

/** Gives the maker for one configuration: its do-not-fax list becomes a set once. */
export function numberRules(config: Config): (subscriber: SubscriberConfig) => NumberRules {
  const doNotFax = new Set(config.destinations.doNotFax?.numbers ?? [])
  return subscriber => ({
    plan: makePlan({
      country: subscriber.country,
      outsideLine: subscriber.outside_line ?? null,
      internationalPrefixes: subscriber.international_prefixes,
      shortNumbers: new Map(Object.entries(subscriber.short_numbers)),
    }),
    destinations: destinationPolicy(subscriber, config, doNotFax),
    lines: new Set((subscriber.lines ?? [subscriber.id]).map(line => line.toLowerCase())),
  })
}
