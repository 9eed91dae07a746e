/**
 * A trace of the rules in words: which subscriber took the mail or came nearest, and which entry and field decided. Pure.
 * Used for a mail that is explained and for one that was refused, so both read the same.
 */
import type { RefusalTrace } from '../fax/refusal.ts'
import { TRACE_CHECKS } from '../words/trace-checks.ts'
import { TRACE_SENTENCES, type TraceId } from '../words/trace-sentences.ts'
import { filled, type Language, type Values } from '../words/words.ts'

export interface EntryWords {
  /** As people count: from 1. */
  readonly number: number
  readonly result: RefusalTrace['result']
  readonly lines: readonly RefusalTrace[]
}

export interface SubscriberWords {
  readonly subscriber: string
  readonly result: RefusalTrace['result']
  /** What decided, as the rest of a sentence that begins with the subscriber. */
  readonly decided: string
  /** About the subscriber as a whole. */
  readonly lines: readonly RefusalTrace[]
  readonly entries: readonly EntryWords[]
}

/** Best first: who takes it, who may, who came nearest. */
export function subscribersIn(
  trace: readonly RefusalTrace[],
  language: Language = 'en',
): readonly SubscriberWords[] {
  const ids = [...new Set(trace.map(line => line.subscriber))]
  const found = ids.map(id =>
    subscriberWords(id, unique(trace.filter(line => line.subscriber === id)), language),
  )
  return found.sort((a, b) => rank(a) - rank(b))
}

/** One check in words. */
export function checkWords(
  { field, result, pattern = '', note }: RefusalTrace,
  language: Language = 'en',
): string {
  const words = TRACE_CHECKS[language][field]?.[result] ?? `${field}: ${result}`
  const asked = pattern.trim() === '' ? TRACE_SENTENCES[language].anything : pattern.trim()
  return `${words.replace('…', () => asked)}${note === undefined ? '' : ` (${note})`}`
}

const saidIn = (language: Language, id: TraceId, values: Values = {}): string =>
  filled(TRACE_SENTENCES[language][id], values, language)

function subscriberWords(
  subscriber: string,
  trace: readonly RefusalTrace[],
  language: Language,
): SubscriberWords {
  const lines = trace.filter(line => line.entry === null)
  const numbers = [...new Set(trace.flatMap(line => (line.entry === null ? [] : [line.entry])))]
  const entries = numbers
    .sort((a, b) => a - b)
    .map((entry): EntryWords => {
      const own = trace.filter(line => line.entry === entry)
      return { number: entry + 1, result: worst(own), lines: own }
    })
  const whole = worst(lines)
  const acl = entries.length === 0 ? 'pass' : best(entries)
  const result = worst([{ result: whole }, { result: acl }])
  return { subscriber, result, decided: decidedBy({ result, lines, entries }, language), lines, entries }
}

function decidedBy(
  { result, lines, entries }: Pick<SubscriberWords, 'result' | 'lines' | 'entries'>,
  language: Language,
): string {
  const said = (id: TraceId, values: Values = {}) => saidIn(language, id, values)
  if (result === 'pass') {
    const by = entries.find(entry => entry.result === 'pass')
    const proof = by?.lines.find(line => line.field === 'proof')?.note
    const how = proof === undefined ? '' : said('proven', { proof })
    return by === undefined ? said('takes') : `${said('takesByEntry', { number: by.number })}${how}`
  }
  const failed = lines.find(line => line.result === 'fail')
  if (failed !== undefined) return said('refuses', { why: checkWords(failed, language) })
  if (result === 'open') return said('mayTake')
  const [nearest] = [...entries].sort((a, b) => misses(a) - misses(b))
  if (nearest === undefined) return said('refusesAtAll')
  const why = nearest.lines.filter(line => line.result === 'fail').map(line => checkWords(line, language))
  const which =
    entries.length === 1
      ? said('onlyEntry')
      : said('nearestEntry', { count: entries.length, number: nearest.number })
  return said('refuses', { why: `${which}: ${why.join('; ')}` })
}

const misses = (entry: EntryWords): number => entry.lines.filter(line => line.result === 'fail').length

/** Everything must fit; several recipients may differ in one field: then a part of the mail fits. */
function worst(lines: readonly Pick<RefusalTrace, 'result'>[]): RefusalTrace['result'] {
  if (lines.some(line => line.result === 'fail')) return 'fail'
  return lines.some(line => line.result === 'open') ? 'open' : 'pass'
}

function best(entries: readonly EntryWords[]): RefusalTrace['result'] {
  if (entries.some(entry => entry.result === 'pass')) return 'pass'
  return entries.some(entry => entry.result === 'open') ? 'open' : 'fail'
}

function rank({ result, lines, entries }: SubscriberWords): number {
  if (result === 'pass') return 0
  if (result === 'open') return 1
  const switchedOff = lines.some(line => line.field === 'active' || line.field === 'configured')
  return (
    2 +
    Math.min(20, ...entries.map(misses)) +
    (lines.some(l => l.result === 'fail') ? 5 : 0) +
    (switchedOff ? 20 : 0)
  )
}

/** Several recipients give the same line several times. */
function unique(trace: readonly RefusalTrace[]): readonly RefusalTrace[] {
  return [...new Map(trace.map(line => [JSON.stringify(line), line])).values()]
}
