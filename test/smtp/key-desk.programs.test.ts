import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { EpochMs } from '../../src/fax/id.ts'
import { bareKey } from '../../src/fax/key-text.ts'
import { KeyDesk, type KeyedMail, type MadeKey } from '../../src/smtp/key-desk.ts'
import { keyDigest } from '../../src/smtp/secret-key.ts'
import { houseConfig } from './house.ts'
import { subscriber } from './rule-inputs.ts'

const OLD = 'the-key-in-the-file'
const NEW = 'ABCD-EFGH-JKMN-PQRS'
const now = Date.UTC(2026, 10, 21) as EpochMs
const later = (ms: number) => (now + ms) as EpochMs
const letters = (key: string) => createHash('sha256').update(bareKey(key)).digest('hex')

const mail = (bodyHead: string, more: Partial<KeyedMail> = {}): KeyedMail => ({
  address: '192.0.2.7',
  sender: 'ann@example.com',
  loggedIn: false,
  hasHtml: false,
  bodyHead,
  now,
  ...more,
})
const desk = (made: MadeKey | null = null) =>
  new KeyDesk(() => houseConfig().smtp.limits, { madeKey: () => made })
const lenient = subscriber({ secret_key: OLD })
const strict = subscriber({ secret_key: OLD, secret_key_mode: 'strict' })

describe('strict and lenient', () => {
  it.each([
    ['key, empty line, text', `${OLD}\r\n\r\nText`, {}, true, true],
    ['key alone', OLD, {}, true, true],
    ['an empty line before it', `\r\n${OLD}\r\n\r\nText`, {}, true, true],
    ['text at once', `${OLD}\r\nText`, {}, true, false],
    ['with HTML beside it', `${OLD}\r\n\r\nText`, { hasHtml: true }, true, false],
    ['text on its line', `${OLD} Text`, {}, false, false],
    ['in the second line', `Hello\r\n${OLD}`, {}, false, false],
    ['quoted', `> ${OLD}`, {}, false, false],
  ])('%s', (_, head, more, inLenient, inStrict) => {
    expect(desk().trial(mail(head, more)).opens(lenient)).toBe(inLenient)
    expect(desk().trial(mail(head, more)).opens(strict)).toBe(inStrict)
  })

  it('a login lets in whatever the key looks like: it is cut out all the same', () => {
    const trial = desk().trial(mail(`${OLD}\r\nText`, { loggedIn: true, hasHtml: true }))
    expect(trial.opens(strict)).toBe(false)
    expect(trial.found(strict)).toEqual({ keyDigest: letters(OLD), oldKey: null })
  })

  it('no key in the configuration: nothing opens, and nothing is cut out', () => {
    const trial = desk().trial(mail('Text'))
    const none = subscriber({ acl: [{}] })
    expect(trial.opens(none)).toBe(false)
    expect(trial.found(none)).toEqual({ keyDigest: null, oldKey: null })
  })
})

describe('a key that was replaced', () => {
  const previous = { digest: null, replacedAt: later(-1000), until: later(1000) }
  const made: MadeKey = { digest: keyDigest(NEW), previous }

  it('both open, and it is known which one it was', () => {
    const fresh = desk(made).trial(mail(NEW))
    expect(fresh.opens(lenient)).toBe(true)
    expect(fresh.found(lenient)).toEqual({ keyDigest: letters(NEW), oldKey: null })
    const old = desk(made).trial(mail(OLD))
    expect(old.opens(lenient)).toBe(true)
    expect(old.found(lenient)).toEqual({
      keyDigest: letters(OLD),
      oldKey: { replacedAt: later(-1000), until: later(1000) },
    })
  })

  it('opens nothing from the end of its grace on, and is cut out even then', () => {
    const late = desk(made).trial(mail(OLD, { now: later(1000) }))
    expect(late.opens(lenient)).toBe(false)
    expect(late.found(lenient)).toEqual({ keyDigest: letters(OLD), oldKey: null })
    expect(
      desk({ ...made, previous: null })
        .trial(mail(OLD))
        .opens(lenient),
    ).toBe(false)
  })

  it('may itself have been made by faxbridge', () => {
    const older = { ...made, previous: { ...previous, digest: keyDigest('WXYZ') } }
    expect(desk(older).trial(mail('WXYZ')).opens(lenient)).toBe(true)
    expect(desk(older).trial(mail(OLD)).opens(lenient)).toBe(false)
  })
})

describe('the answer to a mail that is refused', () => {
  it('is the same for a wrong key, a missing one, and whatever else was wrong', () => {
    const one = desk()
    for (const head of ['wrong', '', OLD]) {
      const trial = one.trial(mail(head))
      trial.opens(lenient)
      expect(trial.refused()).toBe('E_SENDER_DENIED')
    }
  })

  it('changes when there were too many, and then for all', () => {
    const one = desk()
    for (let i = 0; i < 10; i++) {
      const trial = one.trial(mail('wrong'))
      trial.opens(lenient)
      trial.refused()
    }
    const right = one.trial(mail(OLD))
    expect(right.opens(lenient)).toBe(false)
    expect(right.refused()).toBe('E_TOO_MANY_FAILURES')
    const noKey = one.trial(mail('Text'))
    expect(noKey.opens(subscriber({ acl: [{}] }))).toBe(false)
    expect(noKey.refused()).toBe('E_SENDER_DENIED')
  })

  it('counts nothing for who is logged in', () => {
    const one = desk()
    for (let i = 0; i < 100; i++) {
      const trial = one.trial(mail('wrong', { loggedIn: true }))
      trial.opens(lenient)
      expect(trial.refused()).toBe('E_SENDER_DENIED')
    }
    expect(one.trial(mail(OLD)).opens(lenient)).toBe(true)
  })
})
