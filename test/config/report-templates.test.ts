import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeLiveConfig } from '../../src/config/live-config.ts'
import { parseConfig } from '../../src/config/load.ts'
import { wordsForReader } from '../../src/mail/reader-words.ts'
import { silentLogger } from '../../src/runtime.ts'

const good = readFileSync(new URL('./good.yaml', import.meta.url), 'utf8')
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'faxbridge-templates-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string) => writeFileSync(join(folder, name), text)
const load = (templates = '.') =>
  parseConfig(`${good}\nreports: { templates: "${templates}" }\n`, join(folder, 'faxbridge.yaml'), {})

function problemsOf(templates?: string): string[] {
  const result = load(templates)
  return result.ok ? [] : result.problems.map(({ key, text }) => `${key}: ${text.replaceAll(folder, 'F')}`)
}

describe('sentences of the operator', () => {
  it('are read from the folder, which is relative to the configuration file', () => {
    write('de.yaml', 'sentences:\n  page.one: "eine Seite"\n')
    const result = load()
    if (!result.ok) throw new Error(JSON.stringify(result.problems))
    const reader = { language: 'de', language_from_sender: false } as const
    expect(wordsForReader(result.config, reader, null).sentences['page.one']).toBe('eine Seite')
  })

  it('every mistake is told at once, with its file', () => {
    write('de.yaml', 'sentences:\n  page.on: "x"\n  page.many: "{zahl} Seiten"\n')
    write('fr.yaml', 'sentences: [\n')
    write('it.yaml', '')
    write('notes.txt', 'is not read')
    expect(problemsOf()).toEqual([
      'reports.templates: F/de.yaml: sentences.page.on: there is no such key: did you mean page.one?',
      'reports.templates: F/de.yaml: sentences.page.many: it does not know {zahl}: there is {count}',
      expect.stringMatching(/^reports.templates: F\/fr.yaml: this is not YAML: /),
      'reports.templates: F/it.yaml: name it after a language: en.yaml, de.yaml, fr.yaml, es.yaml',
    ])
    expect(problemsOf('nowhere')).toEqual(['reports.templates: F/nowhere: there is no such folder'])
  })

  it('are read again with the configuration; a mistake leaves the old ones in force', () => {
    write('faxbridge.conf', `${good}\nreports: { templates: "." }\n`)
    write('en.yaml', 'sentences: { page.one: "a page" }')
    const live = makeLiveConfig(join(folder, 'faxbridge.conf'), {}, silentLogger)
    const reader = { language: 'en', language_from_sender: false } as const
    const said = () => wordsForReader(live.current, reader, null).sentences['page.one']
    expect(said()).toBe('a page')
    write('en.yaml', 'sentences: { page.one: "one single page" }')
    expect(live.reload().ok).toBe(true)
    expect(said()).toBe('one single page')
    write('en.yaml', 'sentences: { page.uno: "una" }')
    expect(live.reload().ok).toBe(false)
    expect(said()).toBe('one single page')
  })
})

describe('the language of a report', () => {
  const config = { reports: { commands: true, commandDays: 14 } }
  const said = (language: 'de' | 'en', language_from_sender: boolean, headers: string | null) =>
    wordsForReader(config, { language, language_from_sender }, headers === null ? null : Buffer.from(headers))
      .language

  it("is the subscriber's", () => {
    expect(said('de', false, 'Content-Language: fr\r\n')).toBe('de')
    expect(wordsForReader(config, null, null).language).toBe('en')
  })

  it.each([
    ['Content-Language: fr-FR\r\n', 'fr'],
    ['Accept-Language: es-ES, en-US\r\nContent-Language: fr\r\n', 'fr'],
    ['Accept-Language: nl,\r\n es;q=0.9\r\n', 'es'],
    ['Content-Language: nl\r\nAccept-Language: en-US\r\n', 'en'],
    ['X-Content-Language: fr\r\nSubject: Content-Language: fr\r\n', 'de'],
    [null, 'de'],
  ])('or that of the mail: %j', (headers, language) => {
    expect(said('de', true, headers)).toBe(language)
  })
})
