/**
 * Who gets a received fax: block lists, rules and policies in their order, with a trace of every answer. Pure; the same
 * function decides for real and for looking ahead. Not in charge of carrying the decision out (route.ts).
 */
import type { Config, SubscriberConfig } from '../config/schema.ts'
import type { InboundPlan } from '../fax/inbound-fax.ts'
import { textMatcher, withoutPlus } from '../matching/text-matcher.ts'
import { receiversOf } from './receivers.ts'
import { type CompiledRule, compileRules, digitsOf, isUnknownCaller, type RuleFacts } from './rules.ts'

/** `nobody`: it belongs to no subscriber, and there is no catch-all. */
export type Decision = {
  readonly subscriberId: string | null
  readonly marks: readonly string[]
  /** Every question that was asked, and its answer, in order. */
  readonly trace: readonly string[]
} & ({ readonly kind: 'deliver'; readonly plan: InboundPlan } | { readonly kind: 'file' | 'junk' | 'nobody' })

type Decide = (fax: RuleFacts, released: boolean) => Decision

/** What is collected on the way. */
interface Way {
  readonly trace: string[]
  readonly marks: string[]
  readonly copies: string[]
}

type End =
  | { readonly kind: 'file' | 'junk' }
  | { readonly kind: 'to'; readonly receivers: readonly string[] }
  | { readonly kind: 'subscriber'; readonly id: string }

/** Makes the configuration ready. `released`: a person wants it delivered, so nothing files or drops it. */
export function makeDecide(config: Config): Decide {
  const { inbound, subscribers } = config
  const house = compileRules(inbound.rules, 'inbound.rules', inbound.timeZone)
  const blocked = blockedBy(inbound.blockedCallers)
  const lines = new Map(subscribers.map(subscriber => [subscriber.id, lineOf(subscriber)]))
  return (fax, released) => {
    const way: Way = { trace: [], marks: [], copies: [] }
    const owner = subscribers.find(
      ({ numbers }) => fax.calledNumber !== null && numbers.includes(fax.calledNumber),
    )
    const drops = (end: End | null) =>
      released && (end?.kind === 'file' || end?.kind === 'junk') ? null : end
    const first =
      drops(blocked(fax, 'inbound.blockedCallers', way)) ?? drops(applyRules(house, fax, way, released))
    if (first !== null && first.kind !== 'subscriber') return ended(way, null, owner?.id ?? null, first)
    const id = first?.id ?? owner?.id ?? null
    const line = id === null ? undefined : lines.get(id)
    if (first === null) way.trace.push(ownerText(fax, owner))
    const second =
      (line === undefined ? null : drops(line.blocked(fax, `${id}: blocked_callers`, way))) ??
      (line === undefined ? null : drops(applyRules(line.rules, fax, way, released))) ??
      drops(unknownCaller(fax, line?.subscriber.unknown_caller ?? inbound.unknownCaller, way))
    if (second !== null) return ended(way, line?.subscriber ?? null, id, second)
    const usual = line === undefined ? [] : usualOf(line.subscriber)
    if (usual.length > 0) return ended(way, line?.subscriber ?? null, id, { kind: 'to', receivers: usual })
    return ended(way, line?.subscriber ?? null, id, {
      kind: 'to',
      receivers: catchAll(inbound.catchAll, id, way),
    })
  }
}

function lineOf(subscriber: SubscriberConfig) {
  const rules = compileRules(subscriber.rules, `${subscriber.id}: rules`, subscriber.time_zone)
  return { subscriber, rules, blocked: blockedBy(subscriber.blocked_callers) }
}

const usualOf = (subscriber: SubscriberConfig): string[] => [
  ...receiversOf(subscriber).map(({ mail }) => mail),
  ...subscriber.received_to,
]

function ownerText({ calledNumber }: RuleFacts, owner: SubscriberConfig | undefined): string {
  const number = calledNumber ?? 'not told'
  return owner === undefined
    ? `number ${number}: no subscriber has it`
    : `number ${number}: of subscriber ${owner.id}`
}

function catchAll(receivers: readonly string[], id: string | null, { trace }: Way): readonly string[] {
  const why = id === null ? 'it belongs to nobody' : `${id} has no address for received faxes`
  trace.push(receivers.length === 0 ? `${why}, and there is no catch-all` : `${why}: catch-all`)
  return receivers
}

/** Walks down the rules until one says where the fax goes. */
function applyRules(
  rules: readonly CompiledRule[],
  fax: RuleFacts,
  { trace, marks, copies }: Way,
  released: boolean,
): End | null {
  for (const { label, rule, misfit } of rules) {
    const why = misfit(fax)
    if (why !== null) {
      trace.push(`${label}: no: ${why}`)
      continue
    }
    if (rule.drop !== undefined && released) {
      trace.push(`${label}: fits, but the fax was released`)
      continue
    }
    const { mark = [], copy = [], drop, to, subscriber } = rule
    marks.push(...mark.filter(word => !marks.includes(word)))
    copies.push(...copy)
    trace.push(`${label}: fits: ${actionText(rule)}`)
    if (drop !== undefined) return { kind: drop }
    if (to !== undefined) return { kind: 'to', receivers: to }
    if (subscriber !== undefined) return { kind: 'subscriber', id: subscriber }
  }
  return null
}

function actionText({ mark, copy, drop, to, subscriber }: CompiledRule['rule']): string {
  const parts = [
    mark === undefined ? '' : `mark ${mark.join(', ')}`,
    copy === undefined ? '' : `copy to ${copy.join(', ')}`,
    drop ?? '',
    to === undefined || drop !== undefined ? '' : `to ${to.join(', ')}`,
    subscriber === undefined || drop !== undefined || to !== undefined ? '' : `subscriber ${subscriber}`,
  ].filter(text => text !== '')
  return parts.length === 0 ? 'nothing to do' : parts.join('; ')
}

/** Numbers are compared without plus, names of stations as they are; * is any text. */
function blockedBy(callers: readonly string[]): (fax: RuleFacts, label: string, way: Way) => End | null {
  const entries = callers.map(text => ({
    text,
    matcher: textMatcher('glob', withoutPlus('glob', text), () => {}),
  }))
  return (fax, label, { trace }) => {
    if (entries.length === 0) return null
    const values = [digitsOf(fax.callerNumber), fax.stationId?.trim()].filter(value => value != null)
    const hit = entries.find(({ matcher }) => values.some(value => matcher?.matches(value)))
    trace.push(`${label}: ${hit === undefined ? 'no' : `fits: ${hit.text}`}`)
    return hit === undefined ? null : { kind: 'junk' }
  }
}

/** The mark of a fax without a caller. */
const UNKNOWN_CALLER = 'unknown caller'

function unknownCaller(
  fax: RuleFacts,
  policy: Config['inbound']['unknownCaller'],
  { trace, marks }: Way,
): End | null {
  if (policy === 'accept' || !isUnknownCaller(fax)) return null
  trace.push(`unknown caller: ${policy}`)
  if (policy !== 'mark') return { kind: policy }
  marks.push(UNKNOWN_CALLER)
  return null
}

function ended(way: Way, subscriber: SubscriberConfig | null, id: string | null, end: End): Decision {
  const { trace, marks, copies } = way
  const common = { subscriberId: subscriber?.id ?? id, marks, trace }
  if (end.kind === 'file' || end.kind === 'junk') return { ...common, kind: end.kind }
  const receivers = once([...(end.kind === 'to' ? end.receivers : []), ...copies])
  if (receivers.length === 0) return { ...common, kind: 'nobody' }
  trace.push(`goes to ${receivers.join(', ')}`)
  const mails = receivers.filter(text => text.includes('@'))
  return {
    ...common,
    kind: 'deliver',
    plan: { mails, places: receivers.filter(text => !text.includes('@')) },
  }
}

/** Case of mail addresses does not count. */
function once(receivers: readonly string[]): readonly string[] {
  const known = new Set<string>()
  return receivers.filter(text => {
    const isNew = !known.has(text.toLowerCase())
    known.add(text.toLowerCase())
    return isNew
  })
}
