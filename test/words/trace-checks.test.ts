import { expect, it } from 'vitest'
import { checkWords, subscribersIn } from '../../src/explain/trace-words.ts'
import type { RefusalTrace } from '../../src/fax/refusal.ts'
import { TRACE_CHECKS } from '../../src/words/trace-checks.ts'
import { TRACE_SENTENCES } from '../../src/words/trace-sentences.ts'
import { LANGUAGES, placeholdersOf } from '../../src/words/words.ts'

it.each(LANGUAGES)('%s has every check and every sentence, with what they leave open', language => {
  for (const [field, results] of Object.entries(TRACE_CHECKS.en))
    for (const [result, text] of Object.entries(results)) {
      const own = TRACE_CHECKS[language][field]?.[result as RefusalTrace['result']] ?? ''
      expect(own.includes('…'), `${field} ${result}`).toBe(text.includes('…'))
      if (language !== 'en') expect(own).not.toBe(text)
    }
  for (const [id, text] of Object.entries(TRACE_SENTENCES.en)) {
    const own = TRACE_SENTENCES[language][id as keyof typeof TRACE_SENTENCES.en]
    expect(placeholdersOf(own)).toEqual(placeholdersOf(text))
  }
})

it('a decision is told in the language, with patterns as they are written', () => {
  const line = {
    subscriber: 'sales',
    entry: 0,
    field: 'from_email',
    result: 'fail',
    pattern: '*@$&.example',
  } as const
  expect(checkWords(line, 'de')).toBe('from_email: der Absender ist nicht *@$&.example')
  const [words] = subscribersIn([line], 'fr')
  expect(words?.decided).toBe(
    "ne l'accepte pas : sa seule entrée acl: from_email: l'expéditeur n'est pas *@$&.example",
  )
  expect(checkWords({ ...line, field: 'no-such-field' } as never, 'es')).toBe('no-such-field: fail')
})
