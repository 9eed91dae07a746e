/** Where received faxes go must exist; a rule that cannot be used, or that makes the next ones useless, is a mistake. */
import { effectivePattern } from '../fax/acl-pattern.ts'
import { regexProblem } from '../matching/text-matcher.ts'
import { checkPassingOn } from './check-passing-on.ts'
import type { Finding } from './explain.ts'
import type { Config } from './schema.ts'
import type { ReceivedRule } from './schema-inbound-rules.ts'

type Path = Finding['path']
type Say = (path: Path, text: string) => void

const TEXTS = ['called', 'subaddress', 'caller', 'station', 'account', 'line', 'text', 'barcode'] as const
const OTHERS = ['hours', 'days', 'pages', 'complete'] as const

/** Checks rules, block lists and receivers of all received faxes. */
export function checkReceiving(config: Config, wrong: Say, warn: Say): void {
  const { inbound, subscribers } = config
  const known: Known = {
    places: Object.keys(inbound.destinations),
    accounts: Object.keys(config.providers),
    subscribers: subscribers.map(({ id }) => id),
  }
  checkRules(inbound.rules, ['inbound', 'rules'], known, wrong, warn)
  checkPassingOn(config, wrong)
  checkReceivers(inbound.catchAll, ['inbound', 'catchAll'], known, wrong)
  if (!isTimeZone(inbound.timeZone))
    wrong(['inbound', 'timeZone'], 'write an IANA time zone, for example Europe/Berlin or America/New_York')
  for (const [place, settings] of Object.entries(inbound.destinations)) {
    const at = ['inbound', 'destinations', place]
    if (settings.type === 's3' && settings.endpoint.startsWith('http:'))
      warn([...at, 'endpoint'], 'faxes cross the network in clear: write https')
    if (settings.type === 's3' && settings.kmsKeyId !== undefined && settings.encryption !== 'aws:kms')
      wrong([...at, 'kmsKeyId'], 'it belongs to encryption: aws:kms: write that, or remove it')
  }
  subscribers.forEach(({ rules, received_to: to }, i) => {
    checkReceivers(to, ['subscribers', i, 'received_to'], known, wrong)
    checkRules(rules, ['subscribers', i, 'rules'], known, wrong, warn)
  })
}

interface Known {
  /** Names of destinations. */
  readonly places: readonly string[]
  readonly accounts: readonly string[]
  readonly subscribers: readonly string[]
}

function checkRules(rules: readonly ReceivedRule[], path: Path, known: Known, wrong: Say, warn: Say): void {
  rules.forEach((rule, i) => {
    const at = [...path, i]
    checkTexts(rule, at, wrong)
    checkReceivers(rule.to ?? [], [...at, 'to'], known, wrong)
    checkReceivers(rule.copy ?? [], [...at, 'copy'], known, wrong)
    const { to, copy, mark, drop, subscriber, account, kind, pages } = rule
    if (to === undefined && copy === undefined && mark === undefined && drop === undefined && !subscriber)
      wrong(at, 'this rule does nothing: write to, copy, mark or drop')
    if (drop !== undefined && (to !== undefined || copy !== undefined || subscriber !== undefined))
      wrong([...at, 'drop'], `nobody gets a fax with drop: ${drop}: remove it, or to, copy and subscriber`)
    if (to !== undefined && subscriber !== undefined)
      wrong([...at, 'subscriber'], 'to sends it elsewhere already: remove one of the two')
    if (subscriber !== undefined && !known.subscribers.includes(subscriber))
      wrong([...at, 'subscriber'], `no subscriber has the id "${subscriber}"`)
    if (kind === 'exact' && account?.some(name => !known.accounts.includes(name)))
      wrong([...at, 'account'], `there is only ${known.accounts.join(', ')}`)
    if (pages?.from !== undefined && pages.to !== undefined && pages.from > pages.to)
      wrong([...at, 'pages'], 'from is more than to: it never fits')
    const ends = drop ?? to ?? subscriber
    if (ends !== undefined && isOpen(rule) && i < rules.length - 1)
      warn(at, 'it has no condition, so every fax ends here: the rules after it are never asked')
  })
}

const isOpen = (rule: ReceivedRule): boolean => [...TEXTS, ...OTHERS].every(key => rule[key] === undefined)

function checkTexts(rule: ReceivedRule, path: Path, wrong: Say): void {
  for (const key of TEXTS) {
    for (const text of rule[key] ?? []) {
      if (rule.kind === 'exact' && text.includes('*') && key !== 'subaddress')
        wrong([...path, key], `"${text}" has a *: write kind: glob if it is to mean any text`)
      if (rule.kind === 'exact') continue
      const problem =
        (rule.kind === 'regex' ? regexProblem(text) : null) ?? regexProblem(effectivePattern(rule.kind, text))
      if (problem !== null) wrong([...path, key], `this regular expression cannot be used: ${problem}`)
    }
  }
}

function checkReceivers(receivers: readonly string[], path: Path, { places }: Known, wrong: Say): void {
  receivers.forEach((receiver, i) => {
    if (receiver.includes('@') || places.includes(receiver)) return
    const there = places.length === 0 ? 'there is none yet' : `there is ${places.join(', ')}`
    wrong([...path, i], `no destination has the name "${receiver}": ${there}`)
  })
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}
