import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../src/fax/error.ts'
import { inWords, partName } from '../../src/words/details.ts'
import { ENGLISH_DETAILS } from '../../src/words/details-en.ts'
import { ENGLISH } from '../../src/words/en.ts'
import { languageWanted, OUR_WORDS, wordsFor } from '../../src/words/languages.ts'
import { LANGUAGES, placeholdersOf, say, sayDate, sayTime, type Words } from '../../src/words/words.ts'

/** `sentences.page.one` → text, for all that a language has. */
function allTexts(words: Words): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (value: unknown, key: string) => {
    if (typeof value === 'string') found.set(key, value)
    else for (const [name, inner] of Object.entries(value as object)) walk(inner, `${key}.${name}`)
  }
  const { sentences, failures, details } = words
  walk({ sentences, failures, details }, '')
  return found
}

const english = allTexts(ENGLISH)

describe.each(LANGUAGES.filter(language => language !== 'en'))('our mails in %s', language => {
  const texts = allTexts(OUR_WORDS[language])

  it('have the same keys as in English', () => {
    expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same placeholders', () => {
    const holes = (all: ReadonlyMap<string, string>) =>
      [...all].map(([key, text]) => [key, placeholdersOf(text)] as const).sort()
    // Every language writes times of the same parts, but not all of them need the names of all.
    const same = holes(texts).filter(([key]) => !key.endsWith('.format'))
    expect(same).toEqual(holes(english).filter(([key]) => !key.endsWith('.format')))
  })

  it('say nothing in English', () => {
    const alike = /^[\s{}a-z0-9:.()-]*$|^1 page$|\{count\} pages|^Pages$|^Options$|^Fax |^Faxes |^status$/
    const left = [...texts].filter(([key, text]) => text === english.get(key) && !alike.test(text))
    expect(left).toEqual([])
  })

  it('are clean: no double blanks, none at the ends, no straight apostrophe in a word', () => {
    for (const [key, text] of texts) expect(text, key).not.toMatch(/ {2}|^\s|\s$|\p{L}'\p{L}/u)
  })
})

describe('words', () => {
  it('numbers are written as the language writes them', () => {
    expect(LANGUAGES.map(l => say(OUR_WORDS[l], 'page.many', { count: 12345 }))).toEqual([
      '12,345 pages',
      '12.345 Seiten',
      '12\u202f345 pages',
      '12.345 páginas',
    ])
  })

  it('times are those of the zone, summer and winter', () => {
    const winter = Date.UTC(2026, 10, 21, 23, 13, 7)
    const summer = Date.UTC(2026, 6, 1, 22, 30)
    const german = OUR_WORDS.de
    expect(sayTime(german, winter, 'Europe/Berlin')).toBe('22.11.2026, 00:13:07 Uhr (UTC+01:00)')
    expect(sayTime(german, summer, 'Europe/Berlin')).toBe('02.07.2026, 00:30:00 Uhr (UTC+02:00)')
    expect(sayTime(ENGLISH, winter, 'UTC')).toBe('2026-11-21 23:13:07 +00:00 (UTC)')
    expect(sayTime(ENGLISH, winter, 'Asia/Kolkata')).toBe('2026-11-22 04:43:07 +05:30 (Asia/Kolkata)')
    expect(sayTime(OUR_WORDS.fr, winter, 'UTC')).toBe('21/11/2026 à 23:13:07 (UTC+00:00)')
    expect(sayDate(OUR_WORDS.es, winter, 'America/New_York')).toBe('21/11/2026')
  })

  it('a value is never read as a template', () => {
    expect(say(ENGLISH, 'list.item', { name: '{text}', text: 'x' })).toBe('{text}: x')
    expect(say(ENGLISH, 'list.item', { name: 'toString' })).toBe('toString: {text}')
  })
})

describe('sentences that are stored in English', () => {
  const source = ['src/documents', 'src/outbound']
    .flatMap(folder =>
      readdirSync(folder, { encoding: 'utf8', recursive: true })
        .filter(name => name.endsWith('.ts'))
        .map(name => readFileSync(join(folder, name), 'utf8')),
    )
    .join('\n')
    .replace(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, '{}')
  const errors: readonly string[] = Object.values(ERRORS).map(({ text }) => text)

  it.each(Object.entries(ENGLISH_DETAILS))('%s is one that the code writes', (id, text) => {
    if (errors.includes(text)) return
    const pattern = text.replace(/\{\w+\}/g, '{}')
    // What sniffing says stands in a sentence of the renderer.
    const said = pattern.replace(/^It is (.*)\.$/, '$1').replace('No font has {}.', 'No font has {}{}.')
    expect(source.includes(pattern) || source.includes(said), `${id}: ${text}`).toBe(true)
  })

  it('are said in the language of the reader, file names as they are', () => {
    const text =
      'The document needs a password. "Vertrag It has 3 pages.pdf": Save it without a password and send it again.'
    expect(inWords(OUR_WORDS.de, text)).toBe(
      'Das Dokument ist durch ein Passwort geschützt. "Vertrag It has 3 pages.pdf": Speichern Sie es ohne Passwort und senden Sie es noch einmal.',
    )
    expect(inWords(OUR_WORDS.es, 'The document has 300 pages; the provider takes at most 200.')).toBe(
      'El documento tiene 300 páginas; el proveedor admite como máximo 200.',
    )
    expect(inWords(OUR_WORDS.fr, 'a digital signature')).toBe('une signature numérique')
    expect(partName(OUR_WORDS.de, 'attachment 2')).toBe('Anhang 2')
    expect(partName(OUR_WORDS.de, 'attachment 2.pdf')).toBe('attachment 2.pdf')
  })

  it('stay as they are when they are not known', () => {
    expect(inWords(OUR_WORDS.de, 'The file is a BigTIFF. It has no pages.')).toBe(
      'The file is a BigTIFF. Es hat keine Seiten.',
    )
  })

  it('are the same in English, and any text comes to an end', () => {
    for (const text of Object.values(ENGLISH_DETAILS)) {
      const full = text.replace(/\{names?\}/g, 'x').replace(/\{\w+\}/g, '7')
      expect(inWords(ENGLISH, full)).toBe(full)
    }
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2000 }), text => {
        inWords(OUR_WORDS.de, text)
        partName(OUR_WORDS.de, text)
      }),
    )
  })
})

describe('the language that a header wants', () => {
  it.each([
    ['de', 'de'],
    ['de-CH, en;q=0.8', 'de'],
    ['nl, fr;q=0.5, es;q=0.7', 'es'],
    ['en-GB', 'en'],
    ['FR', 'fr'],
    ['de;q=0, en;q=0.1', 'en'],
    ['nl', null],
    ['*', null],
    ['', null],
    [null, null],
  ])('%s: %s', (header, language) => {
    expect(languageWanted(header)).toBe(language)
  })

  it('any text gives one of ours or none', () => {
    fc.assert(fc.property(fc.string(), text => [null, ...LANGUAGES].includes(languageWanted(text))))
  })
})

describe("an operator's own sentences", () => {
  it('stand over ours, the rest stays', () => {
    const words = wordsFor('de', {
      de: {
        sentences: { 'page.one': 'eine Seite' },
        failures: { busy: { brief: 'belegt' } },
        details: { emptyText: 'leer' },
      },
    })
    expect([words.sentences['page.one'], words.sentences['page.many']]).toEqual([
      'eine Seite',
      '{count} Seiten',
    ])
    expect(words.failures.busy).toEqual({ ...OUR_WORDS.de.failures.busy, brief: 'belegt' })
    expect(words.details.emptyText).toBe('leer')
    expect(wordsFor('fr', { de: { sentences: {}, failures: {}, details: {} } })).toBe(OUR_WORDS.fr)
  })
})
