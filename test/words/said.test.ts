import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RIGHTS } from '../../src/access/principal.ts'
import { DIALED_PARTS } from '../../src/fax/address-parts.ts'
import { DESTINATION_CLASSES } from '../../src/fax/destination-class.ts'
import { ERRORS } from '../../src/fax/error.ts'
import { toldIn } from '../../src/words/history.ts'
import { phraseIn, SAID } from '../../src/words/said.ts'
import { PHRASES } from '../../src/words/said-phrases.ts'
import { placeholdersOf } from '../../src/words/words.ts'

const root = new URL('../../src/', import.meta.url).pathname
const OTHERS = ['de', 'fr', 'es'] as const
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(path => /\.tsx?$/.test(path) && !path.startsWith('words/'))
  .map(path => readFileSync(join(root, path), 'utf8').replace(/['`] \+\s*['`]/g, ''))
  .join('\n')

/** Sentences that are put together in the sources: of what. */
const COMPOSED: Readonly<Record<string, readonly string[]>> = {
  'Report on the list {list} to {to} written.': ["'Report'", ' on the list '],
  'Copy of the report on the list {list} to {to} written.': ["'Copy of the report'", ' on the list '],
  'To the mail to {to} came a mail that says nothing of delivery.': [
    ' came a mail ',
    'that says nothing of delivery',
  ],
  'To the mail to {to} came a mail of {from}.': [' came a mail ', '`of ${'],
  '{shown}: there is no cover page of this name: write {names}.': [
    'there is no cover page of this name: ',
    '`write ${',
  ],
  '{shown}: there is no cover page of this name: did you mean {name}?': [
    'there is no cover page of this name: ',
    '`did you mean ${',
  ],
  'OpenText: cancelled before any attempt; {job}.': ['cancelled before any attempt'],
  'OpenText: the job failed before any attempt; {job}.': ['the job failed before any attempt'],
  'OpenText: the job is complete without any attempt; {job}.': ['the job is complete without any attempt'],
  'OpenText: attempt {word} without a gamma code; {job}.': ['without a gamma code'],
  'OpenText: attempt {word} with gamma code {code}; {job}.': ['with gamma code '],
  'It has none.': ["'none'"],
  'Faxes to it come in at virtual fax {id}.': ['Faxes to it come in at ', '`virtual fax ${'],
}

/** As somebody could say it. */
const SAMPLES: Readonly<Record<string, string>> = { state: 'filed', phrase: 'pages', said: 'It is not held.' }
const example = (english: string) => english.replace(/\{(\w+)\}/g, (_, name: string) => SAMPLES[name] ?? '12')

describe.each(Object.entries(SAID))('%s', (english, others) => {
  it('is what we say somewhere', () => {
    const pieces =
      COMPOSED[english] ??
      english.split(/\{\w+\}/).map(piece => piece.replace(/^[:;]? |[.:;]?\s?$/g, '').trim())
    for (const piece of pieces) expect(sources.includes(piece), piece).toBe(true)
  })

  it('is told in each language, with its values', () => {
    for (const language of OTHERS) {
      expect(placeholdersOf(others[language])).toEqual(placeholdersOf(english))
      const { text, unknown } = toldIn(language, example(english))
      expect(unknown.filter(piece => piece !== '12')).toEqual([])
      expect(text).not.toMatch(/\{\w+\}|It is not held/)
      expect(text.includes('12')).toBe(example(english).includes('12'))
    }
  })
})

it('words of ours in sentences are told: rights, kinds of numbers, what is dialled', () => {
  for (const phrase of [RIGHTS, DESTINATION_CLASSES, DIALED_PARTS].flatMap(table => Object.values(table)))
    expect(Object.keys(PHRASES)).toContain(phrase)
  const right = `${ERRORS.E_RIGHT.text} It is "faxes.send": ${RIGHTS['faxes.send']}.`
  expect(toldIn('de', right).text).toBe(
    'Dazu haben Sie kein Recht. Geben kann es ein Verwalter. Es heißt „faxes.send“: ein neues Fax senden.',
  )
  expect(phraseIn('fr', 'the extension and what is dialled after the answer (POSTD)')).toBe(
    'le numéro de poste et ce qui est composé après la réponse (POSTD)',
  )
  expect(phraseIn('es', 'number +4930123')).toBe('número +4930123')
  expect(phraseIn('es', 'zork')).toBe('zork')
})

it('sentences follow one another, and what is not known stays as it is', () => {
  const text = `${ERRORS.E_WRONG_STATE.text} It is delivered: it has ended. Ask Ann.`
  expect(toldIn('de', text).text).toBe(
    'Das geht im jetzigen Zustand des Faxes nicht. Es ist im Zustand „Zugestellt“: Es ist beendet. Ask Ann.',
  )
  expect(toldIn('en', text).text).toBe(text)
})

it('words of others stand in a sentence of ours', () => {
  expect(
    toldIn(
      'de',
      'A destination for received faxes did not take a fax. nas.lan cannot be reached: connect ECONNREFUSED',
    ).text,
  ).toBe(
    'Ein Ziel für empfangene Faxe hat ein Fax nicht angenommen. nas.lan ist nicht erreichbar: connect ECONNREFUSED',
  )
  expect(toldIn('fr', 'The mail relay refused the mail. 550 5.1.1 No such user here.').text).toContain(
    'No such user here.',
  )
})
