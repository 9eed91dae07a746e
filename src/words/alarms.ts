/** Alarms in every language: the sentences of one, with its values put in. */
import type { AlarmFacts, AlarmKind } from '../fax/alarm.ts'
import { GERMAN_ALARMS, GERMAN_FRAME } from './alarms-de.ts'
import { type AlarmFrame, type AlarmWords, ENGLISH_ALARMS, ENGLISH_FRAME } from './alarms-en.ts'
import { SPANISH_ALARMS, SPANISH_FRAME } from './alarms-es.ts'
import { FRENCH_ALARMS, FRENCH_FRAME } from './alarms-fr.ts'
import { filled, type Language, type Values } from './words.ts'

export type { AlarmFrame, AlarmWords } from './alarms-en.ts'

export const ALARM_WORDS: Readonly<Record<Language, Readonly<Record<AlarmKind, AlarmWords>>>> = {
  en: ENGLISH_ALARMS,
  de: GERMAN_ALARMS,
  fr: FRENCH_ALARMS,
  es: SPANISH_ALARMS,
}

export const ALARM_FRAMES: Readonly<Record<Language, AlarmFrame>> = {
  en: ENGLISH_FRAME,
  de: GERMAN_FRAME,
  fr: FRENCH_FRAME,
  es: SPANISH_FRAME,
}

/** What an alarm says to people. */
export interface AlarmText {
  readonly title: string
  readonly means: string
  readonly todo: readonly string[]
}

/** `count` of the alarm is a value too. */
export function alarmText(
  { kind, facts, count }: { readonly kind: AlarmKind; readonly facts: AlarmFacts; readonly count: number },
  language: Language,
): AlarmText {
  const { title, means, todo } = ALARM_WORDS[language][kind]
  const values: Values = { count, ...facts }
  const put = (text: string) => filled(text, values, language)
  return { title: put(title), means: put(means), todo: todo.map(put) }
}

/** One sentence of the frame. */
export function frameText(id: keyof AlarmFrame, language: Language, values: Values = {}): string {
  return filled(ALARM_FRAMES[language][id], values, language)
}
