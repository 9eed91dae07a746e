import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDeliveryReport } from '../../../src/documents/mail/dsn.ts'

const LIMITS = {
  messageBytes: 1_000_000,
  headerBytes: 100_000,
  headerLines: 1000,
  lineBytes: 10_000,
  mimeDepth: 20,
  mimeParts: 100,
  lineEndings: 'lenient',
} as const

const read = (text: string) => readDeliveryReport(Buffer.from(text), LIMITS)

function report(status: string, type = 'message/delivery-status', encoding = '7bit'): string {
  return [
    'From: MAILER-DAEMON@mx.example.com',
    'Subject: Undelivered Mail Returned to Sender',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
    '',
    '--B',
    'Content-Type: text/plain',
    '',
    'Action: failed',
    'Status: 5.9.9',
    '--B',
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    status,
    '--B',
    'Content-Type: message/rfc822',
    '',
    'Action: failed',
    '',
    'x',
    '--B--',
    '',
  ].join('\r\n')
}

const POSTFIX = `Reporting-MTA: dns; mx.example.com
X-Postfix-Queue-ID: 4B2C3
Arrival-Date: Sat, 21 Nov 2026 06:13:07 +0000 (UTC)

Final-Recipient: rfc822; office@example.com
Original-Recipient: rfc822;office@example.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.com
Diagnostic-Code: smtp; 550 5.1.1 <office@example.com>: Recipient address
    rejected: User unknown`

const EXCHANGE = `Reporting-MTA: dns;AM0PR01.prod.outlook.com
Received-From-MTA: dns;fax.example.com
Arrival-Date: Sat, 21 Nov 2026 06:13:07 +0000

Final-Recipient: rfc822;office@example.com
Action: failed (because of a rule)
Status: 5.7.133
Diagnostic-Code: smtp;550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup`

describe('a delivery report', () => {
  it('of Postfix', () => {
    expect(read(report(POSTFIX))).toEqual([
      {
        recipient: 'office@example.com',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 <office@example.com>: Recipient address rejected: User unknown',
      },
    ])
  })

  it('of Exchange Online, with a comment behind the action; in base64; with CR LF and with CR', () => {
    const expected = [{ action: 'failed', status: '5.7.133' }]
    expect(read(report(EXCHANGE))).toMatchObject(expected)
    const base64 = Buffer.from(EXCHANGE.replaceAll('\n', '\r\n')).toString('base64')
    expect(read(report(base64, 'message/delivery-status', 'base64'))).toMatchObject(expected)
    expect(read(report(EXCHANGE.replaceAll('\n', '\r')))).toMatchObject(expected)
    expect(read(report(EXCHANGE, 'message/global-delivery-status'))).toMatchObject(expected)
  })

  it('of several recipients', () => {
    const second = 'Final-Recipient: rfc822; b@example.com\nAction: delayed\nStatus: 4.4.1'
    expect(read(report(`${POSTFIX}\n\n${second}`))).toMatchObject([
      { action: 'failed' },
      { recipient: 'b@example.com', action: 'delayed', status: '4.4.1', diagnostic: '' },
    ])
  })

  it.each([
    // RFC 3249 §4.4.3 and §4.4.5: a machine that has printed, and one that could not.
    ['automatic-action/MDN-sent-automatically; dispatched', '', 'delivered', 'dispatched'],
    [
      'automatic-action/MDN-sent-automatically; processed/error',
      'Error: unsupported image',
      'failed',
      'processed/error: unsupported image',
    ],
    ['manual-action/MDN-sent-manually; deleted', '', 'failed', 'deleted'],
  ])('a notification of a machine: %s', (disposition, more, action, diagnostic) => {
    const text = `Final-Recipient: rfc822; FAX=+4930@mfp.example.com\nDisposition: ${disposition}\n${more}\n`
    const mail = report(text).replaceAll('delivery-status', 'disposition-notification')
    expect(read(mail)).toEqual([{ recipient: 'FAX=+4930@mfp.example.com', action, status: '', diagnostic }])
  })

  it.each([
    ['an ordinary mail', 'From: a@b.cc\r\nSubject: hello\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n'],
    ['a report without recipients', report('Reporting-MTA: dns; mx')],
    ['an action that nobody knows', report('\n\nAction: exploded\nStatus: 5.0.0')],
    ['nothing', ''],
    ['a mail that is too deep', 'Content-Type: multipart/mixed; boundary=B\r\n\r\n'.repeat(40)],
  ])('%s is none', (_name, text) => {
    expect(read(text)).toBeNull()
  })

  it('anything at all in it, and it never fails nor grows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), fc.boolean(), (text, whole) => {
        const found = read(whole ? text : report(`${POSTFIX}\n${text}`)) ?? []
        expect(found.length).toBeLessThanOrEqual(50)
        for (const { diagnostic, recipient } of found)
          expect(diagnostic.length + recipient.length).toBeLessThan(1001)
      }),
      { numRuns: 300 },
    )
  })
})
