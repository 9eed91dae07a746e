/**
 * The words of our mails: what a language is, and how a sentence of it is said. In charge of values put into sentences,
 * of numbers, pages, durations and times. Not in charge of which sentence stands in which mail (mail/), nor of the
 * sentences themselves: one file per language here, and an operator's own (override.ts). `{name}` is replaced by a
 * value, which is never read as a template itself.
 */
import type { FaxFailure } from '../fax/failure.ts'
import { clockText, shownAt } from '../fax/wall-clock.ts'
import type { DetailId } from './details-en.ts'
import type { SentenceId } from './en.ts'

export type { DetailId } from './details-en.ts'
export type { SentenceId } from './en.ts'

/** The languages that our mails are written in. */
export const LANGUAGES = ['en', 'de', 'fr', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

/** What one failure is called: in a subject, as a sentence, and what the sender can do. */
export interface FailureWords {
  readonly brief: string
  readonly sentence: string
  readonly advice: string
}

export interface Words {
  /** RFC 5646, for the Content-Language of the mail and the HTML. */
  readonly language: Language
  readonly sentences: Readonly<Record<SentenceId, string>>
  readonly failures: Readonly<Record<FaxFailure, FailureWords>>
  /** Sentences on documents and their parts, which are stored in English: see details.ts. */
  readonly details: Readonly<Record<DetailId, string>>
}

export type Values = Readonly<Record<string, string | number>>

/** The sentence with its values put in, numbers as the language writes them. A name without value stays visible. */
export function say(words: Words, id: SentenceId, values: Values = {}): string {
  return filled(words.sentences[id], values, words.language)
}

/** Puts values into a template. */
export function filled(template: string, values: Values, language: Language): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (typeof value === 'number') return new Intl.NumberFormat(language).format(value)
    return value ?? whole
  })
}

/** The names in braces, each once, in alphabetical order. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort()
}

/** `1 page`, `3 pages`. */
export function sayPages(words: Words, count: number): string {
  return count === 1 ? say(words, 'page.one') : say(words, 'page.many', { count })
}

/** `42 s`, `3 min 5 s`. */
export function sayDuration(words: Words, seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return say(words, 'duration.seconds', { seconds: whole })
  return say(words, 'duration.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
}

/** An instant in a time zone, with the zone's offset: `2026-11-21 06:13:07 +00:00 (UTC)` in English. */
export function sayTime(words: Words, at: number, zone: string): string {
  return say(words, 'time.format', partsOf(at, zone))
}

/** The day of an instant in a time zone. */
export function sayDate(words: Words, at: number, zone: string): string {
  return say(words, 'date.format', partsOf(at, zone))
}

/** Hours and minutes of an instant in a time zone: `18:05`. */
export function sayClock(at: number, zone: string): string {
  const { hour, minute } = partsOf(at, zone)
  return `${hour}:${minute}`
}

function partsOf(at: number, zone: string) {
  const shown = shownAt(at, zone)
  const [, year = '', month = '', day = '', hour = '', minute = '', second = ''] =
    /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)/.exec(new Date(shown).toISOString()) ?? []
  const ahead = Math.round((shown - at) / 60_000)
  const offset = `${ahead < 0 ? '-' : '+'}${clockText(Math.abs(ahead))}`
  return { year, month, day, hour, minute, second, offset, zone }
}
