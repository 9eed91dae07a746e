/**
 * Histories in the reader's language. Their sentences arise in English in the steps and are stored with the fax, since nobody knows
 * then who will read them. Here they are recognised by their English form, one after another; ids, names, numbers and the words
 * of providers stay as they are, and what is not recognised stays English.
 */
import { FAX_FAILURES, type FaxFailure } from '../fax/failure.ts'
import { inWords } from './details.ts'
import { GERMAN_HISTORY } from './history-de.ts'
import { ENGLISH_HISTORY, type HistoryId } from './history-en.ts'
import { SPANISH_HISTORY } from './history-es.ts'
import { FRENCH_HISTORY } from './history-fr.ts'
import { knownSentence, saidIn } from './known-sentence.ts'
import { OUR_WORDS } from './languages.ts'
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

/** What begins with somebody's name fits nearly anything, so it comes last. */
const beginsFree = (id: HistoryId): number => Number(ENGLISH_HISTORY[id].startsWith('{'))
const IN_TURN = (Object.keys(ENGLISH_HISTORY) as HistoryId[]).sort((a, b) => beginsFree(a) - beginsFree(b))

const KNOWN = IN_TURN.map(id => ({
  id,
  sentence: knownSentence(ENGLISH_HISTORY[id], name => VALUES[name] ?? '(.{1,300}?)'),
}))

export interface Told {
  readonly text: string
  /** Of which language it is, as a whole. */
  readonly language: Language
}

/** The text in this language, as far as it is known; `language` says whether any of it was. */
export function historyIn(language: Language, text: string): Told {
  if (language === 'en') return { text, language }
  const said = sentences(language, text.slice(0, MAX_LENGTH))
  return { text: said, language: said === text ? 'en' : language }
}

function sentences(language: Language, text: string): string {
  for (const { id, sentence } of KNOWN) {
    const found = saidIn(text, sentence)
    if (found === null) continue
    const { said } = found.values
    const values = said === undefined ? found.values : { ...found.values, said: sentences(language, said) }
    return then(language, filled(HISTORIES[language][id], values, language), text.slice(found.length))
  }
  for (const [name, { sentence }] of Object.entries(FAX_FAILURES))
    if (text.startsWith(sentence)) {
      const own = OUR_WORDS[language].failures[name as FaxFailure].sentence
      return then(language, own, text.slice(sentence.length))
    }
  return inWords(OUR_WORDS[language], text)
}

function then(language: Language, said: string, rest: string): string {
  const more = rest.trim()
  return more === '' ? said : `${said} ${sentences(language, more)}`
}
