/**
 * Who looks at a page, and how they want it: their rights, language, colours, time zone. Every page is made for a Look. Not in
 * charge of how somebody proves who they are (access/), nor of what they see (the pages).
 */
import { may, type Principal, type Right } from '../access/principal.ts'
import type { FaxFailure } from '../fax/failure.ts'
import type { EpochMs } from '../fax/id.ts'
import { type ConsoleId, consoleSay } from '../words/console-words.ts'
import { partName } from '../words/details.ts'
import { toldIn } from '../words/history.ts'
import { languageWanted, OUR_WORDS } from '../words/languages.ts'
import { traceLineIn } from '../words/received-trace.ts'
import { phraseIn } from '../words/said.ts'
import { type FailureWords, LANGUAGES, type Language, type Values } from '../words/words.ts'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** Where somebody's choice of language and colours is kept: in their browser. */
export const LANGUAGE_COOKIE = 'faxbridge_language'
export const THEME_COOKIE = 'faxbridge_theme'

export interface Look {
  /** Null: nobody has signed in. */
  readonly who: Principal | null
  readonly language: Language
  readonly theme: Theme
  readonly timeZone: string
  readonly now: EpochMs
  /** Stands in every form. */
  readonly csrf: string
  /** Of the page, with its query. */
  readonly url: string
  /** What was done by the form before. */
  readonly done: ConsoleId | null
  say(id: ConsoleId, values?: Values): string
  /** `14:05` today, with the day before; with seconds where it matters what came first. */
  time(at: string | number, seconds?: boolean): string
  /** `14:05` */
  clock(at: number): string
  /** With the day, the second and the zone. */
  exactTime(at: string | number): string
  number(value: number): string
  /** `1.4M`: for where there is little room. */
  shortNumber(value: number): string
  failure(name: FaxFailure): FailureWords
  /** A sentence that is stored or thrown in English, such as why a fax is held or something is not done. */
  told(text: string): string
  /** A word of ours that programs get in English, such as what a provider can do. */
  word(text: string): string
  /** What a part of a mail is called: a file by its own name, what we named in their language. */
  partName(name: string): string
  /** A line of the trace of a received fax. */
  trace(line: string): string
}

export interface Wishes {
  readonly who: Principal | null
  readonly cookies: Readonly<Record<string, string | undefined>>
  /** Accept-Language. */
  readonly accepts: string | null
  readonly timeZone: string
  readonly now: EpochMs
  readonly csrf: string
  readonly url: string
  readonly done?: ConsoleId | null
}

/** The look of a request. */
export function makeLook(wishes: Wishes): Look {
  const { cookies, accepts, timeZone, now } = wishes
  const language = LANGUAGES.find(one => one === cookies[LANGUAGE_COOKIE]) ?? languageWanted(accepts) ?? 'en'
  const theme = THEMES.find(one => one === cookies[THEME_COOKIE]) ?? 'auto'
  const formats = formatsOf(language, timeZone)
  const today = formats.day.format(now)
  return {
    ...wishes,
    done: wishes.done ?? null,
    language,
    theme,
    say: (id, values) => consoleSay(language, id, values),
    time(at, seconds = false) {
      const date = new Date(at)
      const isToday = formats.day.format(date) === today
      if (seconds) return (isToday ? formats.clockSeconds : formats.shortSeconds).format(date)
      return (isToday ? formats.clock : formats.short).format(date)
    },
    clock: at => formats.clock.format(at),
    exactTime: at => formats.exact.format(new Date(at)),
    failure: name => OUR_WORDS[language].failures[name],
    number: value => formats.number.format(value),
    shortNumber: value => (value < 10_000 ? formats.number : formats.compact).format(value),
    told: text => toldIn(language, text).text,
    word: text => phraseIn(language, text),
    partName: name => partName(OUR_WORDS[language], name),
    trace: line => traceLineIn(language, line),
  }
}

/** English as most of the world writes it: the 24-hour clock, the day before the month. */
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' }

function formatsOf(language: Language, timeZone: string) {
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[language], { timeZone, ...options })
  const clock = { hour: '2-digit', minute: '2-digit' } as const
  const second = { ...clock, second: '2-digit' } as const
  const day = { day: 'numeric', month: 'short' } as const
  return {
    clock: make(clock),
    clockSeconds: make(second),
    day: make({ dateStyle: 'short' }),
    short: make({ ...day, ...clock }),
    shortSeconds: make({ ...day, ...second }),
    exact: make({ ...day, ...clock, year: 'numeric', second: '2-digit', timeZoneName: 'short' }),
    number: new Intl.NumberFormat(LOCALES[language]),
    compact: new Intl.NumberFormat(LOCALES[language], { notation: 'compact', maximumFractionDigits: 1 }),
  }
}

/** Whether the one who looks may do it: for pages, which hide the rest. The server asks again. */
export function can(look: Look, right: Right, subscriberId?: string | null): boolean {
  return look.who !== null && may(look.who, right, subscriberId)
}
