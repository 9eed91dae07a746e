import type { SubscriberConfig } from '../../src/config/schema.ts'
import { type FaxNumber, parseE164 } from '../../src/fax/fax-number.ts'
import { compileRules, type SubscriberRules } from '../../src/smtp/rule-book.ts'
import { judge, type MailKnowledge } from '../../src/smtp/rules.ts'
import type { Verdict } from '../../src/smtp/verdict.ts'
import { houseConfig } from './house.ts'

export type SubscriberInput = Partial<Omit<SubscriberConfig, 'acl'>> & { readonly acl?: readonly Entry[] }
export type Entry = Partial<SubscriberConfig['acl'][number]>

const EMPTY = { from_email: null, received_from: null, destination: null }

/** Read once: thousands of subscribers are made from it. */
const BASE = houseConfig({ subscribers: ['sales'] })

/** The compiled rules of one subscriber, `sales` and active unless said otherwise. */
export function subscriber({ acl = [], ...input }: SubscriberInput): SubscriberRules {
  const entries = acl.map(entry => ({ ...EMPTY, ...entry }))
  const subscribers = BASE.subscribers.map(sales => ({ ...sales, ...input, acl: entries }))
  const [rules] = compileRules({ ...BASE, subscribers }).subscribers
  if (rules === undefined) throw new Error('no rules')
  return rules
}

export function fax(text: string): FaxNumber {
  const number = parseE164(text)
  if (number === null) throw new Error(`no number: ${text}`)
  return number
}

export const NOWHERE = '198.51.100.7'

/** A mail of which everything is known and which nobody takes, but for what is given. */
export const mail = (known: Partial<MailKnowledge> = {}): MailKnowledge => ({
  peerAddress: NOWHERE,
  authSubscriber: null,
  from: 'nobody@else.test',
  keyMatches: false,
  number: fax('+4313334445'),
  ...known,
})

export const verdict = (rules: SubscriberRules, known: Partial<MailKnowledge> = {}): Verdict =>
  judge(rules, mail(known), []).verdict
