/**
 * A trace of the rules in words: which subscriber took the mail or came nearest, and which entry and field decided. Pure.
 * Used for a mail that is explained and for one that was refused, so both read the same.
 */
import type { RefusalTrace } from '../fax/refusal.ts'

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
export function subscribersIn(trace: readonly RefusalTrace[]): readonly SubscriberWords[] {
  const ids = [...new Set(trace.map(line => line.subscriber))]
  const found = ids.map(id => subscriberWords(id, unique(trace.filter(line => line.subscriber === id))))
  return found.sort((a, b) => rank(a) - rank(b))
}

/** One check in words. */
export function checkWords({ field, result, pattern, note }: RefusalTrace): string {
  const asked = pattern === undefined ? '' : ` ${pattern}`
  const words = WORDS[field]?.[result] ?? `${field}: ${result}`
  return `${words.replace('…', asked.trim() === '' ? 'anything' : asked.trim())}${note === undefined ? '' : ` (${note})`}`
}

/** `…` is what the entry asks for. */
const WORDS: Readonly<Record<string, Readonly<Record<RefusalTrace['result'], string>>>> = {
  active: { pass: 'is switched on', fail: 'is switched off (active: false)', open: 'is switched on' },
  login: {
    pass: 'has logged in',
    fail: 'is not the one whose login was used',
    open: 'is the one whose login was used',
  },
  certificate: {
    pass: 'has the certificate of the client',
    fail: 'is not the one whose certificate was shown',
    open: 'has the certificate of the client',
  },
  line: {
    pass: 'has the line that the address names',
    fail: 'does not have the line that the address names',
    open: 'has the line that the address names',
  },
  answer: {
    pass: 'has received the fax that is answered',
    fail: 'has not received the fax that is answered',
    open: 'has received the fax that is answered',
  },
  number: {
    pass: 'can read the number',
    fail: 'cannot read the number',
    open: 'can read the number',
  },
  closed: {
    pass: 'may fax there',
    fail: 'may not fax there, whoever asks',
    open: 'may fax there',
  },
  dialable: {
    pass: 'can dial what stands beside the number',
    fail: 'cannot dial what stands beside the number',
    open: 'can dial what stands beside the number',
  },
  configured: {
    pass: 'has rules',
    fail: 'has neither a secret_key nor acl entries',
    open: 'has rules',
  },
  key: {
    pass: 'the first line is its key',
    fail: 'the first line is not its key',
    open: 'its key is not known before the mail has come',
  },
  received_from: {
    pass: 'received_from: … fits',
    fail: 'received_from: the mail does not come from …',
    open: 'received_from: … is not known yet',
  },
  destination: {
    pass: 'destination: … fits',
    fail: 'destination: the number is not …',
    open: 'destination: … is not known yet',
  },
  from_email: {
    pass: 'from_email: … fits',
    fail: 'from_email: the sender is not …',
    open: 'from_email: … is not known yet',
  },
  proof: {
    pass: 'proof: the sender is proven',
    fail: 'proof: nothing proves the sender',
    open: 'proof: not known yet',
  },
}

function subscriberWords(subscriber: string, trace: readonly RefusalTrace[]): SubscriberWords {
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
  return { subscriber, result, decided: decidedBy(result, lines, entries), lines, entries }
}

function decidedBy(
  result: RefusalTrace['result'],
  lines: readonly RefusalTrace[],
  entries: readonly EntryWords[],
): string {
  if (result === 'pass') {
    const by = entries.find(entry => entry.result === 'pass')
    const proof = by?.lines.find(line => line.field === 'proof')?.note
    const how = proof === undefined ? '' : `, the sender is proven by ${proof}`
    return by === undefined
      ? 'takes it: its key or login is enough'
      : `takes it: acl entry ${by.number} fits${how}`
  }
  const failed = lines.find(line => line.result === 'fail')
  if (failed !== undefined) return `does not take it: ${checkWords(failed)}`
  if (result === 'open') return 'may take it: that depends on what has not come yet'
  const [nearest] = [...entries].sort((a, b) => misses(a) - misses(b))
  if (nearest === undefined) return 'does not take it'
  const why = nearest.lines.filter(line => line.result === 'fail').map(checkWords)
  const which =
    entries.length === 1
      ? 'its only acl entry'
      : `of its ${entries.length} acl entries ${nearest.number} is nearest`
  return `does not take it: ${which}: ${why.join('; ')}`
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
