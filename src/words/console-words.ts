/** The words of the console in every language: one table each, all complete, which the types hold. */
import { CONSOLE_GERMAN } from './console-de.ts'
import { CONSOLE_ENGLISH, type PlainId } from './console-en.ts'
import { CONSOLE_SPANISH } from './console-es.ts'
import { CONSOLE_FRENCH } from './console-fr.ts'
import { CONSOLE_MORE_GERMAN } from './console-more-de.ts'
import { CONSOLE_MORE_ENGLISH, type MoreId } from './console-more-en.ts'
import { CONSOLE_MORE_SPANISH } from './console-more-es.ts'
import { CONSOLE_MORE_FRENCH } from './console-more-fr.ts'
import {
  PEOPLE_ENGLISH,
  PEOPLE_FRENCH,
  PEOPLE_GERMAN,
  PEOPLE_SPANISH,
  type PeopleId,
} from './people-words.ts'
import { filled, type Language, type Values } from './words.ts'

export type ConsoleId = PlainId | MoreId | PeopleId

export const CONSOLE_WORDS: Readonly<Record<Language, Readonly<Record<ConsoleId, string>>>> = {
  en: { ...CONSOLE_ENGLISH, ...CONSOLE_MORE_ENGLISH, ...PEOPLE_ENGLISH },
  de: { ...CONSOLE_GERMAN, ...CONSOLE_MORE_GERMAN, ...PEOPLE_GERMAN },
  fr: { ...CONSOLE_FRENCH, ...CONSOLE_MORE_FRENCH, ...PEOPLE_FRENCH },
  es: { ...CONSOLE_SPANISH, ...CONSOLE_MORE_SPANISH, ...PEOPLE_SPANISH },
}

/** The languages by the names that their speakers give them. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
}

/** A sentence of the console with its values put in. */
export function consoleSay(language: Language, id: ConsoleId, values: Values = {}): string {
  return filled(CONSOLE_WORDS[language][id], values, language)
}
