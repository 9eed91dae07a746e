import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factsOf } from '../../../src/documents/mail/facts.ts'
import type { MailFacts } from '../../../src/fax/accepted-mail.ts'
import { lines, scan } from './corpus.ts'

const facts = (...header: string[]): MailFacts => factsOf(scan(lines(...header, '', 'text')))

/** The facts of a mail with this type and body. */
const withBody = (type: string, body: string, ...more: string[]): MailFacts =>
  factsOf(scan(lines(`Content-Type: ${type}`, ...more, '', body)))

describe('the facts of a mail', () => {
  it('are those of its headers', () => {
    const mail = lines(
      'Received: by two',
      'Received: by one',
      'From: Ann <ann@example.com>',
      'Sender: desk@example.com',
      'Subject: Order 7',
      'Message-ID: <1@example.com>',
      'Precedence: bulk',
      '',
      'Dear Bob',
    )
    expect(factsOf(scan(mail))).toMatchObject({
      size: mail.length,
      from: 'Ann <ann@example.com>',
      sender: 'desk@example.com',
      subject: 'Order 7',
      messageId: '<1@example.com>',
      receivedCount: 2,
      autoSubmitted: null,
      precedence: 'bulk',
      isList: false,
      isReport: false,
      bodyHead: 'Dear Bob\r\n',
    })
  })

  it('are empty where nothing is said', () => {
    expect(facts('X: y')).toMatchObject({
      from: null,
      sender: null,
      subject: '',
      messageId: null,
      receivedCount: 0,
      autoSubmitted: null,
      precedence: null,
      isList: false,
    })
    expect(facts('Subject:', 'Message-ID:')).toMatchObject({ subject: '', messageId: null })
  })

  it('leave the sender address raw, encoded words and all', () => {
    const from = '=?utf-8?Q?a=40b.example=2C?= <ann@example.com>'
    expect(facts(`From: ${from}`).from).toBe(from)
  })

  it.each([
    ['List-Id: x', true],
    ['LIST-UNSUBSCRIBE: <x>', true],
    ['Listing: x', false],
    ['X-List-Id: x', false],
  ])('%s: mail of a list is %j', (header, isList) => {
    expect(facts(header).isList).toBe(isList)
  })

  it.each([
    [['Auto-Submitted: no'], 'no'],
    [['Auto-Submitted: auto-replied'], 'auto-replied'],
    [['Auto-Submitted: no', 'Auto-Submitted: auto-generated'], 'auto-generated'],
    [['Auto-Submitted: auto-generated', 'Auto-Submitted: no'], 'auto-generated'],
    [['Auto-Submitted: No (really)'], 'No (really)'],
  ])('%j', (header, value) => {
    expect(facts(...header).autoSubmitted).toBe(value)
  })

  it('know a report', () => {
    const report = withBody(
      'multipart/report; report-type=delivery-status; boundary=b',
      '--b\r\n\r\nx\r\n--b--',
    )
    expect(report.isReport).toBe(true)
  })
})

describe('the subject', () => {
  it.each([
    ['=?utf-8?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['=?iso-8859-1?B?R3L832U=?= and more', 'Grüße and more'],
    ['=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=', 'Grüße'],
    ['Grüße', 'Grüße'],
    ['one\r\n two', 'one two'],
    ['=?utf-8?Q?one=0D=0ABcc:_x@y=00=1B[31m?=', 'one Bcc: x@y [31m'],
    ['=?utf-8?B?4oCuZmRwLmV4ZQ==?=', 'fdp.exe'],
    ['=?nobody?Q?x?=', 'x'],
  ])('%j is %j', (written, subject) => {
    expect(facts(`Subject: ${written}`).subject).toBe(subject)
  })

  it('is one line of at most 998 characters, whatever was sent', () => {
    const piece = fc.constantFrom(
      '=?utf-8?Q?',
      '=?utf-8?B?',
      '?=',
      '=0A',
      '=00',
      '=C3',
      '\u2028',
      '\u202e',
      'x'.repeat(300),
      ' ',
      'ü',
      '🙂',
      '=?utf-16le?B?ANg=?=',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), all => {
        const { subject } = facts(`Subject: ${all.join('')}`)
        expect(subject.length).toBeLessThanOrEqual(998)
        expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the head of the text', () => {
  it('is decoded: transfer encoding and charset', () => {
    const coded = withBody(
      'text/plain; charset=iso-8859-15',
      'Gr=FC=DFe, 5 =A4',
      'Content-Transfer-Encoding: quoted-printable',
    )
    expect(coded.bodyHead).toBe('Grüße, 5 €\r\n')
    const html = withBody(
      'text/html; charset=utf-8',
      Buffer.from('<p>Grüße</p>').toString('base64'),
      'Content-Transfer-Encoding: base64',
    )
    expect(html.bodyHead).toBe('Grüße')
  })

  it('has at most 8 KiB, of long texts too', () => {
    const text = `${'x'.repeat(70)}\r\n`.repeat(2000)
    expect(withBody('text/plain', text).bodyHead === text.slice(0, 8192)).toBe(true)
    const coded = withBody(
      'text/plain',
      '=41'.repeat(20).concat('=\r\n').repeat(1000),
      'Content-Transfer-Encoding: quoted-printable',
    )
    expect(coded.bodyHead).toMatch(/^A{8000,8192}$/)
  })

  it('is that of the plain text where the mail has both forms, and null where it has none', () => {
    const both = ['--b', 'Content-Type: text/html', '', '<p>html</p>', '--b', '', 'plain', '--b--'].join(
      '\r\n',
    )
    expect(withBody('multipart/alternative; boundary=b', both).bodyHead).toBe('plain')
    expect(withBody('application/pdf', '%PDF').bodyHead).toBeNull()
    expect(withBody('text/plain', 'x', 'Content-Disposition: attachment').bodyHead).toBeNull()
  })

  it('does not end a mail whose HTML would make a library fail', () => {
    expect(withBody('text/html', '<constructor>key</constructor>').bodyHead).toBe('key')
  })

  it('refuses a text in a transfer encoding that nobody knows', () => {
    expect(() => withBody('text/plain', 'x', 'Content-Transfer-Encoding: x-nobody')).toThrow(
      '"x-nobody" is not known',
    )
  })
})

describe('is there anything to fax?', () => {
  const mixed = (...parts: string[]): MailFacts =>
    withBody('multipart/mixed; boundary=b', `${parts.map(part => `--b\r\n${part}\r\n`).join('')}--b--`)
  const PDF = 'Content-Type: application/pdf\r\n\r\n%PDF'

  it.each([
    ['a text', withBody('text/plain', 'Dear Ann'), true, false],
    ['a key and a text', withBody('text/plain', 'key\r\n\r\nDear Ann'), true, true],
    ['blanks', withBody('text/plain', ' \r\n\t\r\n'), false, false],
    ['nothing', withBody('text/plain', ''), false, false],
    ['invisible characters', withBody('text/plain; charset=utf-8', '\u200b\ufeff\u00ad'), false, false],
    ['HTML without text', withBody('text/html', '<p>&nbsp;</p><br>'), false, false],
    ['HTML with text', withBody('text/html', '<p>key</p><p>Dear Ann</p>'), true, true],
    ['an attachment', withBody('application/pdf', '%PDF'), true, true],
    ['a key and an attachment', mixed('\r\nkey', PDF), true, true],
    ['an empty text and an attachment', mixed('\r\n', PDF), true, true],
    ['a multipart without parts', mixed(), false, false],
    [
      'a key and a signature',
      mixed('\r\nkey', 'Content-Type: application/pgp-signature\r\n\r\nx'),
      true,
      false,
    ],
    ['a vcard', mixed('\r\n', 'Content-Type: text/vcard; name=a.vcf\r\n\r\nBEGIN:VCARD'), false, false],
    ['a mail in the mail', mixed('\r\nkey', 'Content-Type: message/rfc822\r\n\r\nFrom: x'), true, true],
  ])('%s', (_, mail, plain, keyCut) => {
    expect([mail.faxable(false), mail.faxable(true)]).toEqual([plain, keyCut])
  })
})
