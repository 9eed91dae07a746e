/**
 * From the number that a provider says a fax came from to the number that is dialled to answer it. In charge of never
 * guessing: what has two readings, is no number, or is closed for the subscriber has none. Not in charge of who may fax:
 * the answer itself is judged like any other mail.
 */
import type { Config, LiveConfig } from '../config/schema.ts'
import type { CallBack } from '../fax/answer.ts'
import { isBridgeError } from '../fax/error.ts'
import { destinationProblem } from './destinations.ts'
import { countryPlan, readNumber } from './dial-plan.ts'
import { type NumberRules, numberRules } from './number-rules.ts'

/** As vendors write them. A word in its place ("anonymous", "withheld") is no number. */
const NUMBER = /^\+?[0-9(][0-9 ().\-/]{5,30}$/

export function makeCallBack(live: LiveConfig): CallBack {
  const rulesOf = bySubscriber(live)
  return (subscriberId, caller) => {
    const rules = rulesOf(subscriberId)
    const text = caller?.trim() ?? ''
    if (rules === null || !NUMBER.test(text)) return null
    const written = {
      international: text.startsWith('+'),
      digits: text.replace(/[^0-9]/g, ''),
      dialString: null,
    }
    try {
      // The network says it, no person: neither the outside line nor the short numbers of the house are meant.
      const destination = readNumber(written, countryPlan(rules.destinations.home))
      return destinationProblem(rules.destinations, destination) === null ? destination.number : null
    } catch (error) {
      if (isBridgeError(error)) return null
      throw error
    }
  }
}

/** What the configuration in force says about each subscriber, made once for each. */
function bySubscriber(live: LiveConfig): (id: string) => NumberRules | null {
  let of: Config | null = null
  let known = new Map<string, NumberRules | null>()
  let make = numberRules(live.current)
  return id => {
    const { current } = live
    if (of !== current) [of, known, make] = [current, new Map(), numberRules(current)]
    const subscriber = current.subscribers.find(entry => entry.id === id)
    if (!known.has(id)) known.set(id, subscriber === undefined ? null : make(subscriber))
    return known.get(id) ?? null
  }
}
