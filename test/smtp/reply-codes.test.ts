import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BridgeError, ERRORS, type ErrorCode } from '../../src/fax/error.ts'
import { hasEnhancedCode, replyOf, replyTo, toReplyError } from '../../src/smtp/reply-codes.ts'

const codes = Object.keys(ERRORS) as ErrorCode[]

describe('the reply to an error', () => {
  it.each(codes)('%s: code and enhanced code are of one class, and it is one line', code => {
    const { code: basic, text } = replyOf(code)
    expect(`${basic} ${text}`).toMatch(/^([45])\d\d \1\.\d{1,3}\.\d{1,3} [\x20-\x7e]+$/)
    expect(hasEnhancedCode(text)).toBe(true)
    // The words are the table's own.
    expect(text).toContain(ERRORS[code].text)
  })

  it('a sentence more is shown, facts for the log are not', () => {
    const error = new BridgeError('E_MESSAGE_TOO_BIG', { say: 'The limit is 5.', detail: { from: 'ann' } })
    expect(replyTo(error)).toEqual({ code: 552, text: '5.3.4 The mail is too big. The limit is 5.' })
  })

  it('what is no error of ours is shown to nobody', () => {
    for (const error of [new Error('/home/ann/secret'), 'text', null, undefined, { code: 'E_STORE' }])
      expect(replyTo(error)).toEqual(replyOf('E_INTERNAL'))
  })

  it('is one ASCII line of at most 512 octets, whatever is said', () => {
    const isOneLine = (say: string, code: ErrorCode) => {
      const { code: basic, text } = replyTo(new BridgeError(code, { say }))
      expect(text).toMatch(/^[\x20-\x7e]*$/)
      expect(`${basic} ${text}\r\n`.length).toBeLessThanOrEqual(512)
    }
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.constantFrom(...codes), isOneLine))
    for (const code of codes) isOneLine('x\r\n'.repeat(500), code)
  })

  it('for the library it is an error with a code', () => {
    const error = toReplyError(new BridgeError('E_QUEUE_FULL'))
    expect([error.responseCode, error.message]).toEqual([452, `4.3.1 ${ERRORS.E_QUEUE_FULL.text}`])
  })
})

describe('an enhanced code', () => {
  it.each([
    ['2.1.0 Sender taken.', true],
    ['5.7.11 x', true],
    ['Error: command', false],
    ['3.1.0 x', false],
    ['2.1.0', false],
    [' 2.1.0 x', false],
    ['192.0.2.7 x', false],
  ])('%s: %s', (text, expected) => {
    expect(hasEnhancedCode(text)).toBe(expected)
  })
})
