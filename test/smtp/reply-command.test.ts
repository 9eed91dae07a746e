import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/smtp/reply-command.ts'

const read = (text: string, keyCut = false) => readCommand(text, { keyCut })

describe('the command of a reply', () => {
  it.each([
    ['resend', 'resend'],
    ['Resend.', 'resend'],
    ['  SEND   AGAIN!  \r\n\r\nThanks, Ann', 'resend'],
    ['“resend”', 'resend'],
    ['*resend*', 'resend'],
    ['Erneut senden', 'resend'],
    ['Noch einmal senden', 'resend'],
    ['Envoyer à nouveau', 'resend'],
    ['réessayer', 'resend'],
    ['Reenviar', 'resend'],
    ['cancel', 'cancel'],
    ['Abbrechen', 'cancel'],
    ['arrêter', 'cancel'],
    ['Cancelar', 'cancel'],
    ['STATUS', 'status'],
    ['état', 'status'],
    ['Estado', 'status'],
    ['\r\n\r\n> On Monday the fax server wrote:\r\n> resend\r\nstatus', 'status'],
  ])('%j: %s', (text, type) => {
    expect(read(text)).toEqual({ type })
  })

  it.each([
    ['send to +1 555 555 0199', '+1 555 555 0199'],
    ['Send to: +15555550199.', '+15555550199'],
    ['senden an +49 (30) 123456-78', '+49 (30) 123456-78'],
    ['an 030 1234567', '030 1234567'],
    ['envoyer au +33 1 23 45 67 89', '+33 1 23 45 67 89'],
    ['Enviar al +34 912 345 678', '+34 912 345 678'],
  ])('%j goes to %s', (text, to) => {
    expect(read(text)).toEqual({ type: 'sendTo', to })
  })

  it.each([
    '',
    '> resend',
    'Thank you!',
    'Please do not resend this',
    'resend it tomorrow',
    'I will cancel',
    'status?cancel',
    'send to my office',
    'send to 12',
    'send to +15555550199; +15555550198',
    'send to +1555555019900000000000000000000000000000000000',
    'Ann\nresend',
    `${' '.repeat(10)}${'resend '.repeat(20)}`,
  ])('%j is none', text => {
    expect(read(text)).toEqual({ type: 'none' })
  })

  it('stands after the key where one is needed', () => {
    expect(read('correct-horse\n\nresend', true)).toEqual({ type: 'resend' })
    expect(read('resend', true)).toEqual({ type: 'none' })
    expect(readCommand(null, { keyCut: false })).toEqual({ type: 'none' })
  })

  it('anything is read without an error, and a number only as it was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), text => {
        const command = read(text)
        if (command.type === 'sendTo') expect(text.normalize('NFKD')).toContain(command.to.split(' ')[0])
      }),
      { numRuns: 100_000 },
    )
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'+0123 ().-/x'), maxLength: 40 }), text => {
        const command = read(`send to ${text}`)
        if (command.type !== 'sendTo') return
        expect(
          text
            .replace(/\s+/g, ' ')
            .trim()
            .replace(/[\s.]+$/, ''),
        ).toBe(command.to)
      }),
      { numRuns: 10_000 },
    )
  })
})
