/** From a telephone number to what the UCX dials, and back again far enough to recognise it. */
import type { FaxNumber } from '../../fax/fax-number.ts'
import { sameNumber } from './fields.ts'

/** First digits → what is dialled in their place: `{ '+1': '1', '+': '011' }`. */
export type DialRules = Readonly<Record<string, string>>

/** Anything else might mean something to a PBX. */
const DIALLABLE = /^[0-9*#+]{1,40}$/
const E164 = /^\+[1-9][0-9]{6,14}$/

/** What is dialled, by the rule with the longest first digits; null when no rule fits. */
export function dialString(to: FaxNumber, rules: DialRules): string | null {
  if (!E164.test(to)) return null
  const fitting = Object.keys(rules).filter(prefix => to.startsWith(prefix))
  fitting.sort((a, b) => b.length - a.length)
  const [prefix] = fitting
  if (prefix === undefined) return null
  const dialled = `${rules[prefix]}${to.slice(prefix.length)}`
  return DIALLABLE.test(dialled) ? dialled : null
}

/** Is `shown`, as the UCX shows it, this number? It may show what was dialled, or the number alone. */
export function isSameCall(shown: string, to: FaxNumber, rules: DialRules): 'yes' | 'no' | 'unsure' {
  const answers = [to, dialString(to, rules) ?? to].map(number => sameNumber(shown, number))
  if (answers.includes('yes')) return 'yes'
  return answers.includes('unsure') ? 'unsure' : 'no'
}
