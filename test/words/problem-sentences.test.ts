import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../src/fax/error.ts'
import { PROBLEM_SENTENCES, problemIn } from '../../src/words/problem-sentences.ts'
import { placeholdersOf } from '../../src/words/words.ts'

const root = new URL('../../src/', import.meta.url).pathname
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(path => path.endsWith('.ts') && !path.endsWith('problem-sentences.ts'))
  .map(path => readFileSync(join(root, path), 'utf8'))
const asked = (language: 'de' | 'fr' | 'es', text: string) => problemIn(language, text, state => `<${state}>`)

describe.each(Object.entries(PROBLEM_SENTENCES))('%s', (english, others) => {
  it('is what we say somewhere', () => {
    const pieces = english.split(/\{\w+\}/).map(piece => piece.replace(/^: |\.$/g, ''))
    for (const piece of pieces)
      expect(
        sources.some(source => source.includes(piece)),
        piece,
      ).toBe(true)
  })

  it('is told in each language, with its value', () => {
    for (const language of ['de', 'fr', 'es'] as const) {
      expect(placeholdersOf(others[language])).toEqual(placeholdersOf(english))
      const said = asked(language, english.replace(/\{\w+\}/, 'filed'))
      const value = english.includes('{state}') ? '<filed>' : 'filed'
      expect(said).toBe(others[language].replace(/\{\w+\}/, value))
    }
  })
})

it('sentences follow one another, and what is not known stays as it is', () => {
  const text = `${ERRORS.E_WRONG_STATE.text} It is delivered: it has ended. Ask Ann.`
  expect(asked('de', text)).toBe(
    'Das geht im jetzigen Zustand des Faxes nicht. Es ist im Zustand „<delivered>“: Es ist beendet. Ask Ann.',
  )
  expect(problemIn('en', text, state => state)).toBe(text)
})
