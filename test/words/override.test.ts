import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OUR_WORDS } from '../../src/words/languages.ts'
import { checkOverride } from '../../src/words/override.ts'
import { LANGUAGES } from '../../src/words/words.ts'

const problems = (content: unknown) => checkOverride('en', content).problems

describe("checking an operator's sentences", () => {
  it('takes all of ours, an empty file and empty groups', () => {
    for (const language of LANGUAGES) {
      const { sentences, failures, details } = OUR_WORDS[language]
      expect(checkOverride(language, { sentences, failures, details })).toEqual({
        override: { sentences, failures, details },
        problems: [],
      })
    }
    expect(problems(null)).toEqual([])
    expect(problems({ sentences: null, details: undefined })).toEqual([])
  })

  it.each<[string, unknown, string]>([
    [
      'a group that is none',
      { sentence: {} },
      'sentence: there is no such group: write sentences, failures or details',
    ],
    ['a list', { sentences: ['a'] }, 'sentences: write keys with texts, such as "subject.delivered: …"'],
    [
      'a misspelt key',
      { sentences: { 'subject.deliverd': 'x' } },
      'sentences.subject.deliverd: there is no such key: did you mean subject.delivered?',
    ],
    ['a key of nothing', { sentences: { toString: 'x' } }, 'sentences.toString: there is no such key'],
    [
      'a wrong placeholder',
      { sentences: { 'subject.delivered': 'Fax {numbr}' } },
      'sentences.subject.delivered: it does not know {numbr}: there is {number}, {pages}',
    ],
    [
      'a placeholder where there is none',
      { failures: { busy: { brief: '{id}' } } },
      'failures.busy.brief: it does not know {id}: it has none',
    ],
    [
      'a failure that is none',
      { failures: { bussy: {} } },
      'failures.bussy: there is no such key: did you mean busy?',
    ],
    ['a number', { sentences: { 'page.one': 1 } }, 'sentences.page.one: write a text, in quotation marks'],
    ['nothing', { details: { damaged: ' ' } }, 'details.damaged: write a text, in quotation marks'],
    ['two lines', { details: { damaged: 'a\nb' } }, 'details.damaged: write it on one line'],
    [
      'a book',
      { details: { damaged: 'x'.repeat(1001) } },
      'details.damaged: it is longer than 1000 characters',
    ],
  ])('%s', (_name, content, problem) => {
    expect(problems(content)).toEqual([problem])
  })

  it('says something about anything, and never throws', () => {
    fc.assert(fc.property(fc.anything(), content => Array.isArray(problems(content))))
  })
})
