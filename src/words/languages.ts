/** The words of a language, with an operator's own sentences put over ours; and which language a mail is written in. */
import { GERMAN } from './de.ts'
import { ENGLISH } from './en.ts'
import { SPANISH } from './es.ts'
import { FRENCH } from './fr.ts'
import { LANGUAGES, type Language, type Words } from './words.ts'

/** Ours, as delivered. */
export const OUR_WORDS: Readonly<Record<Language, Words>> = {
  en: ENGLISH,
  de: GERMAN,
  fr: FRENCH,
  es: SPANISH,
}

/** An operator's own wording of some sentences of one language. */
export interface WordsOverride {
  readonly sentences: Readonly<Record<string, string>>
  readonly failures: Readonly<
    Record<string, { readonly brief?: string; readonly sentence?: string; readonly advice?: string }>
  >
  readonly details: Readonly<Record<string, string>>
}

export type WordsOverrides = Readonly<Partial<Record<Language, WordsOverride>>>

/** The words of a language; `overrides` have been checked (override.ts). */
export function wordsFor(language: Language, overrides: WordsOverrides | undefined): Words {
  const ours = OUR_WORDS[language]
  const own = overrides?.[language]
  if (own === undefined) return ours
  const failures = Object.entries(ours.failures).map(([name, row]) => [
    name,
    { ...row, ...own.failures[name] },
  ])
  return {
    language,
    sentences: { ...ours.sentences, ...own.sentences },
    failures: Object.fromEntries(failures) as Words['failures'],
    details: { ...ours.details, ...own.details },
  }
}

/** What a header such as `Accept-Language: de-CH, fr;q=0.8` wants most of what we have; null: nothing of ours. */
export function languageWanted(header: string | null): Language | null {
  if (header === null) return null
  const wanted = header
    .slice(0, 200)
    .split(',')
    .map(entry => {
      const [range = '', ...parameters] = entry.split(';').map(part => part.trim().toLowerCase())
      const q = parameters.map(text => /^q=([01](?:\.\d{0,3})?)$/.exec(text)?.[1]).find(Boolean)
      return { primary: range.split('-')[0] ?? '', quality: q === undefined ? 1 : Number(q) }
    })
    .filter(({ quality }) => quality > 0)
    // RFC 9110 §12.5.4: the highest quality counts; equal ones as written.
    .sort((a, b) => b.quality - a.quality)
  for (const { primary } of wanted) {
    const ours = LANGUAGES.find(language => language === primary)
    if (ours !== undefined) return ours
  }
  return null
}
