import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseMail, parseRcpt } from '../../src/smtp/command-line.ts'
import { isPlainAddress } from '../../src/smtp/sender.ts'
import { refusal } from './codes.ts'

const mail = (line: string) => parseMail(Buffer.from(line))
const rcpt = (line: string, smtpUtf8 = false) => parseRcpt(Buffer.from(line), smtpUtf8)
const codeOf = (work: () => unknown) => refusal(work).code

const NO_DSN = { envelopeId: null, ret: null }

describe('MAIL', () => {
  it.each([
    ['MAIL FROM:<ann@example.com>', 'ann@example.com'],
    ['mail from:<ann@example.com>', 'ann@example.com'],
    ['MAIL FROM: <ann@example.com>', 'ann@example.com'],
    ['MAIL FROM:<>', ''],
    ['MAIL FROM:<ann@[192.0.2.7]>', 'ann@[192.0.2.7]'],
    ['MAIL FROM:<ann@[IPv6:2001:db8::1]>', 'ann@[IPv6:2001:db8::1]'],
    ['MAIL FROM:<ann@localhost>', 'ann@localhost'],
  ])('%s', (line, address) => {
    expect(mail(line)).toEqual({ address, size: null, smtpUtf8: false, dsn: NO_DSN })
  })

  it('has its parameters in any order and case', () => {
    expect(mail('MAIL FROM:<a@b> smtputf8 Envid=x+2By ret=Full body=8bitmime size=12 auth=<>')).toEqual({
      address: 'a@b',
      size: 12,
      smtpUtf8: true,
      dsn: { envelopeId: 'x+y', ret: 'FULL' },
    })
  })

  it.each([
    ['MAIL', 'E_SENDER_SYNTAX'],
    ['MAIL FROM', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:ann@example.com', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@example.com', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@example.com>x', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@example.com>\tSIZE=1', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<<ann@example.com>>', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<@relay.example:ann@example.com>', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<"ann lee"@example.com>', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@[192.0.2.999]>', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@example.com\0>', 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<ann@example.com\x0bRCPT>', 'E_SENDER_SYNTAX'],
    [`MAIL FROM:<${'a'.repeat(600)}@example.com>`, 'E_SENDER_SYNTAX'],
    ['MAIL FROM:<\u00e4nn@example.com>', 'E_NON_ASCII_ADDRESS'],
    ['MAIL FROM:<ann@example.com> NOTIFY=NEVER', 'E_PARAMETER_UNKNOWN'],
    ['MAIL FROM:<ann@example.com> SIZE', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> SIZE=1 SIZE=1', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> SMTPUTF8=', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> SMTPUTF8 SMTPUTF8', 'E_PARAMETER_SYNTAX'],
    [`MAIL FROM:<ann@example.com> ENVID=${'x'.repeat(101)}`, 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> ENVID=a+zz', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> ENVID=a+2b', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> ENVID=a+0A', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> AUTH=a=b', 'E_PARAMETER_SYNTAX'],
    ['MAIL FROM:<ann@example.com> -', 'E_PARAMETER_SYNTAX'],
  ])('%j is %s', (line, code) => {
    expect(codeOf(() => mail(line))).toBe(code)
  })

  it('letters beyond ASCII need SMTPUTF8, and stand where letters may stand', () => {
    expect(mail('MAIL FROM:<\u00e4nn@ex\u00e4mple.com> SMTPUTF8').address).toBe('\u00e4nn@ex\u00e4mple.com')
    for (const path of [
      '\u00e4nn',
      '\u200bann@example.com',
      'ann@ex\u2028ample.com',
      'ann@\u202eexample.com',
      '\u00e4@b@c',
    ])
      expect([path, codeOf(() => mail(`MAIL FROM:<${path}> SMTPUTF8`))]).toEqual([path, 'E_SENDER_SYNTAX'])
    const broken = Buffer.from('MAIL FROM:<\xe4nn@example.com> SMTPUTF8', 'latin1')
    expect(codeOf(() => parseMail(broken))).toBe('E_SENDER_SYNTAX')
  })
})

describe('RCPT', () => {
  it.each([
    ['RCPT TO:<15555551212@fax.local>', '15555551212@fax.local', '15555551212', 'fax.local'],
    ['rcpt to: <15555551212@fax.local>', '15555551212@fax.local', '15555551212', 'fax.local'],
    ['RCPT TO:<"/FAX=+1 555/"@fax.local>', '"/FAX=+1 555/"@fax.local', '/FAX=+1 555/', 'fax.local'],
    ['RCPT TO:<"a\\"b\\\\c"@fax.local>', '"a\\"b\\\\c"@fax.local', 'a"b\\c', 'fax.local'],
    ['RCPT TO:<"a>b"@fax.local>', '"a>b"@fax.local', 'a>b', 'fax.local'],
    ['RCPT TO:<"a@b"@fax.local>', '"a@b"@fax.local', 'a@b', 'fax.local'],
    // The last @ counts; the fax address then refuses the other one.
    ['RCPT TO:<a@b@fax.local>', 'a@b@fax.local', 'a@b', 'fax.local'],
  ])('%s', (line, address, localPart, domain) => {
    const dsn = { notify: null, originalRecipient: null }
    expect(rcpt(line)).toEqual({ address, localPart, domain, dsn })
  })

  it('keeps what it says about reports', () => {
    const dsnOf = (parameters: string) => rcpt(`RCPT TO:<1@b> ${parameters}`).dsn
    expect(dsnOf('NOTIFY=success,DELAY')).toEqual({ notify: ['SUCCESS', 'DELAY'], originalRecipient: null })
    expect(dsnOf('NOTIFY=FAILURE,FAILURE').notify).toEqual(['FAILURE'])
    expect(dsnOf('NOTIFY=NEVER').notify).toEqual(['NEVER'])
    expect(dsnOf('ORCPT=rfc822;a+2Bb@example.com').originalRecipient).toBe('rfc822;a+b@example.com')
    expect(dsnOf('ORCPT=utf-8;\\x{E4}@example.com').originalRecipient).toBe('utf-8;\\x{E4}@example.com')
  })

  it.each([
    ['RCPT', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:15555551212@fax.local', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<>', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<15555551212>', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<@relay.example:1@fax.local>', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<"unclosed@fax.local>', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<1@fax.local>x', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<1@fax.local\r\nDATA>', 'E_RECIPIENT_SYNTAX'],
    ['RCPT TO:<\u06611@fax.local>', 'E_NON_ASCII_ADDRESS'],
    ['RCPT TO:<1@fax.local> SIZE=1', 'E_PARAMETER_UNKNOWN'],
    ['RCPT TO:<1@fax.local> NOTIFY=NEVER,FAILURE', 'E_PARAMETER_SYNTAX'],
    ['RCPT TO:<1@fax.local> NOTIFY=,', 'E_PARAMETER_SYNTAX'],
    ['RCPT TO:<1@fax.local> NOTIFY', 'E_PARAMETER_SYNTAX'],
    ['RCPT TO:<1@fax.local> ORCPT=;a', 'E_PARAMETER_SYNTAX'],
    ['RCPT TO:<1@fax.local> ORCPT=rfc822;', 'E_PARAMETER_SYNTAX'],
    ['RCPT TO:<1@fax.local> ORCPT=rfc822;a+0D+0AX:b', 'E_PARAMETER_SYNTAX'],
    [`RCPT TO:<1@fax.local> ORCPT=rfc822;${'x'.repeat(500)}`, 'E_PARAMETER_SYNTAX'],
  ])('%j is %s', (line, code) => {
    expect(codeOf(() => rcpt(line))).toBe(code)
  })
})

describe('any line', () => {
  const piece = fc.constantFrom(
    ...[
      'MAIL FROM:',
      'RCPT TO:',
      '<',
      '>',
      '"',
      '\\',
      '@',
      ' ',
      'a',
      '1',
      'example.com',
      'SIZE=',
      'NOTIFY=NEVER',
    ],
    ...[
      'ENVID=',
      'ORCPT=rfc822;',
      '+41',
      '+0D',
      '=',
      'SMTPUTF8',
      '\u00e9',
      '\0',
      '\x85',
      '[192.0.2.7]',
      ':',
      ',',
    ],
  )
  const lines = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map(pieces => Buffer.from(pieces.join(''))),
    fc
      .array(piece, { maxLength: 8 })
      .map(pieces => Buffer.from(`MAIL FROM:<a@example.com> ${pieces.join('')}`)),
    fc.array(piece, { maxLength: 8 }).map(pieces => Buffer.from(`RCPT TO:<${pieces.join('')}`)),
    fc.uint8Array({ maxLength: 100 }).map(bytes => Buffer.from(bytes)),
  )

  it('is read or refused with a code of the table, and what is read is safe to write to', () => {
    fc.assert(
      fc.property(lines, fc.boolean(), (line, smtpUtf8) => {
        refusal(() => {
          const { address, dsn } = parseMail(line)
          const ascii = address.replace(/[\p{L}\p{M}\p{N}]/gu, 'x').replace(/\[[^\]]*\]$/, 'literal')
          expect(address === '' || isPlainAddress(ascii)).toBe(true)
          expect(dsn.envelopeId ?? '').toMatch(/^[\x20-\x7e]*$/)
        })
        refusal(() => {
          const { address, dsn } = parseRcpt(line, smtpUtf8)
          expect(address).not.toMatch(/[\0-\x1f\x7f-\x9f\ufffd]/)
          expect(line.toString('utf8')).toContain(`<${address}>`)
          expect(dsn.originalRecipient ?? '').not.toMatch(/[\0-\x1f\x7f]/)
        })
      }),
      { numRuns: 3000 },
    )
  })
})
