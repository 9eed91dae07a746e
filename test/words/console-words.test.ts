import { describe, expect, it } from 'vitest'
import { CONSOLE_WORDS, type ConsoleId, consoleSay } from '../../src/words/console-words.ts'
import { LANGUAGES, placeholdersOf } from '../../src/words/words.ts'

const ids = Object.keys(CONSOLE_WORDS.en) as ConsoleId[]

/** Words that are the same in another language, as people say them there. */
const SAME = 8

describe('the words of the console', () => {
  it.each(LANGUAGES)('%s has every sentence, with the values of the English one', language => {
    const own = CONSOLE_WORDS[language]
    expect(Object.keys(own).sort()).toEqual([...ids].sort())
    for (const id of ids) {
      expect(own[id].trim(), id).not.toBe('')
      expect(placeholdersOf(own[id]), id).toEqual(placeholdersOf(CONSOLE_WORDS.en[id]))
    }
  })

  it.each(LANGUAGES.filter(one => one !== 'en'))('%s is a translation', language => {
    const long = ids.filter(id => CONSOLE_WORDS.en[id].length > 12)
    const same = long.filter(id => CONSOLE_WORDS[language][id] === CONSOLE_WORDS.en[id])
    expect(same.length, same.join(', ')).toBeLessThan(SAME)
  })

  it('puts values in, numbers as the language writes them', () => {
    expect(consoleSay('de', 'all.pagesCount', { n: 1200 })).toBe('1.200 Seiten')
    expect(consoleSay('en', 'fax.title', { number: '+15555551212' })).toBe('Fax to +15555551212')
  })
})
