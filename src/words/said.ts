/**
 * Sentences that arise in English where something happens and are read by somebody whose language nobody knew then: errors,
 * refusals, what was found at a provider or in a mail. In charge of which there are beside histories and details, and of
 * recognising one at the beginning of a text. What is not in a table here, in history-en.ts or in details-en.ts stays English:
 * test/words/said-everywhere.test.ts finds it.
 */
import { INBOUND_STATES } from '../fax/inbound-fax.ts'
import { FAX_STATES } from '../fax/job.ts'
import { CONSOLE_WORDS } from './console-words.ts'
import { byFirstWord, type KnownSentence, knownSentence, saidIn } from './known-sentence.ts'
import { PROBLEM_SENTENCES } from './problem-sentences.ts'
import { DOCUMENT_SENTENCES } from './said-documents.ts'
import { ERROR_SENTENCES } from './said-errors.ts'
import { FAXPLUS_SENTENCES } from './said-faxplus.ts'
import { NGCP_SENTENCES } from './said-ngcp.ts'
import { OPENFAX_SENTENCES } from './said-openfax.ts'
import { OPTION_SENTENCES } from './said-options.ts'
import { PHRASES } from './said-phrases.ts'
import { PROVIDER_SENTENCES } from './said-providers.ts'
import { RECEIVED_FAX_SENTENCES } from './said-received.ts'
import { REQUEST_SENTENCES } from './said-requests.ts'
import { RULE_SENTENCES } from './said-rules.ts'
import { SENDING_SENTENCES } from './said-sending.ts'
import type { SaidTable } from './said-table.ts'
import { UCX_SENTENCES } from './said-ucx.ts'
import { filled, type Language } from './words.ts'

export const SAID: SaidTable = {
  ...PROBLEM_SENTENCES,
  ...ERROR_SENTENCES,
  ...REQUEST_SENTENCES,
  ...SENDING_SENTENCES,
  ...RECEIVED_FAX_SENTENCES,
  ...DOCUMENT_SENTENCES,
  ...OPTION_SENTENCES,
  ...RULE_SENTENCES,
  ...PROVIDER_SENTENCES,
  ...OPENFAX_SENTENCES,
  ...FAXPLUS_SENTENCES,
  ...NGCP_SENTENCES,
  ...UCX_SENTENCES,
}

/** `{said}`: sentences again, to the end; `{state}`: of a fax; `{phrase}`: words of ours. Others end where the sentence goes on. */
const SHAPES: Readonly<Record<string, string>> = {
  said: '(.{1,2000})',
  state: `(${[...new Set([...FAX_STATES, ...INBOUND_STATES])].join('|')})`,
}
/** What begins with a value would fit nearly anything: there it is one word, or an option as it was written. */
const FIRST: Readonly<Record<string, string>> = { shown: '([^.?!]{1,100}?)' }

const beginsFree = (english: string): boolean => english.startsWith('{')

function sentenceOf(english: string): KnownSentence {
  const first = beginsFree(english) ? /^\{(\w+)\}/.exec(english)?.[1] : undefined
  return knownSentence(english, name =>
    name === first ? (FIRST[name] ?? '(\\S{1,200}?)') : (SHAPES[name] ?? '(.{1,300}?)'),
  )
}

/** Longer ones first: one may be the beginning of another. */
const IN_TURN = Object.keys(SAID).sort(
  (a, b) => Number(beginsFree(a)) - Number(beginsFree(b)) || b.length - a.length,
)
const known = byFirstWord(IN_TURN.map(english => ({ english, sentence: sentenceOf(english) })))

export interface SaidPiece {
  readonly text: string
  /** Characters of the text that it took. */
  readonly length: number
}

/** Null: the text does not begin with a sentence of these tables. `again`: tells the sentences inside of one. */
export function saidAt(language: Language, rest: string, again: (text: string) => string): SaidPiece | null {
  for (const { english, sentence } of known(rest)) {
    const found = saidIn(rest, sentence)
    if (found === null) continue
    if (language === 'en') return { text: rest.slice(0, found.length), length: found.length }
    const template = SAID[english]?.[language] ?? english
    return {
      text: filled(template, inLanguage(language, found.values, again), language),
      length: found.length,
    }
  }
  return null
}

function inLanguage(
  language: Exclude<Language, 'en'>,
  values: Readonly<Record<string, string>>,
  again: (text: string) => string,
): Readonly<Record<string, string>> {
  const own: Record<string, string> = { ...values }
  const { said, state, phrase } = values
  if (said !== undefined) own['said'] = again(said)
  if (state !== undefined) own['state'] = stateName(language, state)
  if (phrase !== undefined) own['phrase'] = phraseIn(language, phrase)
  return own
}

/** What a state of a sent or received fax is called in the console. */
function stateName(language: Language, state: string): string {
  const words: Readonly<Record<string, string>> = CONSOLE_WORDS[language]
  return words[`state.${state}`] ?? words[`inbound.${state}`] ?? state
}

const AND = { de: ' und ', fr: ' et ', es: ' y ' } as const

/** Words of ours; several of them with "and" between, or one before a name (`number +4930…`). What is none of ours stays. */
export function phraseIn(language: Language, phrase: string): string {
  if (language === 'en') return phrase
  const whole = PHRASES[phrase]
  if (whole !== undefined) return whole[language]
  const [, word = '', name] = /^([a-z]+(?: fax)?) (\S*[\d"+(].*)$/.exec(phrase) ?? []
  if (name !== undefined && PHRASES[word] !== undefined) return `${PHRASES[word][language]} ${name}`
  return phrase
    .split(' and ')
    .map(part => PHRASES[part]?.[language] ?? part)
    .join(AND[language])
}
