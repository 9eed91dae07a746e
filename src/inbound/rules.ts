/**
 * One list of rules for received faxes, compiled once: which of them fit a fax, and why the others do not. In charge of
 * conditions. Not in charge of what follows from them (decide.ts).
 */
import type { ReceivedRule } from '../config/schema-inbound-rules.ts'
import type { InboundFax } from '../fax/inbound-fax.ts'
import { readWindow } from '../fax/read-time.ts'
import { isOpen, shownAt } from '../fax/wall-clock.ts'
import { textMatcher, withoutPlus, wordsMatcher } from '../matching/text-matcher.ts'

/** What conditions ask about. */
export type RuleFacts = Pick<
  InboundFax,
  | 'calledNumber'
  | 'callerNumber'
  | 'stationId'
  | 'subaddress'
  | 'line'
  | 'account'
  | 'pageCount'
  | 'complete'
  | 'receivedAt'
  | 'seenAt'
> & {
  /** Absent: page 1 was not read. */
  readonly page?: PageFacts
  /** Is told what a rule would have to know of page 1. */
  readonly asks?: Set<'text' | 'barcode'>
}

/** What stands on page 1; null: it could not be read. */
export interface PageFacts {
  readonly text: string | null
  readonly barcodes: readonly string[] | null
}

/** Null: it holds; else why not. */
type Condition = (fax: RuleFacts) => string | null

export interface CompiledRule {
  /** `inbound.rules[0] (invoices)` */
  readonly label: string
  readonly rule: ReceivedRule
  /** Null: all conditions hold; else why the first one does not. */
  misfit(fax: RuleFacts): string | null
}

/** `where`: the key that the rules stand under. `zone`: for hours and days. */
export function compileRules(
  rules: readonly ReceivedRule[],
  where: string,
  zone: string,
): readonly CompiledRule[] {
  return rules.map((rule, i) => {
    const conditions = conditionsOf(rule, zone)
    return {
      label: `${where}[${i}]${rule.name === undefined ? '' : ` (${rule.name})`}`,
      rule,
      misfit(fax) {
        for (const condition of conditions) {
          const why = condition(fax)
          if (why !== null) return why
        }
        return null
      },
    }
  })
}

/** The texts that a rule can ask about, by the key that it has for them. */
const TEXTS = {
  called: fax => digitsOf(fax.calledNumber),
  caller: fax => digitsOf(fax.callerNumber),
  subaddress: fax => fax.subaddress,
  station: fax => fax.stationId?.trim() ?? null,
  account: fax => fax.account,
  line: fax => fax.line,
} as const satisfies Record<string, (fax: RuleFacts) => string | null>

const NUMBERS: readonly string[] = ['called', 'caller']

function conditionsOf(rule: ReceivedRule, zone: string): readonly Condition[] {
  const found: Condition[] = []
  for (const [key, read] of Object.entries(TEXTS)) {
    const texts = rule[key as keyof typeof TEXTS]
    if (texts !== undefined) found.push(textCondition(key, texts, rule, read))
  }
  const { hours, days, pages, complete } = rule
  const window = hours === undefined ? null : readWindow(hours)
  if (window !== null && 'value' in window)
    found.push(fax => (isOpen({ ...window.value, zone }, timeOf(fax)) ? null : `hours: it is not ${hours}`))
  if (days !== undefined)
    found.push(fax => (days.includes(dayOf(fax, zone)) ? null : `days: it was ${dayOf(fax, zone)}`))
  if (pages !== undefined) found.push(fax => pagesMisfit(pages, fax.pageCount))
  if (complete !== undefined)
    found.push(fax =>
      fax.complete === complete ? null : `complete: it is ${fax.complete ? '' : 'not '}whole`,
    )
  return [...found, ...pageConditions(rule)]
}

/** They cost seconds: asked last, when all else of a rule holds. What stands on a page is never repeated in an answer. */
function pageConditions({ text, barcode, kind }: ReceivedRule): readonly Condition[] {
  const found: Condition[] = []
  if (text !== undefined) {
    const matchers = text.map(one => wordsMatcher(kind, one, () => {}))
    found.push(fax => onPage(fax, 'text', fax.page?.text, value => matchers.some(matcher => matcher(value))))
  }
  if (barcode !== undefined) {
    const matchers = barcode.map(one => textMatcher(kind, one, () => {}))
    const fits = (codes: readonly string[]) =>
      codes.some(code => matchers.some(matcher => matcher === null || matcher.matches(code)))
    found.push(fax => onPage(fax, 'barcode', fax.page?.barcodes, fits))
  }
  return found
}

function onPage<T>(
  fax: RuleFacts,
  what: 'text' | 'barcode',
  value: T | null | undefined,
  fits: (value: T) => boolean,
): string | null {
  if (value === undefined) {
    fax.asks?.add(what)
    return `${what}: page 1 was not read`
  }
  if (value === null) return `${what}: page 1 could not be read`
  return fits(value) ? null : `${what}: not found on page 1`
}

function textCondition(
  key: string,
  texts: readonly string[],
  { kind }: ReceivedRule,
  read: (fax: RuleFacts) => string | null,
): Condition {
  const isNumber = NUMBERS.includes(key)
  const matchers = texts.map(text => textMatcher(kind, isNumber ? numberText(kind, text) : text, () => {}))
  const wanted = matchers.map(matcher => matcher?.pattern ?? '').join(' or ')
  return fax => {
    const value = read(fax)
    if (value === null || value === '') return `${key}: not told`
    if (matchers.some(matcher => matcher === null || matcher.matches(value))) return null
    return `${key}: ${value} is not ${wanted}`
  }
}

const numberText = (kind: ReceivedRule['kind'], text: string): string =>
  kind === 'exact' ? (digitsOf(text) ?? text) : withoutPlus(kind, text)

/** Vendors write numbers with blanks, dashes and brackets; a name in a number's place stays as it is. */
export function digitsOf(text: string | null): string | null {
  if (text === null) return null
  const plain = text.replace(/[\s().+/-]/g, '')
  return /^[0-9*#]+$/.test(plain) ? plain : text.trim()
}

/** A caller whose number was withheld has none, or a word in its place. */
export const isUnknownCaller = ({ callerNumber }: Pick<RuleFacts, 'callerNumber'>): boolean =>
  (callerNumber ?? '').replace(/[^0-9]/g, '').length < 3

const timeOf = ({ receivedAt, seenAt }: RuleFacts) => (receivedAt > 0 ? receivedAt : seenAt)

/** As `getUTCDay` counts. */
const WEEK = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

function dayOf(fax: RuleFacts, zone: string): (typeof WEEK)[number] {
  return WEEK[new Date(shownAt(timeOf(fax), zone)).getUTCDay()] ?? 'sun'
}

function pagesMisfit(
  { from = 0, to = Number.POSITIVE_INFINITY }: NonNullable<ReceivedRule['pages']>,
  count: number | null,
): string | null {
  if (count === null) return 'pages: not told'
  return count >= from && count <= to ? null : `pages: it has ${count}`
}
