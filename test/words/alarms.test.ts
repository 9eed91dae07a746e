import { describe, expect, it } from 'vitest'
import { ALARM_KINDS } from '../../src/fax/alarm.ts'
import { ALARM_FRAMES, ALARM_WORDS } from '../../src/words/alarms.ts'
import { LANGUAGES, placeholdersOf } from '../../src/words/words.ts'

const placesOf = (texts: readonly string[]) => placeholdersOf(texts.join(' '))

describe.each(LANGUAGES)('alarms in %s', language => {
  it.each(ALARM_KINDS)('%s says the same with the same values', kind => {
    const { title, means, todo } = ALARM_WORDS[language][kind]
    const english = ALARM_WORDS.en[kind]
    expect(placesOf([title])).toEqual(placesOf([english.title]))
    expect(placesOf([means, ...todo])).toEqual(placesOf([english.means, ...english.todo]))
    expect(todo).toHaveLength(english.todo.length)
    for (const text of [title, means, ...todo]) expect(text.trim()).toBe(text)
  })

  it('has every sentence that stands around them', () => {
    for (const [id, text] of Object.entries(ALARM_FRAMES[language]))
      expect(placesOf([text]), id).toEqual(placesOf([ALARM_FRAMES.en[id as 'over']]))
  })

  it('names every command as it is written', () => {
    const commands = (text: string) => [...text.matchAll(/faxbridge [a-z]+(?: [a-z]+)?/g)].map(String).sort()
    for (const kind of ALARM_KINDS) {
      const all = ALARM_WORDS[language][kind].todo.join('\n')
      const english = ALARM_WORDS.en[kind].todo.join('\n')
      const first = (text: string) => commands(text).map(command => command.split(' ')[1])
      expect(first(all), kind).toEqual(first(english))
    }
  })
})
