/**
 * Stored and thrown sentences in the reader's language: histories, why a fax is held, why something is not done. They arise in
 * English in the steps, since nobody knows then who will read them. Here they are recognised by their English form, one after
 * another; ids, names, numbers and the words of providers stay as they are, and what is not recognised stays English.
 */
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'
import { detailAt, unknownAt } from './details.ts'
import { GERMAN_HISTORY } from './history-de.ts'
import { ENGLISH_HISTORY, type HistoryId } from './history-en.ts'
import { SPANISH_HISTORY } from './history-es.ts'
import { FRENCH_HISTORY } from './history-fr.ts'
import { byFirstWord, knownSentence, saidIn } from './known-sentence.ts'
import { OUR_WORDS } from './languages.ts'
import { saidAt } from './said.ts'
import { filled, type Language } from './words.ts'

const HISTORIES: Readonly<Record<Language, Readonly<Record<HistoryId, string>>>> = {
  en: ENGLISH_HISTORY,
  de: GERMAN_HISTORY,
  fr: FRENCH_HISTORY,
  es: SPANISH_HISTORY,
}

/** Longest stored text that is looked at. */
const MAX_LENGTH = 2000

/** A number; sentences, up to the end. Anything else ends where the sentence goes on. */
const VALUES: Readonly<Record<string, string>> = { count: '(\\d{1,15})', said: '(.{1,2000})' }

const KNOWN = (Object.keys(ENGLISH_HISTORY) as HistoryId[]).map(id => ({
  id,
  sentence: knownSentence(ENGLISH_HISTORY[id], name => VALUES[name] ?? '(.{1,300}?)'),
}))
/** What begins with somebody's name fits nearly anything, so it comes last. */
const beginsFree = ({ id }: (typeof KNOWN)[number]): boolean => ENGLISH_HISTORY[id].startsWith('{')
const plain = byFirstWord(KNOWN.filter(known => !beginsFree(known)))
const free = byFirstWord(KNOWN.filter(beginsFree))

export interface Told {
  readonly text: string
  /** Of which language it is, as a whole. */
  readonly language: Language
  /** Sentences that stand in no table, in their order. */
  readonly unknown: readonly string[]
}

/** The text in this language, as far as it is known; `language` says whether any of it was. */
export function toldIn(language: Language, text: string): Told {
  if (language === 'en') return { text, language, unknown: [] }
  const unknown: string[] = []
  const said = sentences(language, text.slice(0, MAX_LENGTH), unknown)
  return { text: said, language: said === text.trim() ? 'en' : language, unknown }
}

function sentences(language: Language, text: string, unknown: string[]): string {
  const out: string[] = []
  let rest = text.trim()
  while (rest !== '') {
    const piece = known(language, rest, unknown)
    const used = piece?.length ?? unknownAt(rest).length
    if (piece === null && !/^"[^"]*":$/.test(rest.slice(0, used))) unknown.push(rest.slice(0, used))
    out.push(piece?.text ?? rest.slice(0, used))
    rest = rest.slice(used).trim()
  }
  return out.join(' ')
}

interface Piece {
  readonly text: string
  readonly length: number
}

function known(language: Language, rest: string, unknown: string[]): Piece | null {
  const again = (said: string) => sentences(language, said, unknown)
  return (
    historyAt(plain(rest), language, rest, again) ??
    failureAt(language, rest) ??
    detailAt(OUR_WORDS[language], rest) ??
    saidAt(language, rest, again) ??
    historyAt(free(rest), language, rest, again)
  )
}

function historyAt(
  all: readonly (typeof KNOWN)[number][],
  language: Language,
  rest: string,
  again: (said: string) => string,
): Piece | null {
  for (const { id, sentence } of all) {
    const found = saidIn(rest, sentence)
    if (found === null) continue
    const { said } = found.values
    const values = said === undefined ? found.values : { ...found.values, said: again(said) }
    return { text: filled(HISTORIES[language][id], values, language), length: found.length }
  }
  return null
}

function failureAt(language: Language, rest: string): Piece | null {
  for (const [name, { sentence }] of Object.entries(FAX_FAILURES))
    if (rest.startsWith(sentence))
      return { text: OUR_WORDS[language].failures[name as FaxFailure].sentence, length: sentence.length }
  return null
}
